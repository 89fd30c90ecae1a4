//! Which attributes of two objects differ.
//!
//! One comparison serves three questions: what a plan changes, whether an existing resource is the one that was to be
//! created (adoption), and whether Azure did what it was told (silent refusals).

use std::collections::BTreeMap;

use tfplugin_framework::{
    Diagnostics, Model, Path, Schema, Step, Value, plan,
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
    let mut found = differences(&prior.to_value(), planned);
    // Most plans change nothing of most resources, and making the schema takes longer than all else here.
    if found.is_empty() {
        return found;
    }
    let attributes = M::block().attributes;
    found.retain(|change| match &change.right {
        Value::Null => shall_be_empty(&attributes, planned, &change.path),
        planned => planned.is_wholly_known() && !is_write_only(&attributes, &change.path),
    });
    found
}

/// What is `wanted` of a resource and not so in `actual`. Where a value was left to Azure, anything is fine; a
/// different spelling of the same is the same. What is never stored is not compared, nor shown.
pub(crate) fn unfulfilled<M: Model>(wanted: &M, actual: &M) -> Vec<Difference> {
    let schema = Schema { version: 0, block: M::block() };
    let attributes = &schema.block.attributes;
    let wanted = wanted.to_value();
    let actual = plan::keep_spelling(&schema, &wanted, actual.to_value());
    let mut found = differences(&wanted, &actual);
    found.retain(|difference| match &difference.left {
        Value::Null => shall_be_empty(attributes, &wanted, &difference.path),
        _ => !is_write_only(attributes, &difference.path),
    });
    found
}

/// What is `wanted` of a resource, and what `actual` has wherever the value was left to Azure.
///
/// # Errors
/// If the values of one are no values of the other, which their being of one model excludes.
pub(crate) fn as_wanted<M: Model>(wanted: &M, actual: &M) -> Result<M, Diagnostics> {
    let attributes = M::block().attributes;
    let wanted = wanted.to_value();
    let left_to_azure = |path: &Path| !shall_be_empty(&attributes, &wanted, path);
    let value = overlaid(&wanted, actual.to_value(), &Path::root(), &left_to_azure);
    M::from_value(&value, &Path::root())
}

/// What a configuration says, and where it is silent what is planned, as far as that is known.
pub(crate) fn completed(config: &Value, planned: Value) -> Value {
    match (config, planned) {
        (Value::Object(config), Value::Object(planned)) => {
            let attribute = |(name, planned): (String, Value)| {
                let config = config.get(&name).unwrap_or(&Value::Null);
                let value = completed(config, planned);
                (name, value)
            };
            Value::Object(planned.into_iter().map(attribute).collect())
        }
        (Value::Null, planned) => planned.unknown_to_null(),
        (config, _) => config.clone(),
    }
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

/// Whether null at this place of `wanted` means that there shall be nothing: what is null there, the attribute itself or
/// an object around it, is the user's alone to set.
fn shall_be_empty(attributes: &[Attribute], wanted: &Value, path: &Path) -> bool {
    let mut value = wanted;
    for (attribute, name) in along(attributes, path) {
        value = match value {
            Value::Object(members) => members.get(name).unwrap_or(&Value::Null),
            _ => &Value::Null,
        };
        if value.is_null() {
            return attribute.mode == Mode::Optional;
        }
    }
    false
}

/// Whether Terraform hands the value over and never stores it.
fn is_write_only(attributes: &[Attribute], path: &Path) -> bool {
    along(attributes, path).any(|(attribute, _)| attribute.write_only)
}

/// The attributes on the way to a place, as far as there are any.
fn along<'a>(attributes: &'a [Attribute], path: &'a Path) -> impl Iterator<Item = (&'a Attribute, &'a str)> {
    path.0.iter().scan(attributes, |level, step| {
        let Step::Attribute(name) = step else { return None };
        let attribute = level.iter().find(|attribute| attribute.name == *name)?;
        *level = match &attribute.kind {
            AttributeKind::Nested(Nesting::Single, inner) => inner,
            _ => &[],
        };
        Some((attribute, name.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tfplugin_framework::model::WriteOnly;

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
        #[model(optional)]
        account: Option<Account>,
    }

    #[derive(Clone, Debug, Default, PartialEq, Model)]
    struct Account {
        #[model(optional, computed)]
        tenant: Option<String>,
        #[model(optional)]
        password: Option<WriteOnly<String>>,
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
    fn what_is_left_to_azure_inside_an_object_of_the_users_is_fulfilled_by_anything() {
        let of = |tenant: Option<&str>| Thing {
            account: Some(Account { tenant: tenant.map(str::to_owned), password: None }),
            ..Thing::default()
        };
        assert_eq!(unfulfilled(&of(None), &of(Some("ours"))), []);
        let place = Path::of("account").attribute("tenant");
        assert_eq!(paths(&unfulfilled(&Thing::default(), &of(Some("ours")))), [place]);
    }

    #[test]
    fn what_is_never_stored_is_neither_compared_nor_shown() {
        let account = Account { tenant: None, password: Some(WriteOnly::new("secret".to_owned())) };
        let wanted = Thing { account: Some(account), ..Thing::default() };
        let actual = Thing { account: Some(Account::default()), ..Thing::default() };
        assert_eq!(unfulfilled(&wanted, &actual), []);
        assert_eq!(changes(&actual, &wanted.to_value()), []);
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
