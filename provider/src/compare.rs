//! Which attributes of two objects differ.
//!
//! One comparison serves three questions: what a plan changes (`cluster::diff`), whether an existing resource is the
//! one that was to be created (adoption), and whether Azure did what it was told (silent refusals).

use std::collections::BTreeMap;

use tfplugin_framework::{Path, Value};

/// One attribute with two values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Difference {
    /// The attribute; nested objects are compared attribute by attribute, lists, sets and maps as a whole.
    pub(crate) path: Path,
    /// The value on the left; null if absent.
    pub(crate) left: Value,
    /// The value on the right; null if absent.
    pub(crate) right: Value,
}

/// The attributes in which `left` and `right` differ, in alphabetical order.
pub(crate) fn differences(left: &Value, right: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    collect(left, right, Path::root(), &mut found);
    found
}

/// The attributes of `wanted` that are known and not as in `actual`. What `wanted` leaves open (null or unknown)
/// matches anything.
pub(crate) fn unfulfilled(wanted: &Value, actual: &Value) -> Vec<Difference> {
    let mut found = differences(wanted, actual);
    found.retain(|difference| !matches!(difference.left, Value::Null | Value::Unknown(_)));
    found
}

fn collect(left: &Value, right: &Value, path: Path, found: &mut Vec<Difference>) {
    let nothing = BTreeMap::new();
    let (left_object, right_object) = match (left, right) {
        (Value::Object(left), Value::Object(right)) => (left, right),
        (Value::Object(left), Value::Null) => (left, &nothing),
        (Value::Null, Value::Object(right)) => (&nothing, right),
        _ => {
            if left != right {
                found.push(Difference { path, left: left.clone(), right: right.clone() });
            }
            return;
        }
    };
    let mut names: Vec<&String> = left_object.keys().chain(right_object.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let left = left_object.get(name).unwrap_or(&Value::Null);
        let right = right_object.get(name).unwrap_or(&Value::Null);
        collect(left, right, path.clone().attribute(name), found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(attributes: &[(&str, Value)]) -> Value {
        Value::Object(attributes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    }

    fn text(text: &str) -> Value {
        Value::String(text.to_owned())
    }

    #[test]
    fn nested_objects_are_compared_attribute_by_attribute() {
        let left = object(&[("name", text("a")), ("network", object(&[("policy", text("none"))]))]);
        let right = object(&[("name", text("a")), ("network", object(&[("policy", text("cilium"))]))]);
        let found = differences(&left, &right);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, Path::of("network").attribute("policy"));
        assert_eq!(found[0].right, text("cilium"));
    }

    #[test]
    fn an_absent_object_differs_in_each_attribute_that_is_set() {
        let right = object(&[("network", object(&[("policy", text("none")), ("dataplane", Value::Null)]))]);
        let found = differences(&object(&[("network", Value::Null)]), &right);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, Path::of("network").attribute("policy"));
    }

    #[test]
    fn what_is_left_open_is_fulfilled_by_anything() {
        let wanted = object(&[("a", Value::Null), ("b", Value::Unknown(Default::default())), ("c", text("x"))]);
        let actual = object(&[("a", text("1")), ("b", text("2")), ("c", text("x"))]);
        assert_eq!(unfulfilled(&wanted, &actual), []);
    }
}
