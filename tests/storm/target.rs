//! What is written to: resources under names of one writer, and under names that all share.

use std::fmt;

use serde_json::{Value as Json, json};
use tfplugin_framework::Value;

use crate::random::Random;

const SUBSCRIPTION: &str = "/subscriptions/00000000-0000-0000-0000-000000000000";
/// Preview features that register by themselves.
const FEATURES: [&str; 2] = ["StaticEgressGatewayPreview", "KubeProxyConfigurationPreview"];
/// The tag that tells one write from another.
const TAG: &str = "write";

/// What is to become of a feature when its registration is destroyed.
const UNREGISTER: &str = "unregister";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Group,
    Cluster,
    Feature,
}

/// A resource that a writer may make, change or delete.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Target {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    /// Of a cluster.
    pub(crate) group: String,
}

impl Target {
    pub(crate) fn group(name: impl Into<String>) -> Self {
        Self { kind: Kind::Group, name: name.into(), group: String::new() }
    }

    fn cluster(group: &str, name: String) -> Self {
        Self { kind: Kind::Cluster, name, group: group.to_owned() }
    }

    /// The group that is never deleted.
    pub(crate) fn home() -> Self {
        Self::group("storm-home")
    }

    /// Any that this writer may touch; half of them are its own.
    pub(crate) fn any(random: &mut Random, writer: u64) -> Self {
        let number = random.below(2);
        let home = Self::home().name;
        match random.below(10) {
            0..=1 => Self::group(format!("storm-{writer}-{number}")),
            2 => Self::cluster(&format!("storm-{writer}-{number}"), "own".to_owned()),
            3..=4 => Self::cluster(&home, format!("own-{writer}-{number}")),
            5 => Self::group(format!("shared-{number}")),
            6 => Self::cluster(&format!("shared-{number}"), "shared".to_owned()),
            7..=8 => Self::cluster(&home, format!("shared-{number}")),
            _ => Self {
                kind: Kind::Feature,
                name: FEATURES[usize::try_from(number).unwrap_or(0)].to_owned(),
                group: String::new(),
            },
        }
    }

    pub(crate) fn type_name(&self) -> &'static str {
        match self.kind {
            Kind::Group => "aksoverlay_resource_group",
            Kind::Cluster => "aksoverlay_cluster",
            Kind::Feature => "aksoverlay_feature_registration",
        }
    }

    pub(crate) fn id(&self) -> String {
        let Self { name, group, .. } = self;
        match self.kind {
            Kind::Group => format!("{SUBSCRIPTION}/resourceGroups/{name}"),
            Kind::Cluster => format!(
                "{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.ContainerService/managedClusters/{name}"
            ),
            Kind::Feature => format!(
                "{SUBSCRIPTION}/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/{name}"
            ),
        }
    }

    /// The group whose deletion takes it away.
    pub(crate) fn parent(&self) -> Option<Self> {
        (self.kind == Kind::Cluster).then(|| Self::group(self.group.clone()))
    }

    /// Whether several writers want it.
    pub(crate) fn is_shared(&self) -> bool {
        self.kind == Kind::Feature || self.name.starts_with("shared")
    }

    /// A configuration that says `value`.
    pub(crate) fn config(&self, value: &str) -> Json {
        let tags = json!({ TAG: value });
        match self.kind {
            Kind::Group => json!({"name": self.name, "location": "westeurope", "tags": tags}),
            Kind::Cluster => json!({
                "name": self.name,
                "resource_group_name": self.group,
                "location": "westeurope",
                "system_pool": {"name": "system", "vm_size": "Standard_D4s_v5", "node_count": 1},
                "tags": tags,
            }),
            Kind::Feature => json!({"name": self.name, "on_destroy": UNREGISTER}),
        }
    }

    /// What an import cannot know: that a destroy is to take the feature from the subscription.
    pub(crate) fn make_deletable(&self, state: &mut Value) {
        if let (Kind::Feature, Value::Object(attributes)) = (self.kind, state) {
            attributes.insert("on_destroy".to_owned(), UNREGISTER.into());
        }
    }

    /// What a configuration with `value` comes to.
    pub(crate) fn says(&self, value: String) -> String {
        if self.kind == Kind::Feature { "Registered".to_owned() } else { value }
    }

    /// The same, read from a state; `None` for what counts as not there.
    pub(crate) fn value(&self, state: &Value) -> Option<String> {
        let text = match self.kind {
            Kind::Feature => {
                state.entry("state").and_then(Value::as_str).filter(|state| *state == "Registered")
            }
            _ => Some(state.entry("tags").and_then(|tags| tags.entry(TAG)?.as_str()).unwrap_or_default()),
        };
        text.map(str::to_owned)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id())
    }
}
