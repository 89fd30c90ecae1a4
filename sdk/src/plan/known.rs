//! What can be stored of a plan that was not carried out to its end.

use crate::{schema::Schema, value::Value};

/// The same value with everything unknown made null.
pub fn without_unknowns(_schema: &Schema, value: Value) -> Value {
    value
}
