//! Which changes replace the resource.

use std::cmp::Ordering;

use super::{
    pairing::without_counterpart,
    shape::{Child, Level, each_object, element, elements, member, members, set_of},
};
use crate::{
    schema::Nesting,
    value::{Path, Step, Value},
};

/// The attributes that change and say that a change replaces the resource.
///
/// A computed attribute that is unknown only because something else changes does not count: it would replace a
/// resource for a change of its tags. A path cannot point into a set, so there it ends at the set.
pub(super) fn replacing(level: Level<'_>, prior: &Value, config: &Value, planned: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    if !prior.is_null() && !planned.is_null() {
        collect(level, &Path::root(), [prior, config, planned], &mut found);
    }
    in_order(found)
}

/// Whether a path that a hook named is to be passed on: its value changes, or Terraform cannot see whether it does.
/// A path that leads nowhere is passed on too, for the [checker](super::check) to name.
pub(super) fn changes_at(level: Level<'_>, path: &Path, prior: &Value, planned: &Value) -> bool {
    match (prior.at(path), planned.at(path)) {
        (None, None) => true,
        (Some(prior), Some(planned)) if prior == planned => is_write_only(level, &path.0),
        _ => true,
    }
}

fn is_write_only(level: Level<'_>, steps: &[Step]) -> bool {
    let Some((step, rest)) = steps.split_first() else { return false };
    let Step::Attribute(name) = step else { return is_write_only(level, rest) };
    level.children().find(|child| child.name == name).is_some_and(|child| {
        child.is_write_only() || child.inside.is_some_and(|(_, inner)| is_write_only(inner, rest))
    })
}

/// Sorted by name, index and key, each once.
pub(super) fn in_order(mut paths: Vec<Path>) -> Vec<Path> {
    paths.sort_by(|left, right| order(&left.0, &right.0));
    paths.dedup();
    paths
}

fn order(left: &[Step], right: &[Step]) -> Ordering {
    let rank = |step: &Step| match step {
        Step::Attribute(_) => 0,
        Step::Index(_) => 1,
        Step::Key(_) => 2,
        Step::Element(_) => 3,
    };
    let by_step = left.iter().zip(right).map(|pair| match pair {
        (Step::Attribute(left), Step::Attribute(right)) | (Step::Key(left), Step::Key(right)) => {
            left.cmp(right)
        }
        (Step::Index(left), Step::Index(right)) => left.cmp(right),
        (left, right) => rank(left).cmp(&rank(right)),
    });
    by_step.fold(Ordering::Equal, Ordering::then).then(left.len().cmp(&right.len()))
}

/// Prior, configured and planned value at one place.
type Change<'v> = [&'v Value; 3];

fn collect(level: Level<'_>, at: &Path, change: Change<'_>, found: &mut Vec<Path>) {
    for child in level.children().filter(|child| !child.is_write_only()) {
        let change = change.map(|value| member(value, child.name));
        let [_, config, planned] = change;
        if planned.is_unknown() && config.is_null() {
            // Not known only because something else changes.
            continue;
        }
        let path = || at.clone().attribute(child.name);
        let replaces = child.as_attribute().is_some_and(|attribute| attribute.behavior.requires_replace);
        if replaces {
            found.extend(changes(child, change).then(path));
            continue;
        }
        match child.inside {
            Some((Nesting::Single, inner)) => collect(inner, &path(), change, found),
            Some((Nesting::List, inner)) => {
                let [prior, _, planned] = change;
                for index in 0..elements(prior).len().max(elements(planned).len()) {
                    collect(inner, &path().index(index), change.map(|value| element(value, index)), found);
                }
            }
            Some((Nesting::Map, inner)) => {
                let [prior, _, planned] = change;
                let keys =
                    [prior, planned].into_iter().filter_map(members).flat_map(|members| members.keys());
                for key in keys {
                    collect(inner, &path().key(key), change.map(|value| member(value, key)), found);
                }
            }
            Some((Nesting::Set, inner)) => {
                found.extend((any_replaces(inner) && replacing_parts_change(inner, change)).then(path));
            }
            None => {}
        }
    }
}

/// Whether the change is the user's or the provider's, and not only that a computed value is not known yet.
fn changes(child: Child<'_>, change: Change<'_>) -> bool {
    let [prior, config, planned] = change;
    if planned.is_unknown() {
        return !config.is_null();
    }
    let Some((nesting, inner)) = child.inside else { return prior != planned };
    let absent = |value: &Value| value.is_null();
    if absent(prior) || absent(planned) {
        return absent(prior) != absent(planned);
    }
    let object = |change: Change<'_>| {
        inner
            .children()
            .any(|child| !child.is_write_only() && changes(child, change.map(|v| member(v, child.name))))
    };
    match nesting {
        Nesting::Single => object(change),
        Nesting::List => {
            let count = elements(planned).len();
            count != elements(prior).len()
                || (0..count).any(|index| object(change.map(|v| element(v, index))))
        }
        Nesting::Map => match (members(prior), members(planned)) {
            (Some(before), Some(after)) => {
                !before.keys().eq(after.keys())
                    || after.keys().any(|key| object(change.map(|value| member(value, key))))
            }
            _ => prior != planned,
        },
        Nesting::Set => sets_differ(elements(prior), elements(planned), config),
    }
}

fn sets_differ(prior: &[Value], planned: &[Value], config: &Value) -> bool {
    let (new, vanished) = without_counterpart(planned, prior);
    !config.is_wholly_known() || !new.is_empty() || !vanished.is_empty()
}

fn any_replaces(level: Level<'_>) -> bool {
    level.children().any(|child| {
        child.as_attribute().is_some_and(|attribute| attribute.behavior.requires_replace)
            || child.inside.is_some_and(|(_, inner)| any_replaces(inner))
    })
}

