//! The cluster as it is written in HCL. Doc comments become the registry documentation.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_framework::{
    Model, Value,
    resource::TimeoutSettings,
    validators::{each, range, size},
};

use super::{
    access::{Aad, ApiServerAccess},
    accounts::{Linux, Windows},
    addons::Addons,
    advanced_networking::AdvancedNetworking,
    auto_scaler::AutoScaler,
    maintenance::Maintenance,
    node_provisioning::{Bootstrap, HttpProxy, NodeProvisioning},
    security::{Defender, ImageCleaner, KeyManagementService},
    service_mesh::ServiceMesh,
    services::{AzureMonitor, Storage, WebAppRouting, WorkloadAutoScaler},
    upgrades::{AutoUpgrade, UpgradeOverride},
};
use crate::{
    checks::{
        self, cluster_name, dns_label, kubernetes_version, location, multiple_of, resource_group_name,
        resource_id, word,
    },
    declared_networks::networks,
    formats::base64,
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
    #[model(optional, computed, stable, conflicts_with(fqdn_subdomain), validate = dns_label())]
    pub(crate) dns_prefix: Option<String>,

    /// The first label of the API server's host name in a private DNS zone of your own, in place of `dns_prefix`. It
    /// cannot be changed.
    #[model(optional, validate = dns_label())]
    pub(crate) fqdn_subdomain: Option<String>,

    /// The Kubernetes version of the control plane, in full or as the alias of a minor version, which stands for its
    /// newest patch. Azure's default if not given. Upgrades happen in place, one minor version at a time.
    #[model(optional, computed, stable, validate = kubernetes_version())]
    pub(crate) kubernetes_version: Option<String>,

    /// The uptime tier.
    #[model(optional, computed, stable, default = "Free", validate = word(words::SKU_TIERS), equivalent = spelling::ignoring_case)]
    pub(crate) sku_tier: Option<String>,

    /// `KubernetesOfficial`, or `AKSLongTermSupport` with `sku_tier = "Premium"` for two years of a minor version.
    #[model(optional, computed, stable, default = "KubernetesOfficial", validate = word(words::SUPPORT_PLANS), equivalent = spelling::ignoring_case)]
    pub(crate) support_plan: Option<String>,

    /// The managed identity of the control plane, system-assigned if not given.
    #[model(optional, computed, default = Identity::default())]
    pub(crate) identity: Option<Identity>,

    /// The cluster network. Azure CNI Overlay with Azure's default ranges if not given.
    #[model(optional, computed, default = Network::default())]
    pub(crate) network: Option<Network>,

    /// Whether roles of Kubernetes say who may do what. It cannot be changed.
    #[model(optional, computed, stable, default = true)]
    pub(crate) role_based_access_control_enabled: Option<bool>,

    /// Login with Microsoft Entra ID. It can be added, and not be taken away.
    #[model(optional)]
    pub(crate) aad: Option<Aad>,

    /// Whether nobody can log in with certificates of the cluster's own, but with Microsoft Entra ID only.
    #[model(optional, computed, stable, default = false)]
    pub(crate) local_account_disabled: Option<bool>,

    /// How the API server is reached.
    #[model(optional, computed, default = ApiServerAccess::default())]
    pub(crate) api_server_access: Option<ApiServerAccess>,

    /// Upgrades that Azure starts by itself.
    #[model(optional, computed, default = AutoUpgrade::default())]
    pub(crate) auto_upgrade: Option<AutoUpgrade>,

    /// Upgrades in spite of breaking changes that AKS found in the cluster.
    #[model(optional)]
    pub(crate) upgrade_override: Option<UpgradeOverride>,

    /// The cluster autoscaler.
    #[model(optional, computed, stable)]
    pub(crate) auto_scaler: Option<AutoScaler>,

    /// Whether the cluster issues tokens that others can check, on from Kubernetes 1.34. It cannot be switched off again.
    #[model(optional, computed, stable)]
    pub(crate) oidc_issuer_enabled: Option<bool>,

    /// Whether pods log in to Azure with tokens of their service accounts. It needs the OIDC issuer.
    #[model(optional, computed, stable, default = false)]
    pub(crate) workload_identity_enabled: Option<bool>,

    /// The image cleaner.
    #[model(optional, computed, default = ImageCleaner::default())]
    pub(crate) image_cleaner: Option<ImageCleaner>,

    /// Microsoft Defender for Containers.
    #[model(optional)]
    pub(crate) defender: Option<Defender>,

    /// Encryption of Kubernetes secrets with a key of your own.
    #[model(optional)]
    pub(crate) key_management_service: Option<KeyManagementService>,

    /// Up to ten certificates that nodes shall trust, in base64 (`base64encode(file("ca.pem"))`). A change re-images
    /// every node.
    #[model(optional, validate = size(..=10), validate = each(base64()))]
    pub(crate) custom_ca_trust_certificates: Option<BTreeSet<String>>,

    /// Add-ons; all off if not given.
    #[model(optional, computed, default = Addons::default())]
    pub(crate) addons: Option<Addons>,

    /// Azure Monitor managed service for Prometheus.
    #[model(optional, computed, default = AzureMonitor::default())]
    pub(crate) azure_monitor: Option<AzureMonitor>,

    /// Application routing.
    #[model(optional, computed, default = WebAppRouting::default())]
    pub(crate) web_app_routing: Option<WebAppRouting>,

    /// The service mesh.
    #[model(optional, computed, default = ServiceMesh::disabled())]
    pub(crate) service_mesh: Option<ServiceMesh>,

    /// Autoscalers of pods; all off if not given.
    #[model(optional, computed, default = WorkloadAutoScaler::default())]
    pub(crate) workload_auto_scaler: Option<WorkloadAutoScaler>,

    /// Drivers of storage.
    #[model(optional, computed, default = Storage::default())]
    pub(crate) storage: Option<Storage>,

    /// Whether costs are told by namespace, with `sku_tier = "Standard"` or `"Premium"`.
    #[model(optional, computed, stable, default = false)]
    pub(crate) cost_analysis_enabled: Option<bool>,

    /// Node auto-provisioning.
    #[model(optional, computed, default = NodeProvisioning::default())]
    pub(crate) node_provisioning: Option<NodeProvisioning>,

    /// Where nodes take their software from.
    #[model(optional, computed, default = Bootstrap::default())]
    pub(crate) bootstrap: Option<Bootstrap>,

    /// The proxy through which nodes and pods reach the world. If it is taken away, it is no longer used.
    #[model(optional)]
    pub(crate) http_proxy: Option<HttpProxy>,

    /// The ID of a disk encryption set for the disks of the nodes. It cannot be changed.
    #[model(optional, validate = resource_id("Microsoft.Compute/diskEncryptionSets"), equivalent = spelling::ignoring_case)]
    pub(crate) disk_encryption_set_id: Option<String>,

    /// The account on Windows nodes.
    #[model(optional)]
    pub(crate) windows: Option<Windows>,

    /// The account on Linux nodes; there is none if not given. It cannot be taken away.
    #[model(optional)]
    pub(crate) linux: Option<Linux>,

    /// When AKS may touch the cluster.
    #[model(optional)]
    pub(crate) maintenance: Option<Maintenance>,

    /// The first node pool, which runs the system pods.
    #[model(required)]
    pub(crate) system_pool: Pool,

    /// Tags of the cluster; Azure copies them to the resources of its node resource group.
    #[model(optional)]
    pub(crate) tags: Option<BTreeMap<String, String>>,

    /// Networks that Azure does not show and that the cluster is connected with, such as those on premises behind
    /// ExpressRoute: a list of CIDRs, or a map from names of yours to CIDRs or lists of them. The rules count them beside
    /// peered networks and those of the provider block; Azure never learns of them.
    #[model(optional, validate = networks())]
    pub(crate) declared_networks: Option<Value>,

    /// Plan a replacement where Azure refuses a change of the existing cluster. The cluster and everything that runs
    /// on it is destroyed and made anew.
    #[model(optional, computed, stable, default = false)]
    pub(crate) allow_replacement: Option<bool>,

    /// The public host name of the API server.
    #[model(computed, depends_on(api_server_access))]
    pub(crate) fqdn: Option<String>,

    /// The host name of a private API server inside its network.
    #[model(computed, depends_on(api_server_access))]
    pub(crate) private_fqdn: Option<String>,

    /// The resource group in which Azure keeps nodes, load balancers and disks of the cluster. Azure makes it, under a name
    /// of its own if not given. It cannot be changed.
    #[model(optional, computed, stable, validate = resource_group_name(), equivalent = spelling::ignoring_case)]
    pub(crate) node_resource_group: Option<String>,

    /// What others than AKS may do in that group: `Unrestricted`, or `ReadOnly`.
    #[model(optional, computed, stable, default = "Unrestricted", validate = word(words::RESTRICTION_LEVELS), equivalent = spelling::ignoring_case)]
    pub(crate) node_resource_group_restriction_level: Option<String>,

    /// The version the control plane runs, with its patch.
    #[model(computed, depends_on(kubernetes_version))]
    pub(crate) current_kubernetes_version: Option<String>,

    /// The issuer URL for workload identity; null while the OIDC issuer is off.
    #[model(computed, depends_on(oidc_issuer_enabled))]
    pub(crate) oidc_issuer_url: Option<String>,

    /// The identity with which nodes pull images; Azure makes one if not given.
    #[model(optional, computed, stable)]
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
    /// Its ARM resource ID. One of your own needs a control plane with `identity.type = "UserAssigned"`. A change
    /// re-images every node.
    #[model(optional, computed, stable, validate = resource_id("Microsoft.ManagedIdentity/userAssignedIdentities"), equivalent = spelling::ignoring_case)]
    pub(crate) resource_id: Option<String>,

    /// Its application (client) ID.
    #[model(computed, depends_on(resource_id))]
    pub(crate) client_id: Option<String>,

    /// Its object ID, to give roles to.
    #[model(computed, depends_on(resource_id))]
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
    #[model(optional, computed, depends_on(plugin, plugin_mode, ip_families), equivalent = spelling::range)]
    pub(crate) pod_cidrs: Option<Vec<String>>,

    /// The ranges of cluster-internal service addresses, in the order of `ip_families`. They cannot be changed.
    #[model(optional, computed, depends_on(ip_families), equivalent = spelling::range)]
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

    /// The kind of the load balancer: `standard`, or `basic` on clusters that have it still. It cannot be changed.
    #[model(optional, computed, stable, validate = word(words::LOAD_BALANCER_SKUS), equivalent = spelling::ignoring_case)]
    pub(crate) load_balancer_sku: Option<String>,

    /// The load balancer through which traffic leaves, with `outbound_type = "loadBalancer"`.
    #[model(optional, computed, depends_on(outbound_type))]
    pub(crate) load_balancer: Option<LoadBalancer>,

    /// The NAT gateway through which traffic leaves, with `outbound_type = "managedNATGateway"`.
    #[model(optional, computed, depends_on(outbound_type))]
    pub(crate) nat_gateway: Option<NatGateway>,

    /// Advanced Container Networking Services.
    #[model(optional, computed, default = AdvancedNetworking::default())]
    pub(crate) advanced_networking: Option<AdvancedNetworking>,

    /// Whether pods can leave through gateway node pools with addresses of their own.
    #[model(optional, computed, stable, default = false)]
    pub(crate) static_egress_gateway_enabled: Option<bool>,
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

    /// What stands behind the load balancer: `NodeIPConfiguration`, or `NodeIP` for addresses alone.
    #[model(optional, computed, stable, validate = word(words::BACKEND_POOL_TYPES), equivalent = spelling::ignoring_case)]
    pub(crate) backend_pool_type: Option<String>,
}

