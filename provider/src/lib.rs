//! Skeleton.

pub mod functions;
pub mod network;
pub mod rules;
