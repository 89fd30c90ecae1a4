//! Write-only attributes: values of the configuration that no plan and no state may hold.

use crate::{
    plan::keep_spelling,
    schema::Schema,
    value::{Path, Value},
};

/// Where the configuration gives such values.
pub(super) fn paths(schema: &Schema, config: &Value) -> Vec<Path> {
    let stored = keep_spelling(schema, config, config.clone());
    let mut paths = Vec::new();
    config.walk(&mut |path, value| {
        let left_out = !value.is_null() && stored.at(path).is_some_and(Value::is_null);
        if left_out {
            paths.push(path.clone());
        }
        !left_out
    });
    paths
}

/// The plan with these values, for the one who carries it out.
pub(super) fn filled_in(schema: &Schema, config: &Value, planned: &Value) -> Value {
    let paths = paths(schema, config);
    if paths.is_empty() {
        return planned.clone();
    }
    planned.clone().transform(&mut |path, value| match config.at(path) {
        Some(configured) if paths.contains(path) => configured.clone(),
        _ => value,
    })
}
