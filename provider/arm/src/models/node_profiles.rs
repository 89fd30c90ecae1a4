//! What holds for all nodes of a cluster.

use super::model;
use crate::Keyword;

model! {
    /// Node auto-provisioning (Karpenter).
    pub struct NodeProvisioningProfile {
        /// `Manual` or `Auto`.
        "mode" mode: Keyword,
        /// `None` or `Auto`: whether there are node pools nobody declared.
        "defaultNodePools" default_node_pools: Keyword,
    }
}

model! {
    /// Where nodes take their software from.
    pub struct BootstrapProfile {
        /// `Direct` or `Cache`.
        "artifactSource" artifact_source: Keyword,
        /// The registry with the cache.
        "containerRegistryId" container_registry_id: String,
    }
}

model! {
    /// The proxy through which nodes reach the world.
    pub struct HttpProxyConfig {
        /// Whether it is used.
        "enabled" enabled: bool,
        /// For HTTP.
        "httpProxy" http_proxy: String,
        /// For HTTPS.
        "httpsProxy" https_proxy: String,
        /// Hosts that are reached directly.
        "noProxy" no_proxy: Vec<String>,
        /// A certificate that nodes trust, in base64.
        "trustedCa" trusted_ca: String,
    }
}

model! {
    /// The resource group of the nodes.
    pub struct NodeResourceGroupProfile {
        /// `Unrestricted`, or `ReadOnly` to refuse changes in it by others than AKS.
        "restrictionLevel" restriction_level: Keyword,
    }
}

model! {
    /// How the cluster is upgraded.
    pub struct ClusterUpgradeSettings {
        /// What an upgrade passes over.
        "overrideSettings" override_settings: UpgradeOverrideSettings,
    }
}

model! {
    /// Upgrades in spite of what AKS would stop them for.
    pub struct UpgradeOverrideSettings {
        /// Whether they are forced.
        "forceUpgrade" force_upgrade: bool,
        /// Until when, in RFC 3339.
        "until" until: String,
    }
}
