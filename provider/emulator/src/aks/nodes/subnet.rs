//! The addresses that nodes hold of their subnet.

use ipnet::{IpNet, Ipv6Net};
use serde_json::{Value, json};

use super::kept::{Kept, name_of};
use crate::aks::draft::Draft;
use crate::aks::{node_group, view};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{json, network};

/// Azure keeps the first four addresses of a subnet, and its last.
const FIRST_FREE: u32 = 4;

/// Where the nodes of a pool stand.
pub(super) struct Home {
    pub(super) subnet: Option<Resource>,
    pub(super) four: Option<IpNet>,
    pub(super) six: Option<Ipv6Net>,
}

impl Home {
    pub(super) fn of(world: &World<'_>, draft: &Draft, pool: &Value) -> rusqlite::Result<Self> {
        let id = node_group::subnet_of(draft, pool);
        let subnet = match id {
            Some(id) => world.tx.resource(&id)?,
            None => None,
        };
        let ranges = subnet.as_ref().map(|s| network::prefixes(&s.body)).unwrap_or_default();
        let four = ranges.iter().find(|r| matches!(r, IpNet::V4(_))).copied();
        let six = ranges.iter().find_map(|r| if let IpNet::V6(six) = r { Some(*six) } else { None });
        Ok(Self { subnet, four, six })
    }
}

/// What the machines of a subnet's pools are called in its `ipConfigurations`.
pub(crate) fn ip_configurations(subnet: &Resource) -> Vec<Value> {
    let users = json::at(&subnet.hidden, "nodes").and_then(Value::as_object);
    let of_pool = |held: &Value| -> Vec<Value> {
        let set = json::text(held, "set").unwrap_or_default().to_owned();
        let name = set.rsplit('/').next().unwrap_or_default().to_owned();
        let machines = json::at(held, "held").and_then(Value::as_array).cloned().unwrap_or_default();
        machines
            .iter()
            .filter_map(|m| m.get(0).and_then(Value::as_i64))
            .map(|index| {
                json!({"id": format!(
                    "{set}/virtualMachines/{index}/networkInterfaces/{name}/ipConfigurations/ipconfig1"
                )})
            })
            .collect()
    };
    users.into_iter().flat_map(|all| all.values()).flat_map(of_pool).collect()
}

/// Addresses of a subnet's IPv4 range that nobody holds.
pub(crate) fn free_addresses(subnet: &Resource, range: &IpNet) -> u64 {
    let users = json::at(&subnet.hidden, "nodes").and_then(Value::as_object);
    let held: u64 = users.into_iter().flatten().map(|(_, held)| length(held)).sum();
    usable(range).saturating_sub(held)
}

/// Addresses of a subnet that the pool with this key holds.
pub(crate) fn held_addresses(subnet: &Resource, pool: &str) -> u64 {
    let users = json::at(&subnet.hidden, "nodes").and_then(Value::as_object);
    users.and_then(|all| all.get(pool)).map_or(0, length)
}

/// Addresses of its subnet that one node of a pool takes.
pub(crate) fn addresses_per_node(draft: &Draft, pool: &Value) -> u32 {
    let flat =
        draft.text("networkProfile.networkPlugin").eq_ignore_ascii_case("azure") && !draft.is_overlay();
    let pods = json::number(pool, "maxPods").and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    if flat && json::text(pool, "podSubnetID").is_none() { pods.saturating_add(1) } else { 1 }
}

/// The key under which a pool holds addresses of a subnet.
pub(crate) fn pool_key(draft: &Draft, pool: &str) -> String {
    format!("{}/agentpools/{pool}", draft.id.key())
}

