//! The networks that the virtual network of the nodes is connected with: peered ones, what lies beyond them, and what is
//! on the other side of VPN gateways.
//!
//! Peering is not transitive: what is peered with a peered network is reached only through something that forwards
//! packets there. So the walk goes on beyond a network only where the peering to it is open for that: it uses the other
//! side's gateways (`useRemoteGateways`), or lets in what the other side only forwards (`allowForwardedTraffic`), as hubs
//! with a firewall need it (learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview).
//!
//! What a VPN gateway reaches stands in local network gateways, which Azure lists by resource group. Which gateway each of
//! them is connected with is not read: those in the group of a network whose gateway is used count as connected.

use std::{collections::HashSet, sync::Arc};

use arm_client::{
    ResourceGroupId, VirtualNetworkId,
    models::{AddressSpace, LocalNetworkGateway, VirtualNetwork, VirtualNetworkPeeringProperties},
};

use super::{
    Look, Question,
    memory::Answer,
    together::together,
    vnet::{self, Network},
};
use crate::rules::{Connected, ConnectedNetwork, Lookup};

/// So many peerings in a row are followed: a spoke, its hub, another hub, and the spokes of that.
const DEPTH: usize = 3;

/// Everything that can be seen to be connected with a network.
pub(super) async fn with(look: &Look<'_>, network: &Lookup<Arc<Network>>) -> Lookup<Connected> {
    let network = match network {
        Lookup::NotAsked => return Lookup::NotAsked,
        Lookup::Unavailable(reason) => return Lookup::Unavailable(reason.clone()),
        Lookup::Found(network) => network,
    };
    Lookup::Found(network.connected.get_or_init(|| walk(look, network)).await.clone())
}

async fn walk(look: &Look<'_>, network: &Network) -> Connected {
    let mut walk = Walk {
        visited: HashSet::from([network.id.clone()]),
        connected: Connected::default(),
        gateways: Vec::new(),
    };
    let gateway = Gateways { network: network.id.clone(), via: Vec::new(), own: true };
    walk.gateways.push(gateway);
    walk.note_gateway_subnet(&network.id, &network.azure);
    let mut reached = walk.peered_with(&network.azure, &[]);
    for _ in 1..DEPTH {
        reached = walk.beyond(look, reached).await;
    }
    walk.behind_gateways(look).await;
    walk.connected
}

/// What has been seen on the way.
struct Walk {
    /// Each network is told once, by the shortest way to it.
    visited: HashSet<VirtualNetworkId>,
    connected: Connected,
    gateways: Vec<Gateways>,
}

/// A network whose gateways are used.
struct Gateways {
    network: VirtualNetworkId,
    via: Vec<String>,
    /// It is the network of the nodes itself.
    own: bool,
}

/// A network beyond which the way goes on.
struct Open {
    id: VirtualNetworkId,
    via: Vec<String>,
    uses_gateways: bool,
}

impl Walk {
    /// Tells what a network is peered with, and gives those beyond which the way goes on.
    fn peered_with(&mut self, azure: &VirtualNetwork, way: &[String]) -> Vec<Open> {
        let peerings =
            azure.properties.as_ref().and_then(|properties| properties.virtual_network_peerings.as_ref());
        let mut open = Vec::new();
        for peering in peerings.into_iter().flatten() {
            let Some(properties) = peering.properties.as_ref().filter(|peering| carries_traffic(peering))
            else {
                continue;
            };
            let remote = properties.remote_virtual_network.as_ref().and_then(|remote| remote.id.as_deref());
            let Some(id) = remote.and_then(|id| id.parse::<VirtualNetworkId>().ok()) else { continue };
            if !self.visited.insert(id.clone()) {
                continue;
            }
            let via: Vec<String> = way.iter().chain(&peering.name).cloned().collect();
            self.connected.networks.push(ConnectedNetwork {
                title: format!("virtual network {}", id.name),
                id: id.to_string(),
                prefixes: prefixes(properties),
                via: via.clone(),
            });
            let uses_gateways = properties.use_remote_gateways == Some(true);
            if uses_gateways || properties.allow_forwarded_traffic == Some(true) {
                open.push(Open { id, via, uses_gateways: uses_gateways && way.is_empty() });
            }
        }
        open
    }

