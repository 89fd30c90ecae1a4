//! The plan after the resource's own hook.

use std::collections::BTreeMap;

use super::{
    Planned,
    defaults::with_defaults,
    keep_spelling,
    replace::{changes_at, in_order, replacing},
    shape::Level,
    walk::{Unset, lay_over},
};
use crate::{
    schema::Schema,
    value::{Path, Value},
};

/// Applies the rules of planning again to what the resource's plan hook made of `before`.
///
/// - Write-only attributes are null, and a value that means the same as the stored one is written as it is stored.
/// - If nothing was to be done before and the hook changed something, computed attributes that it left alone become
///   unknown as in any other change.
/// - `replace`, the paths that the hook named, joins those of the schema; a path whose value does not change is left
///   out, as Terraform ignores it.
pub fn after_hook(
    schema: &Schema,
    prior: &Value,
    config: &Value,
    before: &Planned,
    hooked: Value,
    replace: Vec<Path>,
) -> Planned {
    let level = Level::of(&schema.block);
    let config = with_defaults(level, config);
    let hooked = keep_spelling(schema, prior, hooked);
    let value = if before.value == *prior && hooked != *prior {
        overlay(prior, &hooked, &lay_over(level, prior, &config, Unset::Marked))
    } else {
        hooked
    };
    if prior.is_null() || value == *prior {
        return Planned { value, requires_replace: Vec::new() };
    }
    let mut paths = replacing(level, prior, &config, &value);
    paths.extend(replace.into_iter().filter(|path| changes_at(level, path, prior, &value)));
    Planned { value, requires_replace: in_order(paths) }
}

/// What the hook changed, and elsewhere what is planned for a change.
fn overlay(prior: &Value, hooked: &Value, marked: &Value) -> Value {
    if hooked == prior {
        return marked.clone();
    }
    match (prior, hooked, marked) {
        (Value::Object(prior), Value::Object(hooked), Value::Object(marked)) => {
            let merge = |(name, hooked): (&String, &Value)| {
                let merged = match (prior.get(name), marked.get(name)) {
                    (Some(prior), Some(marked)) => overlay(prior, hooked, marked),
                    _ => hooked.clone(),
                };
                (name.clone(), merged)
            };
            Value::Object(hooked.iter().map(merge).collect::<BTreeMap<_, _>>())
        }
        _ => hooked.clone(),
    }
}
