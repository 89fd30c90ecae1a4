//! The cluster as it is written in HCL. Doc comments become the registry documentation.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_framework::{Model, resource::TimeoutSettings};

use crate::{
    checks::{
        between, cidr, cluster_name, dns_label, ip_address, kubernetes_version, location, multiple_of, node_quota,
        node_taint, one_of, pool_name, resource_group_name, resource_id, size, subnet_id, zone,
    },
    spelling,
};

/// An AKS cluster on Azure CNI Overlay.
///
/// A change that Azure makes in place is planned in place, also where other providers replace the cluster: expanding
/// the pod CIDR, adding IPv6, moving from node subnet or kubenet to overlay. A change that Azure refuses is an error
/// that says what to do instead; a cluster is never replaced unless `allow_replacement = true` is set.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Cluster {
    /// The ARM resource ID.
    #[attr(computed, stable)]
    pub(crate) id: Option<String>,

    /// The name: 1 to 63 letters, digits, `-` and `_`, a letter or digit first and last. It cannot be changed.
    #[attr(required, check = cluster_name())]
    pub(crate) name: String,

    /// The resource group the cluster resource lives in. It cannot be changed.
    #[attr(required, check = resource_group_name(), same = spelling::ignoring_case)]
    pub(crate) resource_group_name: String,

    /// The Azure region, such as `westeurope` or `West Europe`. It cannot be changed.
    #[attr(required, check = location(), same = spelling::location)]
    pub(crate) location: String,

    /// The first label of the API server's host name. Made from `name` if not given. It cannot be changed.
    #[attr(optional, computed, stable, check = dns_label())]
    pub(crate) dns_prefix: Option<String>,

    /// The Kubernetes version of the control plane, `1.35.7` or the alias `1.35` for the newest patch of that minor
    /// version. Azure's default if not given. Upgrades happen in place, one minor version at a time.
    #[attr(optional, computed, stable, check = kubernetes_version())]
    pub(crate) kubernetes_version: Option<String>,

    /// The uptime tier: `Free`, `Standard` or `Premium`.
    #[attr(optional, computed, stable, default = "Free", check = one_of(&["Free", "Standard", "Premium"]), same = spelling::ignoring_case)]
    pub(crate) sku_tier: Option<String>,

    /// The managed identity of the control plane, system-assigned if not given.
    #[attr(optional, computed, stable)]
    pub(crate) identity: Option<Identity>,

    /// The cluster network. Azure CNI Overlay with Azure's default ranges if not given.
    #[attr(optional, computed, stable)]
    pub(crate) network: Option<Network>,

    /// The first node pool, which runs the system pods.
    #[attr(required)]
    pub(crate) system_pool: SystemPool,

    /// Tags of the cluster; Azure copies them to the resources of its node resource group.
    #[attr(optional)]
    pub(crate) tags: Option<BTreeMap<String, String>>,

    /// Plan a replacement where Azure refuses a change of the existing cluster. The cluster and everything that runs
    /// on it is destroyed and made anew.
    #[attr(optional, computed, stable, default = false)]
    pub(crate) allow_replacement: Option<bool>,

    /// The host name of the API server.
    #[attr(computed, stable)]
    pub(crate) fqdn: Option<String>,

    /// The resource group in which Azure keeps nodes, load balancers and disks of the cluster.
    #[attr(computed, stable)]
    pub(crate) node_resource_group: Option<String>,

    /// The version the control plane runs, with its patch.
    #[attr(computed, depends_on("kubernetes_version"))]
    pub(crate) current_kubernetes_version: Option<String>,

    /// The issuer URL for workload identity; null while the OIDC issuer is off.
    #[attr(computed, stable)]
    pub(crate) oidc_issuer_url: Option<String>,

    /// The identity with which nodes pull images.
    #[attr(computed, stable)]
    pub(crate) kubelet_identity: Option<KubeletIdentity>,

    /// How long each operation may take, such as `90m`.
    #[attr(optional)]
    pub(crate) timeouts: Option<TimeoutSettings>,
}

