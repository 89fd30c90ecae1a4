//! What AKS calls the things that it makes.

use crate::aks::draft::Draft;
use crate::resource_id::ResourceId;
use crate::{ids, json};
use serde_json::Value;

/// Identifiers of what a cluster's node resource group holds.
pub(super) struct Names {
    /// `/subscriptions/S/resourceGroups/MC_...`.
    pub(super) group: String,
    pub(super) network: String,
    pub(super) subnet: String,
    pub(super) security_group: String,
    pub(super) route_table: String,
    pub(super) nat_gateway: String,
    pub(super) load_balancer: String,
    pub(super) identity: String,
}

impl Names {
    pub(super) fn of(draft: &Draft) -> Self {
        let group = format!(
            "/subscriptions/{}/resourceGroups/{}",
            draft.id.subscription(),
            draft.text("nodeResourceGroup")
        );
        let number = number(&format!("{}/{}", draft.id.key(), draft.text("resourceUID")));
        let own = |kind: &str, name: &str| format!("{group}/providers/Microsoft.Network/{kind}/{name}");
        let network = own("virtualNetworks", &format!("aks-vnet-{number}"));
        Self {
            subnet: format!("{network}/subnets/aks-subnet"),
            network,
            security_group: own("networkSecurityGroups", &format!("aks-agentpool-{number}-nsg")),
            route_table: own("routeTables", &format!("aks-agentpool-{number}-routetable")),
            nat_gateway: own("natGateways", &format!("aks-agentpool-{number}-natgateway")),
            load_balancer: own("loadBalancers", "kubernetes"),
            identity: format!(
                "{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{}-agentpool",
                draft.id.name()
            ),
            group,
        }
    }
}

/// Whether the cluster stands in a network that AKS made for it.
pub(super) fn has_managed_network(draft: &Draft) -> bool {
    draft.pools.iter().all(|p| json::text(p, "vnetSubnetID").is_none())
}

/// The subnet in which a pool's nodes stand: its own, or the one that AKS made.
pub(in super::super) fn subnet_of(draft: &Draft, pool: &Value) -> Option<ResourceId> {
    match json::text(pool, "vnetSubnetID") {
        Some(own) => ResourceId::parse(own).ok(),
        None => ResourceId::parse(&Names::of(draft).subnet).ok(),
    }
}

/// Eight digits that end the names of what belongs together.
pub(super) fn number(text: &str) -> u64 {
    10_000_000 + ids::spread(text) % 90_000_000
}
