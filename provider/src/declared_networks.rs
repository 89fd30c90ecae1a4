//! Networks that Azure does not show, such as those on premises, as the user declares them: in the provider block for all
//! clusters, and on a resource for its own.
//!
//! They are written as a list of CIDRs, or as a map from a name of the user's to a CIDR or a list of them. The name is what
//! messages call the network; without one the CIDR itself is.

use tfplugin_framework::{Attr, Diagnostic, Diagnostics, Path, Value, schema::Validator};

use crate::{network::Cidr, rules::DeclaredNetwork};

/// The check of an attribute with declared networks.
pub(crate) fn networks() -> impl Validator {
    Networks
}

struct Networks;

impl Validator for Networks {
    fn describe(&self) -> String {
        "must be a list of CIDRs such as [\"192.168.0.0/16\"], or a map from names to CIDRs or lists of them such as \
         { datacenter = [\"192.168.0.0/16\"] }"
            .to_owned()
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        match value.inner() {
            Value::Map(networks) | Value::Object(networks) => {
                for (name, ranges) in networks {
                    check(ranges, &path.clone().key(name), diagnostics);
                }
            }
            ranges @ (Value::List(_) | Value::Tuple(_) | Value::Set(_)) => check(ranges, path, diagnostics),
            other => diagnostics.push(refused(other, path, &self.describe())),
        }
    }
}

/// Checks a CIDR, or a list of them.
fn check(ranges: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    match ranges.inner() {
        Value::Null | Value::Unknown(_) => {}
        Value::String(text) => {
            if let Err(error) = Cidr::parse(text) {
                diagnostics.push(refused(ranges, path, &format!("must be a CIDR: {error}")));
            }
        }
        Value::List(elements) | Value::Tuple(elements) => {
            for (index, element) in elements.iter().enumerate() {
                range_alone(element, &path.clone().index(index), diagnostics);
            }
        }
        Value::Set(elements) => {
            for element in elements {
                range_alone(element, path, diagnostics);
            }
        }
        other => diagnostics.push(refused(other, path, "must be a CIDR or a list of CIDRs")),
    }
}

/// Checks an element of a list, in which there are no further lists.
fn range_alone(element: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    match element.inner() {
        Value::String(_) | Value::Null | Value::Unknown(_) => check(element, path, diagnostics),
        other => diagnostics.push(refused(other, path, "must be a CIDR, such as \"192.168.0.0/16\"")),
    }
}

fn refused(value: &Value, path: &Path, expected: &str) -> Diagnostic {
    let shown = crate::hcl::literal(value);
    Diagnostic::error("Invalid declared network", format!("{path} {expected}. It is {shown}."))
        .at(path.clone())
}

/// The networks that an attribute declares. What is unknown of them stays so. `at` is the attribute's place in the
/// configuration, if the rules can point at it.
pub(crate) fn read(declared: &Attr<Value>, at: Option<&Path>) -> Vec<DeclaredNetwork> {
    match declared {
        Attr::Null => Vec::new(),
        Attr::Unknown(_) => vec![DeclaredNetwork {
            name: "declared_networks".to_owned(),
            prefixes: Attr::unknown(),
            path: at.cloned(),
        }],
        Attr::Known(value) => match value.inner() {
            Value::Map(networks) | Value::Object(networks) => {
                let network = |(name, ranges): (&String, &Value)| DeclaredNetwork {
                    name: name.clone(),
                    prefixes: prefixes(ranges),
                    path: at.map(|at| at.clone().key(name)),
                };
                networks.iter().map(network).collect()
            }
            Value::List(ranges) | Value::Tuple(ranges) => {
                let network = |(index, range)| alone(range, at.map(|at| at.clone().index(index)));
                ranges.iter().enumerate().map(network).collect()
            }
            Value::Set(ranges) => ranges.iter().map(|range| alone(range, at.cloned())).collect(),
            _ => Vec::new(),
        },
    }
}

/// A range without a name is called by itself.
fn alone(range: &Value, path: Option<Path>) -> DeclaredNetwork {
    let name = range.inner().as_str().unwrap_or("declared_networks").to_owned();
    DeclaredNetwork { name, prefixes: Attr::Known(vec![prefix(range)]), path }
}

