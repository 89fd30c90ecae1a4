//! Values that are spelled differently and mean the same.
//!
//! Azure changes the case of IDs and enum members on the way (`resourcegroups`, `Standard`), and people write regions
//! as the portal shows them. The spelling of the user stays in state; a difference in spelling is no difference.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_framework::Value;

/// Two strings, or lists of strings, that differ in case at most.
pub(crate) fn ignoring_case(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::String(left), Value::String(right)) => left.eq_ignore_ascii_case(right),
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| ignoring_case(left, right))
        }
        _ => left == right,
    }
}

/// Two spellings of one region: `West Europe` and `westeurope`.
pub(crate) fn location(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::String(left), Value::String(right)) => same_location(left, right),
        _ => left == right,
    }
}

/// Whether two strings name the same region.
pub(crate) fn same_location(left: &str, right: &str) -> bool {
    region(left) == region(right)
}

/// The name of a region as Azure's API has it: lower case, no spaces.
pub(crate) fn region(location: &str) -> String {
    location.chars().filter(|character| !character.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Whether two strings differ in case at most.
pub(crate) fn same_ignoring_case(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}

/// Whether two strings are one CIDR or address: `FD00::/64` and `fd00:0::/64`.
pub(crate) fn same_range(left: &str, right: &str) -> bool {
    let range = |text: &str| text.parse::<ipnet::IpNet>().ok();
    let address = |text: &str| text.parse::<std::net::IpAddr>().ok();
    left == right
        || range(left).is_some_and(|left| range(right) == Some(left))
        || address(left).is_some_and(|left| address(right) == Some(left))
}

/// Azure's value, in the user's spelling where the user's means the same.
pub(crate) fn keep(kept: Option<&String>, actual: Option<String>, same: fn(&str, &str) -> bool) -> Option<String> {
    match (kept, actual) {
        (Some(kept), Some(actual)) if same(kept, &actual) => Some(kept.clone()),
        (_, actual) => actual,
    }
}

/// Azure's list, each element in the user's spelling where the element at the same place means the same.
pub(crate) fn keep_each(
    kept: Option<&Vec<String>>,
    actual: Option<Vec<String>>,
    same: fn(&str, &str) -> bool,
) -> Option<Vec<String>> {
    let place = |index: usize| kept.and_then(|kept| kept.get(index));
    let actual = actual?.into_iter().enumerate();
    Some(actual.filter_map(|(index, element)| keep(place(index), Some(element), same)).collect())
}

/// Azure's set, each element in the user's spelling where one means the same.
pub(crate) fn keep_any(
    kept: Option<&BTreeSet<String>>,
    actual: Option<BTreeSet<String>>,
    same: fn(&str, &str) -> bool,
) -> Option<BTreeSet<String>> {
    let spelled = |element: String| {
        let found = kept.and_then(|kept| kept.iter().find(|kept| same(kept, &element)));
        found.cloned().unwrap_or(element)
    };
    Some(actual?.into_iter().map(spelled).collect())
}

/// Azure leaves out what is empty; the user may have written it down as empty. Neither is a change.
pub(crate) fn keep_empty<C: Emptiness>(kept: Option<&C>, actual: Option<C>) -> Option<C> {
    match actual.filter(|actual| !actual.is_empty()) {
        None => kept.filter(|kept| kept.is_empty()).cloned(),
        actual => actual,
    }
}

/// A collection that may be empty.
pub(crate) trait Emptiness: Clone {
    /// Whether nothing is in it.
    fn is_empty(&self) -> bool;
}

impl<T: Clone> Emptiness for BTreeSet<T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<V: Clone> Emptiness for BTreeMap<String, V> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_the_same_as_its_display_name() {
        assert!(same_location("West Europe", "westeurope"));
        assert!(!same_location("westeurope", "northeurope"));
    }

    #[test]
    fn the_users_spelling_stays_as_long_as_it_means_the_same() {
        let kept = String::from("Overlay");
        assert_eq!(keep(Some(&kept), Some("overlay".into()), same_ignoring_case).as_deref(), Some("Overlay"));
        assert_eq!(keep(Some(&kept), Some("none".into()), same_ignoring_case).as_deref(), Some("none"));
        assert_eq!(keep(Some(&kept), None, same_ignoring_case), None);
    }

    #[test]
    fn ranges_are_compared_as_numbers() {
        assert!(same_range("FD12:3456:789A::/64", "fd12:3456:789a:0::/64"));
        assert!(!same_range("10.0.0.0/16", "10.0.0.0/15"));
        assert!(same_range("FD00::a", "fd00::A"));
    }

    #[test]
    fn an_empty_map_that_azure_leaves_out_stays_empty() {
        let empty = BTreeMap::<String, String>::new();
        assert_eq!(keep_empty(Some(&empty), None), Some(empty.clone()));
        assert_eq!(keep_empty(None, Some(empty)), None);
    }
}
