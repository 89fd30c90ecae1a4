//! Semantic equality of results.

use crate::{schema::Schema, value::Value};

/// `result`, with each value that means the same as the one in `reference` written as it is there.
pub fn keep_spelling(_schema: &Schema, _reference: &Value, result: Value) -> Value {
    result
}