fn prefixes(ranges: &Value) -> Attr<Vec<Attr<String>>> {
    match ranges.inner() {
        Value::List(ranges) | Value::Tuple(ranges) | Value::Set(ranges) => {
            Attr::Known(ranges.iter().map(prefix).collect())
        }
        Value::String(_) => Attr::Known(vec![prefix(ranges)]),
        Value::Unknown(_) => Attr::unknown(),
        _ => Attr::Null,
    }
}

fn prefix(range: &Value) -> Attr<String> {
    match range.inner() {
        Value::String(range) => Attr::Known(range.clone()),
        Value::Unknown(_) => Attr::unknown(),
        _ => Attr::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Path {
        Path::of("declared_networks")
    }

    fn read(value: Value) -> Vec<DeclaredNetwork> {
        super::read(&Attr::Known(value), Some(&at()))
    }

    fn known(ranges: &[&str]) -> Attr<Vec<Attr<String>>> {
        Attr::Known(ranges.iter().map(|range| Attr::Known((*range).to_owned())).collect())
    }

    fn refusals(value: &Value) -> Vec<(String, String)> {
        let mut diagnostics = Diagnostics::new();
        networks().validate(value, &at(), &mut diagnostics);
        let told = diagnostics.into_iter();
        told.map(|refused| (refused.path.map(|path| path.to_string()).unwrap_or_default(), refused.detail))
            .collect()
    }

    #[test]
    fn a_map_names_its_networks_and_a_single_range_needs_no_list() {
        let networks = read(Value::object([
            ("branch", "192.168.7.0/24".into()),
            ("datacenter", Value::Tuple(vec!["10.0.0.0/12".into(), "fd00::/48".into()])),
        ]));
        assert_eq!(
            (networks[0].name.as_str(), networks[0].prefixes.clone()),
            ("branch", known(&["192.168.7.0/24"]))
        );
        assert_eq!(networks[1].prefixes, known(&["10.0.0.0/12", "fd00::/48"]));
        assert_eq!(networks[1].path, Some(at().key("datacenter")));
    }

    #[test]
    fn a_range_of_a_plain_list_is_called_by_itself() {
        let networks = read(Value::Tuple(vec!["10.0.0.0/8".into(), "172.16.0.0/12".into()]));
        let names: Vec<&str> = networks.iter().map(|network| network.name.as_str()).collect();
        assert_eq!(names, ["10.0.0.0/8", "172.16.0.0/12"]);
        assert_eq!(networks[1].path, Some(at().index(1)));
    }

    #[test]
    fn what_is_unknown_stays_unknown_and_the_rest_counts() {
        let networks = read(Value::object([
            ("a", Value::unknown()),
            ("b", Value::Tuple(vec![Value::unknown(), "10.0.0.0/8".into()])),
        ]));
        assert_eq!(networks[0].prefixes, Attr::unknown());
        assert_eq!(
            networks[1].prefixes,
            Attr::Known(vec![Attr::unknown(), Attr::Known("10.0.0.0/8".to_owned())])
        );
        assert_eq!(super::read(&Attr::unknown(), None)[0].prefixes, Attr::unknown());
    }

    #[test]
    fn every_mistake_is_told_at_its_place() {
        let wrong = Value::object([
            ("a", "10.0.0.0".into()),
            ("b", Value::Tuple(vec!["10.0.0.0/8".into(), "10.0.0.0/33".into()])),
            ("c", Value::Bool(true)),
        ]);
        let places: Vec<String> = refusals(&wrong).into_iter().map(|(path, _)| path).collect();
        assert_eq!(
            places,
            ["declared_networks[\"a\"]", "declared_networks[\"b\"][1]", "declared_networks[\"c\"]"]
        );
    }

    #[test]
    fn something_that_is_neither_is_answered_with_both_forms() {
        let (path, detail) = refusals(&"10.0.0.0/8".into()).remove(0);
        assert_eq!(path, "declared_networks");
        assert!(detail.contains("{ datacenter = [\"192.168.0.0/16\"] }"), "{detail}");
    }

    #[test]
    fn ranges_in_every_form_pass() {
        for good in [
            Value::Tuple(vec!["10.0.0.0/8".into()]),
            Value::object([("a", "10.0.0.0/8".into()), ("b", Value::Tuple(vec!["fd00::/8".into()]))]),
            Value::Tuple(Vec::new()),
        ] {
            assert_eq!(refusals(&good), [], "{good:?}");
        }
    }
}
