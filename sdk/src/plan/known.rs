//! What can be stored of a plan that was not carried out to its end.

use std::collections::BTreeMap;

use super::shape::{Level, Role, each_object, member, set_of};
use crate::{
    schema::{BlockNesting, Schema},
    value::Value,
};

/// The same value with everything unknown made null, so that Terraform can store it. Collections of blocks, which
/// are never null, become empty; write-only attributes are null.
pub fn without_unknowns(schema: &Schema, value: Value) -> Value {
    match value {
        Value::Object(_) => object(Level::of(&schema.block), &value),
        other => plain(&other),
    }
}

fn object(level: Level<'_>, value: &Value) -> Value {
    if !matches!(value, Value::Object(_)) {
        return plain(value);
    }
    level.object(|child| {
        let held = member(value, child.name);
        match (child.role, held, child.inside) {
            _ if child.is_write_only() => Value::Null,
            (Role::Block(block), Value::Unknown(_) | Value::Null, _) => match block.nesting {
                BlockNesting::Single => Value::Null,
                BlockNesting::Group => {
                    let level = Level::of(&block.block);
                    object(level, &level.object(|_| Value::Null))
                }
                BlockNesting::List => Value::List(Vec::new()),
                BlockNesting::Set => Value::Set(Vec::new()),
                BlockNesting::Map => Value::Map(BTreeMap::new()),
            },
            (_, Value::Unknown(_), _) => Value::Null,
            (_, _, Some((nesting, inner))) => each_object(nesting, held, |value| object(inner, value)),
            (_, _, None) => plain(held),
        }
    })
}

fn plain(value: &Value) -> Value {
    let member = |(name, value): (&String, &Value)| (name.clone(), plain(value));
    match value {
        Value::Unknown(_) => Value::Null,
        Value::List(elements) => Value::List(elements.iter().map(plain).collect()),
        Value::Tuple(elements) => Value::Tuple(elements.iter().map(plain).collect()),
        Value::Set(elements) => set_of(elements.iter().map(plain).collect()),
        Value::Map(members) => Value::Map(members.iter().map(member).collect()),
        Value::Object(members) => Value::Object(members.iter().map(member).collect()),
        Value::Dynamic(typed) => match plain(&typed.1) {
            Value::Null => Value::Null,
            known => Value::Dynamic(Box::new((typed.0.clone(), known))),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
