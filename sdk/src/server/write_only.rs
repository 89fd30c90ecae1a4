//! Write-only attributes: values of the configuration that no plan and no state may hold.
//!
//! Terraform has none of them inside sets, so the ways that lead to them are few and the sets need not be walked.

use std::collections::BTreeMap;

use crate::{
    plan::shape::{Child, Level, element, elements, member, members},
    schema::{Nesting, Schema},
    value::{Path, Value},
};

/// Where the configuration gives such values.
pub(super) fn paths(schema: &Schema, config: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    collect(Level::of(&schema.block), config, &Path::root(), &mut found);
    found
}

fn collect(level: Level<'_>, config: &Value, at: &Path, found: &mut Vec<Path>) {
    for child in level.children().filter(|child| holds_write_only(*child)) {
        let value = member(config, child.name);
        let path = at.clone().attribute(child.name);
        match child.inside {
            _ if child.is_write_only() => found.extend((!value.is_null()).then_some(path)),
            Some((Nesting::Single, inner)) => collect(inner, value, &path, found),
            Some((Nesting::List, inner)) => {
                for (index, element) in elements(value).iter().enumerate() {
                    collect(inner, element, &path.clone().index(index), found);
                }
            }
            Some((Nesting::Map, inner)) => {
                for (key, element) in members(value).into_iter().flatten() {
                    collect(inner, element, &path.clone().key(key), found);
                }
            }
            Some((Nesting::Set, _)) | None => {}
        }
    }
}

/// The plan with these values, for the one who carries it out.
pub(super) fn filled_in(schema: &Schema, config: &Value, planned: &Value) -> Value {
    object(Level::of(&schema.block), config, planned)
}

fn object(level: Level<'_>, config: &Value, planned: &Value) -> Value {
    let Value::Object(attributes) = planned else { return planned.clone() };
    let mut filled = attributes.clone();
    for child in level.children().filter(|child| holds_write_only(*child)) {
        let configured = member(config, child.name);
        if child.is_write_only() {
            filled.insert(child.name.to_owned(), configured.clone());
        } else if let Some(held) = filled.get_mut(child.name) {
            *held = inside(child, configured, held);
        }
    }
    Value::Object(filled)
}

fn inside(child: Child<'_>, config: &Value, planned: &Value) -> Value {
    let Some((nesting, inner)) = child.inside else { return planned.clone() };
    let by_index = |planned: &[Value]| {
        let pairs = planned.iter().enumerate().map(|(index, planned)| (element(config, index), planned));
        pairs.map(|(config, planned)| object(inner, config, planned)).collect()
    };
    let by_key = |planned: &BTreeMap<String, Value>| {
        let pairs = planned.iter().map(|(key, planned)| (key, member(config, key), planned));
        pairs.map(|(key, config, planned)| (key.clone(), object(inner, config, planned))).collect()
    };
    match (nesting, planned) {
        (Nesting::Single, planned) => object(inner, config, planned),
        (_, Value::List(planned)) => Value::List(by_index(planned)),
        (_, Value::Tuple(planned)) => Value::Tuple(by_index(planned)),
        (_, Value::Map(planned)) => Value::Map(by_key(planned)),
        (_, Value::Object(planned)) => Value::Object(by_key(planned)),
        (_, other) => other.clone(),
    }
}

/// Whether it is write-only, or something inside it is.
fn holds_write_only(child: Child<'_>) -> bool {
    child.is_write_only() || child.inside.is_some_and(|(_, inner)| inner.children().any(holds_write_only))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plan::fixture::*,
        schema::{Block, BlockNesting, NestedBlock, Nesting},
    };

    fn block(name: &str, attributes: Vec<crate::schema::Attribute>, blocks: Vec<NestedBlock>) -> NestedBlock {
        NestedBlock {
            name: name.to_owned(),
            nesting: BlockNesting::List,
            block: Block { attributes, blocks, ..Block::default() },
            min_items: 0,
            max_items: 0,
            computed: false,
        }
    }

    /// Something write-only at each depth.
    fn example() -> Schema {
        let secret = || vec![optional("s", STRING).write_only()];
        let whole = |name: &str, nesting| optional(name, nested(nesting, secret())).write_only();
        let mut schema = schema([
            optional("root", STRING).write_only(),
            whole("object", Nesting::Single),
            optional("list", nested(Nesting::List, secret())),
            optional("map", nested(Nesting::Map, secret())),
        ]);
        schema.block.blocks = vec![block("outer", secret(), vec![block("inner", secret(), vec![])])];
        schema
    }

    fn found(config: Value) -> Vec<String> {
        let schema = example();
        paths(&schema, &whole(&schema, &config)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_value_is_found_at_every_depth() {
        let secret = || object! { s = "hush" };
        let inner = object! { s = "hush", inner = Value::list([secret()]) };
        assert_eq!(
            found(object! {
                root = "hush", object = secret(), list = Value::list([object! {}, secret()]),
                map = Value::map([("k", secret())]), outer = Value::list([inner]),
            }),
            ["root", "object", "list[1].s", "map[\"k\"].s", "outer[0].s", "outer[0].inner[0].s"]
        );
    }

    #[test]
    fn a_value_that_is_not_known_yet_is_found_too() {
        let config =
            object! { root = Value::unknown(), list = Value::list([object! { s = Value::unknown() }]) };
        assert_eq!(found(config), ["root", "list[0].s"]);
    }

    #[test]
    fn each_value_is_filled_into_its_place_of_the_plan() {
        let secret = |text: Value| object! { s = text };
        let with = |text: &dyn Fn(&str) -> Value| {
            let outer = object! { s = text("d"), inner = Value::list([secret(text("e"))]) };
            object! {
                root = text("a"), object = Value::Null, list = Value::list([secret(text("b"))]),
                map = Value::map([("k", secret(text("c")))]), outer = Value::list([outer]),
            }
        };
        let (config, planned) = (with(&|text| text.into()), with(&|_| Value::Null));
        let schema = example();
        assert_eq!(
            filled_in(&schema, &whole(&schema, &config), &whole(&schema, &planned)),
            whole(&schema, &config)
        );
    }

    #[test]
    fn what_is_not_given_is_not_found() {
        assert_eq!(found(object! { list = Value::list([object! {}]) }), [""; 0]);
    }
}
