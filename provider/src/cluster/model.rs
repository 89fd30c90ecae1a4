//! The cluster as it is written in HCL. Doc comments become the registry documentation.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_framework::{
    Model,
    resource::TimeoutSettings,
    validators::{each, range, size},
};

use crate::{
    checks::{
        self, cluster_name, dns_label, kubernetes_version, location, multiple_of, resource_group_name,
        resource_id, word,
    },
    pool::Pool,
    spelling, words,
};

/// An AKS cluster on Azure CNI Overlay.
///
/// A change that Azure makes in place is planned in place, also where other providers replace the cluster: expanding
/// the pod CIDR, adding IPv6, moving from node subnet or kubenet to overlay. A change that Azure refuses is an error
/// that says what to do instead; a cluster is never replaced unless `allow_replacement = true` is set.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Cluster {
    /// The ARM resource ID.
    #[model(computed, stable)]
    pub(crate) id: Option<String>,

    /// The name. It cannot be changed.
    #[model(required, validate = cluster_name(), equivalent = spelling::ignoring_case)]
    pub(crate) name: String,

    /// The resource group the cluster resource lives in. It cannot be changed.
    #[model(required, validate = resource_group_name(), equivalent = spelling::ignoring_case)]
    pub(crate) resource_group_name: String,

    /// The Azure region. It cannot be changed.
    #[model(required, validate = location(), equivalent = spelling::location)]
    pub(crate) location: String,

    /// The first label of the API server's host name. Made from `name` if not given. It cannot be changed.
    #[model(optional, computed, stable, validate = dns_label())]
    pub(crate) dns_prefix: Option<String>,

    /// The Kubernetes version of the control plane, in full or as the alias of a minor version, which stands for its
    /// newest patch. Azure's default if not given. Upgrades happen in place, one minor version at a time.
    #[model(optional, computed, stable, validate = kubernetes_version())]
    pub(crate) kubernetes_version: Option<String>,

    /// The uptime tier.
    #[model(optional, computed, stable, default = "Free", validate = word(words::SKU_TIERS), equivalent = spelling::ignoring_case)]
    pub(crate) sku_tier: Option<String>,

    /// The managed identity of the control plane, system-assigned if not given.
    #[model(optional, computed, default = Identity::default())]
    pub(crate) identity: Option<Identity>,

    /// The cluster network. Azure CNI Overlay with Azure's default ranges if not given.
    #[model(optional, computed, default = Network::default())]
    pub(crate) network: Option<Network>,

    /// The first node pool, which runs the system pods.
    #[model(required)]
    pub(crate) system_pool: Pool,

    /// Tags of the cluster; Azure copies them to the resources of its node resource group.
    #[model(optional)]
    pub(crate) tags: Option<BTreeMap<String, String>>,

    /// Plan a replacement where Azure refuses a change of the existing cluster. The cluster and everything that runs
    /// on it is destroyed and made anew.
    #[model(optional, computed, stable, default = false)]
    pub(crate) allow_replacement: Option<bool>,

    /// The host name of the API server.
    #[model(computed, stable)]
    pub(crate) fqdn: Option<String>,

    /// The resource group in which Azure keeps nodes, load balancers and disks of the cluster.
    #[model(computed, stable)]
    pub(crate) node_resource_group: Option<String>,

    /// The version the control plane runs, with its patch.
    #[model(computed, depends_on(kubernetes_version))]
    pub(crate) current_kubernetes_version: Option<String>,

    /// The issuer URL for workload identity; null while the OIDC issuer is off.
    #[model(computed, stable)]
    pub(crate) oidc_issuer_url: Option<String>,

    /// The identity with which nodes pull images.
    #[model(computed, stable)]
    pub(crate) kubelet_identity: Option<KubeletIdentity>,

    /// How long each operation may take, such as `90m`.
    #[model(optional)]
    pub(crate) timeouts: Option<TimeoutSettings>,
}

/// A managed identity.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Identity {
    /// Whether Azure makes the identity or you do.
    #[model(optional, computed, stable, default = "SystemAssigned", validate = word(words::IDENTITY_TYPES), equivalent = spelling::ignoring_case)]
    pub(crate) r#type: Option<String>,

    /// The ID of the user-assigned identity, with `UserAssigned`.
    #[model(optional, computed, depends_on(r#type), validate = size(1..=1), validate = each(resource_id("Microsoft.ManagedIdentity/userAssignedIdentities")), equivalent = spelling::ignoring_case)]
    pub(crate) identity_ids: Option<BTreeSet<String>>,

    /// The object ID of the system-assigned identity.
    #[model(computed, depends_on(r#type, identity_ids))]
    pub(crate) principal_id: Option<String>,

    /// The tenant of the system-assigned identity.
    #[model(computed, depends_on(r#type, identity_ids))]
    pub(crate) tenant_id: Option<String>,
}

/// The identity of the kubelets.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct KubeletIdentity {
    /// Its ARM resource ID.
    #[model(computed, stable)]
    pub(crate) resource_id: Option<String>,

    /// Its application (client) ID.
    #[model(computed, stable)]
    pub(crate) client_id: Option<String>,

    /// Its object ID, to give roles to.
    #[model(computed, stable)]
    pub(crate) object_id: Option<String>,
}

