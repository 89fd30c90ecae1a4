//! The new state that Terraform proposes to the provider.

use std::collections::BTreeMap;

use crate::{
    plan::{
        pairing::stored_elements,
        shape::{Child, Level, element, elements, member, members, set_of},
    },
    schema::{Mode, Nesting},
    value::Value,
};

/// The configuration, with what is stored for computed attributes that it leaves out. A provider answers with a plan
/// that is this or differs where it may.
pub(super) fn proposed_new_state(level: Level<'_>, prior: &Value, config: &Value) -> Value {
    if config.is_null() || config.is_unknown() {
        return prior.clone();
    }
    level.object(|child| {
        let (prior, config) = (member(prior, child.name), member(config, child.name));
        match (child.as_attribute(), child.inside) {
            (Some(_), _) if config.is_null() && child.is_computed() => {
                if was_configured(child, prior) {
                    Value::Null
                } else {
                    prior.clone()
                }
            }
            (Some(_), Some((nesting, inner))) => {
                held(nesting, inner, prior, config, |prior, config| match config {
                    Value::Object(_) => proposed_new_state(inner, prior, config),
                    other => other.clone(),
                })
            }
            (None, Some((_, _))) if config.is_null() || config.is_unknown() => config.clone(),
            (None, Some((nesting, inner))) => {
                held(nesting, inner, prior, config, |prior, config| proposed_new_state(inner, prior, config))
            }
            (_, None) => config.clone(),
        }
    })
}

/// Whether the stored value of an optional and computed nested attribute must have come from a configuration: it has
/// something in it that a provider cannot set.
fn was_configured(child: Child<'_>, prior: &Value) -> bool {
    let optional = child.as_attribute().is_some_and(|attribute| attribute.mode == Mode::OptionalComputed);
    optional
        && child
            .inside
            .is_some_and(|(nesting, inner)| objects(nesting, prior).any(|object| set_by_user(inner, object)))
}

fn set_by_user(level: Level<'_>, object: &Value) -> bool {
    !object.is_null()
        && level.children().any(|child| {
            let value = member(object, child.name);
            !value.is_null() && !child.is_computed()
                || child
                    .inside
                    .is_some_and(|(nesting, inner)| objects(nesting, value).any(|o| set_by_user(inner, o)))
        })
}

fn objects(nesting: Nesting, held: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match nesting {
        Nesting::Single => Box::new(std::iter::once(held)),
        Nesting::List | Nesting::Set => Box::new(elements(held).iter()),
        Nesting::Map => Box::new(members(held).into_iter().flat_map(BTreeMap::values)),
    }
}

