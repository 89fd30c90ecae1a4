//! The plan after the resource's own hook.

use std::collections::BTreeMap;

use super::{
    Planned,
    defaults::with_defaults,
    replace::{changes_at, in_order, replacing},
    shape::Level,
    spelling::{keep_spelling, keep_stored_spelling},
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
/// - A value that means the same as before the hook, if only in results, is what it was: a hook reads numbers as floats.
/// - `replace`, the paths that the hook named, joins those of the schema; a path whose value does not change is left
///   out, as Terraform ignores it.
pub fn after_hook(
    schema: &Schema,
    prior: &Value,
    config: &Value,
    before: &Planned,
    mut hooked: Value,
    replace: Vec<Path>,
) -> Planned {
    hooked.restore_types(&before.value);
    let level = Level::of(&schema.block);
    let config = with_defaults(level, config);
    // A typed hook gives numbers back with the digits that their type holds.
    let hooked = keep_spelling(schema, &before.value, hooked);
    let hooked = keep_stored_spelling(schema, prior, hooked);
    let value = if before.value == *prior && hooked != *prior {
        overlay(prior, &hooked, &lay_over(level, prior, &config, Unset::Marked))
    } else {
        hooked
    };
    if prior.is_null() || value == *prior {
        return Planned { value, requires_replace: Vec::new() };
    }
    let mut paths = replacing(level, prior, &config, &value);
    let named = before.requires_replace.iter().cloned().chain(replace);
    paths.extend(named.filter(|path| changes_at(level, path, prior, &value)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plan::{fixture::*, plan_change},
        schema::Equivalence,
    };

    /// Plans, lets `hook` change the planned object, and applies the rules again.
    fn hooked(
        schema: &Schema,
        prior: &Value,
        config: &Value,
        hook: impl FnOnce(&mut BTreeMap<String, Value>),
        replace: Vec<Path>,
    ) -> Planned {
        let (prior, config) = (whole(schema, prior), whole(schema, config));
        let before = plan_change(schema, &prior, &config);
        let Value::Object(mut planned) = before.value.clone() else { panic!("an object is planned") };
        hook(&mut planned);
        after_hook(schema, &prior, &config, &before, Value::Object(planned), replace)
    }

    fn example() -> Schema {
        schema([
            optional("tag", STRING),
            optional("secret", STRING).write_only(),
            either("version", STRING).stable(),
            computed("etag", STRING),
        ])
    }

    #[test]
    fn what_a_hook_gives_back_in_other_words_is_planned_as_before() {
        let same = Equivalence::by_test(same_ignoring_case).in_results();
        let schema = schema([optional("text", STRING).equivalent(same)]);
        let shout = |planned: &mut BTreeMap<String, Value>| {
            planned.insert("text".to_owned(), "NEW".into());
        };
        let prior = object! { text = "old" };
        let planned = hooked(&schema, &prior, &object! { text = "new" }, shout, vec![]);
        assert_eq!(planned.value, object! { text = "new" });
    }

    #[test]
    fn a_hook_that_changes_nothing_leaves_the_plan_as_it_was() {
        let prior = object! { version = "1", etag = "e" };
        let planned = hooked(&example(), &prior, &object! {}, |_| {}, vec![]);
        assert_eq!(planned, Planned { value: whole(&example(), &prior), requires_replace: vec![] });
    }

    #[test]
    fn when_a_hook_starts_a_change_what_it_leaves_alone_becomes_unknown() {
        let prior = object! { version = "1", etag = "e" };
        let upgrade = |planned: &mut BTreeMap<String, Value>| {
            planned.insert("version".to_owned(), "2".into());
        };
        let planned = hooked(&example(), &prior, &object! {}, upgrade, vec![]);
        let expected = object! { version = "2", etag = Value::unknown() };
        assert_eq!(planned.value, whole(&example(), &expected));
    }

    #[test]
    fn in_a_change_a_hook_may_keep_what_the_framework_made_unknown() {
        let prior = object! { version = "1", etag = "e" };
        let keep = |planned: &mut BTreeMap<String, Value>| {
            planned.insert("etag".to_owned(), "e".into());
        };
        let planned = hooked(&example(), &prior, &object! { tag = "x" }, keep, vec![]);
        assert_eq!(planned.value, whole(&example(), &object! { tag = "x", version = "1", etag = "e" }));
    }

    #[test]
    fn a_write_only_value_does_not_come_back_from_a_hook() {
        let leak = |planned: &mut BTreeMap<String, Value>| {
            planned.insert("secret".to_owned(), "s".into());
        };
        let planned = hooked(&example(), &NULL, &object! { secret = "s" }, leak, vec![]);
        assert_eq!(planned.value.at(&Path::of("secret")), Some(&NULL));
    }

    #[test]
    fn paths_that_a_hook_names_are_sorted_unique_and_only_those_that_change() {
        let schema = schema([optional("a", STRING), optional("b", STRING).replaces(), optional("c", STRING)]);
        let prior = object! { a = "1", b = "1", c = "1" };
        let replace = vec![Path::of("b"), Path::of("a"), Path::of("c"), Path::of("a")];
        let planned = hooked(&schema, &prior, &object! { a = "2", b = "2", c = "1" }, |_| {}, replace);
        assert_eq!(planned.requires_replace, [Path::of("a"), Path::of("b")]);
    }

    #[test]
    fn a_path_to_a_write_only_attribute_is_passed_on() {
        let prior = object! { tag = "x" };
        let planned = hooked(
            &example(),
            &prior,
            &object! { tag = "y", secret = "s" },
            |_| {},
            vec![Path::of("secret")],
        );
        assert_eq!(planned.requires_replace, [Path::of("secret")]);
    }

    #[test]
    fn a_path_that_leads_nowhere_is_left_to_the_checker() {
        let prior = object! { tag = "x" };
        let planned = hooked(&example(), &prior, &object! { tag = "y" }, |_| {}, vec![Path::of("tga")]);
        assert_eq!(planned.requires_replace, [Path::of("tga")]);
    }

    #[test]
    fn a_create_replaces_nothing() {
        let planned = hooked(&example(), &NULL, &object! { tag = "x" }, |_| {}, vec![Path::of("tag")]);
        assert_eq!(planned.requires_replace, []);
    }
}