/// The cluster's managed NAT gateway.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct NatGateway {
    /// The kind of the gateway. `StandardV2`, and with it the attributes for IPv6 and for addresses of your own, come with
    /// a later version of Azure's API than this provider speaks, and are refused.
    #[model(optional, validate = word(words::NAT_GATEWAY_SKUS), equivalent = spelling::ignoring_case)]
    pub(crate) sku: Option<String>,

    /// How many public IPv6 addresses Azure makes; see `sku`.
    #[model(optional, validate = range(0..=16))]
    pub(crate) managed_outbound_ipv6_count: Option<i64>,

    /// IDs of public IP addresses of your own; see `sku`.
    #[model(optional, validate = each(resource_id("Microsoft.Network/publicIPAddresses")), equivalent = spelling::ignoring_case)]
    pub(crate) outbound_ip_ids: Option<BTreeSet<String>>,

    /// IDs of public IP prefixes of your own; see `sku`.
    #[model(optional, validate = each(resource_id("Microsoft.Network/publicIPPrefixes")), equivalent = spelling::ignoring_case)]
    pub(crate) outbound_ip_prefix_ids: Option<BTreeSet<String>>,

    /// How many public IPv4 addresses Azure makes.
    #[model(optional, computed, stable, validate = range(1..=16))]
    pub(crate) managed_outbound_ip_count: Option<i64>,

    /// Minutes after which an idle flow is cut.
    #[model(optional, computed, stable, validate = range(4..=120))]
    pub(crate) idle_timeout_minutes: Option<i64>,
}
