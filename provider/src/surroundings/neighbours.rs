//! Other clusters whose nodes are in the same virtual network.

use std::sync::Arc;

use arm_client::{ManagedClusterId, SubnetId, VirtualNetworkId, models::ManagedCluster};

use super::{Look, Question, memory::Answer, vnet};
use crate::rules::{Lookup, Neighbour, View};

/// A cluster, and the networks that its nodes are in.
#[derive(Debug)]
pub(super) struct Settled {
    neighbour: Neighbour,
    networks: Vec<VirtualNetworkId>,
}

/// The clusters of the subscription that have nodes in the network of these subnets, without the one that is looked at.
pub(super) async fn in_network_of(
    look: &Look<'_>,
    view: &View,
    cluster: Option<&ManagedClusterId>,
    subnets: &[String],
) -> Lookup<Vec<Neighbour>> {
    let Some(network) = vnet::id_of(subnets) else { return Lookup::NotAsked };
    let plane = &view.control_plane;
    let planned = plane.resource_group_name.known().zip(plane.name.known());
    let planned = planned.map(|(group, name)| ManagedClusterId::new(look.arm.subscription_id(), group, name));
    let is_itself = |neighbour: &Neighbour| {
        let id = neighbour.id.parse::<ManagedClusterId>().ok();
        id.is_some_and(|id| Some(&id) == cluster || Some(&id) == planned.as_ref())
    };
    match all(look).await {
        Ok(all) => {
            let near = all.iter().filter(|settled| settled.networks.contains(&network));
            let near = near.map(|settled| &settled.neighbour).filter(|neighbour| !is_itself(neighbour));
            Lookup::Found(near.cloned().collect())
        }
        Err(reason) => Lookup::Unavailable(reason),
    }
}

async fn all(look: &Look<'_>) -> Answer<Arc<[Settled]>> {
    let question = Question::new(
        format!("The list of the clusters in subscription {}", look.arm.subscription_id()),
        "Microsoft.ContainerService/managedClusters/read",
    );
    let clusters = look.arm.managed_clusters();
    let azure = async {
        let found = clusters.list().collect_all().await?;
        Ok(found.into_iter().map(|cluster| facts(cluster.into_model())).collect())
    };
    look.ask(&look.memory.clusters, &(), &question, azure).await
}

fn facts(cluster: ManagedCluster) -> Settled {
    let properties = cluster.properties.unwrap_or_default();
    let network = properties.network_profile.unwrap_or_default();
    let pools = properties.agent_pool_profiles.unwrap_or_default();
    let subnets = pools.into_iter().filter_map(|pool| pool.vnet_subnet_id?.parse::<SubnetId>().ok());
    let list = |many: Option<Vec<String>>, one: Option<String>| {
        many.filter(|many| !many.is_empty()).unwrap_or_else(|| one.into_iter().collect())
    };
    Settled {
        neighbour: Neighbour {
            id: cluster.id.unwrap_or_default(),
            plugin_mode: network
                .network_plugin_mode
                .map_or_else(|| "none".to_owned(), |mode| String::from(mode).to_ascii_lowercase()),
            pod_cidrs: list(network.pod_cidrs, network.pod_cidr),
            service_cidrs: list(network.service_cidrs, network.service_cidr),
        },
        networks: subnets.map(|subnet| subnet.virtual_network()).collect(),
    }
}
