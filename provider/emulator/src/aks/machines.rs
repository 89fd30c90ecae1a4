//! The machines of a pool: reading them, and taking some of them away.

use serde_json::{Value, json};

use super::draft::Draft;
use super::nodes::{self, Node};
use super::{cluster, node_group, pool, precondition, view};
use crate::gateway::{Answer, Fault, Request};
use crate::json;
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;

/// A pool with its machines.
struct Pool {
    owner: Resource,
    there: Resource,
    /// The identifier of its scale set.
    scale_set: String,
    nodes: Vec<Node>,
}

/// `GET POOL/machines`.
pub(super) fn list(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let pool = find(world, id, "read")?;
    let value: Vec<Value> = pool.nodes.iter().map(|node| body(&pool, node)).collect();
    Ok(Answer::json(200, json!({ "value": value })))
}

/// `GET POOL/machines/NAME`.
pub(super) fn show(world: &World<'_>, id: &ResourceId, name: &str) -> Result<Answer, Fault> {
    let pool = find(world, id, "read")?;
    let node = pool.nodes.iter().find(|node| node.name.eq_ignore_ascii_case(name));
    node.map(|node| Answer::json(200, body(&pool, node))).ok_or_else(|| {
        let text = format!("Could not find the machine: {name} in the agent pool: {}.", pool.there.id.name());
        Fault::aks(404, "NotFound", text)
    })
}

/// `POST POOL/deleteMachines`: the named machines go, and the pool has fewer nodes.
pub(super) fn delete(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let mut pool = find(world, id, "action")?;
    let asked = request.object()?;
    let refuse = |text: String| Err(Fault::aks(400, "InvalidParameter", text).target("machineNames"));
    let mut indexes = Vec::new();
    for name in json::texts(&asked, "machineNames") {
        match pool.nodes.iter().find(|node| node.name.eq_ignore_ascii_case(name)) {
            Some(node) if indexes.contains(&node.index) => {}
            Some(node) => indexes.push(node.index),
            None => {
                let pool = pool.there.id.name();
                return refuse(format!("The machine '{name}' does not exist in the agent pool '{pool}'."));
            }
        }
    }
    if indexes.is_empty() {
        return refuse("The request names no machine in machineNames.".to_owned());
    }
    precondition::check_pool_idle(world, &pool.owner.id, id)?;
    nodes::take_away(&mut pool.owner, pool.there.id.name(), &indexes);
    json::set(&mut pool.there.body, "properties.count", pool.nodes.len() - indexes.len());
    json::set(&mut pool.there.body, "properties.provisioningState", "Deleting");
    world.tx.put(&pool.owner)?;
    world.tx.put(&pool.there)?;
    let operation = operations::start(world, Kind::PoolMachines, &pool.there.id, Value::Null)?;
    cluster::with_both(world, Answer::empty(202), &operation, &pool.owner)
}

fn find(world: &World<'_>, id: &ResourceId, verb: &str) -> Result<Pool, Fault> {
    let (owner, there) = (pool::owner(world, id, verb)?, pool::pool_at(world, id)?);
    let draft = Draft::load(world, &owner)?;
    let scale_set = node_group::scale_set(&draft, &view::inline(&there.body));
    let mut nodes = nodes::of_draft(world, &draft)?;
    nodes.retain(|node| node.pool == there.id.name());
    Ok(Pool { owner, there, scale_set, nodes })
}

fn body(pool: &Pool, node: &Node) -> Value {
    let addresses: Vec<Value> = node
        .internal_ips
        .iter()
        .map(|ip| json!({"family": if ip.contains(':') { "IPv6" } else { "IPv4" }, "ip": ip}))
        .collect();
    let mut body = json!({
        "id": format!("{}/machines/{}", view::lowered(&pool.there.id), node.name),
        "name": node.name,
        "type": "Microsoft.ContainerService/managedClusters/agentPools/machines",
        "properties": {
            "resourceId": format!("{}/virtualMachines/{}", pool.scale_set, node.index),
            "network": {"ipAddresses": addresses},
        },
    });
    let zones = json::texts(&pool.there.body, "properties.availabilityZones");
    if let Some(turn) = usize::try_from(node.index).ok().and_then(|index| index.checked_rem(zones.len())) {
        json::set(&mut body, "zones", json!([zones[turn]]));
    }
    body
}
