//! Skeleton.

mod compare;
mod emulated;
pub mod functions;
pub mod network;
pub mod rules;
