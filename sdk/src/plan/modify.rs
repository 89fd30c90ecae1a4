//! Plan modifiers, and what a plan shows to be wrong with a configuration.

use std::collections::BTreeMap;

use super::{
    Planned, after_hook,
    defaults::with_defaults,
    duplicates::duplicates,
    pairing::stored_elements,
    shape::{Level, changed_set, element, elements, member},
};
use crate::{
    diag::Diagnostics,
    schema::{Around, AttributeChange, Nesting, Schema},
    value::{Path, Step, Value},
};

/// Lets every attribute have its say in what is planned, outer ones first. Then the rules of planning hold for the
/// result as they do for what a [hook](after_hook) makes of a plan.
pub fn modify(
    schema: &Schema,
    prior: &Value,
    config: &Value,
    planned: Planned,
    diagnostics: &mut Diagnostics,
) -> Planned {
    diagnostics.extend(duplicates(schema, config));
    let level = Level::of(&schema.block);
    if !has_modifiers(level) {
        return planned;
    }
    let config = with_defaults(level, config);
    let mut walk = Walk { is_create: prior.is_null(), replace: Vec::new(), diagnostics };
    let modified = walk.object(level, &Path::root(), [prior, &config, &planned.value]);
    let replace = walk.replace;
    after_hook(schema, prior, &config, &planned, modified, replace)
}

fn has_modifiers(level: Level<'_>) -> bool {
    level.children().any(|child| {
        child.as_attribute().is_some_and(|attribute| !attribute.behavior.modifiers.is_empty())
            || child.inside.is_some_and(|(_, inner)| has_modifiers(inner))
    })
}

/// Terraform has no path into a set.
fn until_set(path: &Path) -> Path {
    Path(path.0.iter().take_while(|step| !matches!(step, Step::Element(_))).cloned().collect())
}

struct Walk<'a> {
    is_create: bool,
    replace: Vec<Path>,
    diagnostics: &'a mut Diagnostics,
}

