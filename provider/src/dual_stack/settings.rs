//! The settings in Azure's body: read from it, and written into it. Both are those of the cluster resource, of which
//! this resource is a part.

use arm_client::{ManagedClusterId, models::ManagedCluster};
use tfplugin_framework::{Attr, Path};

use super::model::{DualStack, DualStackPlan, Outbound};
use crate::{
    cluster::{self, Network},
    rules::{self, View},
};

/// The settings that a cluster has. `kept` is the prior state or the plan, which gives what Azure knows nothing of.
pub(super) fn of(id: &ManagedClusterId, azure: &ManagedCluster, kept: &DualStack) -> DualStack {
    let network = cluster::imported(id, azure).network.unwrap_or_default();
    let outbound = |balancer: cluster::LoadBalancer| Outbound {
        managed_outbound_ipv6_count: balancer.managed_outbound_ipv6_count,
    };
    DualStack {
        id: Some(kept.id.clone().unwrap_or_else(|| id.to_string())),
        cluster_id: kept.cluster_id.clone(),
        ip_families: network.ip_families,
        pod_cidrs: network.pod_cidrs,
        service_cidrs: network.service_cidrs,
        load_balancer: network.load_balancer.map(outbound),
        declared_networks: kept.declared_networks.clone(),
        status: kept.status.clone(),
        timeouts: kept.timeouts.clone(),
    }
}

/// Writes the settings into a cluster as Azure has it, and nothing else.
pub(super) fn write(plan: &DualStack, azure: &mut ManagedCluster) {
    let balancer = |outbound: &Outbound| {
        outbound.managed_outbound_ipv6_count.map(|count| cluster::LoadBalancer {
            managed_outbound_ipv6_count: Some(count),
            ..cluster::LoadBalancer::default()
        })
    };
    let network = Network {
        ip_families: plan.ip_families.clone(),
        pod_cidrs: plan.pod_cidrs.clone(),
        service_cidrs: plan.service_cidrs.clone(),
        load_balancer: plan.load_balancer.as_ref().and_then(balancer),
        ..Network::default()
    };
    let properties = azure.properties.get_or_insert_default();
    cluster::write_network(&network, properties.network_profile.get_or_insert_default());
}

/// What the rules get to see: the cluster as it is, with these settings asked of it. `asked` is null where the
/// configuration is silent and the plan not known.
pub(super) fn view(id: &ManagedClusterId, azure: &ManagedCluster, asked: &DualStackPlan) -> View {
    let live = cluster::seen(id, azure);
    View { network: network(asked, live.network.clone()), ..live }
}

/// The same while the cluster is not there yet: these settings alone.
pub(super) fn view_alone(asked: &DualStackPlan) -> View {
    View { network: network(asked, rules::Network::default()), ..View::default() }
}

fn network(asked: &DualStackPlan, live: rules::Network) -> rules::Network {
    let balancer = asked.load_balancer.attributes();
    rules::Network {
        path: Path::root(),
        ip_families: asked.ip_families.clone(),
        pod_cidrs: asked.pod_cidrs.clone(),
        service_cidrs: asked.service_cidrs.clone(),
        load_balancer: rules::LoadBalancer {
            managed_outbound_ipv6_count: balancer.managed_outbound_ipv6_count,
            ..live.load_balancer
        },
        ..live
    }
}

/// How many families there are, as far as that is known.
pub(super) fn count(families: &Attr<Vec<Attr<String>>>) -> Option<usize> {
    families.known().map(Vec::len)
}
