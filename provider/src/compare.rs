//! Which attributes of two objects differ.
//!
//! One comparison serves three questions: what a plan changes, whether an existing resource is the one that was to be
//! created (adoption), and whether Azure did what it was told (silent refusals).

use std::collections::BTreeMap;

use tfplugin_framework::{
    Diagnostics, Model, Path, Schema, Value, plan,
    schema::{Attribute, AttributeKind, Mode, Nesting},
};

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
fn differences(left: &Value, right: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    collect(left, right, Path::root(), &mut found);
    found
}

/// What a plan changes of a resource, as far as the plan is known. A value that is left to Azure is no change.
pub(crate) fn changes<M: Model>(prior: &M, planned: &Value) -> Vec<Difference> {
    let attributes = M::block().attributes;
    let mut found = differences(&prior.to_value(), planned);
    found.retain(|change| match &change.right {
        Value::Null => set_by_the_user_alone(&attributes, &change.path),
        planned => planned.is_wholly_known(),
    });
    found
}

/// What is `wanted` of a resource and not so in `actual`. Where a value was left to Azure, anything is fine; a
/// different spelling of the same is the same.
pub(crate) fn unfulfilled<M: Model>(wanted: &M, actual: &M) -> Vec<Difference> {
    let schema = Schema { version: 0, block: M::block() };
    let wanted = wanted.to_value();
    let actual = plan::keep_spelling(&schema, &wanted, actual.to_value());
    let mut found = differences(&wanted, &actual);
    let attributes = &schema.block.attributes;
    found.retain(|difference| {
        // What only Azure sets is nobody's wish.
        !is_computed(attributes, &difference.path)
            && (difference.left != Value::Null || set_by_the_user_alone(attributes, &difference.path))
    });
    found
}

/// What is `wanted` of a resource, and what `actual` has wherever the value was left to Azure.
///
/// # Errors
/// If the values of one are no values of the other, which their being of one model excludes.
pub(crate) fn as_wanted<M: Model>(wanted: &M, actual: &M) -> Result<M, Diagnostics> {
    let attributes = M::block().attributes;
    let left_to_azure = |path: &Path| !set_by_the_user_alone(&attributes, path);
    let value = overlaid(&wanted.to_value(), actual.to_value(), &Path::root(), &left_to_azure);
    M::from_value(&value, &Path::root())
}

fn overlaid(wanted: &Value, actual: Value, path: &Path, left_to_azure: &dyn Fn(&Path) -> bool) -> Value {
    match (wanted, actual) {
        (Value::Object(wanted), Value::Object(actual)) => Value::Object(
            actual
                .into_iter()
                .map(|(name, actual)| {
                    let path = path.clone().attribute(&name);
                    let wanted = wanted.get(&name).unwrap_or(&Value::Null);
                    let value = overlaid(wanted, actual, &path, left_to_azure);
                    (name, value)
                })
                .collect(),
        ),
        (Value::Null, actual) if left_to_azure(path) => actual,
        (wanted, _) => wanted.clone(),
    }
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

/// Whether null in this attribute means that there shall be nothing: it, or an object around it, is not computed.
fn set_by_the_user_alone(attributes: &[Attribute], path: &Path) -> bool {
    any_level(attributes, path, |attribute| attribute.mode == Mode::Optional)
}

/// Whether this attribute, or an object around it, is set by Azure alone.
fn is_computed(attributes: &[Attribute], path: &Path) -> bool {
    any_level(attributes, path, |attribute| attribute.mode == Mode::Computed)
}

/// Whether the attribute at the path, or an object around it, passes the test.
fn any_level(attributes: &[Attribute], path: &Path, test: impl Fn(&Attribute) -> bool) -> bool {
    let mut level = attributes;
    for step in &path.0 {
        let tfplugin_framework::Step::Attribute(name) = step else { return false };
        let Some(attribute) = level.iter().find(|attribute| attribute.name == *name) else { return false };
        if test(attribute) {
            return true;
        }
        level = match &attribute.kind {
            AttributeKind::Nested(Nesting::Single, inner) => inner,
            _ => &[],
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::spelling;

    #[derive(Clone, Debug, Default, PartialEq, Model)]
    struct Thing {
        #[model(required, equivalent = spelling::location)]
        location: String,
        #[model(optional)]
        tags: Option<BTreeMap<String, String>>,
        #[model(optional, computed)]
        network: Option<Network>,
    }

    #[derive(Clone, Debug, Default, PartialEq, Model)]
    struct Network {
        #[model(optional, computed)]
        policy: Option<String>,
        #[model(optional, computed)]
        dataplane: Option<String>,
    }

    fn thing(policy: Option<&str>) -> Thing {
        let network = Network { policy: policy.map(str::to_owned), dataplane: None };
        Thing { network: Some(network), ..Thing::default() }
    }

    fn paths(found: &[Difference]) -> Vec<Path> {
        found.iter().map(|difference| difference.path.clone()).collect()
    }

    #[test]
    fn nested_objects_are_compared_attribute_by_attribute() {
        let found = differences(&thing(Some("none")).to_value(), &thing(Some("cilium")).to_value());
        assert_eq!(paths(&found), [Path::of("network").attribute("policy")]);
    }

    #[test]
    fn an_absent_object_differs_in_each_attribute_that_is_set() {
        let absent = Thing { network: None, ..Thing::default() };
        let found = differences(&absent.to_value(), &thing(Some("none")).to_value());
        assert_eq!(paths(&found), [Path::of("network").attribute("policy")]);
    }

    #[test]
    fn what_was_left_to_azure_is_fulfilled_by_anything() {
        assert_eq!(unfulfilled(&thing(None), &thing(Some("cilium"))), []);
        assert_eq!(unfulfilled(&Thing { network: None, ..Thing::default() }, &thing(Some("cilium"))), []);
    }

    #[test]
    fn a_plan_changes_neither_what_it_leaves_open_nor_what_it_does_not_know() {
        let prior = Thing { tags: Some(BTreeMap::new()), ..thing(Some("none")) };
        assert_eq!(paths(&changes(&prior, &thing(None).to_value())), [Path::of("tags")]);
        let unknown = Value::object([("network", Value::unknown()), ("tags", Value::unknown())]);
        assert_eq!(changes(&prior, &unknown), []);
        let half_known = Value::object([("tags", Value::Map([("a".to_owned(), Value::unknown())].into()))]);
        assert_eq!(paths(&changes(&prior, &half_known)), []);
    }

    #[test]
    fn what_only_the_user_sets_is_not_fulfilled_by_more_than_was_asked_for() {
        let tagged = Thing { tags: Some(BTreeMap::from([("a".into(), "b".into())])), ..Thing::default() };
        assert_eq!(paths(&unfulfilled(&Thing::default(), &tagged)), [Path::of("tags")]);
    }

    #[test]
    fn what_was_wanted_stands_beside_what_was_left_to_azure() {
        let tagged = || Some(BTreeMap::from([("a".into(), "b".into())]));
        let network = Network { policy: Some("none".to_owned()), dataplane: Some("azure".to_owned()) };
        let actual = Thing { tags: tagged(), network: Some(network), ..Thing::default() };
        let network = Network { policy: Some("calico".to_owned()), dataplane: Some("azure".to_owned()) };
        let expected = Thing { tags: None, network: Some(network), ..Thing::default() };
        assert_eq!(as_wanted(&thing(Some("calico")), &actual).unwrap(), expected);
        assert_eq!(as_wanted(&thing(Some("calico")), &Thing::default()).unwrap(), thing(Some("calico")));
    }
}
