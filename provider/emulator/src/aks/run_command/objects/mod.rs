//! What the API server of a cluster knows: one file a kind, objects as Kubernetes shows them.

mod config_maps;
mod namespaces;
mod network_configs;
mod nodes;
mod pods;
mod services;

pub(super) use config_maps::{create as create_config_map, delete as delete_config_map};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::aks::draft::Draft;
use crate::aks::nodes::Node;
use crate::clock;
use crate::store::Resource;
use crate::world::World;

/// A kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Node,
    Namespace,
    Pod,
    ConfigMap,
    Service,
    NodeNetworkConfig,
}

/// Plural name, short names, API version, whether in a namespace, and name of the kind.
type Names = (&'static str, &'static [&'static str], &'static str, bool, &'static str);

impl Kind {
    pub(super) const ALL: &'static [Self] =
        &[Self::ConfigMap, Self::Namespace, Self::Node, Self::Pod, Self::Service, Self::NodeNetworkConfig];

    pub(super) fn names(self) -> Names {
        match self {
            Self::Node => ("nodes", &["no"], "v1", false, "Node"),
            Self::Namespace => ("namespaces", &["ns"], "v1", false, "Namespace"),
            Self::Pod => ("pods", &["po"], "v1", true, "Pod"),
            Self::ConfigMap => ("configmaps", &["cm"], "v1", true, "ConfigMap"),
            Self::Service => ("services", &["svc"], "v1", true, "Service"),
            Self::NodeNetworkConfig => {
                ("nodenetworkconfigs", &["nnc"], "acn.azure.com/v1alpha", true, "NodeNetworkConfig")
            }
        }
    }

    /// The kind by any of its names: `nodes`, `node`, `no`, `nodenetworkconfigs.acn.azure.com`.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let base = name.split('.').next().unwrap_or_default();
        Self::ALL.iter().copied().find(|kind| {
            let (plural, short, _, _, singular) = kind.names();
            plural == base || short.contains(&base) || singular.eq_ignore_ascii_case(base)
        })
    }

    /// The plural with the group of the API, as messages name a kind.
    pub(super) fn plural(self) -> String {
        let (plural, _, version, _, _) = self.names();
        match version.split_once('/') {
            Some((group, _)) => format!("{plural}.{group}"),
            None => plural.to_owned(),
        }
    }

    /// The name before the slash in `-o name`.
    pub(super) fn singular(self) -> String {
        let (_, _, version, _, kind) = self.names();
        let kind = kind.to_ascii_lowercase();
        match version.split_once('/') {
            Some((group, _)) => format!("{kind}.{group}"),
            None => kind,
        }
    }

    pub(super) fn is_namespaced(self) -> bool {
        self.names().3
    }
}

/// The objects of one cluster at one moment.
pub(super) struct Store<'c> {
    world: &'c World<'c>,
    draft: &'c Draft,
    nodes: Vec<Node>,
    /// The number of the command that asks, which its own pod is called after.
    command: &'c str,
    config_maps: Vec<Resource>,
    namespaces: Vec<Resource>,
}

impl<'c> Store<'c> {
    pub(super) fn new(world: &'c World<'c>, draft: &'c Draft, command: &'c str) -> rusqlite::Result<Self> {
        let managed = format!("{}/managednamespaces", crate::aks::CLUSTER);
        Ok(Self {
            world,
            draft,
            nodes: crate::aks::nodes::of_draft(world, draft)?,
            command,
            config_maps: config_maps::stored(world, draft)?,
            namespaces: world.tx.list(&managed, &draft.id.key(), None, usize::MAX)?,
        })
    }

    /// All objects of a kind, by namespace and name.
    pub(super) fn list(&self, kind: Kind) -> rusqlite::Result<Vec<Value>> {
        let mut all = match kind {
            Kind::Node => nodes::list(self),
            Kind::Namespace => namespaces::list(self),
            Kind::Pod => pods::list(self),
            Kind::ConfigMap => config_maps::list(self),
            Kind::Service => services::list(self),
            Kind::NodeNetworkConfig => network_configs::list(self),
        };
        let key = |object: &Value| {
            let text = |member: &str| object["metadata"][member].as_str().unwrap_or_default().to_owned();
            (text("namespace"), text("name"))
        };
        all.sort_by_key(key);
        Ok(all)
    }

    /// When the cluster came up: when its oldest node joined.
    fn born(&self) -> i64 {
        self.nodes.iter().map(|n| n.created).min().unwrap_or(self.world.now)
    }

    /// An object with its kind and metadata.
    fn object(&self, kind: Kind, namespace: Option<&str>, name: &str, created: i64) -> Value {
        let (plural, _, version, _, word) = kind.names();
        let seed = format!("{}/{plural}/{}/{name}", self.draft.id.key(), namespace.unwrap_or_default());
        let mut metadata = json!({
            "creationTimestamp": seconds(created),
            "name": name,
            "uid": Uuid::new_v5(&Uuid::NAMESPACE_URL, seed.as_bytes()).to_string(),
        });
        if let Some(namespace) = namespace {
            metadata["namespace"] = namespace.into();
        }
        json!({"apiVersion": version, "kind": word, "metadata": metadata})
    }
}

/// A moment in Kubernetes' form: to the second.
fn seconds(ms: i64) -> String {
    clock::text(ms - ms.rem_euclid(1000))
}