/// Proposes for each configured object, beside the stored one that it stands for.
fn held(
    nesting: Nesting,
    level: Level<'_>,
    prior: &Value,
    config: &Value,
    propose: impl Fn(&Value, &Value) -> Value,
) -> Value {
    let by_index = |values: &[Value]| {
        values.iter().enumerate().map(|(index, value)| propose(element(prior, index), value)).collect()
    };
    let by_key = |values: &BTreeMap<String, Value>| {
        values.iter().map(|(key, value)| (key.clone(), propose(member(prior, key), value))).collect()
    };
    match (nesting, config) {
        (Nesting::Single, config) => propose(prior, config),
        (_, Value::List(values)) => Value::List(by_index(values)),
        (_, Value::Tuple(values)) => Value::Tuple(by_index(values)),
        (_, Value::Map(values)) => Value::Map(by_key(values)),
        (_, Value::Object(values)) => Value::Object(by_key(values)),
        (_, Value::Set(values)) => {
            let stored = stored_elements(level, values, elements(prior));
            let proposed = values.iter().zip(stored);
            set_of(proposed.map(|(value, prior)| propose(prior.unwrap_or(&Value::Null), value)).collect())
        }
        (_, other) => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plan::fixture::*,
        schema::{BlockNesting, Schema},
    };

    #[track_caller]
    fn assert_proposed(schema: &Schema, prior: &Value, config: &Value, expected: &Value) {
        let (prior, config) = (whole(schema, prior), whole(schema, config));
        let proposed = proposed_new_state(Level::of(&schema.block), &prior, &config);
        assert_eq!(proposed, whole(schema, expected));
    }

    #[test]
    fn nothing_is_proposed_where_nothing_is_configured() {
        let schema = schema([optional("a", STRING)]);
        assert_proposed(&schema, &NULL, &NULL, &NULL);
    }

    #[test]
    fn on_create_the_configuration_is_proposed() {
        let schema = schema([optional("a", STRING), computed("id", STRING)]);
        assert_proposed(&schema, &NULL, &object! { a = "x" }, &object! { a = "x" });
    }

    #[test]
    fn what_is_computed_and_not_configured_is_proposed_as_it_is_stored() {
        let schema = schema([optional("a", STRING), either("b", STRING), computed("id", STRING)]);
        let prior = object! { a = "x", b = "y", id = "1" };
        assert_proposed(&schema, &prior, &object! {}, &object! { b = "y", id = "1" });
        assert_proposed(&schema, &prior, &object! { b = "z" }, &object! { b = "z", id = "1" });
    }

    #[test]
    fn an_absent_object_that_the_user_must_have_configured_is_proposed_absent() {
        let schema =
            schema([either("n", nested(Nesting::Single, [optional("a", STRING), either("b", STRING)]))]);
        let only_computed = object! { n = object! { b = "y" } };
        assert_proposed(&schema, &only_computed, &object! {}, &only_computed);
        assert_proposed(&schema, &object! { n = object! { a = "x", b = "y" } }, &object! {}, &object! {});
    }

    #[test]
    fn computed_parts_are_kept_at_the_same_index_and_key() {
        let inner = || [optional("a", STRING), computed("id", STRING)];
        let schema = schema([
            optional("o", nested(Nesting::Single, inner())),
            optional("l", nested(Nesting::List, inner())),
            optional("m", nested(Nesting::Map, inner())),
        ]);
        let with = |elements: &[Value]| {
            object! {
                o = elements[0].clone(), l = Value::list(elements.to_vec()),
                m = Value::map(elements.iter().enumerate().map(|(i, e)| (format!("k{i}"), e.clone()))),
            }
        };
        let prior = with(&[object! { a = "x", id = "1" }]);
        let config = with(&[object! { a = "y" }, object! { a = "z" }]);
        assert_proposed(
            &schema,
            &prior,
            &config,
            &with(&[object! { a = "y", id = "1" }, object! { a = "z" }]),
        );
    }

    #[test]
    fn computed_parts_of_a_set_are_kept_for_the_element_that_could_come_from_the_configuration() {
        let schema =
            schema([optional("s", nested(Nesting::Set, [optional("a", STRING), computed("id", STRING)]))]);
        let with = |elements: [Value; 2]| object! { s = Value::set(elements) };
        let prior = with([object! { a = "x", id = "1" }, object! { a = "y", id = "2" }]);
        let config = with([object! { a = "z" }, object! { a = "y" }]);
        assert_proposed(
            &schema,
            &prior,
            &config,
            &with([object! { a = "z" }, object! { a = "y", id = "2" }]),
        );
    }

    #[test]
    fn an_absent_single_block_is_proposed_absent_and_an_unknown_one_as_it_is() {
        let schema = with_block(BlockNesting::Single, [computed("id", STRING)]);
        let prior = object! { b = object! { id = "1" } };
        assert_proposed(&schema, &prior, &object! { b = NULL }, &object! { b = NULL });
        assert_proposed(
            &schema,
            &prior,
            &object! { b = Value::unknown() },
            &object! { b = Value::unknown() },
        );
        assert_proposed(&schema, &prior, &object! { b = object! {} }, &prior);
    }
}