/// A managed identity.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Identity {
    /// `SystemAssigned` or `UserAssigned`.
    #[attr(optional, computed, stable, default = "SystemAssigned", check = one_of(&["SystemAssigned", "UserAssigned"]), same = spelling::ignoring_case)]
    pub(crate) r#type: Option<String>,

    /// The ID of the user-assigned identity; exactly one with `UserAssigned`, none otherwise.
    #[attr(optional, computed, depends_on("type"), check = size(1, 1), check = resource_id("Microsoft.ManagedIdentity/userAssignedIdentities"))]
    pub(crate) identity_ids: Option<BTreeSet<String>>,

    /// The object ID of the system-assigned identity.
    #[attr(computed, depends_on("type", "identity_ids"))]
    pub(crate) principal_id: Option<String>,

    /// The tenant of the system-assigned identity.
    #[attr(computed, depends_on("type", "identity_ids"))]
    pub(crate) tenant_id: Option<String>,
}

/// The identity of the kubelets.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct KubeletIdentity {
    /// Its ARM resource ID.
    #[attr(computed, stable)]
    pub(crate) resource_id: Option<String>,

    /// Its application (client) ID.
    #[attr(computed, stable)]
    pub(crate) client_id: Option<String>,

    /// Its object ID, to give roles to.
    #[attr(computed, stable)]
    pub(crate) object_id: Option<String>,
}

/// The cluster network.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Network {
    /// `azure`, `kubenet` or `none`. Only a move from `kubenet` to `azure` with `plugin_mode = "overlay"` is possible
    /// on an existing cluster; it re-images every node.
    #[attr(optional, computed, stable, default = "azure", check = one_of(&["azure", "kubenet", "none"]), same = spelling::ignoring_case)]
    pub(crate) plugin: Option<String>,

    /// `overlay`, or `none` for clusters that are not on overlay: pods in the node subnet, kubenet's own routes, or a
    /// network plugin of your own. `overlay` if not given and `plugin` is `azure`. A move from `none` to `overlay`
    /// happens in place, re-images every node pool at the same time, and cannot be undone.
    #[attr(optional, computed, depends_on("plugin"), check = one_of(&["overlay", "none"]), same = spelling::ignoring_case)]
    pub(crate) plugin_mode: Option<String>,

    /// The ranges pods get their addresses from: one IPv4 CIDR, and an IPv6 CIDR after it on dual-stack clusters.
    /// Every node takes a /24 of the IPv4 range. A larger range that contains the present one is an expansion, which
    /// happens in place; other changes are refused.
    #[attr(optional, computed, depends_on("plugin", "plugin_mode", "ip_families"), check = size(1, 2), check = cidr())]
    pub(crate) pod_cidrs: Option<Vec<String>>,

    /// The ranges of cluster-internal service addresses, in the order of `ip_families`. They cannot be changed.
    #[attr(optional, computed, depends_on("ip_families"), check = size(1, 2), check = cidr())]
    pub(crate) service_cidrs: Option<Vec<String>>,

    /// The address of the cluster's DNS service, inside the IPv4 service CIDR. It cannot be changed.
    #[attr(optional, computed, stable, check = ip_address())]
    pub(crate) dns_service_ip: Option<String>,

    /// `["IPv4"]` or `["IPv4", "IPv6"]`. IPv6 can be added to an existing cluster, which re-images every node; it
    /// cannot be taken away.
    #[attr(optional, computed, stable, check = one_of(&["IPv4", "IPv6"]), same = spelling::ignoring_case)]
    pub(crate) ip_families: Option<Vec<String>>,

    /// The network policy engine: `none`, `azure`, `calico` or `cilium`.
    #[attr(optional, computed, depends_on("dataplane"), check = one_of(&["none", "azure", "calico", "cilium"]), same = spelling::ignoring_case)]
    pub(crate) policy: Option<String>,

    /// `azure` or `cilium`. An existing cluster can move from `azure` to `cilium`, which re-images every node.
    #[attr(optional, computed, stable, check = one_of(&["azure", "cilium"]), same = spelling::ignoring_case)]
    pub(crate) dataplane: Option<String>,

    /// How traffic leaves the cluster: `loadBalancer`, `managedNATGateway`, `userAssignedNATGateway`,
    /// `userDefinedRouting` or `none`. A change alters the address that others see.
    #[attr(optional, computed, stable, check = one_of(&["loadBalancer", "managedNATGateway", "userAssignedNATGateway", "userDefinedRouting", "none"]), same = spelling::ignoring_case)]
    pub(crate) outbound_type: Option<String>,

    /// The load balancer through which traffic leaves, with `outbound_type = "loadBalancer"`.
    #[attr(optional, computed, depends_on("outbound_type"))]
    pub(crate) load_balancer: Option<LoadBalancer>,

    /// The NAT gateway through which traffic leaves, with `outbound_type = "managedNATGateway"`.
    #[attr(optional, computed, depends_on("outbound_type"))]
    pub(crate) nat_gateway: Option<NatGateway>,
}

