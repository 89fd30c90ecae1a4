//! The machines of a pool: reading them, and taking some of them away.

use serde_json::{Value, json};

use super::{cluster, pool, precondition, view};
use crate::gateway::{Answer, Fault, Request};
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{ids, json};

/// One machine of a scale set.
struct Machine {
    name: String,
    scale_set: String,
    instance: i64,
}

/// `GET POOL/machines`.
pub(super) fn list(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let (owner, there) = (pool::owner(world, id, "read")?, pool::pool_at(world, id)?);
    let value: Vec<Value> = machines(&owner, &there).iter().map(|m| body(&owner, &there, m)).collect();
    Ok(Answer::json(200, json!({ "value": value })))
}

/// `GET POOL/machines/NAME`.
pub(super) fn show(world: &World<'_>, id: &ResourceId, name: &str) -> Result<Answer, Fault> {
    let (owner, there) = (pool::owner(world, id, "read")?, pool::pool_at(world, id)?);
    let all = machines(&owner, &there);
    let machine = all.iter().find(|m| m.name.eq_ignore_ascii_case(name));
    machine.map(|m| Answer::json(200, body(&owner, &there, m))).ok_or_else(|| {
        let text = format!("Could not find the machine: {name} in the agent pool: {}.", there.id.name());
        Fault::aks(404, "NotFound", text)
    })
}

/// `POST POOL/deleteMachines`: the named machines go, and the pool has fewer nodes.
pub(super) fn delete(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let (mut owner, mut there) = (pool::owner(world, id, "action")?, pool::pool_at(world, id)?);
    let asked = request.object()?;
    let names = json::texts(&asked, "machineNames");
    if names.is_empty() {
        let text = "The request names no machine in machineNames.";
        return Err(Fault::aks(400, "InvalidParameter", text).target("machineNames"));
    }
    precondition::check_pool_idle(world, &owner.id, id)?;
    let all = machines(&owner, &there);
    let mut gone = removed(&owner, &there);
    for name in &names {
        let Some(machine) = all.iter().find(|m| m.name.eq_ignore_ascii_case(name)) else {
            let text =
                format!("The machine '{name}' does not exist in the agent pool '{}'.", there.id.name());
            return Err(Fault::aks(400, "InvalidParameter", text).target("machineNames"));
        };
        if !gone.contains(&machine.instance) {
            gone.push(machine.instance);
        }
    }
    let left = all.len() + removed(&owner, &there).len() - gone.len();
    json::set(&mut owner.hidden, &path(&there), gone);
    json::set(&mut there.body, "properties.count", left);
    json::set(&mut there.body, "properties.provisioningState", "Deleting");
    world.tx.put(&owner)?;
    world.tx.put(&there)?;
    let operation = operations::start(world, Kind::PoolMachines, &there.id, Value::Null)?;
    cluster::with_both(world, Answer::empty(202), &operation, &owner)
}

/// The machines of a pool: as many as it counts, numbered on past those that were taken away.
fn machines(owner: &Resource, there: &Resource) -> Vec<Machine> {
    let count = json::number(&there.body, "properties.count").unwrap_or(0);
    let gone = removed(owner, there);
    let scale_set = format!("aks-{}-{:08}-vmss", there.id.name(), ids::spread(&owner.id.key()) % 100_000_000);
    (0..)
        .filter(|instance| !gone.contains(instance))
        .take(usize::try_from(count).unwrap_or(0))
        .map(|instance| Machine {
            name: format!("{scale_set}{}", base36(instance)),
            scale_set: scale_set.clone(),
            instance,
        })
        .collect()
}

/// Instances that were taken away, which the cluster keeps in mind.
fn removed(owner: &Resource, there: &Resource) -> Vec<i64> {
    let kept = json::at(&owner.hidden, &path(there)).and_then(Value::as_array);
    kept.into_iter().flatten().filter_map(Value::as_i64).collect()
}

fn path(there: &Resource) -> String {
    format!("removed.{}", there.id.name())
}

/// Six digits of base 36, as scale sets number the computer names of their machines.
fn base36(mut number: i64) -> String {
    const DIGITS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[usize::try_from(number % 36).unwrap_or(0)];
        number /= 36;
    }
    digits.iter().copied().map(char::from).collect()
}

fn body(owner: &Resource, there: &Resource, machine: &Machine) -> Value {
    let group = json::text(&owner.body, "properties.nodeResourceGroup").unwrap_or_default();
    let mut body = json!({
        "id": format!("{}/machines/{}", view::lowered(&there.id), machine.name),
        "name": machine.name,
        "type": "Microsoft.ContainerService/managedClusters/agentPools/machines",
        "properties": {
            "resourceId": format!(
                "/subscriptions/{}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachineScaleSets/{}/virtualMachines/{}",
                there.id.subscription(), machine.scale_set, machine.instance
            ),
            "network": {"ipAddresses": [{"family": "IPv4", "ip": format!("10.224.{}.{}", (machine.instance + 4) / 256, (machine.instance + 4) % 256)}]},
        },
    });
    let zones = json::texts(&there.body, "properties.availabilityZones");
    if !zones.is_empty() {
        let at = usize::try_from(machine.instance).unwrap_or(0) % zones.len();
        json::set(&mut body, "zones", json!([zones[at]]));
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instances_are_numbered_in_base_36() {
        assert_eq!((base36(0), base36(10), base36(36)), ("000000".into(), "00000a".into(), "000010".into()));
    }
}
