//! The pipeline that all sub-clients share.

mod call;
mod pace;
mod pager;
mod pipeline;
mod progress;
mod retry;
mod send;
mod wait;

pub use pager::Pager;
pub use pipeline::ArmClientOptions;
pub use progress::{Phase, Progress, ProgressSink};
pub use retry::Polling;

pub(crate) use call::{Answer, Call, Precondition};
pub(crate) use retry::{Interval, retry_after};
pub(crate) use wait::Conflicts;

use std::sync::Arc;

use azure_core::http::Url;
use pipeline::Shared;
use tokio::time::Instant;

use crate::{
    cloud::Cloud,
    sub_clients::{
        AgentPools, ComputeSkus, Features, KubernetesVersions, LocalNetworkGateways,
        MaintenanceConfigurations, ManagedClusters, NatGateways, NetworkSecurityGroups, ResourceGroups,
        ResourceProviders, RoleAssignments, RouteTables, Subnets, UserAssignedIdentities, VirtualNetworks,
    },
};

/// A client for one subscription of one cloud. Cloning is cheap; clones share connections and token.
#[derive(Clone)]
pub struct ArmClient {
    shared: Arc<Shared>,
    progress: Option<ProgressSink>,
    deadline: Option<Instant>,
}

impl ArmClient {
    /// A client. Nothing is sent and no token is asked for before the first call.
    pub fn new(options: ArmClientOptions) -> Self {
        Self { shared: Arc::new(Shared::new(options)), progress: None, deadline: None }
    }

    /// The same client, telling `sink` about every wait of its calls.
    #[must_use]
    pub fn with_progress(&self, sink: ProgressSink) -> Self {
        Self { progress: Some(sink), ..self.clone() }
    }

    /// The same client for a caller that waits until `deadline` and no longer.
    ///
    /// Where a wait (of a throttle, of a conflict) would end after it, the call ends at once with
    /// [`ArmError::OutOfTime`](crate::ArmError::OutOfTime), which says what was waited for. Requests on their way and
    /// [`Operation::wait`](crate::Operation::wait) are the caller's to drop: an operation outlives its observer.
    #[must_use]
    pub fn with_deadline(&self, deadline: Instant) -> Self {
        Self { deadline: Some(deadline), ..self.clone() }
    }

    /// The same client for a caller who ends waits by dropping them.
    pub(crate) fn without_deadline(&self) -> Self {
        Self { deadline: None, ..self.clone() }
    }

    /// The cloud that is called.
    pub fn cloud(&self) -> &Cloud {
        &self.shared.cloud
    }

    /// The subscription that lists, features, providers and versions are asked of.
    pub fn subscription_id(&self) -> &str {
        &self.shared.subscription_id
    }

    /// `x-ms-correlation-request-id` of all requests of this client, for a support ticket.
    pub fn correlation_id(&self) -> &str {
        &self.shared.correlation_id
    }

    /// Resource groups.
    pub fn resource_groups(&self) -> ResourceGroups<'_> {
        ResourceGroups::new(self)
    }

    /// AKS clusters.
    pub fn managed_clusters(&self) -> ManagedClusters<'_> {
        ManagedClusters::new(self)
    }

    /// Node pools.
    pub fn agent_pools(&self) -> AgentPools<'_> {
        AgentPools::new(self)
    }

    /// Maintenance configurations of clusters.
    pub fn maintenance_configurations(&self) -> MaintenanceConfigurations<'_> {
        MaintenanceConfigurations::new(self)
    }

    /// Virtual networks.
    pub fn virtual_networks(&self) -> VirtualNetworks<'_> {
        VirtualNetworks::new(self)
    }

    /// Subnets.
    pub fn subnets(&self) -> Subnets<'_> {
        Subnets::new(self)
    }

    /// Preview features.
    pub fn features(&self) -> Features<'_> {
        Features::new(self)
    }

    /// Resource providers.
    pub fn resource_providers(&self) -> ResourceProviders<'_> {
        ResourceProviders::new(self)
    }

    /// Kubernetes versions by region.
    pub fn kubernetes_versions(&self) -> KubernetesVersions<'_> {
        KubernetesVersions::new(self)
    }

    /// Network security groups.
    pub fn network_security_groups(&self) -> NetworkSecurityGroups<'_> {
        NetworkSecurityGroups::new(self)
    }

    /// Route tables.
    pub fn route_tables(&self) -> RouteTables<'_> {
        RouteTables::new(self)
    }

    /// NAT gateways.
    pub fn nat_gateways(&self) -> NatGateways<'_> {
        NatGateways::new(self)
    }

    /// Local network gateways.
    pub fn local_network_gateways(&self) -> LocalNetworkGateways<'_> {
        LocalNetworkGateways::new(self)
    }

    /// Sizes of virtual machines.
    pub fn compute_skus(&self) -> ComputeSkus<'_> {
        ComputeSkus::new(self)
    }

    /// Identities of their own.
    pub fn user_assigned_identities(&self) -> UserAssignedIdentities<'_> {
        UserAssignedIdentities::new(self)
    }

    /// Who may do what, where.
    pub fn role_assignments(&self) -> RoleAssignments<'_> {
        RoleAssignments::new(self)
    }

    /// The URL of a path of this cloud; segments are percent-encoded where needed.
    pub(crate) fn url<'s>(&self, segments: impl IntoIterator<Item = &'s str>, api_version: &str) -> Url {
        let mut url = self.shared.cloud.resource_manager().clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url.query_pairs_mut().append_pair("api-version", api_version);
        url
    }
}

impl std::fmt::Debug for ArmClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ArmClient")
            .field("cloud", &self.shared.cloud)
            .field("subscription_id", &self.shared.subscription_id)
            .finish_non_exhaustive()
    }
}