/// Whether the elements of a set differ in what replaces the resource.
fn replacing_parts_change(level: Level<'_>, change: Change<'_>) -> bool {
    let [prior, config, planned] = change.map(|set| match set {
        Value::Set(elements) => {
            set_of(elements.iter().map(|element| replacing_part(level, element)).collect())
        }
        other => other.clone(),
    });
    match &planned {
        Value::Unknown(_) => !config.is_null(),
        _ => sets_differ(elements(&prior), elements(&planned), &config),
    }
}

/// The object with nothing left in it but what replaces the resource.
fn replacing_part(level: Level<'_>, value: &Value) -> Value {
    if !matches!(value, Value::Object(_)) {
        return value.clone();
    }
    level.object(|child| {
        let held = member(value, child.name);
        match child.inside {
            _ if child.as_attribute().is_some_and(|attribute| attribute.behavior.requires_replace) => {
                held.clone()
            }
            Some((nesting, inner)) => each_object(nesting, held, |object| replacing_part(inner, object)),
            None => Value::Null,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plan::{fixture::*, plan_change},
        schema::Schema,
    };

    fn paths(schema: &Schema, prior: &Value, config: &Value) -> Vec<String> {
        let planned = plan_change(schema, &whole(schema, prior), &whole(schema, config));
        planned.requires_replace.iter().map(ToString::to_string).collect()
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn a_changed_attribute_replaces_and_an_unchanged_one_does_not() {
        let schema = schema([optional("a", STRING).replaces(), optional("b", STRING).replaces()]);
        let prior = object! { a = "1", b = "1" };
        assert_eq!(paths(&schema, &prior, &object! { a = "2", b = "1" }), ["a"]);
        assert_eq!(paths(&schema, &prior, &object! { a = "1", b = "1" }), NONE);
        assert_eq!(paths(&schema, &prior, &object! { a = "1" }), ["b"], "taking it away is a change");
        assert_eq!(paths(&schema, &NULL, &prior), NONE, "a create replaces nothing");
    }

    #[test]
    fn an_unknown_value_may_be_another_one_and_replaces() {
        let schema = schema([optional("a", STRING).replaces()]);
        assert_eq!(paths(&schema, &object! { a = "1" }, &object! { a = Value::unknown() }), ["a"]);
    }

    #[test]
    fn a_computed_attribute_that_is_unknown_because_of_another_change_does_not_replace() {
        let schema = schema([either("prefix", STRING).replaces(), optional("tag", STRING)]);
        assert_eq!(paths(&schema, &object! { prefix = "p" }, &object! { tag = "x" }), NONE);
        assert_eq!(paths(&schema, &object! { prefix = "p" }, &object! { prefix = "q" }), ["prefix"]);
    }

    #[test]
    fn paths_lead_into_objects_lists_and_maps_in_order() {
        let inner = || [optional("x", STRING).replaces()];
        let schema = schema([
            optional("o", nested(Nesting::Single, inner())),
            optional("m", nested(Nesting::Map, inner())),
            optional("l", nested(Nesting::List, inner())),
        ]);
        let with = |text: &str| {
            let element = object! { x = text };
            object! {
                o = element.clone(), l = Value::list([element.clone(), element.clone()]), m = Value::map([("k", element)])
            }
        };
        assert_eq!(paths(&schema, &with("1"), &with("2")), ["l[0].x", "l[1].x", "m[\"k\"].x", "o.x"]);
    }

    #[test]
    fn what_vanishes_with_its_parent_replaces() {
        let inner = [optional("x", STRING).replaces()];
        let schema = schema([optional("l", nested(Nesting::List, inner))]);
        let prior = object! { l = Value::list([object! { x = "1" }]) };
        assert_eq!(paths(&schema, &prior, &object! {}), ["l[0].x"]);
    }

    #[test]
    fn a_path_ends_at_a_set_and_only_its_replacing_parts_count() {
        let inner = [optional("x", STRING).replaces(), optional("y", STRING), computed("id", STRING)];
        let schema = schema([optional("s", nested(Nesting::Set, inner))]);
        let with = |x: &str, y: &str| object! { s = Value::set([object! { x = x, y = y }]) };
        assert_eq!(paths(&schema, &with("1", "1"), &with("2", "1")), ["s"]);
        assert_eq!(paths(&schema, &with("1", "1"), &with("1", "2")), NONE);
    }

    #[test]
    fn an_object_replaces_by_what_the_user_changes_in_it() {
        let inner = [optional("x", STRING), computed("id", STRING)];
        let schema =
            schema([optional("o", nested(Nesting::Single, inner)).replaces(), optional("tag", STRING)]);
        let prior = object! { o = object! { x = "1", id = "i" } };
        assert_eq!(paths(&schema, &prior, &object! { o = object! { x = "2" } }), ["o"]);
        assert_eq!(paths(&schema, &prior, &object! { o = object! { x = "1" }, tag = "t" }), NONE);
    }

    #[test]
    fn a_set_replaces_when_its_elements_change() {
        let inner = [optional("x", STRING), computed("id", STRING)];
        let schema = schema([optional("s", nested(Nesting::Set, inner)).replaces(), optional("tag", STRING)]);
        let prior = object! { s = Value::set([object! { x = "1", id = "i" }]) };
        let with = |x: Value| object! { s = Value::set([object! { x = x }]), tag = "t" };
        assert_eq!(paths(&schema, &prior, &with("1".into())), NONE);
        assert_eq!(paths(&schema, &prior, &with("2".into())), ["s"]);
        assert_eq!(paths(&schema, &prior, &with(Value::unknown())), ["s"]);
    }
}
