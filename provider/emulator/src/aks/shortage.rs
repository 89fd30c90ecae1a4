//! Addresses that run out while an operation runs.
//!
//! A request is judged by the size of a subnet alone (`InsufficientSubnetSize`); whether its addresses are free is seen
//! when the scale set is given more machines, those of an upgrade included, and fails the operation.

use ipnet::IpNet;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::draft::Draft;
use super::{node_group, nodes};
use crate::json;
use crate::network;
use crate::world::World;

/// The error with which an operation on a cluster will end, or on one pool of it; `reimaged` where it gives all nodes a
/// new image whatever else it changes.
pub(super) fn of(
    world: &World<'_>,
    draft: &Draft,
    only: Option<&str>,
    reimaged: bool,
) -> rusqlite::Result<Option<Value>> {
    // What pools before this one take of the same subnet.
    let mut taken: BTreeMap<String, u64> = BTreeMap::new();
    for pool in &draft.pools {
        let name = json::text(pool, "name").unwrap_or_default();
        if only.is_some_and(|only| only != name) {
            continue;
        }
        let surge = if reimaged { nodes::surge(pool) } else { nodes::pending_surge(draft, pool) };
        let Some(id) = node_group::subnet_of(draft, pool) else { continue };
        let Some(subnet) = world.tx.resource(&id)? else { continue };
        let range = network::prefixes(&subnet.body).into_iter().find(|r| matches!(r, IpNet::V4(_)));
        let Some(range) = range else { continue };
        let count = u32::try_from(json::number(pool, "count").unwrap_or(0)).unwrap_or(0);
        let machines = u64::from(count.saturating_add(surge));
        let needed = machines * u64::from(nodes::addresses_per_node(draft, pool));
        let more = needed.saturating_sub(nodes::held_addresses(&subnet, &nodes::pool_key(draft, name)));
        let taken = taken.entry(id.key()).or_default();
        let free = nodes::free_addresses(&subnet, &range).saturating_sub(*taken);
        if more > free {
            return Ok(Some(subnet_is_full(subnet.id.name(), &range, more)));
        }
        *taken += more;
    }
    Ok(None)
}

/// The words of the scale set's reconciler around the error of the network.
fn subnet_is_full(name: &str, range: &IpNet, asked: u64) -> Value {
    let inner = format!(
        "Subnet {name} with address prefix {range} does not have enough capacity for {asked} IP addresses."
    );
    json!({
        "code": "ReconcileVMSSAgentPoolFailed",
        "message": format!(
            "VMSSAgentPoolReconciler retry failed: Category: ClientError; SubCode: SubnetIsFull; Dependency: \
             Microsoft.Network/virtualNetworks; OriginalError: Code=\"SubnetIsFull\" Message=\"{inner}\" Details=[]; \
             AKSTeam: NodeProvisioning, Retriable: false."
        ),
        "details": [{"code": "SubnetIsFull", "message": inner}],
    })
}
