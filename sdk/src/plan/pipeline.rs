//! From configuration and prior state to a plan.

use crate::{
    schema::Schema,
    value::{Path, Value},
};

/// A planned change.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The planned state.
    pub value: Value,
    /// Attributes whose change replaces the resource: sorted, each once, and only those that do change.
    pub requires_replace: Vec<Path>,
}

/// Plans a create (`prior` is null) or an update.
pub fn plan_change(_schema: &Schema, _prior: &Value, config: &Value) -> Planned {
    Planned { value: config.clone(), requires_replace: Vec::new() }
}
