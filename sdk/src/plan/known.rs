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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{plan::fixture::*, schema::Nesting};

    #[test]
    fn what_is_unknown_becomes_null_at_every_depth() {
        let inner = [optional("x", STRING), computed("id", STRING)];
        let schema = schema([
            computed("id", STRING),
            optional("list", crate::Type::list(STRING)),
            optional("nested", nested(Nesting::Set, inner)),
        ]);
        let planned = object! {
            id = Value::unknown(),
            list = Value::list([Value::from("a"), Value::unknown()]),
            nested = Value::set([object! { x = "1", id = Value::unknown() }]),
        };
        let stored = object! {
            id = NULL,
            list = Value::list([Value::from("a"), NULL]),
            nested = Value::set([object! { x = "1", id = NULL }]),
        };
        assert_eq!(without_unknowns(&schema, planned), stored);
    }

    #[test]
    fn collections_of_blocks_become_empty_and_not_null() {
        for (nesting, stored) in [
            (BlockNesting::Single, NULL),
            (BlockNesting::List, Value::List(vec![])),
            (BlockNesting::Set, Value::Set(vec![])),
            (BlockNesting::Map, Value::Map([].into())),
            (BlockNesting::Group, object! { a = NULL }),
        ] {
            let schema = with_block(nesting, [optional("a", STRING)]);
            assert_eq!(without_unknowns(&schema, object! { b = Value::unknown() }), object! { b = stored });
        }
    }

    #[test]
    fn elements_of_a_set_that_become_equal_are_one() {
        let schema = schema([computed("s", crate::Type::set(STRING))]);
        let planned = object! { s = Value::Set(vec![Value::unknown(), Value::unknown()]) };
        assert_eq!(
            without_unknowns(&schema, planned).at(&crate::Path::of("s")),
            Some(&Value::Set(vec![NULL]))
        );
    }

    #[test]
    fn write_only_values_are_not_stored() {
        let schema = schema([optional("w", STRING).write_only()]);
        assert_eq!(without_unknowns(&schema, object! { w = "x" }), object! { w = NULL });
    }
}