/// The cluster network.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Network {
    /// The network plugin. Only a move from `kubenet` to `azure` with `plugin_mode = "overlay"` is possible
    /// on an existing cluster; it re-images every node.
    #[model(optional, computed, stable, default = "azure", validate = word(words::NETWORK_PLUGINS), equivalent = spelling::ignoring_case)]
    pub(crate) plugin: Option<String>,

    /// `overlay`, or `none` for clusters that are not on overlay: pods in the node subnet, kubenet's own routes, or a
    /// network plugin of your own. A move from `none` to `overlay`
    /// happens in place, re-images every node pool at the same time, and cannot be undone.
    #[model(optional, computed, stable, default = "overlay", validate = word(words::PLUGIN_MODES), equivalent = spelling::ignoring_case)]
    pub(crate) plugin_mode: Option<String>,

    /// The ranges pods get their addresses from: one IPv4 CIDR, and an IPv6 CIDR after it on dual-stack clusters.
    /// Every node takes a /24 of the IPv4 range. A larger range that contains the present one is an expansion, which
    /// happens in place; other changes are refused.
    #[model(optional, computed, depends_on(plugin, plugin_mode, ip_families), validate = size(1..=2), equivalent = spelling::range)]
    pub(crate) pod_cidrs: Option<Vec<String>>,

    /// The ranges of cluster-internal service addresses, in the order of `ip_families`. They cannot be changed.
    #[model(optional, computed, depends_on(ip_families), validate = size(1..=2), equivalent = spelling::range)]
    pub(crate) service_cidrs: Option<Vec<String>>,

    /// The address of the cluster's DNS service, inside the IPv4 service CIDR. It cannot be changed.
    #[model(optional, computed, stable, equivalent = spelling::range)]
    pub(crate) dns_service_ip: Option<String>,

    /// `["IPv4"]` or `["IPv4", "IPv6"]`. IPv6 can be added to an existing cluster, which re-images every node; it
    /// cannot be taken away.
    #[model(optional, computed, stable, validate = checks::words(words::IP_FAMILIES), equivalent = spelling::ignoring_case)]
    pub(crate) ip_families: Option<Vec<String>>,

    /// The network policy engine: `none`, `azure`, `calico` or `cilium`. With the `cilium` data plane it is `cilium`.
    #[model(optional, computed, depends_on(dataplane), equivalent = spelling::ignoring_case)]
    pub(crate) policy: Option<String>,

    /// The data plane. An existing cluster can move from `azure` to `cilium`, which re-images every node.
    #[model(optional, computed, stable, validate = word(words::DATAPLANES), equivalent = spelling::ignoring_case)]
    pub(crate) dataplane: Option<String>,

    /// How traffic leaves the cluster: `loadBalancer`, `managedNATGateway`, `userAssignedNATGateway`,
    /// `userDefinedRouting` or `none`. A change alters the address that others see.
    #[model(optional, computed, stable, equivalent = spelling::ignoring_case)]
    pub(crate) outbound_type: Option<String>,

    /// The load balancer through which traffic leaves, with `outbound_type = "loadBalancer"`.
    #[model(optional, computed, depends_on(outbound_type))]
    pub(crate) load_balancer: Option<LoadBalancer>,

    /// The NAT gateway through which traffic leaves, with `outbound_type = "managedNATGateway"`.
    #[model(optional, computed, depends_on(outbound_type))]
    pub(crate) nat_gateway: Option<NatGateway>,
}

/// The outbound side of the cluster's load balancer. Its addresses are managed by Azure (counts), your own (IDs) or
/// from prefixes of your own: one of the three.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct LoadBalancer {
    /// How many public IPv4 addresses Azure makes.
    #[model(optional, computed, depends_on(outbound_ip_ids, outbound_ip_prefix_ids), validate = range(1..=100))]
    pub(crate) managed_outbound_ip_count: Option<i64>,

    /// How many public IPv6 addresses Azure makes on a dual-stack cluster.
    #[model(optional, computed, depends_on(outbound_ip_ids, outbound_ip_prefix_ids), validate = range(0..=100))]
    pub(crate) managed_outbound_ipv6_count: Option<i64>,

    /// IDs of public IP addresses of your own.
    #[model(optional, computed, depends_on(managed_outbound_ip_count, outbound_ip_prefix_ids), validate = size(1..=100), validate = each(resource_id("Microsoft.Network/publicIPAddresses")), equivalent = spelling::ignoring_case)]
    pub(crate) outbound_ip_ids: Option<BTreeSet<String>>,

    /// IDs of public IP prefixes of your own.
    #[model(optional, computed, depends_on(managed_outbound_ip_count, outbound_ip_ids), validate = size(1..=100), validate = each(resource_id("Microsoft.Network/publicIPPrefixes")), equivalent = spelling::ignoring_case)]
    pub(crate) outbound_ip_prefix_ids: Option<BTreeSet<String>>,

    /// Source ports per node; 0 lets Azure divide them.
    #[model(optional, computed, stable, validate = multiple_of(8, 64_000))]
    pub(crate) allocated_outbound_ports: Option<i64>,

    /// Minutes after which an idle flow is cut.
    #[model(optional, computed, stable, validate = range(4..=100))]
    pub(crate) idle_timeout_minutes: Option<i64>,
}

/// The cluster's managed NAT gateway.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct NatGateway {
    /// How many public IPv4 addresses Azure makes.
    #[model(optional, computed, stable, validate = range(1..=16))]
    pub(crate) managed_outbound_ip_count: Option<i64>,

    /// Minutes after which an idle flow is cut.
    #[model(optional, computed, stable, validate = range(4..=120))]
    pub(crate) idle_timeout_minutes: Option<i64>,
}
