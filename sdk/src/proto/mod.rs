//! Generated from the contracts in the repository's `proto/`; `tests/codegen.rs` keeps it current.
//!
//! Only `serve`, `server` and the wire layer name these types.

#![allow(
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    dead_code,
    clippy::all,
    reason = "generated; a provider constructs only part of the protocol"
)]

/// Terraform's provider protocol.
#[rustfmt::skip]
#[path = "generated/tfplugin6.rs"]
pub(crate) mod tfplugin6;

/// go-plugin's own services.
#[rustfmt::skip]
#[path = "generated/plugin.rs"]
pub(crate) mod plugin;