impl Walk<'_> {
    /// Prior, configured and planned object at one place.
    fn object(&mut self, level: Level<'_>, at: &Path, [prior, config, planned]: [&Value; 3]) -> Value {
        if !matches!(planned, Value::Object(_)) || !has_modifiers(level) {
            return planned.clone();
        }
        let around = Around { prior, config, planned };
        level.object(|child| {
            let path = at.clone().attribute(child.name);
            let [prior, config, planned] = [prior, config, planned].map(|value| member(value, child.name));
            let mut value = planned.clone();
            for modifier in
                child.as_attribute().into_iter().flat_map(|attribute| &attribute.behavior.modifiers)
            {
                let values = [prior, config, &value];
                let mut change =
                    AttributeChange::new(&path, values, around, self.is_create, self.diagnostics);
                modifier.modify(&mut change);
                let (modified, replaces) = change.into_outcome();
                value = modified;
                if replaces {
                    self.replace.push(until_set(&path));
                }
            }
            match child.inside {
                Some((nesting, inner)) => self.held(nesting, inner, &path, [prior, config, &value]),
                None => value,
            }
        })
    }

    fn held(
        &mut self,
        nesting: Nesting,
        level: Level<'_>,
        at: &Path,
        [prior, config, planned]: [&Value; 3],
    ) -> Value {
        let by_index = |walk: &mut Self, values: &[Value]| {
            let values = values.iter().enumerate();
            values
                .map(|(index, value)| {
                    let change = [element(prior, index), element(config, index), value];
                    walk.object(level, &at.clone().index(index), change)
                })
                .collect()
        };
        let by_key = |walk: &mut Self, values: &BTreeMap<String, Value>| {
            let values = values.iter();
            values
                .map(|(key, value)| {
                    let change = [member(prior, key), member(config, key), value];
                    (key.clone(), walk.object(level, &at.clone().key(key), change))
                })
                .collect()
        };
        match (nesting, planned) {
            (Nesting::Single, planned) => self.object(level, at, [prior, config, planned]),
            (_, Value::List(values)) => Value::List(by_index(self, values)),
            (_, Value::Tuple(values)) => Value::Tuple(by_index(self, values)),
            (_, Value::Map(values)) => Value::Map(by_key(self, values)),
            (_, Value::Object(values)) => Value::Object(by_key(self, values)),
            (_, Value::Set(values)) => {
                let configured = elements(config);
                let stored = stored_elements(level, configured, elements(prior));
                let modified = values.iter().enumerate().map(|(index, value)| {
                    // The plan has the elements of the configuration in their order, unless some became equal.
                    let (prior, config) = if configured.len() == values.len() {
                        (stored.get(index).copied().flatten(), configured.get(index))
                    } else {
                        (None, None)
                    };
                    let [prior, config] = [prior, config].map(|found| found.unwrap_or(&Value::Null));
                    self.object(level, &at.clone().element(value.clone()), [prior, config, value])
                });
                changed_set(values, modified.collect())
            }
            (_, other) => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Diagnostic,
        plan::{fixture::*, plan_change},
        schema::{replace_if, stable_unless},
    };

    /// The plan, the paths that replace, and what was reported.
    fn planned(schema: &Schema, prior: &Value, config: &Value) -> (Value, Vec<String>, Vec<String>) {
        let (prior, config) = (whole(schema, prior), whole(schema, config));
        let mut diagnostics = Diagnostics::new();
        let planned = modify(schema, &prior, &config, plan_change(schema, &prior, &config), &mut diagnostics);
        let paths = planned.requires_replace.iter().map(ToString::to_string).collect();
        let said =
            diagnostics.into_iter().map(|said| format!("{} at {:?}", said.summary, said.path.unwrap()));
        (planned.value, paths, said.collect())
    }

    fn loud(change: &mut AttributeChange<'_>) {
        if let Some(text) = change.planned.as_str() {
            change.planned = text.to_uppercase().into();
        }
    }

    #[test]
    fn a_modifier_runs_at_every_depth_with_what_belongs_to_its_place() {
        fn told(change: &mut AttributeChange<'_>) {
            let said =
                [change.prior, change.config, &change.planned].map(|value| value.as_str().unwrap_or("-"));
            let around = change.around.config.entry("name").and_then(Value::as_str).unwrap_or("-");
            change.report(Diagnostic::warning(format!("{} around {around}", said.join(" ")), ""));
        }
        let inner = || [required("name", STRING), optional("x", STRING).modified(told)];
        let schema = schema([
            optional("o", nested(Nesting::Single, inner())),
            optional("l", nested(Nesting::List, inner())),
            optional("m", nested(Nesting::Map, inner())),
            optional("s", nested(Nesting::Set, inner())),
        ]);
        let with = |x: &str| {
            let element = object! { name = "n", x = x };
            object! {
                o = element.clone(), l = Value::list([element.clone()]),
                m = Value::map([("k", element.clone())]), s = Value::set([element]),
            }
        };
        let said = planned(&schema, &with("1"), &with("2")).2;
        assert_eq!(said.len(), 4);
        // An element of a set that is another one has no prior.
        assert_eq!(said.iter().filter(|said| said.starts_with("1 2 2 around n")).count(), 3, "{said:?}");
        assert_eq!(said.iter().filter(|said| said.starts_with("- 2 2 around n")).count(), 1, "{said:?}");
    }

    #[test]
    fn an_outer_modifier_runs_before_an_inner_one() {
        fn replaced(change: &mut AttributeChange<'_>) {
            change.planned = object! { x = "outer" };
        }
        let inner = [either("x", STRING).modified(loud)];
        let schema = schema([either("o", nested(Nesting::Single, inner)).modified(replaced)]);
        assert_eq!(planned(&schema, &NULL, &object! {}).0, object! { o = object! { x = "OUTER" } });
    }

    #[test]
    fn a_modifier_that_starts_a_change_makes_the_rest_unknown_as_any_change_does() {
        let schema = schema([either("version", STRING).modified(loud), computed("etag", STRING)]);
        let prior = object! { version = "a", etag = "e" };
        let (value, ..) = planned(&schema, &prior, &object! {});
        assert_eq!(value, object! { version = "A", etag = Value::unknown() });
    }

    #[test]
    fn write_only_values_are_seen_and_not_planned() {
        fn needed(change: &mut AttributeChange<'_>) {
            change.planned = change.config.clone();
            if change.is_create() && change.config.is_null() {
                change.report(Diagnostic::error("Attribute Required when Creating", ""));
            }
        }
        let schema = schema([optional("w", STRING).write_only().modified(needed), optional("t", STRING)]);
        let (value, _, said) = planned(&schema, &NULL, &object! { w = "s3cret" });
        assert_eq!((value, said), (object! { w = NULL, t = NULL }, vec![]));
        let missing = planned(&schema, &NULL, &object! {}).2;
        assert_eq!(missing, [format!("Attribute Required when Creating at {:?}", Path::of("w"))]);
        assert_eq!(planned(&schema, &object! { t = "1" }, &object! { t = "2" }).2, [""; 0]);
    }

    #[test]
    fn a_condition_decides_whether_a_change_replaces() {
        let shrinks = replace_if(|change| change.planned.as_number() < change.prior.as_number());
        let schema = schema([either("size", NUMBER).modified(shrinks), optional("t", STRING)]);
        let paths = |prior: Value, config: Value| planned(&schema, &prior, &config).1;
        assert_eq!(paths(object! { size = 2 }, object! { size = 1 }), ["size"]);
        assert_eq!(paths(object! { size = 1 }, object! { size = 2 }), [""; 0]);
        assert_eq!(paths(object! { size = 2 }, object! { t = "x" }), [""; 0], "unknown for another change");
        assert_eq!(paths(NULL, object! { size = 1 }), [""; 0]);
    }

    #[test]
    fn a_condition_decides_whether_a_value_stays() {
        let renamed = |change: &AttributeChange<'_>| {
            change.around.prior.entry("name") != change.around.planned.entry("name")
        };
        let schema = schema([
            required("name", STRING),
            optional("tag", STRING),
            computed("url", STRING).modified(stable_unless(renamed)),
        ]);
        let prior = object! { name = "a", tag = "1", url = "u" };
        let url = |config: Value| planned(&schema, &prior, &config).0.entry("url").cloned();
        assert_eq!(url(object! { name = "a", tag = "2" }), Some("u".into()));
        assert_eq!(url(object! { name = "b", tag = "1" }), Some(Value::unknown()));
    }
}
