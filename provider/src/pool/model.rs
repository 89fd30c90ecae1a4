//! A node pool as it is written in HCL. Doc comments become the registry documentation.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_framework::{
    Model,
    validators::{each, range, size},
};

use super::{
    local_dns::LocalDns,
    node_config::{Kubelet, LinuxOs},
};
use crate::{
    checks::{
        kubernetes_version, node_labels, node_quota, node_taint, pool_name, resource_id, spot_price,
        subnet_id, vm_size, word, zones,
    },
    spelling, words,
};

/// A node pool: the system pool of a cluster, or one of its own.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Pool {
    /// The name. It cannot be changed.
    #[model(required, validate = pool_name())]
    pub(crate) name: String,

    /// The VM size, such as `Standard_D4s_v5`. Azure's choice if not given. It cannot be changed on an existing pool.
    #[model(optional, computed, stable, validate = vm_size(), equivalent = spelling::ignoring_case)]
    pub(crate) vm_size: Option<String>,

    /// The number of nodes: 0 to 1000, at least 1 in a system pool. Either this or `auto_scaling`.
    #[model(optional, validate = range(0..))]
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

    /// Where the kubelet keeps its data: on the OS disk, or on the temporary disk of the machine. It cannot be changed on
    /// an existing pool.
    #[model(optional, computed, stable, validate = word(words::KUBELET_DISK_TYPES), equivalent = spelling::ignoring_case)]
    pub(crate) kubelet_disk_type: Option<String>,

    /// The availability zones of the nodes. They cannot be changed on an existing pool.
    #[model(optional, validate = size(1..=3), validate = zones())]
    pub(crate) zones: Option<BTreeSet<String>>,

    /// Kubernetes labels of the nodes. Those that AKS adds (`kubernetes.azure.com/...`) are not shown.
    #[model(optional, validate = node_labels())]
    pub(crate) labels: Option<BTreeMap<String, String>>,

    /// Kubernetes taints of the nodes, such as `CriticalAddonsOnly=true:NoSchedule`. Those that AKS adds
    /// (`kubernetes.azure.com/...`) are not shown.
    #[model(optional, validate = node_taint())]
    pub(crate) taints: Option<BTreeSet<String>>,

    /// Tags of the pool's machines.
    #[model(optional)]
    pub(crate) tags: Option<BTreeMap<String, String>>,

    /// The Kubernetes version of the nodes, which is never newer than the control plane's. If not given, a new pool gets
    /// the cluster's. After that the system pool follows the cluster's `kubernetes_version`, while an `aksoverlay_node_pool`
    /// stays at its own, because its nodes are its own to re-image: write `kubernetes_version =
    /// aksoverlay_cluster.NAME.kubernetes_version` in it to have it follow the cluster in the same apply.
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

    /// What becomes of nodes that the autoscaler takes away: `Delete`, or `Deallocate` to keep their disks for later.
    #[model(optional, computed, stable, default = "Delete", validate = word(words::DELETE_OR_DEALLOCATE), equivalent = spelling::ignoring_case)]
    pub(crate) scale_down_mode: Option<String>,

    /// The pool's share in `network.plugin_mode`, which is one for the whole cluster: a pool cannot move to overlay
    /// alone. Only for writing down what an imported cluster has.
    #[model(optional, computed, stable, validate = word(words::PLUGIN_MODES), equivalent = spelling::ignoring_case)]
    pub(crate) network_plugin_mode: Option<String>,

    /// The ID of a subnet for pods, on clusters that are not on overlay.
    #[model(optional, validate = subnet_id(), equivalent = spelling::ignoring_case)]
    pub(crate) pod_subnet_id: Option<String>,

    /// How nodes are replaced when the pool is upgraded or re-imaged.
    #[model(optional, computed, default = Upgrade::default())]
    pub(crate) upgrade: Option<Upgrade>,

    /// Cryptography by FIPS 140. A change re-images the nodes.
    #[model(optional, computed, stable, default = false)]
    pub(crate) fips_enabled: Option<bool>,

    /// A virtual trusted platform module. A change re-images the nodes.
    #[model(optional, computed, stable, default = false)]
    pub(crate) vtpm_enabled: Option<bool>,

    /// Nodes start signed boot loaders and kernels only. A change re-images the nodes.
    #[model(optional, computed, stable, default = false)]
    pub(crate) secure_boot_enabled: Option<bool>,

    /// Who may log in to the nodes with SSH: the local user, or nobody. Nodes that are there already follow with the
    /// next node image.
    #[model(optional, computed, stable, default = "LocalUser", validate = word(words::SSH_ACCESS), equivalent = spelling::ignoring_case)]
    pub(crate) ssh_access: Option<String>,

    /// Disks are encrypted on the machine too. It cannot be changed on an existing pool.
    #[model(optional, computed, stable, default = false)]
    pub(crate) encryption_at_host_enabled: Option<bool>,

    /// Ultra disks can be attached to the nodes. It cannot be changed on an existing pool.
    #[model(optional, computed, stable, default = false)]
    pub(crate) ultra_ssd_enabled: Option<bool>,

    /// Settings of the kubelet. They cannot be changed on an existing pool.
    #[model(optional)]
    pub(crate) kubelet: Option<Kubelet>,

    /// Settings of Linux. They cannot be changed on an existing pool.
    #[model(optional)]
    pub(crate) linux_os: Option<LinuxOs>,

    /// How each GPU is divided. It cannot be changed on an existing pool.
    #[model(optional, validate = word(words::GPU_INSTANCE_PROFILES), equivalent = spelling::ignoring_case)]
    pub(crate) gpu_instance_profile: Option<String>,

    /// The ID of a group of dedicated hosts. It cannot be changed on an existing pool.
    #[model(optional, validate = resource_id("Microsoft.Compute/hostGroups"), equivalent = spelling::ignoring_case)]
    pub(crate) host_group_id: Option<String>,

    /// The ID of a proximity placement group. It cannot be changed on an existing pool.
    #[model(optional, validate = resource_id("Microsoft.Compute/proximityPlacementGroups"), equivalent = spelling::ignoring_case)]
    pub(crate) proximity_placement_group_id: Option<String>,

    /// The ID of a capacity reservation group. An existing pool can join one, which re-images its nodes, and not leave
    /// or change it.
    #[model(optional, validate = resource_id("Microsoft.Compute/capacityReservationGroups"), equivalent = spelling::ignoring_case)]
    pub(crate) capacity_reservation_group_id: Option<String>,

    /// Each node has a public IP address of its own. It cannot be changed on an existing pool.
    #[model(optional, computed, stable, default = false)]
    pub(crate) node_public_ip_enabled: Option<bool>,

    /// The ID of the prefix that those addresses are from. It cannot be changed on an existing pool.
    #[model(optional, validate = resource_id("Microsoft.Network/publicIPPrefixes"), equivalent = spelling::ignoring_case)]
    pub(crate) node_public_ip_prefix_id: Option<String>,

    /// Ports and public addresses of the nodes.
    #[model(optional)]
    pub(crate) network: Option<PoolNetwork>,

    /// Pods of Windows nodes leave the cluster with the address of their node; `true` if not given. Only for Windows
    /// pools, and it cannot be changed on an existing pool.
    #[model(optional, computed, depends_on(os_type))]
    pub(crate) outbound_nat_enabled: Option<bool>,

    /// DNS on the nodes. What AKS does by itself if not given. A change re-images the nodes.
    #[model(optional)]
    pub(crate) local_dns: Option<LocalDns>,

    /// The ID of the snapshot of a pool from which the nodes are made. Another snapshot re-images the nodes.
    #[model(optional, computed, stable, validate = resource_id("Microsoft.ContainerService/snapshots"), equivalent = spelling::ignoring_case)]
    pub(crate) snapshot_id: Option<String>,

    /// The image that the nodes run.
    #[model(computed, depends_on(kubernetes_version, os_sku, fips_enabled))]
    pub(crate) node_image_version: Option<String>,

    /// The version that the nodes run, with its patch.
    #[model(computed, depends_on(kubernetes_version))]
    pub(crate) current_kubernetes_version: Option<String>,
}

