//! Derive macros of `tfplugin-framework-rs`; use them through that crate.
