//! Checks of single attributes. What needs more than one attribute is a rule.

use arm_client::ResourceId;
use tfplugin_framework::{Diagnostic, Diagnostics, Number, Path, Step, Value, schema::Validator};

/// One of these words, in any case.
pub(crate) fn one_of(words: &'static [&'static str]) -> impl Validator {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    let expected = match quoted.as_slice() {
        [only] => format!("must be {only}"),
        _ => format!("must be one of {}", quoted.join(", ")),
    };
    Text::new(expected, |text| words.iter().any(|word| word.eq_ignore_ascii_case(text)))
}

/// An ARM resource ID of this type, such as `Microsoft.Network/publicIPAddresses`.
pub(crate) fn resource_id(resource_type: &'static str) -> impl Validator {
    let parts: Vec<&str> = resource_type.split('/').collect();
    let path: String = parts.iter().skip(1).map(|part| format!("/{part}/NAME")).collect();
    let namespace = parts.first().copied().unwrap_or_default();
    let expected = format!(
        "must be a resource ID of the form `/subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/{namespace}{path}`"
    );
    Text::new(expected, move |text| {
        text.parse::<ResourceId>().is_ok_and(|id| id.resource_type().eq_ignore_ascii_case(resource_type))
    })
}

/// The ID of a subnet.
pub(crate) fn subnet_id() -> impl Validator {
    resource_id("Microsoft.Network/virtualNetworks/subnets")
}

/// The name of an Azure region in either spelling. Which regions exist is Azure's to say.
pub(crate) fn location() -> impl Validator {
    Text::new("must be an Azure region, such as `westeurope` or `West Europe`", |text| {
        text.chars().any(|c| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ')
    })
}

/// Rule of Microsoft.ContainerService/managedClusters.
pub(crate) fn cluster_name() -> impl Validator {
    Text::new(
        "must have 1 to 63 letters, digits, `-` and `_`, with a letter or digit first and last",
        |text| {
            let inner = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            (1..=63).contains(&text.len()) && text.chars().all(inner) && bounded_by_alphanumerics(text)
        },
    )
}

/// Rule of Microsoft.Resources/resourceGroups.
pub(crate) fn resource_group_name() -> impl Validator {
    Text::new("must have 1 to 90 letters, digits and `-_.()`, and not end in a full stop", |text| {
        let inner = |c: char| c.is_alphanumeric() || "-_.()".contains(c);
        (1..=90).contains(&text.chars().count()) && text.chars().all(inner) && !text.ends_with('.')
    })
}

/// The first label of a host name, as `dnsPrefix` takes it.
pub(crate) fn dns_label() -> impl Validator {
    Text::new("must have 1 to 54 letters, digits and `-`, with a letter or digit first and last", |text| {
        let inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
        (1..=54).contains(&text.len()) && text.chars().all(inner) && bounded_by_alphanumerics(text)
    })
}

/// Rule of Microsoft.ContainerService/managedClusters/agentPools for Linux pools.
pub(crate) fn pool_name() -> impl Validator {
    Text::new("must have 1 to 12 lower-case letters and digits, a letter first", |text| {
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        (1..=12).contains(&text.len())
            && text.chars().all(inner)
            && text.starts_with(|c: char| c.is_ascii_lowercase())
    })
}

/// `1.35` or `1.35.7`.
pub(crate) fn kubernetes_version() -> impl Validator {
    Text::new("must be a Kubernetes version, such as `1.35` or `1.35.7`", |text| {
        let parts: Vec<&str> = text.split('.').collect();
        (2..=3).contains(&parts.len()) && parts.iter().all(|part| is_number(part))
    })
}

/// A number of nodes or a share of the pool.
pub(crate) fn node_quota() -> impl Validator {
    Text::new("must be a number of nodes, such as `2`, or a share of the pool from `1%` to `100%`", |text| {
        match text.strip_suffix('%') {
            Some(share) => {
                is_number(share) && share.parse::<u32>().is_ok_and(|share| (1..=100).contains(&share))
            }
            None => is_number(text),
        }
    })
}

/// A Kubernetes taint.
pub(crate) fn node_taint() -> impl Validator {
    Text::new(
        "must be of the form `key=value:Effect`, where the effect is `NoSchedule`, `PreferNoSchedule` or `NoExecute`",
        |text| {
            let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
            text.rsplit_once(':').is_some_and(|(key_value, effect)| {
                effects.contains(&effect) && key_value.split('=').next().is_some_and(|key| !key.is_empty())
            })
        },
    )
}

/// An availability zone.
pub(crate) fn zone() -> impl Validator {
    Text::new("must be an availability zone: `1`, `2` or `3`", |text| ["1", "2", "3"].contains(&text))
}

/// The namespace of a resource provider.
pub(crate) fn namespace() -> impl Validator {
    Text::new("must be the namespace of a resource provider, such as `Microsoft.ContainerService`", |text| {
        let inner = |c: char| c.is_ascii_alphanumeric() || c == '.';
        text.contains('.') && text.chars().all(inner) && bounded_by_alphanumerics(text)
    })
}

/// The name of a preview feature.
pub(crate) fn feature_name() -> impl Validator {
    Text::new("must have letters, digits, `-`, `_` and `.` only", |text| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    })
}

