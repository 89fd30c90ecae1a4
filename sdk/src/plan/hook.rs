//! The plan after the resource's own hook.

use super::Planned;
use crate::{
    schema::Schema,
    value::{Path, Value},
};

/// Applies the rules of planning again to what the resource's plan hook made of `before`.
pub fn after_hook(
    _schema: &Schema,
    _prior: &Value,
    _config: &Value,
    _before: &Planned,
    hooked: Value,
    replace: Vec<Path>,
) -> Planned {
    Planned { value: hooked, requires_replace: replace }
}