/// The outbound side of the cluster's load balancer. Its addresses are managed by Azure (counts), your own (IDs) or
/// from prefixes of your own: one of the three.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct LoadBalancer {
    /// How many public IPv4 addresses Azure makes, 1 to 100.
    #[attr(optional, computed, depends_on("outbound_ip_ids", "outbound_ip_prefix_ids"), check = between(1, 100))]
    pub(crate) managed_outbound_ip_count: Option<i64>,

    /// How many public IPv6 addresses Azure makes on a dual-stack cluster, 0 to 100.
    #[attr(optional, computed, depends_on("outbound_ip_ids", "outbound_ip_prefix_ids"), check = between(0, 100))]
    pub(crate) managed_outbound_ipv6_count: Option<i64>,

    /// IDs of public IP addresses of your own.
    #[attr(optional, computed, depends_on("managed_outbound_ip_count", "outbound_ip_prefix_ids"), check = size(1, 100), check = resource_id("Microsoft.Network/publicIPAddresses"))]
    pub(crate) outbound_ip_ids: Option<BTreeSet<String>>,

    /// IDs of public IP prefixes of your own.
    #[attr(optional, computed, depends_on("managed_outbound_ip_count", "outbound_ip_ids"), check = size(1, 100), check = resource_id("Microsoft.Network/publicIPPrefixes"))]
    pub(crate) outbound_ip_prefix_ids: Option<BTreeSet<String>>,

    /// Source ports per node: a multiple of 8 up to 64000, or 0 to let Azure divide them.
    #[attr(optional, computed, stable, check = multiple_of(8, 64_000))]
    pub(crate) allocated_outbound_ports: Option<i64>,

    /// Minutes after which an idle flow is cut, 4 to 100.
    #[attr(optional, computed, stable, check = between(4, 100))]
    pub(crate) idle_timeout_minutes: Option<i64>,
}

/// The cluster's managed NAT gateway.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct NatGateway {
    /// How many public IPv4 addresses Azure makes, 1 to 16.
    #[attr(optional, computed, stable, check = between(1, 16))]
    pub(crate) managed_outbound_ip_count: Option<i64>,

    /// Minutes after which an idle flow is cut, 4 to 120.
    #[attr(optional, computed, stable, check = between(4, 120))]
    pub(crate) idle_timeout_minutes: Option<i64>,
}

