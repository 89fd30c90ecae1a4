//! Any resource ID.

use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use serde::{Deserialize, Serialize, de::Error as _};

use super::{IdError, IdProblem};

const EXAMPLE: &str =
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/GROUP/providers/NAMESPACE/TYPE/NAME";

/// The ID of a subscription, a resource group, a resource, or a resource inside another.
#[derive(Clone)]
pub struct ResourceId {
    subscription_id: String,
    resource_group: Option<String>,
    provider: Option<Provider>,
}

/// The part from `/providers/` on.
#[derive(Clone)]
struct Provider {
    namespace: String,
    /// Type and name, outermost first.
    path: Vec<(String, String)>,
}

impl ResourceId {
    /// The ID of a subscription, to build others on.
    pub fn subscription(subscription_id: impl Into<String>) -> Self {
        Self { subscription_id: subscription_id.into(), resource_group: None, provider: None }
    }

    /// The ID of a resource group in this subscription.
    pub fn in_group(self, resource_group: impl Into<String>) -> Self {
        Self { resource_group: Some(resource_group.into()), provider: None, ..self }
    }

    /// The ID of a resource of `namespace` in this group or subscription.
    pub fn resource(self, namespace: &str, resource_type: &str, name: impl Into<String>) -> Self {
        let provider = Provider {
            namespace: canonical(namespace).to_owned(),
            path: vec![(canonical(resource_type).to_owned(), name.into())],
        };
        Self { provider: Some(provider), ..self }
    }

    /// The ID of a resource inside this resource; unchanged where this is no resource.
    pub fn child(mut self, resource_type: &str, name: impl Into<String>) -> Self {
        if let Some(provider) = &mut self.provider {
            provider.path.push((canonical(resource_type).to_owned(), name.into()));
        }
        self
    }

    /// The subscription's ID.
    pub fn subscription_id(&self) -> &str {
        &self.subscription_id
    }

    /// The resource group, unless the ID is above one.
    pub fn resource_group(&self) -> Option<&str> {
        self.resource_group.as_deref()
    }

    /// `Microsoft.ContainerService/managedClusters/agentPools`; for a group `Microsoft.Resources/resourceGroups`.
    pub fn resource_type(&self) -> String {
        match (&self.provider, &self.resource_group) {
            (Some(provider), _) => {
                let types = provider.path.iter().map(|(word, _)| format!("/{word}")).collect::<String>();
                format!("{}{types}", provider.namespace)
            }
            (None, Some(_)) => "Microsoft.Resources/resourceGroups".to_owned(),
            (None, None) => "Microsoft.Resources/subscriptions".to_owned(),
        }
    }

    /// The last name in the ID.
    pub fn name(&self) -> &str {
        match (&self.provider, &self.resource_group) {
            (Some(provider), _) => provider.path.last().map_or(&provider.namespace, |(_, name)| name),
            (None, Some(group)) => group,
            (None, None) => &self.subscription_id,
        }
    }

    /// The names of a resource of exactly this type, outermost first.
    pub(super) fn names_of<const N: usize>(&self, namespace: &str, types: [&str; N]) -> Option<[&str; N]> {
        let provider = self.provider.as_ref()?;
        let fits = provider.namespace.eq_ignore_ascii_case(namespace)
            && provider.path.len() == N
            && provider.path.iter().zip(types).all(|((word, _), wanted)| word.eq_ignore_ascii_case(wanted));
        if !fits {
            return None;
        }
        let mut names = [""; N];
        for (slot, (_, name)) in names.iter_mut().zip(&provider.path) {
            *slot = name;
        }
        Some(names)
    }

    /// The parts between the slashes.
    pub(crate) fn segments(&self) -> impl Iterator<Item = &str> {
        let group = self.resource_group.iter().flat_map(|group| ["resourceGroups", group]);
        let provider = self.provider.iter().flat_map(|provider| {
            let path = provider.path.iter().flat_map(|(word, name)| [word.as_str(), name]);
            ["providers", &provider.namespace].into_iter().chain(path)
        });
        ["subscriptions", &self.subscription_id].into_iter().chain(group).chain(provider)
    }
}

