//! The node pools of a cluster.

use tfplugin_framework::{Attr, Path};

/// A node pool, in the words of the `system_pool` attribute.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pool {
    /// Where the pool's attributes stand in the configuration; `None` for a pool that is only known from Azure or from
    /// another resource.
    pub path: Option<Path>,
    /// Unique in the cluster.
    pub name: Attr<String>,
    /// "VirtualMachineScaleSets", "VirtualMachines" or "AvailabilitySet".
    pub kind: Attr<String>,
    /// "System", "User" or "Gateway".
    pub mode: Attr<String>,
    /// "Standard_D4s_v5".
    pub vm_size: Attr<String>,
    /// "Linux" or "Windows".
    pub os_type: Attr<String>,
    /// "Ubuntu", "AzureLinux", "Windows2022", ...
    pub os_sku: Attr<String>,
    /// "Managed" or "Ephemeral".
    pub os_disk_type: Attr<String>,
    /// Nodes, where the pool does not scale by itself.
    pub node_count: Attr<i64>,
    /// The bounds of a pool that scales by itself.
    pub auto_scaling: Attr<AutoScaling>,
    /// Pods per node.
    pub max_pods: Attr<i64>,
    /// The subnet of the nodes, as an ARM resource ID.
    pub subnet_id: Attr<String>,
    /// The subnet that pods took their addresses from before overlay (dynamic IP allocation).
    pub pod_subnet_id: Attr<String>,
    /// The network plugin mode asked for this pool alone, which Azure does not have.
    pub network_plugin_mode: Attr<String>,
    /// Availability zones: "1", "2", "3".
    pub zones: Attr<Vec<Attr<String>>>,
    /// "Regular" or "Spot".
    pub priority: Attr<String>,
    /// The version of the nodes, where it differs from the cluster's.
    pub kubernetes_version: Attr<String>,
    /// The image that the nodes run, such as "AKSWindows-2022-containerd-20348.2966.241205"; known for pools that exist.
    pub node_image_version: Attr<String>,
    /// How nodes are upgraded.
    pub upgrade: Upgrade,
}

/// The bounds between which a pool scales by itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AutoScaling {
    /// Never fewer nodes.
    pub min: Attr<i64>,
    /// Never more nodes.
    pub max: Attr<i64>,
}

/// How the nodes of a pool are upgraded or re-imaged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Upgrade {
    /// Nodes added during an upgrade: a number ("3") or a share of the pool ("33%").
    pub max_surge: Attr<String>,
    /// Nodes that may be missing during an upgrade, in the same form.
    pub max_unavailable: Attr<String>,
    /// How long a node may take to drain.
    pub drain_timeout_minutes: Attr<i64>,
    /// How long to wait after each node.
    pub node_soak_minutes: Attr<i64>,
}
