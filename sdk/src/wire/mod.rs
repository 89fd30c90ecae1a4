//! Values and types in the encodings that Terraform speaks.
//!
//! Both codecs are directed by a [`Type`](crate::Type), because the bytes do not say it: a set looks like a list, an
//! object like a map, a decimal like a string.
//!
//! - [`msgpack`]: what every call carries; the only one that can say "unknown".
//! - [`json`]: what a state file stores.
//! - types as JSON: [`Type::to_json`](crate::Type::to_json), [`Type::from_json`](crate::Type::from_json).
//!
//! The formats are those of Terraform's `docs/plugin-protocol/object-wire-format.md` and of go-cty's `msgpack` and
//! `json` packages.

#[cfg(test)]
pub(crate) mod arbitrary;
mod error;
pub mod json;
pub mod msgpack;
mod place;
mod ty;

pub use error::{Problem, WireError};
pub use ty::TypeJsonError;

/// How deep values may be nested. Terraform's own schemas end far before; bytes from elsewhere must not exhaust the
/// stack.
pub const MAX_DEPTH: usize = 128;
