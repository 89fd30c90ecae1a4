//! Semantic equality of results.

use std::collections::BTreeMap;

use super::{
    pairing::sources,
    shape::{Child, Level, Role, changed_set, element, elements, member},
};
use crate::{schema::Schema, value::Value};

/// `result`, with each value that [means the same](crate::schema::Behavior::equivalent) as the one in `reference`
/// written as it is there, and write-only attributes null.
///
/// After apply `reference` is the plan, after a read the prior state; so a remote side that answers `eastus` for
/// `East US` neither breaks an apply nor shows as drift. Elements of lists are compared by index, of maps by key,
/// those of sets with the one that they mean.
pub fn keep_spelling(schema: &Schema, reference: &Value, mut result: Value) -> Value {
    result.restore_types(reference);
    Settle { at_plan: false }.object(Level::of(&schema.block), reference, &result)
}

/// The same for a plan, where equivalences [of results](crate::schema::Equivalence::in_results) do not count.
pub(super) fn keep_stored_spelling(schema: &Schema, prior: &Value, planned: Value) -> Value {
    Settle { at_plan: true }.object(Level::of(&schema.block), prior, &planned)
}

/// `result` without the [computed blocks](crate::schema::NestedBlock::computed) of a kind of which `reference` has none:
/// where the plan says none there may be none, and a Terraform that does not know such blocks would take them away again
/// at each plan.
pub fn without_unasked_blocks(schema: &Schema, reference: &Value, result: Value) -> Value {
    fn leave_out(level: Level<'_>, reference: &Value, result: &Value) -> Value {
        let Value::Object(_) = result else { return result.clone() };
        level.object(|child| {
            let (reference, result) = (member(reference, child.name), member(result, child.name));
            match (child.role, result) {
                (Role::Block(block), Value::List(_) | Value::Set(_))
                    if block.computed && elements(reference).is_empty() =>
                {
                    if reference.is_unknown() {
                        result.clone()
                    } else {
                        reference.clone()
                    }
                }
                (Role::Block(block), Value::Map(_)) if block.computed => match reference {
                    Value::Map(members) if members.is_empty() => reference.clone(),
                    _ => result.clone(),
                },
                (Role::Block(block), Value::Object(_)) if block.computed && reference.is_null() => {
                    Value::Null
                }
                _ => result.clone(),
            }
        })
    }
    leave_out(Level::of(&schema.block), reference, &result)
}

#[derive(Clone, Copy)]
struct Settle {
    at_plan: bool,
}

impl Settle {
    fn object(self, level: Level<'_>, reference: &Value, result: &Value) -> Value {
        match result {
            Value::Object(_) => level
                .object(|child| self.held(child, member(reference, child.name), member(result, child.name))),
            other => other.clone(),
        }
    }