/// Not the empty string.
pub(crate) fn not_empty() -> impl Validator {
    Text::new("must not be empty", |text| !text.is_empty())
}

/// A whole number within bounds.
pub(crate) fn between(least: i64, most: i64) -> impl Validator {
    Bounds { least, most, multiple_of: 1 }
}

/// A multiple of `step` from 0 to `most`.
pub(crate) fn multiple_of(step: i64, most: i64) -> impl Validator {
    Bounds { least: 0, most, multiple_of: step }
}

/// A number of elements within bounds.
pub(crate) fn size(least: usize, most: usize) -> impl Validator {
    Size { least, most }
}

/// A check of a string, or of every string in a list or set.
struct Text<F> {
    expected: String,
    complaint: F,
}

impl Text<()> {
    fn new(
        expected: impl Into<String>,
        holds: impl Fn(&str) -> bool + Send + Sync,
    ) -> Text<impl Fn(&str) -> Option<String> + Send + Sync> {
        let expected = expected.into();
        let sentence = expected.replace('`', "\"");
        let complaint = move |text: &str| {
            (!holds(text)).then(|| format!("The value \"{text}\" is not valid: it {sentence}."))
        };
        Text { expected, complaint }
    }
}

impl<F: Fn(&str) -> Option<String> + Send + Sync> Validator for Text<F> {
    fn describe(&self) -> String {
        self.expected.clone()
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        match value {
            Value::String(text) => {
                if let Some(complaint) = (self.complaint)(text) {
                    diagnostics.push(invalid(path, complaint));
                }
            }
            Value::List(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.validate(element, &path.clone().index(index), diagnostics);
                }
            }
            Value::Set(elements) => {
                for element in elements {
                    self.validate(element, &path.clone().element(element.clone()), diagnostics);
                }
            }
            _ => {}
        }
    }
}

struct Bounds {
    least: i64,
    most: i64,
    multiple_of: i64,
}

impl Validator for Bounds {
    fn describe(&self) -> String {
        match self.multiple_of {
            1 => format!("must be from {} to {}", self.least, self.most),
            step => format!("must be a multiple of {step} from {} to {}", self.least, self.most),
        }
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let Value::Number(number) = value else { return };
        let inside = *number >= Number::from(self.least) && *number <= Number::from(self.most);
        if !inside || number.to_i64().is_none_or(|number| number % self.multiple_of != 0) {
            diagnostics
                .push(invalid(path, format!("The value {number} is not valid: it {}.", self.describe())));
        }
    }
}

struct Size {
    least: usize,
    most: usize,
}

