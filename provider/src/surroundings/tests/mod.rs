//! Each lookup against the emulated Azure.

mod attached;
mod connected;
mod inside;
mod memory;
mod region;
mod subscription;