    fn held(self, child: Child<'_>, reference: &Value, result: &Value) -> Value {
        if child.is_write_only() {
            return Value::Null;
        }
        let equivalence = child.equivalence().filter(|equivalence| !self.at_plan || equivalence.is_at_plan());
        let Some((_, inner)) = child.inside else {
            return equivalence
                .map_or_else(|| result.clone(), |equivalence| equivalence.settle(reference, result));
        };
        if equivalence.is_some_and(|equivalence| equivalence.same(reference, result)) {
            return reference.clone();
        }
        let by_index = |values: &[Value]| {
            values
                .iter()
                .enumerate()
                .map(|(index, value)| self.object(inner, element(reference, index), value))
                .collect()
        };
        let by_key = |values: &BTreeMap<String, Value>| {
            values
                .iter()
                .map(|(key, value)| (key.clone(), self.object(inner, member(reference, key), value)))
                .collect()
        };
        match result {
            Value::List(values) => Value::List(by_index(values)),
            Value::Tuple(values) => Value::Tuple(by_index(values)),
            Value::Map(values) => Value::Map(by_key(values)),
            Value::Set(values) => {
                let sources = sources(inner, values, elements(reference));
                let settle = |(value, source): (&Value, Option<&Value>)| {
                    self.object(inner, source.unwrap_or(&Value::Null), value)
                };
                changed_set(values, values.iter().zip(sources).map(settle).collect())
            }
            Value::Object(_) if child.holds_one() => self.object(inner, reference, result),
            Value::Object(values) => Value::Object(by_key(values)),
            other => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plan::{fixture::*, plan_change},
        schema::{BlockNesting, Equivalence, Nesting},
    };

    fn kept(schema: &Schema, reference: &Value, result: &Value) -> Value {
        keep_spelling(schema, &whole(schema, reference), whole(schema, result))
    }

    #[test]
    fn what_means_the_same_is_written_as_before() {
        let inner = || [required("location", STRING).ignoring_case()];
        let schema = schema([
            optional("location", STRING).ignoring_case(),
            optional("o", nested(Nesting::Single, inner())),
            optional("l", nested(Nesting::List, inner())),
            optional("m", nested(Nesting::Map, inner())),
            optional("s", nested(Nesting::Set, inner())),
        ]);
        let with = |text: &str| {
            let element = object! { location = text };
            object! {
                location = text, o = element.clone(), l = Value::list([element.clone()]),
                m = Value::map([("k", element.clone())]), s = Value::set([element]),
            }
        };
        assert_eq!(kept(&schema, &with("East"), &with("EAST")), with("East"));
        assert_eq!(kept(&schema, &with("East"), &with("west")), with("west"));
    }

    #[test]
    fn a_value_that_was_null_or_unknown_is_taken_as_it_comes() {
        let schema = schema([either("location", STRING).ignoring_case()]);
        assert_eq!(kept(&schema, &object! {}, &object! { location = "x" }), object! { location = "x" });
        let unknown = object! { location = Value::unknown() };
        assert_eq!(kept(&schema, &unknown, &object! { location = "x" }), object! { location = "x" });
    }

    #[test]
    fn each_element_of_a_set_is_compared_with_the_one_it_came_from() {
        let inner =
            [required("name", STRING), required("location", STRING).ignoring_case(), computed("id", STRING)];
        let schema = schema([optional("s", nested(Nesting::Set, inner))]);
        let planned = object! { s = Value::set([
            object! { name = "a", location = "East", id = Value::unknown() },
            object! { name = "b", location = "East", id = Value::unknown() },
            object! { name = "c", location = "West", id = Value::unknown() },
        ]) };
        let result = object! { s = Value::set([
            object! { name = "c", location = "west", id = "3" },
            object! { name = "b", location = "north", id = "2" },
            object! { name = "a", location = "EAST", id = "1" },
        ]) };
        let expected = object! { s = Value::set([
            object! { name = "c", location = "West", id = "3" },
            object! { name = "b", location = "north", id = "2" },
            object! { name = "a", location = "East", id = "1" },
        ]) };
        assert_eq!(kept(&schema, &planned, &result), expected);
    }

    fn lowercase(value: &Value) -> Option<Value> {
        value.as_str().map(|text| text.to_lowercase().into())
    }

    #[test]
    fn elements_of_plain_collections_are_written_as_before_one_by_one() {
        let ignoring_case = Equivalence::by_meaning(lowercase).of_elements().in_results();
        let schema = schema([optional("s", crate::Type::set(STRING)).equivalent(ignoring_case)]);
        let with = |texts: [&str; 3]| object! { s = Value::set(texts) };
        assert_eq!(kept(&schema, &with(["A", "B", "c"]), &with(["b", "x", "a"])), with(["B", "x", "A"]));
    }

    #[test]
    fn what_means_the_same_only_in_results_is_a_change_in_a_plan() {
        let ignoring_case = Equivalence::by_meaning(lowercase).in_results();
        let inner = [required("x", STRING).equivalent(ignoring_case), computed("id", STRING).stable()];
        let schema = schema([
            optional("a", STRING).equivalent(ignoring_case),
            optional("s", nested(Nesting::Set, inner)),
        ]);
        let stored = object! { a = "east", s = Value::set([object! { x = "west", id = "1" }]) };
        let config = object! { a = "East", s = Value::set([object! { x = "West" }]) };
        let planned = plan_change(&schema, &whole(&schema, &stored), &whole(&schema, &config)).value;
        assert_eq!(planned, object! { a = "East", s = Value::set([object! { x = "West", id = "1" }]) });
        assert_eq!(keep_stored_spelling(&schema, &stored, planned.clone()), planned);
        assert_eq!(kept(&schema, &planned, &stored), planned);
    }

    #[test]
    fn computed_blocks_that_were_planned_as_none_are_left_out() {
        let inner = || [computed("id", STRING)];
        let block = || object! { id = "1" };
        for (nesting, none, some) in [
            (BlockNesting::List, Value::List(vec![]), Value::list([block()])),
            (BlockNesting::Set, Value::Set(vec![]), Value::set([block()])),
            (BlockNesting::Map, Value::Map([].into()), Value::map([("k", block())])),
            (BlockNesting::Single, NULL, block()),
        ] {
            let with = |blocks: Value| object! { b = blocks, tag = "x" };
            let computed = with_computed_block(nesting, inner());
            let left = without_unasked_blocks(&computed, &with(none.clone()), with(some.clone()));
            assert_eq!(left, with(none.clone()), "{nesting:?}");
            for asked in [Value::unknown(), some.clone()] {
                let left = without_unasked_blocks(&computed, &with(asked), with(some.clone()));
                assert_eq!(left, with(some.clone()), "{nesting:?}");
            }
        }
    }

    #[test]
    fn a_write_only_value_is_not_kept() {
        let schema = schema([optional("w", STRING).write_only()]);
        assert_eq!(kept(&schema, &object! {}, &object! { w = "x" }), object! { w = NULL });
    }
}
