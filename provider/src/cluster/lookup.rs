//! Facts of a cluster's surroundings that only Azure knows. A lookup that fails is no error: the rules say what they
//! could not check.

use arm_client::{
    ArmError, ManagedClusterId, SubnetId, VirtualNetworkId,
    models::{self, AgentPool, AgentPoolProfile, VirtualNetwork},
};

use super::model::ClusterPlan;
use crate::{
    pool,
    rules::{self, Lookup, Lookups, Subnet, Vnet},
    session::Session,
    spelling,
};

/// How recent a virtual network has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// Read once in a plan.
    OncePerPlan,
    /// As it is now.
    Now,
}

/// Everything that the rules may ask about the cluster that `asked` describes, and that exists as `id` or not yet.
pub(crate) async fn lookups(
    session: &Session,
    asked: &ClusterPlan,
    existing: Option<&ManagedClusterId>,
    freshness: Freshness,
) -> Lookups {
    let subnet = asked.system_pool.known().and_then(|pool| pool.subnet_id.known());
    let agent_pools = match existing {
        Some(id) => agent_pools(session, id).await,
        None => Lookup::NotAsked,
    };
    Lookups { vnet: vnet(session, subnet, freshness).await, agent_pools, ..Lookups::default() }
}

pub(super) async fn vnet(
    session: &Session,
    subnet_id: Option<&String>,
    freshness: Freshness,
) -> Lookup<Vnet> {
    // What is no subnet ID has been refused where it was written.
    let Some(subnet) = subnet_id.and_then(|id| id.parse::<SubnetId>().ok()) else { return Lookup::NotAsked };
    let id = subnet.virtual_network();
    let read = match freshness {
        Freshness::OncePerPlan => session.vnet(&id).await,
        Freshness::Now => session.fresh_vnet(&id).await,
    };
    match read {
        Ok(vnet) => Lookup::Found(facts(&id, &vnet)),
        Err(error) => {
            Lookup::Unavailable(reason(&format!("The virtual network {id} of system_pool.subnet_id"), &error))
        }
    }
}

async fn agent_pools(session: &Session, id: &ManagedClusterId) -> Lookup<Vec<rules::Pool>> {
    match session.arm.agent_pools().list(id).collect_all().await {
        Ok(pools) => {
            let profile = |pool: &AgentPool| AgentPoolProfile {
                name: pool.name.clone(),
                ..pool.properties.clone().unwrap_or_default()
            };
            Lookup::Found(pools.iter().map(|found| pool::view::azures(&profile(found))).collect())
        }
        Err(error) => Lookup::Unavailable(reason(&format!("The node pools of {id}"), &error)),
    }
}

fn facts(id: &VirtualNetworkId, vnet: &VirtualNetwork) -> Vnet {
    let properties = vnet.properties.clone().unwrap_or_default();
    let subnets = properties.subnets.unwrap_or_default();
    Vnet {
        id: id.to_string(),
        location: vnet.location.as_deref().map(spelling::region).unwrap_or_default(),
        address_space: properties.address_space.and_then(|space| space.address_prefixes).unwrap_or_default(),
        subnets: subnets.into_iter().map(subnet).collect(),
    }
}

fn subnet(subnet: models::Subnet) -> Subnet {
    let properties = subnet.properties.unwrap_or_default();
    let reference =
        |reference: Option<models::ResourceReference>| reference.and_then(|reference| reference.id);
    let services = properties.delegations.iter().flatten();
    Subnet {
        id: subnet.id.unwrap_or_default(),
        address_prefixes: properties.prefixes().into_iter().map(str::to_owned).collect(),
        delegations: services
            .filter_map(|delegation| delegation.properties.as_ref()?.service_name.clone())
            .collect(),
        security_group_id: reference(properties.network_security_group),
        route_table_id: reference(properties.route_table),
        nat_gateway_id: reference(properties.nat_gateway),
        ip_configurations: properties
            .ip_configurations
            .into_iter()
            .flatten()
            .filter_map(|used| used.id)
            .collect(),
    }
}

fn reason(what: &str, error: &ArmError) -> String {
    if error.is_not_found() {
        format!("{what} does not exist, or not for the identity that the provider signs in with.")
    } else {
        format!("{what} could not be read: {error}.")
    }
}
