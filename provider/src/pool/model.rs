//! A node pool as it is written in HCL. Doc comments become the registry documentation.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_framework::{
    Model,
    validators::{range, size},
};

use crate::{
    checks::{kubernetes_version, node_quota, node_taint, pool_name, spot_price, subnet_id, word, zones},
    spelling, words,
};

/// A node pool: the system pool of a cluster, or one of its own.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Pool {
    /// The name. It cannot be changed.
    #[model(required, validate = pool_name())]
    pub(crate) name: String,

    /// The VM size, such as `Standard_D4s_v5`. Azure's choice if not given. It cannot be changed on an existing pool.
    #[model(optional, computed, stable, equivalent = spelling::ignoring_case)]
    pub(crate) vm_size: Option<String>,

    /// The number of nodes. Either this or `auto_scaling`.
    #[model(optional, validate = range(1..=1000))]
    pub(crate) node_count: Option<i64>,

    /// Let the cluster autoscaler choose the number of nodes. Either this or `node_count`.
    #[model(optional)]
    pub(crate) auto_scaling: Option<AutoScaling>,

    /// The ID of the subnet of the nodes; a virtual network managed by Azure if not given. It cannot be changed on an
    /// existing pool.
    #[model(optional, validate = subnet_id(), equivalent = spelling::ignoring_case)]
    pub(crate) subnet_id: Option<String>,

    /// The most pods on a node, 10 to 250 on overlay, and 250 if not given. It cannot be changed on an existing pool.
    #[model(optional, computed, stable)]
    pub(crate) max_pods: Option<i64>,

    /// The operating system; system pools run Linux. It cannot be changed on an existing pool.
    #[model(optional, computed, stable, default = "Linux", validate = word(words::OS_TYPES), equivalent = spelling::ignoring_case)]
    pub(crate) os_type: Option<String>,

    /// The distribution, or the version of Windows. Azure's default if not given. From one Linux to another, Azure
    /// re-images the nodes; of a Windows pool it cannot be changed.
    #[model(optional, computed, stable, validate = word(words::OS_SKUS), equivalent = spelling::ignoring_case)]
    pub(crate) os_sku: Option<String>,

    /// The size of the OS disk in GiB. It cannot be changed on an existing pool.
    #[model(optional, computed, stable, validate = range(30..=2048))]
    pub(crate) os_disk_size_gb: Option<i64>,

    /// Where the OS disk is: in Azure storage, or on the machine. It cannot be changed on an existing pool.
    #[model(optional, computed, stable, validate = word(words::OS_DISK_TYPES), equivalent = spelling::ignoring_case)]
    pub(crate) os_disk_type: Option<String>,

    /// The availability zones of the nodes. They cannot be changed on an existing pool.
    #[model(optional, validate = size(1..=3), validate = zones())]
    pub(crate) zones: Option<BTreeSet<String>>,

    /// Kubernetes labels of the nodes.
    #[model(optional)]
    pub(crate) labels: Option<BTreeMap<String, String>>,

    /// Kubernetes taints of the nodes, such as `CriticalAddonsOnly=true:NoSchedule`.
    #[model(optional, validate = node_taint())]
    pub(crate) taints: Option<BTreeSet<String>>,

    /// The Kubernetes version of the nodes. Follows the cluster's `kubernetes_version` if not given.
    #[model(optional, computed, stable, validate = kubernetes_version())]
    pub(crate) kubernetes_version: Option<String>,

    /// What the pool is for: `System` pools run the system pods, `User` pools yours, and `Gateway` pools are ways out with
    /// addresses of their own. `System` for `system_pool`, which can be nothing else; `User` for other pools if not
    /// given.
    #[model(optional, computed, stable, validate = word(words::POOL_MODES), equivalent = spelling::ignoring_case)]
    pub(crate) mode: Option<String>,

    /// How Azure groups the machines. Overlay does not support `AvailabilitySet`. It cannot be changed on an existing pool.
    #[model(optional, computed, stable, default = "VirtualMachineScaleSets", validate = word(words::POOL_TYPES), equivalent = spelling::ignoring_case)]
    pub(crate) r#type: Option<String>,

    /// Whether Azure may take the machines away; it takes no spot machines for a system pool. It cannot be changed on an
    /// existing pool.
    #[model(optional, computed, stable, default = "Regular", validate = word(words::PRIORITIES), equivalent = spelling::ignoring_case)]
    pub(crate) priority: Option<String>,

    /// What becomes of spot machines that Azure takes away; `Delete` if not given. It cannot be changed on an existing
    /// pool.
    #[model(optional, computed, depends_on(priority), validate = word(words::DELETE_OR_DEALLOCATE), equivalent = spelling::ignoring_case)]
    pub(crate) eviction_policy: Option<String>,

    /// The highest price of a spot machine per hour in US dollars; `-1`, the price of other machines, if not given. It
    /// cannot be changed on an existing pool.
    #[model(optional, computed, depends_on(priority), validate = spot_price())]
    pub(crate) spot_max_price: Option<f64>,

    /// The pool's share in `network.plugin_mode`, which is one for the whole cluster: a pool cannot move to overlay
    /// alone. Only for writing down what an imported cluster has.
    #[model(optional, computed, stable, validate = word(words::PLUGIN_MODES), equivalent = spelling::ignoring_case)]
    pub(crate) network_plugin_mode: Option<String>,

    /// The ID of a subnet for pods, on clusters that are not on overlay.
    #[model(optional, validate = subnet_id(), equivalent = spelling::ignoring_case)]
    pub(crate) pod_subnet_id: Option<String>,

    /// How nodes are replaced when the pool is upgraded or re-imaged.
    #[model(optional, computed, stable)]
    pub(crate) upgrade: Option<Upgrade>,
}

/// The bounds of the cluster autoscaler.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct AutoScaling {
    /// The fewest nodes.
    #[model(required, validate = range(1..=1000))]
    pub(crate) min: i64,

    /// The most nodes.
    #[model(required, validate = range(1..=1000))]
    pub(crate) max: i64,
}

/// How the nodes of a pool are replaced.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Upgrade {
    /// Nodes added while nodes are replaced. `10%` if not given.
    #[model(optional, computed, stable, validate = node_quota())]
    pub(crate) max_surge: Option<String>,

    /// Nodes that may be missing while nodes are replaced.
    #[model(optional, computed, stable, validate = node_quota())]
    pub(crate) max_unavailable: Option<String>,

    /// Minutes to wait for the pods of a node to leave; 30 if not given.
    #[model(optional, computed, stable, validate = range(1..=1440))]
    pub(crate) drain_timeout_minutes: Option<i64>,

    /// Minutes to wait after a node has been replaced before the next one; 0 if not given.
    #[model(optional, computed, stable, validate = range(0..=30))]
    pub(crate) node_soak_minutes: Option<i64>,
}
