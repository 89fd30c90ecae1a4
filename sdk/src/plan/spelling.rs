//! Semantic equality of results.

use std::collections::BTreeMap;

use super::{
    pairing::sources,
    shape::{Child, Level, element, elements, member, set_of},
};
use crate::{schema::Schema, value::Value};

/// `result`, with each value that [means the same](crate::schema::Behavior::equivalent) as the one in `reference`
/// written as it is there, and write-only attributes null.
///
/// After apply `reference` is the plan, after a read the prior state; so a remote side that answers `eastus` for
/// `East US` neither breaks an apply nor shows as drift. Elements of lists are compared by index, of maps by key,
/// those of sets with the one that they mean.
pub fn keep_spelling(schema: &Schema, reference: &Value, result: Value) -> Value {
    object(Level::of(&schema.block), reference, &result)
}

fn object(level: Level<'_>, reference: &Value, result: &Value) -> Value {
    match result {
        Value::Object(_) => {
            level.object(|child| held(child, member(reference, child.name), member(result, child.name)))
        }
        other => other.clone(),
    }
}

fn held(child: Child<'_>, reference: &Value, result: &Value) -> Value {
    if child.is_write_only() {
        return Value::Null;
    }
    if child.is_equivalent(reference, result) {
        return reference.clone();
    }
    let Some((_, inner)) = child.inside else { return result.clone() };
    let by_index = |values: &[Value]| {
        values
            .iter()
            .enumerate()
            .map(|(index, value)| object(inner, element(reference, index), value))
            .collect()
    };
    let by_key = |values: &BTreeMap<String, Value>| {
        values
            .iter()
            .map(|(key, value)| (key.clone(), object(inner, member(reference, key), value)))
            .collect()
    };
    match result {
        Value::List(values) => Value::List(by_index(values)),
        Value::Tuple(values) => Value::Tuple(by_index(values)),
        Value::Map(values) => Value::Map(by_key(values)),
        Value::Set(values) => {
            let sources = sources(inner, values, elements(reference));
            let settle = |(value, source): (&Value, Option<&Value>)| {
                object(inner, source.unwrap_or(&Value::Null), value)
            };
            set_of(values.iter().zip(sources).map(settle).collect())
        }
        Value::Object(_) if child.holds_one() => object(inner, reference, result),
        Value::Object(values) => Value::Object(by_key(values)),
        other => other.clone(),
    }
}
