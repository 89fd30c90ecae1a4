//! Skeleton.

mod checks;
mod cluster;
mod compare;
mod emulated;
pub mod functions;
pub mod network;
pub mod rules;
mod spelling;
mod words;