/// The first node pool of a cluster.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct SystemPool {
    /// The name: a lower-case letter, then up to 11 lower-case letters and digits. It cannot be changed.
    #[attr(required, check = pool_name())]
    pub(crate) name: String,

    /// The VM size, such as `Standard_D4s_v5`. Azure's choice if not given. It cannot be changed on an existing pool.
    #[attr(optional, computed, stable, same = spelling::ignoring_case)]
    pub(crate) vm_size: Option<String>,

    /// The number of nodes, 1 to 1000. Either this or `auto_scaling`.
    #[attr(optional, check = between(1, 1000))]
    pub(crate) node_count: Option<i64>,

    /// Let the cluster autoscaler choose the number of nodes. Either this or `node_count`.
    #[attr(optional)]
    pub(crate) auto_scaling: Option<AutoScaling>,

    /// The ID of the subnet of the nodes; a virtual network managed by Azure if not given. It cannot be changed on an
    /// existing pool.
    #[attr(optional, check = subnet_id(), same = spelling::ignoring_case)]
    pub(crate) subnet_id: Option<String>,

    /// The most pods on a node, 10 to 250. 250 on overlay if not given. It cannot be changed on an existing pool.
    #[attr(optional, computed, stable)]
    pub(crate) max_pods: Option<i64>,

    /// The operating system; system pools run `Linux`.
    #[attr(optional, computed, stable, default = "Linux", check = one_of(&["Linux"]), same = spelling::ignoring_case)]
    pub(crate) os_type: Option<String>,

    /// The distribution, such as `Ubuntu` or `AzureLinux`. Azure's default if not given.
    #[attr(optional, computed, stable, check = one_of(&["Ubuntu", "Ubuntu2204", "Ubuntu2404", "AzureLinux", "AzureLinux3", "CBLMariner", "AzureContainerLinux"]), same = spelling::ignoring_case)]
    pub(crate) os_sku: Option<String>,

    /// The size of the OS disk in GiB. It cannot be changed on an existing pool.
    #[attr(optional, computed, stable, check = between(30, 2048))]
    pub(crate) os_disk_size_gb: Option<i64>,

    /// `Managed` or `Ephemeral`. It cannot be changed on an existing pool.
    #[attr(optional, computed, stable, check = one_of(&["Managed", "Ephemeral"]), same = spelling::ignoring_case)]
    pub(crate) os_disk_type: Option<String>,

    /// The availability zones of the nodes. They cannot be changed on an existing pool.
    #[attr(optional, check = size(1, 3), check = zone())]
    pub(crate) zones: Option<BTreeSet<String>>,

    /// Kubernetes labels of the nodes.
    #[attr(optional)]
    pub(crate) labels: Option<BTreeMap<String, String>>,

    /// Kubernetes taints of the nodes, such as `CriticalAddonsOnly=true:NoSchedule`.
    #[attr(optional, check = node_taint())]
    pub(crate) taints: Option<BTreeSet<String>>,

    /// The Kubernetes version of the nodes. Follows the cluster's `kubernetes_version` if not given.
    #[attr(optional, computed, stable, check = kubernetes_version())]
    pub(crate) kubernetes_version: Option<String>,

    /// The mode; `System` for this pool.
    #[attr(optional, computed, stable, default = "System", check = one_of(&["System"]), same = spelling::ignoring_case)]
    pub(crate) mode: Option<String>,

    /// How Azure groups the machines: `VirtualMachineScaleSets`, `VirtualMachines`, or `AvailabilitySet`, which
    /// overlay does not support. It cannot be changed on an existing pool.
    #[attr(optional, computed, stable, default = "VirtualMachineScaleSets", check = one_of(&["VirtualMachineScaleSets", "VirtualMachines", "AvailabilitySet"]), same = spelling::ignoring_case)]
    pub(crate) r#type: Option<String>,

    /// `Regular`; Azure takes no spot machines for a system pool.
    #[attr(optional, computed, stable, default = "Regular", check = one_of(&["Regular"]), same = spelling::ignoring_case)]
    pub(crate) priority: Option<String>,

    /// The pool's share in `network.plugin_mode`, which is one for the whole cluster: a pool cannot move to overlay
    /// alone. Only for writing down what an imported cluster has.
    #[attr(optional, computed, stable, check = one_of(&["overlay", "none"]), same = spelling::ignoring_case)]
    pub(crate) network_plugin_mode: Option<String>,

    /// The ID of a subnet for pods, on clusters that are not on overlay.
    #[attr(optional, check = subnet_id(), same = spelling::ignoring_case)]
    pub(crate) pod_subnet_id: Option<String>,

    /// How nodes are replaced when the pool is upgraded or re-imaged.
    #[attr(optional, computed, stable)]
    pub(crate) upgrade: Option<Upgrade>,
}

/// The bounds of the cluster autoscaler.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct AutoScaling {
    /// The fewest nodes, at least 1 for a system pool.
    #[attr(required, check = between(1, 1000))]
    pub(crate) min: i64,

    /// The most nodes, up to 1000.
    #[attr(required, check = between(1, 1000))]
    pub(crate) max: i64,
}

/// How the nodes of a pool are replaced.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Upgrade {
    /// Nodes added while nodes are replaced: a number (`2`) or a share of the pool (`33%`). 10% if not given.
    #[attr(optional, computed, stable, check = node_quota())]
    pub(crate) max_surge: Option<String>,

    /// Nodes that may be missing while nodes are replaced: a number or a share of the pool.
    #[attr(optional, computed, stable, check = node_quota())]
    pub(crate) max_unavailable: Option<String>,

    /// Minutes to wait for the pods of a node to leave, 1 to 1440; Azure waits 30 if not given.
    #[attr(optional, computed, stable, check = between(1, 1440))]
    pub(crate) drain_timeout_minutes: Option<i64>,

    /// Minutes to wait after a node has been replaced before the next one, 0 to 30.
    #[attr(optional, computed, stable, check = between(0, 30))]
    pub(crate) node_soak_minutes: Option<i64>,
}
