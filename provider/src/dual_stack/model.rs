//! The IP families of a cluster as they are written in HCL.

use tfplugin_framework::{Model, Value, resource::TimeoutSettings, validators::range};

use crate::{
    checks::{self, resource_id},
    declared_networks::networks,
    spelling, words,
};

/// The IP families of a cluster on Azure CNI Overlay that another tool manages, with their ranges.
///
/// IPv6 is added to the running cluster in place, by one write that leaves everything else as it is; other tools would
/// replace the cluster for it. All nodes are re-imaged. What is in place already is taken over. IPv6 cannot be taken
/// away: a destroy leaves the cluster as it is, and only Terraform forgets about it.
///
/// Have the other tool ignore changes of these properties, in azurerm with `lifecycle { ignore_changes =
/// [network_profile] }`, or it plans to undo them. A cluster that is an `aksoverlay_cluster` has the same attributes in
/// `network`, and needs no resource of this type.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct DualStack {
    /// The ARM resource ID of the cluster, which stands for its IP families.
    #[model(computed, stable)]
    pub(crate) id: Option<String>,

    /// The ARM resource ID of the cluster.
    #[model(required, requires_replace, validate = resource_id("Microsoft.ContainerService/managedClusters"), equivalent = spelling::ignoring_case)]
    pub(crate) cluster_id: String,

    /// The IP families, IPv4 first. IPv6 can be added to an existing cluster; it cannot be taken away.
    #[model(optional, computed, stable, default = words::IP_FAMILIES.iter().copied().map(str::to_owned).collect(), validate = checks::words(words::IP_FAMILIES), equivalent = spelling::ignoring_case)]
    pub(crate) ip_families: Option<Vec<String>>,

    /// The ranges pods get their addresses from, one for each IP family in their order. Azure chooses those that are not
    /// given. The IPv4 range has to be the one of the cluster.
    #[model(optional, computed, depends_on(ip_families), equivalent = spelling::range)]
    pub(crate) pod_cidrs: Option<Vec<String>>,

    /// The ranges of cluster-internal service addresses, one for each IP family in their order. Azure chooses those that
    /// are not given. The IPv4 range has to be the one of the cluster.
    #[model(optional, computed, depends_on(ip_families), equivalent = spelling::range)]
    pub(crate) service_cidrs: Option<Vec<String>>,

    /// The load balancer through which traffic leaves; null where it leaves another way.
    #[model(optional, computed, depends_on(ip_families))]
    pub(crate) load_balancer: Option<Outbound>,

    /// Networks that Azure does not show and that the cluster is connected with, such as those on premises behind
    /// ExpressRoute: a list of CIDRs, or a map from names of yours to CIDRs or lists of them. The rules count them beside
    /// peered networks and those of the provider block; Azure never learns of them.
    #[model(optional, validate = networks())]
    pub(crate) declared_networks: Option<Value>,

    /// What came of the last change by this resource: `Succeeded`, or `Updating` or `Failed` after an apply that did not
    /// see its end, which the next apply does.
    #[model(computed, stable)]
    pub(crate) status: Option<String>,

    /// How long each operation may take, such as `2h`.
    #[model(optional)]
    pub(crate) timeouts: Option<TimeoutSettings>,
}

/// The outbound side of the cluster's load balancer.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Outbound {
    /// How many public IPv6 addresses Azure makes for it; 1 if not given. Azure refuses a number where the cluster leaves
    /// with addresses of yours.
    #[model(optional, computed, validate = range(0..=100))]
    pub(crate) managed_outbound_ipv6_count: Option<i64>,
}