impl FromStr for ResourceId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        parse(text).map_err(|problem| IdError {
            given: text.to_owned(),
            expected: "an Azure resource",
            example: EXAMPLE,
            problem,
        })
    }
}

/// Reads an ID; the words in it in any case.
pub(super) fn parse(text: &str) -> Result<ResourceId, IdProblem> {
    if text.is_empty() {
        return Err(IdProblem::Empty);
    }
    let bad = |c: char| c.is_control() || matches!(c, '?' | '#' | '\\' | '<' | '>' | '%' | '&');
    if let Some(character) = text.chars().find(|&c| bad(c)) {
        return Err(IdProblem::BadCharacter(character));
    }
    let mut segments = text.strip_prefix('/').ok_or(IdProblem::NoSubscription)?.split('/').peekable();
    if !segments.next().is_some_and(|word| word.eq_ignore_ascii_case("subscriptions")) {
        return Err(IdProblem::NoSubscription);
    }
    let name_after =
        |segments: &mut std::iter::Peekable<std::str::Split<'_, char>>, word: &str| match segments
            .next()
            .map(str::trim)
        {
            None => Err(IdProblem::NameMissing { after: word.to_owned() }),
            Some("") => Err(IdProblem::EmptySegment),
            Some(name) => Ok(name.to_owned()),
        };
    let mut id = ResourceId::subscription(name_after(&mut segments, "subscriptions")?);
    if segments.peek().is_some_and(|word| word.eq_ignore_ascii_case("resourceGroups")) {
        segments.next();
        id.resource_group = Some(name_after(&mut segments, "resourceGroups")?);
    }
    match segments.next() {
        None => return Ok(id),
        Some("") => return Err(IdProblem::EmptySegment),
        Some(word) if word.eq_ignore_ascii_case("providers") => {}
        Some(word) => {
            let expected = if id.resource_group.is_some() {
                "\"providers\""
            } else {
                "\"resourceGroups\" or \"providers\""
            };
            return Err(IdProblem::Unexpected { found: word.to_owned(), expected });
        }
    }
    let namespace = canonical(&name_after(&mut segments, "providers")?).to_owned();
    let mut path = Vec::new();
    while let Some(word) = segments.next() {
        match word {
            "" => return Err(IdProblem::EmptySegment),
            word if word.eq_ignore_ascii_case("providers") => {
                let expected = "a resource type (IDs of extension resources are not supported)";
                return Err(IdProblem::Unexpected { found: word.to_owned(), expected });
            }
            word => path.push((canonical(word).to_owned(), name_after(&mut segments, word)?)),
        }
    }
    id.provider = Some(Provider { namespace, path });
    Ok(id)
}

/// The usual spelling of the words that this project meets; other words stay as they are.
fn canonical(word: &str) -> &str {
    const WORDS: [&str; 17] = [
        "Microsoft.ContainerService",
        "Microsoft.Network",
        "Microsoft.Resources",
        "Microsoft.Features",
        "Microsoft.Compute",
        "Microsoft.ManagedIdentity",
        "managedClusters",
        "agentPools",
        "virtualNetworks",
        "subnets",
        "virtualNetworkPeerings",
        "networkSecurityGroups",
        "routeTables",
        "natGateways",
        "publicIPAddresses",
        "publicIPPrefixes",
        "userAssignedIdentities",
    ];
    WORDS.into_iter().find(|known| known.eq_ignore_ascii_case(word)).unwrap_or(word)
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.segments().try_for_each(|segment| write!(f, "/{segment}"))
    }
}

impl fmt::Debug for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResourceId({self})")
    }
}