/// Ports and public addresses of nodes.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct PoolNetwork {
    /// Ports that are open on the nodes' own public addresses.
    #[model(optional)]
    pub(crate) allowed_host_ports: Option<Vec<HostPorts>>,

    /// The IDs of application security groups that the nodes are in.
    #[model(optional, validate = each(resource_id("Microsoft.Network/applicationSecurityGroups")), equivalent = spelling::ignoring_case)]
    pub(crate) application_security_group_ids: Option<BTreeSet<String>>,

    /// Tags of the nodes' public addresses, such as `{ RoutingPreference = "Internet" }`. They cannot be changed on an
    /// existing pool.
    #[model(optional)]
    pub(crate) node_public_ip_tags: Option<BTreeMap<String, String>>,
}

/// Ports of one protocol.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct HostPorts {
    /// The first port.
    #[model(required, validate = range(1..=65535))]
    pub(crate) port_start: i64,

    /// The last port.
    #[model(required, validate = range(1..=65535))]
    pub(crate) port_end: i64,

    /// `TCP` or `UDP`.
    #[model(required, validate = word(words::PROTOCOLS), equivalent = spelling::ignoring_case)]
    pub(crate) protocol: String,
}

/// The bounds of the cluster autoscaler.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct AutoScaling {
    /// The fewest nodes: 0 to 1000, at least 1 in a system pool.
    #[model(required, validate = range(0..=1000))]
    pub(crate) min: i64,

    /// The most nodes: 1 to 1000.
    #[model(required, validate = range(1..))]
    pub(crate) max: i64,
}

/// How the nodes of a pool are replaced. What is not given is what Azure does by itself.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Upgrade {
    /// Nodes added while nodes are replaced: a number or a share of the pool. `10%` if not given, `0` where
    /// `max_unavailable` lets nodes be missing. Not for spot pools.
    #[model(optional, computed, stable, validate = node_quota())]
    pub(crate) max_surge: Option<String>,

    /// Nodes that may be missing while nodes are replaced, `0` if not given. Not for system and spot pools.
    #[model(optional, computed, stable, validate = node_quota())]
    pub(crate) max_unavailable: Option<String>,

    /// Minutes to wait for the pods of a node to leave.
    #[model(optional, computed, stable, default = 30, validate = range(1..=1440))]
    pub(crate) drain_timeout_minutes: Option<i64>,

    /// Minutes to wait after a node has been replaced before the next one.
    #[model(optional, computed, stable, default = 0, validate = range(0..=30))]
    pub(crate) node_soak_minutes: Option<i64>,

    /// What becomes of a node whose pods do not leave in time: `Schedule` ends the upgrade there, `Cordon` sets the node
    /// aside and goes on.
    #[model(optional, computed, stable, default = "Schedule", validate = word(words::UNDRAINABLE), equivalent = spelling::ignoring_case)]
    pub(crate) undrainable_node_behavior: Option<String>,
}
