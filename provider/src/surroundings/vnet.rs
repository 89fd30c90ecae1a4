//! The virtual network of the node subnets.

use std::sync::Arc;

use arm_client::{
    SubnetId, VirtualNetworkId,
    models::{self, VirtualNetwork},
};

use tokio::sync::OnceCell;

use super::{Look, Question, memory::Answer};
use crate::{
    rules::{Connected, Lookup, Subnet, Vnet},
    spelling,
};

/// A network as Azure describes it, and as the rules see it.
#[derive(Debug)]
pub(super) struct Network {
    pub(super) id: VirtualNetworkId,
    pub(super) azure: VirtualNetwork,
    facts: Vnet,
    /// What it is connected with, which is walked once for all pools in it.
    pub(super) connected: OnceCell<Connected>,
}

/// The ID of the network that the subnets are in: that of the first, where a mistake has put them into several.
pub(super) fn id_of(subnets: &[String]) -> Option<VirtualNetworkId> {
    // What is no subnet ID has been refused where it was written.
    let subnet: SubnetId = subnets.iter().find_map(|id| id.parse().ok())?;
    Some(subnet.virtual_network())
}

/// The network that the subnets are in.
pub(super) async fn of_subnets(look: &Look<'_>, subnets: &[String]) -> Lookup<Arc<Network>> {
    let Some(id) = id_of(subnets) else { return Lookup::NotAsked };
    read(look, &id, format!("The virtual network {id} of the node subnets")).await.into()
}

/// A network with its subnets and peerings. `what` begins the sentence where it cannot be read.
pub(super) async fn read(look: &Look<'_>, id: &VirtualNetworkId, what: String) -> Answer<Arc<Network>> {
    let question = Question::new(what, "Microsoft.Network/virtualNetworks/read");
    let networks = look.arm.virtual_networks();
    let azure = async {
        let azure = networks.get(id).await?.into_model();
        let facts = described(id, &azure);
        Ok(Arc::new(Network { id: id.clone(), azure, facts, connected: OnceCell::new() }))
    };
    look.ask(&look.memory.vnets, id, &question, azure).await
}

/// What the rules see of it.
pub(super) fn facts(network: &Lookup<Arc<Network>>) -> Lookup<Vnet> {
    match network {
        Lookup::NotAsked => Lookup::NotAsked,
        Lookup::Unavailable(reason) => Lookup::Unavailable(reason.clone()),
        Lookup::Found(network) => Lookup::Found(network.facts.clone()),
    }
}

fn described(id: &VirtualNetworkId, vnet: &VirtualNetwork) -> Vnet {
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