impl PartialEq for ResourceId {
    fn eq(&self, other: &Self) -> bool {
        self.to_string().eq_ignore_ascii_case(&other.to_string())
    }
}

impl Eq for ResourceId {}

impl Hash for ResourceId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.to_string().to_ascii_lowercase().hash(state);
    }
}

impl Serialize for ResourceId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ResourceId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CLUSTER: &str =
        "/subscriptions/s1/resourceGroups/Rg-1/providers/Microsoft.ContainerService/managedClusters/Prod";

    #[test]
    fn the_spelling_that_azure_answers_with_is_normalised_and_names_are_kept() {
        let answered =
            "/subscriptions/s1/resourcegroups/Rg-1/providers/microsoft.containerservice/ManagedClusters/Prod";
        assert_eq!(answered.parse::<ResourceId>().unwrap().to_string(), CLUSTER);
    }

    #[test]
    fn ids_are_equal_without_regard_to_case() {
        let upper: ResourceId = CLUSTER.to_uppercase().parse().unwrap();
        assert_eq!(upper, CLUSTER.parse().unwrap());
    }

    #[test]
    fn a_malformed_id_is_answered_with_what_is_wrong() {
        for (text, problem) in [
            ("", IdProblem::Empty),
            ("prod", IdProblem::NoSubscription),
            ("/resourceGroups/g", IdProblem::NoSubscription),
            ("/subscriptions/", IdProblem::EmptySegment),
            ("/subscriptions/s/", IdProblem::EmptySegment),
            ("/subscriptions/s//resourceGroups/g", IdProblem::EmptySegment),
            ("/subscriptions/s/resourceGroups", IdProblem::NameMissing { after: "resourceGroups".into() }),
            ("/subscriptions/s/resourceGroups/g?x", IdProblem::BadCharacter('?')),
            (
                "/subscriptions/s/groups/g",
                IdProblem::Unexpected {
                    found: "groups".into(),
                    expected: "\"resourceGroups\" or \"providers\"",
                },
            ),
            (
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks",
                IdProblem::NameMissing { after: "virtualNetworks".into() },
            ),
        ] {
            assert_eq!(text.parse::<ResourceId>().unwrap_err().problem, problem, "{text}");
        }
    }

    #[test]
    fn a_group_and_a_child_know_their_type() {
        let group = ResourceId::subscription("s").in_group("g");
        assert_eq!(group.resource_type(), "Microsoft.Resources/resourceGroups");
        let pool =
            group.resource("Microsoft.ContainerService", "managedClusters", "c").child("agentPools", "p");
        assert_eq!(pool.resource_type(), "Microsoft.ContainerService/managedClusters/agentPools");
        assert_eq!(pool.name(), "p");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            subscription in "[0-9a-f]{8}",
            group in "[A-Za-z0-9._()-]{1,20}",
            names in prop::collection::vec(("[a-zA-Z]{1,12}", "[A-Za-z0-9._-]{1,12}"), 1..4),
        ) {
            prop_assume!(names.iter().all(|(word, _)| !word.eq_ignore_ascii_case("providers")));
            let mut names = names.into_iter();
            let (first_type, first_name) = names.next().unwrap();
            let id = ResourceId::subscription(subscription).in_group(group).resource("Microsoft.Test", &first_type, first_name);
            let id = names.fold(id, |id, (word, name)| id.child(&word, name));
            let read: ResourceId = id.to_string().parse().unwrap();
            prop_assert_eq!(read.to_string(), id.to_string());
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,60}") {
            let _ = text.parse::<ResourceId>().map(|id| id.to_string());
        }

        #[test]
        fn an_id_that_parses_is_stable_when_parsed_again(text in "/subscriptions/[a-z/]{1,40}") {
            if let Ok(id) = text.parse::<ResourceId>() {
                prop_assert_eq!(id.to_string().parse::<ResourceId>().unwrap(), id);
            }
        }
    }
}
