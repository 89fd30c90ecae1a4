//! The node pool as it is written in HCL. Doc comments become the registry documentation.

use tfplugin_framework::{Model, Value, resource::TimeoutSettings};

use crate::{checks::resource_id, declared_networks::networks, pool::Pool, spelling};

/// A further node pool of an AKS cluster, beside the one in the cluster's `system_pool`.
///
/// What Azure changes in place is planned in place. What it fixes when a pool is created replaces the pool: its nodes are
/// deleted with their pods before the new ones come. The plan says how many that are; to move without a gap, declare a
/// second pool, move the workloads, and remove the first.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct NodePool {
    /// The ARM resource ID.
    #[model(computed, stable)]
    pub(crate) id: Option<String>,

    /// The ID of the cluster. It cannot be changed on an existing pool.
    #[model(required, requires_replace, validate = resource_id("Microsoft.ContainerService/managedClusters"), equivalent = spelling::ignoring_case)]
    pub(crate) cluster_id: String,

    #[model(flatten)]
    pub(crate) pool: Pool,

    /// Networks that Azure does not show and that the cluster is connected with, such as those on premises behind
    /// ExpressRoute: a list of CIDRs, or a map from names of yours to CIDRs or lists of them. The rules count them beside
    /// peered networks and those of the provider block and the cluster; Azure never learns of them.
    #[model(optional, validate = networks())]
    pub(crate) declared_networks: Option<Value>,

    /// How long each operation may take, such as `90m`.
    #[model(optional)]
    pub(crate) timeouts: Option<TimeoutSettings>,
}