/// Takes addresses of the pool's subnet for its nodes, and gives back those of nodes that are gone.
pub(super) fn occupy(
    world: &World<'_>,
    draft: &Draft,
    pool: &Value,
    all: &mut [Kept],
) -> rusqlite::Result<()> {
    let home = Home::of(world, draft, pool)?;
    let (Some(mut subnet), Some(range)) = (home.subnet, home.four) else { return Ok(()) };
    let key = pool_key(draft, name_of(pool));
    let span = addresses_per_node(draft, pool);
    let others = json::at(&subnet.hidden, "nodes").and_then(Value::as_object);
    let mut used: Vec<(u32, u32)> =
        others.into_iter().flatten().filter(|(user, _)| **user != key).flat_map(|(_, h)| spans(h)).collect();
    let bits = range.max_prefix_len() - range.prefix_len();
    let end = u32::try_from((1u64 << bits.min(32)) - 1).unwrap_or(u32::MAX);
    used.extend(all.iter().filter_map(|n| n.place).map(|place| (place, span)));
    used.sort_unstable();
    let mut from = FIRST_FREE;
    for node in all.iter_mut().filter(|n| n.place.is_none()) {
        let place = gap(&used, from, span).filter(|place| place.saturating_add(span) <= end);
        if let Some(place) = place {
            let at = used.partition_point(|u| u.0 < place);
            used.insert(at, (place, span));
            from = place + span;
        }
        node.place = place;
    }
    if all.is_empty() {
        let users = json::object(&mut subnet.hidden).get_mut("nodes").and_then(Value::as_object_mut);
        if users.and_then(|all| all.remove(&key)).is_some() {
            world.tx.put(&subnet)?;
        }
        return Ok(());
    }
    let held: Vec<Value> = all.iter().map(|n| json!([n.index, n.place, span])).collect();
    let entry = json!({"set": node_group::scale_set(draft, pool), "held": held});
    let users = json::object(json::object(&mut subnet.hidden).entry("nodes").or_insert_with(|| json!({})));
    if users.get(&key) != Some(&entry) {
        users.insert(key, entry);
        world.tx.put(&subnet)?;
    }
    Ok(())
}

/// Gives back what the nodes of a pool hold of their subnet.
pub(crate) fn vacate(world: &World<'_>, draft: &Draft, pool: &str) -> rusqlite::Result<()> {
    let key = pool_key(draft, pool);
    for subnet in subnets_held(world, draft, pool)? {
        if let Some(mut there) = world.tx.resource(&subnet)?
            && let Some(users) = there.hidden.get_mut("nodes").and_then(Value::as_object_mut)
            && users.remove(&key).is_some()
        {
            world.tx.put(&there)?;
        }
    }
    Ok(())
}

/// The subnets in which a pool may hold addresses: those of the cluster's pools.
fn subnets_held(world: &World<'_>, draft: &Draft, pool: &str) -> rusqlite::Result<Vec<ResourceId>> {
    let id = ResourceId::parse(&format!("{}/agentPools/{pool}", draft.id)).ok();
    let gone = match id {
        Some(id) => world.tx.resource(&id)?.map(|there| view::inline(&there.body)),
        None => None,
    };
    let mut all: Vec<ResourceId> =
        draft.pools.iter().chain(&gone).filter_map(|p| node_group::subnet_of(draft, p)).collect();
    all.sort_by_key(ResourceId::key);
    all.dedup();
    Ok(all)
}

/// The lowest place from `from` on that leaves `span` addresses free; `used` is sorted.
fn gap(used: &[(u32, u32)], from: u32, span: u32) -> Option<u32> {
    let mut candidate = from;
    for (place, length) in used {
        let end = place.saturating_add(*length);
        if end <= candidate {
            continue;
        }
        if *place >= candidate.checked_add(span)? {
            break;
        }
        candidate = end;
    }
    Some(candidate)
}

/// Addresses that Azure leaves to the users of a subnet.
fn usable(range: &IpNet) -> u64 {
    let bits = range.max_prefix_len() - range.prefix_len();
    1u64.checked_shl(bits.into()).unwrap_or(u64::MAX).saturating_sub(5)
}

/// How many addresses a pool holds in a subnet.
fn length(held: &Value) -> u64 {
    spans(held).iter().map(|(_, span)| u64::from(*span)).sum()
}

/// Places that a pool holds in a subnet, with their length.
fn spans(held: &Value) -> Vec<(u32, u32)> {
    let all = json::at(held, "held").and_then(Value::as_array);
    let number = |v: &Value, at: usize| v.get(at).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    all.into_iter().flatten().filter_map(|v| Some((number(v, 1)?, number(v, 2)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_the_lowest_place_that_is_wide_enough() {
        let used = [(4, 1), (5, 1), (8, 2)];
        assert_eq!(gap(&used, 4, 1), Some(6));
        assert_eq!(gap(&used, 4, 2), Some(6));
        assert_eq!(gap(&used, 4, 3), Some(10));
        assert_eq!(gap(&[], 4, 31), Some(4));
    }
}