    /// Reads networks and tells what they are peered with.
    async fn beyond(&mut self, look: &Look<'_>, open: Vec<Open>) -> Vec<Open> {
        let read = open.iter().map(|open| {
            let what = format!("The virtual network {}, which this one is peered with,", open.id);
            vnet::read(look, &open.id, what)
        });
        let read = together(read).await;
        let mut further = Vec::new();
        for (open, answer) in open.into_iter().zip(read) {
            match answer {
                Ok(network) => {
                    if open.uses_gateways {
                        self.note_gateway_subnet(&open.id, &network.azure);
                    }
                    further.extend(self.peered_with(&network.azure, &open.via));
                }
                Err(reason) => self.connected.not_visible.push(format!(
                    "What is reached through virtual network {} is not visible. {reason}",
                    open.id.name
                )),
            }
            if open.uses_gateways {
                self.gateways.push(Gateways { network: open.id, via: open.via, own: false });
            }
        }
        further
    }

    /// Tells what stands on the other side of VPN gateways.
    async fn behind_gateways(&mut self, look: &Look<'_>) {
        let asked = self.gateways.iter().map(|gateways| {
            let VirtualNetworkId { subscription_id, resource_group_name, .. } = &gateways.network;
            local_gateways(look, ResourceGroupId::new(subscription_id, resource_group_name))
        });
        let answers = together(asked).await;
        for (gateways, answer) in std::mem::take(&mut self.gateways).into_iter().zip(answers) {
            match answer {
                Ok(found) => {
                    for gateway in found {
                        self.add_local_gateway(gateway, &gateways.via);
                    }
                }
                Err(reason) if gateways.own => self.connected.unread.push(reason),
                Err(reason) => self.connected.not_visible.push(reason),
            }
        }
    }

    fn add_local_gateway(&mut self, gateway: LocalNetworkGateway, way: &[String]) {
        let (name, id) = (gateway.name.unwrap_or_default(), gateway.id.unwrap_or_default());
        if self.connected.networks.iter().any(|known| known.id.eq_ignore_ascii_case(&id)) {
            return;
        }
        let space = gateway.properties.and_then(|properties| properties.local_network_address_space);
        self.connected.networks.push(ConnectedNetwork {
            title: format!("the network behind local network gateway {name}"),
            id,
            prefixes: space.and_then(|space| space.address_prefixes).unwrap_or_default(),
            via: way.iter().cloned().chain([name]).collect(),
        });
    }

    /// A gateway can only stand in a subnet of this name, and what ExpressRoute or BGP teaches it stands nowhere.
    fn note_gateway_subnet(&mut self, id: &VirtualNetworkId, azure: &VirtualNetwork) {
        let subnets = azure.properties.as_ref().and_then(|properties| properties.subnets.as_ref());
        let names = subnets.into_iter().flatten().filter_map(|subnet| subnet.name.as_deref());
        if names.into_iter().any(|name| name.eq_ignore_ascii_case("GatewaySubnet")) {
            self.connected.not_visible.push(format!(
                "What a gateway in virtual network {} learns by ExpressRoute or BGP is not visible; declared_networks can \
                 name it.",
                id.name
            ));
        }
    }
}

/// Both sides have made the peering, and it is meant to let packets through.
fn carries_traffic(peering: &VirtualNetworkPeeringProperties) -> bool {
    let connected = peering.peering_state.as_ref().is_some_and(|state| state.is("Connected"));
    connected && peering.allow_virtual_network_access != Some(false)
}

/// The ranges at the other end: those of the network as they are now, or of the subnets that are peered.
fn prefixes(peering: &VirtualNetworkPeeringProperties) -> Vec<String> {
    let ranges = |space: &Option<AddressSpace>| {
        space.as_ref().and_then(|space| space.address_prefixes.clone()).filter(|ranges| !ranges.is_empty())
    };
    let now = Some(&peering.remote_virtual_network_address_space);
    let now = now.filter(|_| peering.peer_complete_vnets != Some(false)).and_then(ranges);
    now.or_else(|| ranges(&peering.remote_address_space)).unwrap_or_default()
}

async fn local_gateways(look: &Look<'_>, group: ResourceGroupId) -> Answer<Vec<LocalNetworkGateway>> {
    let question = Question::new(
        format!("The list of the local network gateways in {group}"),
        "Microsoft.Network/localNetworkGateways/read",
    );
    let gateways = look.arm.local_network_gateways();
    let azure = async {
        let found = gateways.list_by_resource_group(&group).collect_all().await?;
        Ok(found.into_iter().map(arm_client::Resource::into_model).collect())
    };
    look.ask(&look.memory.local_gateways, &group, &question, azure).await
}
