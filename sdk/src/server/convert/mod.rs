//! Between the protocol's messages and this crate's types.

mod capabilities;
mod diagnostic;
mod function;
mod schema;
mod source_line;
mod value;

pub(super) use capabilities::{capabilities, deferred};
pub(super) use diagnostic::{diagnostics, inside, path};
pub(super) use function::function;
pub(super) use schema::{identity_schema, schema};
pub(super) use source_line::without_wrong_line;
pub(super) use value::{decode, encode};
