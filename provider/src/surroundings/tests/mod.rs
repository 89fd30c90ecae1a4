//! Each lookup against the emulated Azure.

mod attached;
mod memory;
