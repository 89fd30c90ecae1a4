//! Which attributes differ between two values, without a look into what is sensitive.

use std::collections::BTreeSet;

use serde_json::Value;

use super::read::Change;

/// What stands in the place of a sensitive value.
const SENSITIVE: &str = "(sensitive)";

/// An attribute that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// As it is written in HCL: `network.pod_cidrs[0]`.
    pub(super) path: String,
    /// The value before, as JSON.
    pub(super) before: String,
    /// The value after, as JSON.
    pub(super) after: String,
    /// The value after is known at apply only.
    pub(super) unknown: bool,
}

/// The attributes that a change gives another value, the deepest that have one name.
pub(super) fn differences(change: &Change) -> Vec<Difference> {
    let mut found = Vec::new();
    let sides = Sides {
        before: &change.before,
        after: &change.after,
        unknown: &change.after_unknown,
        before_sensitive: &change.before_sensitive,
        after_sensitive: &change.after_sensitive,
    };
    sides.compare(String::new(), &mut found);
    found
}

#[derive(Clone, Copy)]
struct Sides<'a> {
    before: &'a Value,
    after: &'a Value,
    unknown: &'a Value,
    before_sensitive: &'a Value,
    after_sensitive: &'a Value,
}

impl<'a> Sides<'a> {
    fn compare(self, path: String, found: &mut Vec<Difference>) {
        let unknown = is_marked(self.unknown);
        if !unknown && self.before == self.after && !contains_mark(self.unknown) {
            return;
        }
        match (self.before, self.after) {
            (Value::Object(before), Value::Object(after)) if !unknown => {
                let nested = self.unknown.as_object();
                let names: BTreeSet<&String> = before
                    .keys()
                    .chain(after.keys())
                    .chain(nested.into_iter().flat_map(|map| map.keys()))
                    .collect();
                for name in names {
                    self.member(name).compare(joined(&path, name), found);
                }
            }
            (before, after) => {
                let sensitive = contains_mark(self.before_sensitive) || contains_mark(self.after_sensitive);
                let shown = |value: &Value| if sensitive { SENSITIVE.to_owned() } else { value.to_string() };
                found.push(Difference {
                    path,
                    before: shown(before),
                    after: if unknown { "(known after apply)".to_owned() } else { shown(after) },
                    unknown,
                });
            }
        }
    }

    fn member(self, name: &str) -> Self {
        Self {
            before: member(self.before, name),
            after: member(self.after, name),
            unknown: member(self.unknown, name),
            before_sensitive: member(self.before_sensitive, name),
            after_sensitive: member(self.after_sensitive, name),
        }
    }
}

/// A member of an object. A mark on a whole object is a mark on each of its members.
fn member<'a>(value: &'a Value, name: &str) -> &'a Value {
    match value {
        Value::Bool(true) => value,
        value => value.get(name).unwrap_or(&Value::Null),
    }
}

fn is_marked(marks: &Value) -> bool {
    marks == &Value::Bool(true)
}

/// Whether the value is marked, or a part of it.
fn contains_mark(marks: &Value) -> bool {
    match marks {
        Value::Bool(mark) => *mark,
        Value::Array(items) => items.iter().any(contains_mark),
        Value::Object(members) => members.values().any(contains_mark),
        _ => false,
    }
}

fn joined(path: &str, name: &str) -> String {
    let is_word = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    match (path, is_word) {
        ("", true) => name.to_owned(),
        (path, true) => format!("{path}.{name}"),
        (path, false) => format!("{path}[{name:?}]"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(change: Value) -> Vec<(String, String, String)> {
        let change: Change = serde_json::from_value(change).unwrap();
        differences(&change).into_iter().map(|d| (d.path, d.before, d.after)).collect()
    }

    fn row(path: &str, before: &str, after: &str) -> (String, String, String) {
        (path.into(), before.into(), after.into())
    }

    #[test]
    fn a_nested_attribute_is_told_by_its_path_and_what_is_equal_is_not() {
        let change = json!({
            "before": {"name": "a", "network": {"policy": "none", "pod_cidrs": ["10.1.0.0/16"]}, "tags": {"cost centre": "1"}},
            "after": {"name": "a", "network": {"policy": "cilium", "pod_cidrs": ["10.1.0.0/16"]}, "tags": null}
        });
        assert_eq!(
            found(change),
            [row("network.policy", "\"none\"", "\"cilium\""), row("tags", "{\"cost centre\":\"1\"}", "null")]
        );
    }

    #[test]
    fn a_name_that_is_no_word_is_quoted() {
        let change = json!({"before": {"tags": {"a b": "1"}}, "after": {"tags": {}}});
        assert_eq!(found(change), [row("tags[\"a b\"]", "\"1\"", "null")]);
    }

    #[test]
    fn what_is_sensitive_on_either_side_is_shown_on_neither() {
        let change = json!({
            "before": {"tags": {"secret": "hunter2", "owner": "us"}},
            "after": {"tags": {"secret": "hunter3", "owner": "them"}},
            "before_sensitive": {}, "after_sensitive": {"tags": {"secret": true}}
        });
        assert_eq!(
            found(change),
            [row("tags.owner", "\"us\"", "\"them\""), row("tags.secret", "(sensitive)", "(sensitive)")]
        );
    }

    #[test]
    fn a_mark_on_a_whole_object_covers_its_members_and_one_inside_a_list_the_list() {
        let change = json!({
            "before": {"tags": {"a": "1"}, "list": ["x", "y"]}, "after": {"tags": {"a": "2"}, "list": ["x", "z"]},
            "before_sensitive": {"tags": true, "list": [false, true]}, "after_sensitive": false
        });
        assert_eq!(
            found(change),
            [row("list", "(sensitive)", "(sensitive)"), row("tags.a", "(sensitive)", "(sensitive)")]
        );
    }

    #[test]
    fn what_is_known_at_apply_only_is_told_as_such() {
        let change = json!({
            "before": {"id": "1", "network": {"ip": "a"}}, "after": {"network": {}},
            "after_unknown": {"id": true, "network": {"ip": true}}
        });
        assert_eq!(
            found(change),
            [row("id", "\"1\"", "(known after apply)"), row("network.ip", "\"a\"", "(known after apply)")]
        );
    }
}
