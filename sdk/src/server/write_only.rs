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
            ["list[1].s", "map[\"k\"].s", "object", "outer[0].inner[0].s", "outer[0].s", "root"]
        );
    }

    #[test]
    fn a_value_that_is_not_known_yet_is_found_too() {
        let config =
            object! { root = Value::unknown(), list = Value::list([object! { s = Value::unknown() }]) };
        assert_eq!(found(config), ["list[0].s", "root"]);
    }

    #[test]
    fn what_is_not_given_is_not_found() {
        assert_eq!(found(object! { list = Value::list([object! {}]) }), [""; 0]);
    }
}
