//! Resource identifiers: read from any spelling, compared without regard to case, shown as first written.

use std::fmt;

/// The identifier of a resource or of a resource group.
///
/// `/subscriptions/S/resourceGroups/G`, `/subscriptions/S[/resourceGroups/G]/providers/NS/TYPE/NAME[/TYPE/NAME...]`, and
/// a resource of another provider at one of these: `.../providers/NS/TYPE/NAME/providers/NS/TYPE/NAME`.
#[derive(Debug, Clone)]
pub(crate) struct ResourceId {
    text: String,
    subscription: String,
    group: Option<String>,
    namespace: Option<String>,
    /// Pairs of type segment and name, outermost first.
    path: Vec<(String, String)>,
}

/// Why a text is no resource identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no resource ID: {reason}")]
pub(crate) struct IdError {
    text: String,
    reason: &'static str,
}

impl ResourceId {
    /// Reads an identifier in any spelling of its fixed segments.
    pub(crate) fn parse(text: &str) -> Result<Self, IdError> {
        let fail = |reason| IdError { text: text.to_owned(), reason };
        let segments: Vec<&str> = match text.strip_prefix('/') {
            Some(rest) => rest.split('/').collect(),
            None => return Err(fail("it must start with /subscriptions/")),
        };
        if segments.iter().any(|s| s.is_empty()) {
            return Err(fail("it has an empty segment"));
        }
        let mut rest = segments.as_slice();
        let is = |segment: &str, word: &str| segment.eq_ignore_ascii_case(word);
        let subscription = match rest {
            [word, id, tail @ ..] if is(word, "subscriptions") => {
                rest = tail;
                *id
            }
            _ => return Err(fail("it must start with /subscriptions/SUBSCRIPTION")),
        };
        let group = match rest {
            [word, name, tail @ ..] if is(word, "resourceGroups") => {
                rest = tail;
                Some((*name).to_owned())
            }
            _ => None,
        };
        let mut path = Vec::new();
        let namespace = match rest {
            [] => None,
            [word, namespace, tail @ ..] if is(word, "providers") => {
                if tail.is_empty() || tail.len() % 2 != 0 {
                    return Err(fail("after the provider namespace, types and names must come in pairs"));
                }
                let (namespace, tail) = extension(namespace, tail);
                if tail.is_empty() {
                    return Err(fail("after the last provider namespace, a type and a name must follow"));
                }
                path = tail.chunks(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect();
                Some(namespace.to_owned())
            }
            _ => return Err(fail("expected /resourceGroups/NAME or /providers/NAMESPACE/TYPE/NAME")),
        };
        if group.is_none() && namespace.is_none() {
            return Err(fail("it names a subscription, not a resource or a resource group"));
        }
        Ok(Self { text: text.to_owned(), subscription: subscription.to_owned(), group, namespace, path })
    }

    /// The key under which the resource is stored: the identifier in lower case.
    pub(crate) fn key(&self) -> String {
        self.text.to_ascii_lowercase()
    }

    pub(crate) fn subscription(&self) -> &str {
        &self.subscription
    }

    /// The resource group's name, absent for resources of the subscription.
    pub(crate) fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// The name of the resource itself.
    pub(crate) fn name(&self) -> &str {
        match self.path.last() {
            Some((_, name)) => name,
            None => self.group.as_deref().unwrap_or_default(),
        }
    }

    /// The full type in lower case, for example `microsoft.network/virtualnetworks/subnets`.
    pub(crate) fn kind(&self) -> String {
        match &self.namespace {
            None => "microsoft.resources/resourcegroups".to_owned(),
            Some(namespace) => {
                let types = self.path.iter().fold(namespace.clone(), |all, (t, _)| all + "/" + t);
                types.to_ascii_lowercase()
            }
        }
    }

    /// The identifier of the resource that contains this one, for a child resource.
    pub(crate) fn parent(&self) -> Option<Self> {
        if self.path.len() < 2 {
            return None;
        }
        let cut = self.text.rmatch_indices('/').nth(1).map(|(at, _)| at)?;
        Self::parse(&self.text[..cut]).ok()
    }

    /// The identifier of the group that holds the resource.
    pub(crate) fn group_id(&self) -> Option<Self> {
        let group = self.group()?;
        Self::parse(&format!("/subscriptions/{}/resourceGroups/{group}", self.subscription)).ok()
    }
}

/// The namespace of the resource that a path means, and what follows it: the last one, as a role assignment stands at the
/// resource that it is for. Features name the provider that they belong to in the same form and are no such thing.
fn extension<'s>(namespace: &'s str, tail: &'s [&'s str]) -> (&'s str, &'s [&'s str]) {
    if namespace.eq_ignore_ascii_case("Microsoft.Features") {
        return (namespace, tail);
    }
    let last = tail.chunks(2).rposition(|pair| pair[0].eq_ignore_ascii_case("providers"));
    last.map_or((namespace, tail), |at| (tail[2 * at + 1], &tail[2 * at + 2..]))
}

impl PartialEq for ResourceId {
    fn eq(&self, other: &Self) -> bool {
        self.text.eq_ignore_ascii_case(&other.text)
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_child_resource_is_read_in_any_case() {
        let id = ResourceId::parse(
            "/SUBSCRIPTIONS/s/resourcegroups/G/Providers/Microsoft.Network/virtualNetworks/V/subnets/N",
        )
        .unwrap();
        assert_eq!(
            (id.subscription(), id.group(), id.name(), id.kind()),
            ("s", Some("G"), "N", "microsoft.network/virtualnetworks/subnets".into())
        );
        assert_eq!(id.parent().unwrap().name(), "V");
        assert_eq!(id.group_id().unwrap().to_string(), "/subscriptions/s/resourceGroups/G");
    }

    #[test]
    fn a_resource_at_another_one_is_of_the_last_namespace_and_no_child() {
        let id = ResourceId::parse(
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/providers/\
             Microsoft.Authorization/roleAssignments/r",
        )
        .unwrap();
        assert_eq!((id.kind().as_str(), id.name()), ("microsoft.authorization/roleassignments", "r"));
        assert!(id.parent().is_none());
        let feature =
            ResourceId::parse("/subscriptions/s/providers/Microsoft.Features/providers/NS/features/f")
                .unwrap();
        assert_eq!(feature.kind(), "microsoft.features/providers/features");
        assert!(ResourceId::parse("/subscriptions/s/providers/A/t/n/providers/B").is_err());
    }

    #[test]
    fn identifiers_differing_in_case_are_equal() {
        let a = ResourceId::parse("/subscriptions/S/resourceGroups/G").unwrap();
        let b = ResourceId::parse("/subscriptions/s/resourcegroups/g").unwrap();
        assert_eq!(a, b);
        assert_eq!(a.kind(), "microsoft.resources/resourcegroups");
    }

    #[test]
    fn what_is_no_identifier_says_why() {
        for bad in [
            "",
            "x",
            "/",
            "/subscriptions/s",
            "/subscriptions/s/resourceGroups",
            "/subscriptions//resourceGroups/g",
        ] {
            assert!(ResourceId::parse(bad).is_err(), "{bad}");
        }
        let error = ResourceId::parse("/subscriptions/s/providers/Microsoft.X/things").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`/subscriptions/s/providers/Microsoft.X/things` is no resource ID: after the provider namespace, types and names must come in pairs"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*") {
            if let Ok(id) = ResourceId::parse(&text) {
                let _ = (id.kind(), id.parent(), id.group_id());
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