impl Validator for Size {
    fn describe(&self) -> String {
        match (self.least, self.most) {
            (1, 1) => "must have exactly one element".into(),
            (least, most) => format!("must have {least} to {most} elements"),
        }
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let (Value::List(elements) | Value::Set(elements)) = value else { return };
        if !(self.least..=self.most).contains(&elements.len()) {
            diagnostics.push(invalid(
                path,
                format!("There are {} elements: it {}.", elements.len(), self.describe()),
            ));
        }
    }
}

fn invalid(path: &Path, detail: String) -> Diagnostic {
    let attribute = path.0.iter().rev().find_map(|step| match step {
        Step::Attribute(name) => Some(name.as_str()),
        _ => None,
    });
    Diagnostic::error(format!("Invalid {}", attribute.unwrap_or("value")), detail).at(path.clone())
}

/// Digits alone; `parse` would also take a sign.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 9 && text.chars().all(|c| c.is_ascii_digit())
}

fn bounded_by_alphanumerics(text: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_alphanumeric();
    text.starts_with(alphanumeric) && text.ends_with(alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(check: &impl Validator, value: Value) -> Diagnostics {
        let mut found = Diagnostics::new();
        check.validate(&value, &Path::of("attribute"), &mut found);
        found
    }

    fn accepts(check: &impl Validator, text: &str) -> bool {
        complaints(check, Value::String(text.into())).is_empty()
    }

    #[test]
    fn words_are_taken_in_any_case() {
        let check = one_of(&["overlay", "none"]);
        assert!(accepts(&check, "Overlay"));
        assert!(!accepts(&check, "flat"));
    }

    #[test]
    fn each_element_of_a_list_is_checked_and_named() {
        let list = Value::List(vec![Value::String("1".into()), Value::String("west".into())]);
        let found = complaints(&zone(), list);
        assert_eq!(found.iter().count(), 1);
        assert_eq!(
            found.iter().next().and_then(|found| found.path.clone()),
            Some(Path::of("attribute").index(1))
        );
    }

    #[test]
    fn an_id_must_be_of_the_right_type() {
        let check = subnet_id();
        let vnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v";
        assert!(accepts(&check, &format!("{vnet}/subnets/nodes")));
        assert!(accepts(&check, &format!("{vnet}/subnets/nodes").to_lowercase()));
        assert!(!accepts(&check, vnet));
        assert!(!accepts(&check, "nodes"));
    }

    #[test]
    fn names_follow_azures_rules() {
        assert!(accepts(&cluster_name(), "prod-1_a"));
        assert!(!accepts(&cluster_name(), "-prod"));
        assert!(!accepts(&cluster_name(), &"a".repeat(64)));
        assert!(accepts(&pool_name(), "system"));
        assert!(!accepts(&pool_name(), "System"));
        assert!(accepts(&resource_group_name(), "rg_(test).1"));
        assert!(!accepts(&resource_group_name(), "rg."));
    }

    #[test]
    fn a_version_has_two_or_three_numbers() {
        assert!(accepts(&kubernetes_version(), "1.35"));
        assert!(accepts(&kubernetes_version(), "1.35.7"));
        assert!(!accepts(&kubernetes_version(), "v1.35"));
        assert!(!accepts(&kubernetes_version(), "1.35.x"));
        assert!(!accepts(&kubernetes_version(), "1"));
    }

    #[test]
    fn ports_come_in_steps() {
        let check = multiple_of(8, 64_000);
        assert!(complaints(&check, Value::Number(Number::from(64))).is_empty());
        assert!(!complaints(&check, Value::Number(Number::from(7))).is_empty());
        assert!(!complaints(&check, Value::Number(Number::from(64_008))).is_empty());
    }

    #[test]
    fn a_surge_is_a_number_or_a_share() {
        assert!(accepts(&node_quota(), "33%"));
        assert!(accepts(&node_quota(), "2"));
        assert!(!accepts(&node_quota(), "200%"));
        assert!(!accepts(&node_quota(), "-1"));
    }
}
