//! IDs of features. They have `providers` twice, which no other ID of this provider has.

use std::{fmt, str::FromStr};

/// A feature of a resource provider.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FeatureId {
    /// The namespace of the resource provider.
    pub(super) namespace: String,
    /// The feature.
    pub(super) name: String,
}

impl FeatureId {
    /// The ARM resource ID.
    pub(super) fn in_subscription(&self, subscription_id: &str) -> String {
        let Self { namespace, name } = self;
        format!(
            "/subscriptions/{subscription_id}/providers/Microsoft.Features/providers/{namespace}/features/{name}"
        )
    }
}

impl FromStr for FeatureId {
    type Err = NotAFeatureId;

    fn from_str(text: &str) -> Result<Self, NotAFeatureId> {
        let parts: Vec<&str> = text.trim_start_matches('/').split('/').collect();
        let is = |part: &str, word: &str| part.eq_ignore_ascii_case(word);
        let (namespace, name) = match parts.as_slice() {
            [namespace, name] if namespace.contains('.') => (namespace, name),
            [subscriptions, _, providers, features, inner, namespace, kind, name]
                if is(subscriptions, "subscriptions")
                    && is(providers, "providers")
                    && is(features, "Microsoft.Features")
                    && is(inner, "providers")
                    && is(kind, "features") =>
            {
                (namespace, name)
            }
            _ => return Err(NotAFeatureId { given: text.to_owned() }),
        };
        if namespace.is_empty() || name.is_empty() {
            return Err(NotAFeatureId { given: text.to_owned() });
        }
        Ok(Self { namespace: (*namespace).to_owned(), name: (*name).to_owned() })
    }
}

/// A text that is no ID of a feature.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NotAFeatureId {
    given: String,
}

impl fmt::Display for NotAFeatureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" is not the ID of a feature; expected Microsoft.ContainerService/NAME, or \
             /subscriptions/SUBSCRIPTION/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/NAME",
            self.given
        )
    }
}

impl std::error::Error for NotAFeatureId {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_an_id_are_read_in_any_case() {
        let id = FeatureId {
            namespace: "Microsoft.ContainerService".into(),
            name: "NodePublicIPv6PrefixPreview".into(),
        };
        assert_eq!("Microsoft.ContainerService/NodePublicIPv6PrefixPreview".parse(), Ok(id.clone()));
        let full = id
            .in_subscription("s")
            .replace("subscriptions", "Subscriptions")
            .replace("/features/", "/Features/");
        assert_eq!(full.parse(), Ok(id));
    }

    #[test]
    fn what_is_no_id_of_a_feature_is_refused() {
        for text in ["", "NAME", "Microsoft.ContainerService/", "/subscriptions/s/resourceGroups/g"] {
            assert!(text.parse::<FeatureId>().is_err(), "{text:?}");
        }
    }
}
