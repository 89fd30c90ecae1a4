//! Small tools on JSON values: reading by path, merging, and what Azure does to nulls and empties.

use serde_json::{Map, Value};

/// The member at a dotted path, `None` where it is absent or null.
pub(crate) fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |v, name| v.get(name)).filter(|v| !v.is_null())
}

/// The text at a dotted path; empty text counts as absent, as in AKS requests.
pub(crate) fn text<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    at(value, path).and_then(Value::as_str).filter(|s| !s.is_empty())
}

/// The whole number at a dotted path.
pub(crate) fn number(value: &Value, path: &str) -> Option<i64> {
    at(value, path).and_then(Value::as_i64)
}

/// The texts of the array at a dotted path; anything else in it is skipped.
pub(crate) fn texts<'v>(value: &'v Value, path: &str) -> Vec<&'v str> {
    at(value, path).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Where the first null is, as a dotted path.
pub(crate) fn null_in(value: &Value) -> Option<String> {
    let within = |name: String, inner: &Value| match inner {
        Value::Null => Some(name),
        inner => null_in(inner).map(|rest| format!("{name}.{rest}")),
    };
    match value {
        Value::Object(map) => map.iter().find_map(|(name, inner)| within(name.clone(), inner)),
        Value::Array(items) => items.iter().enumerate().find_map(|(at, inner)| within(at.to_string(), inner)),
        _ => None,
    }
}

/// Sets the member at a dotted path, making the objects on the way; what stands in the way is replaced.
pub(crate) fn set(value: &mut Value, path: &str, new: impl Into<Value>) {
    let mut here = value;
    for name in path.split('.') {
        here = object(here).entry(name).or_insert(Value::Null);
    }
    *here = new.into();
}

/// Sets the member at a dotted path unless it has a value.
pub(crate) fn set_default(value: &mut Value, path: &str, new: impl Into<Value>) {
    if at(value, path).is_none_or(|v| v.as_str() == Some("")) {
        set(value, path, new);
    }
}

/// Takes the member at a dotted path out.
pub(crate) fn remove(value: &mut Value, path: &str) -> Option<Value> {
    let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
    let parent = if parent.is_empty() {
        Some(value)
    } else {
        parent.split('.').try_fold(value, |v, name| v.get_mut(name))
    };
    parent.and_then(Value::as_object_mut).and_then(|o| o.remove(name))
}

/// The value as an object, made one if it is none.
pub(crate) fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(map) => map,
        // Made an object above.
        _ => unreachable!(),
    }
}

/// Removes every null member, at any depth: to Azure an explicit null is an absent member.
pub(crate) fn strip_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, v| !v.is_null());
            map.values_mut().for_each(strip_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(strip_nulls),
        _ => {}
    }
}

/// Lays `new` over `old`: objects member by member, everything else replaced. Members named in `whole` are replaced
/// as a whole wherever they stand, because their keys are the user's (tags, labels).
pub(crate) fn overlay(old: &mut Value, new: &Value, whole: &[&str]) {
    let (Value::Object(old), Value::Object(new)) = (&mut *old, new) else {
        *old = new.clone();
        return;
    };
    for (name, value) in new {
        match old.get_mut(name) {
            Some(there) if there.is_object() && value.is_object() && !whole.contains(&name.as_str()) => {
                overlay(there, value, whole);
            }
            _ => {
                old.insert(name.clone(), value.clone());
            }
        }
    }
}

/// JSON merge patch (RFC 7396).
pub(crate) fn merge_patch(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    let target = object(target);
    for (name, value) in patch {
        if value.is_null() {
            target.remove(name);
        } else {
            merge_patch(target.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}

/// Whether the value is an empty object or array.
pub(crate) fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(Map::is_empty) || value.as_array().is_some_and(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn null_counts_as_absent() {
        let mut v = json!({"a": null, "b": [{"c": null, "d": 1}], "e": {}});
        assert_eq!(at(&v, "a"), None);
        strip_nulls(&mut v);
        assert_eq!(v, json!({"b": [{"d": 1}], "e": {}}));
    }

    #[test]
    fn an_empty_object_laid_over_another_clears_nothing() {
        let mut old = json!({"upgradeSettings": {"maxSurge": "10%"}, "tags": {"a": "1"}});
        overlay(&mut old, &json!({"upgradeSettings": {}, "tags": {}}), &["tags"]);
        assert_eq!(old, json!({"upgradeSettings": {"maxSurge": "10%"}, "tags": {}}));
    }

    #[test]
    fn merge_patch_follows_the_rfc_example() {
        let mut target = json!({"a": "b", "c": {"d": "e", "f": "g"}});
        merge_patch(&mut target, &json!({"a": "z", "c": {"f": null}}));
        assert_eq!(target, json!({"a": "z", "c": {"d": "e"}}));
    }

    #[test]
    fn setting_a_path_makes_the_objects_on_the_way() {
        let mut v = json!({});
        set(&mut v, "a.b.c", 1);
        set_default(&mut v, "a.b.c", 2);
        set_default(&mut v, "a.b.d", 3);
        assert_eq!(v, json!({"a": {"b": {"c": 1, "d": 3}}}));
        assert_eq!(remove(&mut v, "a.b.c"), Some(json!(1)));
    }
}
