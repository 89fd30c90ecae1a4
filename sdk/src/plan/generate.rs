//! From the state of an imported object to a configuration that leads to it.

use super::shape::{Child, Level, Role, each_object, member};
use crate::{
    schema::{Mode, Schema},
    value::Value,
};

/// The configuration that a user would write for an object with this state: without what only the provider sets, what
/// the default says, what is deprecated and may be left out, and what is never stored.
pub fn generated_config(schema: &Schema, state: &Value) -> Value {
    object(Level::of(&schema.block), state)
}

fn object(level: Level<'_>, state: &Value) -> Value {
    match state {
        Value::Object(_) => level.object(|child| written(child, member(state, child.name))),
        other => other.clone(),
    }
}

fn written(child: Child<'_>, held: &Value) -> Value {
    if is_left_out(child, held) {
        return Value::Null;
    }
    let Some((nesting, inner)) = child.inside else { return held.clone() };
    let written = each_object(nesting, held, |held| object(inner, held));
    // What would be written as `{}` says nothing that the provider does not say by itself.
    if child.is_computed() && child.holds_one() && says_nothing(&written) {
        return Value::Null;
    }
    written
}

fn is_left_out(child: Child<'_>, held: &Value) -> bool {
    let Role::Attribute(attribute) = child.role else { return false };
    attribute.mode == Mode::Computed
        || attribute.write_only
        || (attribute.deprecation.is_some() && attribute.mode != Mode::Required)
        || attribute.behavior.default.as_ref() == Some(held)
}

fn says_nothing(object: &Value) -> bool {
    object.as_entries().is_some_and(|members| members.values().all(Value::is_null))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plan::{fixture::*, plan_change},
        schema::{BlockNesting, Nesting},
    };

    #[track_caller]
    fn assert_generates(schema: &Schema, state: Value, config: Value) {
        let (state, config) = (whole(schema, &state), whole(schema, &config));
        let generated = generated_config(schema, &state);
        assert_eq!(generated, config);
        assert_eq!(plan_change(schema, &state, &generated).value, state, "it leaves nothing to do");
    }

    #[test]
    fn what_only_the_provider_sets_is_left_out() {
        let schema =
            schema([required("name", STRING), computed("id", STRING).stable(), either("tier", STRING)]);
        assert_generates(
            &schema,
            object! { name = "a", id = "1", tier = "Free" },
            object! { name = "a", tier = "Free" },
        );
    }

    #[test]
    fn what_the_default_says_is_left_out() {
        let schema = schema([either("size", NUMBER).default(3), either("zone", NUMBER).default(1)]);
        assert_generates(&schema, object! { size = 3, zone = 2 }, object! { zone = 2 });
    }

    #[test]
    fn what_is_deprecated_is_left_out_unless_it_is_required() {
        let mut old = optional("old", STRING);
        old.deprecation = Some("use new".to_owned());
        let mut needed = required("needed", STRING);
        needed.deprecation = Some("soon optional".to_owned());
        let schema = schema([old, needed]);
        let generated = generated_config(&schema, &whole(&schema, &object! { old = "o", needed = "n" }));
        assert_eq!(generated, whole(&schema, &object! { needed = "n" }));
    }

    #[test]
    fn it_does_so_at_every_depth() {
        let inner = || vec![required("name", STRING), computed("id", STRING).stable()];
        let schema = schema([
            optional("one", nested(Nesting::Single, inner())),
            optional("list", nested(Nesting::List, inner())),
            optional("set", nested(Nesting::Set, inner())),
            optional("map", nested(Nesting::Map, inner())),
        ]);
        let with = |element: &Value| {
            object! {
                one = element.clone(), list = Value::list([element.clone()]),
                set = Value::set([element.clone()]), map = Value::map([("k", element.clone())]),
            }
        };
        assert_generates(&schema, with(&object! { name = "a", id = "1" }), with(&object! { name = "a" }));
    }

    #[test]
    fn a_computed_object_of_which_nothing_is_left_is_left_out() {
        let inner = [computed("principal", STRING).stable()];
        let schema = schema([
            either("identity", nested(Nesting::Single, inner.clone())),
            optional("switch", nested(Nesting::Single, inner)),
        ]);
        let object = object! { principal = "p" };
        assert_generates(
            &schema,
            object! { identity = object.clone(), switch = object },
            object! { switch = object! {} },
        );
    }

    #[test]
    fn blocks_are_written_and_absent_ones_are_not() {
        let schema = with_block(BlockNesting::List, [optional("a", STRING), computed("id", STRING).stable()]);
        let block = object! { a = "x", id = "1" };
        assert_generates(
            &schema,
            object! { b = Value::list([block]) },
            object! { b = Value::list([object! { a = "x" }]) },
        );
        let single = with_block(BlockNesting::Single, [optional("a", STRING)]);
        assert_generates(&single, object! { b = NULL }, object! { b = NULL });
    }
}
