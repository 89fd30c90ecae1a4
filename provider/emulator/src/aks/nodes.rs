//! The nodes of a cluster: what each is called and which addresses it holds.
//!
//! With overlay and with kubenet a node takes one block of the pod CIDR, a /24 whatever its number of pods, and one
//! address of its subnet; with pod addresses from the node subnet it takes one address for itself and one for each pod
//! that it may run. Who holds what is kept with the cluster, and with the subnet for those who share it; neither is a
//! member of a resource, a reader sees it in `kubectl get nodes` and in the subnet's `ipConfigurations`.

use ipnet::{IpNet, Ipv6Net};
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::draft::Draft;
use super::{fill, node_group};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{cidr, ids, json, network};

/// Azure keeps the first four addresses of a subnet, and its last.
const FIRST_FREE: u32 = 4;
/// Host bits of a node's block in an IPv6 pod CIDR with overlay, a /120.
const SIX_BITS: u8 = 8;

/// A node as Kubernetes shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(crate) name: String,
    pub(crate) pool: String,
    /// `System`, `User` or `Gateway`.
    pub(crate) mode: String,
    /// The full version of its kubelet.
    pub(crate) version: String,
    pub(crate) image: String,
    pub(crate) os_type: String,
    pub(crate) os_sku: String,
    pub(crate) vm_size: String,
    /// The blocks for its pods, IPv4 first; none where pods take addresses of a subnet.
    pub(crate) pod_cidrs: Vec<String>,
    /// Its own addresses, IPv4 first.
    pub(crate) internal_ips: Vec<String>,
    /// Labels of its pool, as the cluster's owner set them.
    pub(crate) labels: Value,
    /// When it last joined the cluster, in milliseconds since 1970: new nodes and re-imaged ones join anew.
    pub(crate) created: i64,
    /// The number of the machine in its scale set.
    pub(crate) index: u32,
    /// The identifier of its scale set.
    pub(crate) scale_set: String,
}

/// What is kept of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kept {
    index: u32,
    /// The upper 24 bits of its IPv4 block.
    block: Option<u32>,
    /// Its place in the subnet, counted from the first address.
    place: Option<u32>,
    created: i64,
}

impl Kept {
    fn read(value: &Value) -> Option<Self> {
        let number = |at: usize| value.get(at).and_then(Value::as_i64);
        let small = |at: usize| number(at).and_then(|n| u32::try_from(n).ok());
        Some(Self { index: small(0)?, block: small(1), place: small(2), created: number(3)? })
    }

    fn written(self) -> Value {
        json!([self.index, self.block, self.place, self.created])
    }
}

/// The nodes of a cluster, in the order of its pools.
pub(super) fn of_draft(world: &World<'_>, draft: &Draft) -> rusqlite::Result<Vec<Node>> {
    let mut all = Vec::new();
    for pool in &draft.pools {
        let home = Home::of(world, draft, pool)?;
        all.extend(kept(draft, name_of(pool)).into_iter().map(|node| shown(draft, pool, &home, node)));
    }
    Ok(all)
}

/// Brings the nodes in line with the pools: new ones for what a pool has more, none for what it has less, all of a
/// pool anew where they were re-imaged.
pub(super) fn reconcile(world: &World<'_>, draft: &mut Draft) -> rusqlite::Result<()> {
    let mut taken = taken_blocks(draft);
    let names: Vec<String> = draft.pools.iter().map(|p| name_of(p).to_owned()).collect();
    for (at, name) in names.iter().enumerate() {
        let memory = format!("nodes.{name}");
        let of = generation(draft, &draft.pools[at]);
        let known = json::text(&draft.hidden, &format!("{memory}.of")).map(str::to_owned);
        let renewed = known.as_ref().is_some_and(|k| *k != of);
        let pool = &mut draft.pools[at];
        if renewed {
            let image = fill::image(json::text(pool, "osSKU").unwrap_or_default());
            json::set(pool, "nodeImageVersion", image);
        }
        let surge = if renewed { surge(pool) } else { 0 };
        let next = json::number(&draft.hidden, &format!("{memory}.next")).unwrap_or(0);
        let mut next = u32::try_from(next).unwrap_or(0).saturating_add(surge);
        let pool = draft.pools[at].clone();
        let mut all = kept(draft, name);
        let wanted = usize::try_from(json::number(&pool, "count").unwrap_or(0)).unwrap_or(0);
        let blocks = Blocks::of(draft);
        for gone in all.drain(wanted.min(all.len())..) {
            gone.block.map(|block| taken.remove(&block));
        }
        for node in &mut all {
            if renewed {
                node.created = world.now;
            }
            if !node.block.is_none_or(|b| blocks.as_ref().is_some_and(|all| all.has(b))) {
                node.block.map(|block| taken.remove(&block));
                node.block = None;
            }
        }
        while all.len() < wanted {
            all.push(Kept { index: next, block: None, place: None, created: world.now });
            next = next.saturating_add(1);
        }
        if let Some(blocks) = &blocks {
            for node in all.iter_mut().filter(|n| n.block.is_none()) {
                node.block = blocks.free(&taken);
                taken.extend(node.block);
            }
        }
        occupy(world, draft, &pool, &mut all)?;
        let all: Vec<Value> = all.into_iter().map(Kept::written).collect();
        json::set(&mut draft.hidden, &memory, json!({"of": of, "next": next, "all": all}));
    }
    forget_others(world, draft, &names)
}

/// Takes the nodes with these numbers out of a pool. Its count has to follow; addresses and machines do so when the
/// operation ends.
pub(super) fn take_away(cluster: &mut Resource, pool: &str, indexes: &[u32]) {
    let path = format!("nodes.{pool}.all");
    if let Some(Value::Array(mut all)) = json::at(&cluster.hidden, &path).cloned() {
        all.retain(|node| Kept::read(node).is_none_or(|node| !indexes.contains(&node.index)));
        json::set(&mut cluster.hidden, &path, all);
    }
}

/// Gives back what the nodes of a pool hold of their subnet.
pub(super) fn vacate(world: &World<'_>, draft: &Draft, pool: &str) -> rusqlite::Result<()> {
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
pub(super) fn free_addresses(subnet: &Resource, range: &IpNet) -> u64 {
    let users = json::at(&subnet.hidden, "nodes").and_then(Value::as_object);
    let held: u64 = users.into_iter().flatten().map(|(_, held)| length(held)).sum();
    usable(range).saturating_sub(held)
}

/// Addresses of a subnet that the pool with this key holds.
pub(super) fn held_addresses(subnet: &Resource, pool: &str) -> u64 {
    let users = json::at(&subnet.hidden, "nodes").and_then(Value::as_object);
    users.and_then(|all| all.get(pool)).map_or(0, length)
}

fn length(held: &Value) -> u64 {
    spans(held).iter().map(|(_, span)| u64::from(*span)).sum()
}

/// Addresses that Azure leaves to the users of a subnet.
fn usable(range: &IpNet) -> u64 {
    let bits = range.max_prefix_len() - range.prefix_len();
    1u64.checked_shl(bits.into()).unwrap_or(u64::MAX).saturating_sub(5)
}

/// Nodes that the operation on a pool adds for its time: as many as its surge says where it re-images the pool.
pub(super) fn pending_surge(draft: &Draft, pool: &Value) -> u32 {
    let known = json::text(&draft.hidden, &format!("nodes.{}.of", name_of(pool)));
    if known.is_some_and(|known| known != generation(draft, pool)) { surge(pool) } else { 0 }
}

/// Nodes that an upgrade of a pool adds for its time: `maxSurge` of those that are there.
pub(super) fn surge(pool: &Value) -> u32 {
    let nodes = u64::try_from(json::number(pool, "count").unwrap_or(0)).unwrap_or(0);
    let text = json::text(pool, "upgradeSettings.maxSurge").unwrap_or("10%");
    let surge = match text.strip_suffix('%') {
        Some(percent) => percent.parse::<u64>().unwrap_or(10).saturating_mul(nodes).div_ceil(100),
        None => text.parse().unwrap_or(1),
    };
    u32::try_from(surge.min(nodes)).unwrap_or(0)
}

/// Addresses of its subnet that one node of a pool takes.
pub(super) fn addresses_per_node(draft: &Draft, pool: &Value) -> u32 {
    let flat =
        draft.text("networkProfile.networkPlugin").eq_ignore_ascii_case("azure") && !draft.is_overlay();
    let pods = json::number(pool, "maxPods").and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    if flat && json::text(pool, "podSubnetID").is_none() { pods.saturating_add(1) } else { 1 }
}

/// The key under which a pool holds addresses of a subnet.
pub(super) fn pool_key(draft: &Draft, pool: &str) -> String {
    format!("{}/agentpools/{pool}", draft.id.key())
}

/// Where the nodes of a pool stand.
struct Home {
    subnet: Option<Resource>,
    four: Option<IpNet>,
    six: Option<Ipv6Net>,
}

impl Home {
    fn of(world: &World<'_>, draft: &Draft, pool: &Value) -> rusqlite::Result<Self> {
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

/// The IPv4 blocks of a cluster's pod CIDR.
struct Blocks {
    first: u32,
    count: u32,
}

impl Blocks {
    /// `None` where nodes take no block.
    fn of(draft: &Draft) -> Option<Self> {
        let kubenet = draft.text("networkProfile.networkPlugin").eq_ignore_ascii_case("kubenet");
        if !kubenet && !draft.is_overlay() {
            return None;
        }
        let ranges = draft.texts("networkProfile.podCidrs").into_iter().filter_map(cidr::parse);
        ranges.into_iter().find_map(|range| match range {
            IpNet::V4(four) => Some(Self {
                first: u32::from(four.network()) >> 8,
                count: if four.prefix_len() > 24 { 0 } else { 1 << (24 - four.prefix_len()) },
            }),
            IpNet::V6(_) => None,
        })
    }

    fn has(&self, block: u32) -> bool {
        block >= self.first && block - self.first < self.count
    }

    fn free(&self, taken: &std::collections::BTreeSet<u32>) -> Option<u32> {
        let mut candidate = self.first;
        for block in taken.range(self.first..) {
            if *block != candidate {
                break;
            }
            candidate += 1;
        }
        self.has(candidate).then_some(candidate)
    }
}

fn name_of(pool: &Value) -> &str {
    json::text(pool, "name").unwrap_or_default()
}

fn kept(draft: &Draft, pool: &str) -> Vec<Kept> {
    let all = json::at(&draft.hidden, &format!("nodes.{pool}.all")).and_then(Value::as_array);
    all.into_iter().flatten().filter_map(Kept::read).collect()
}

fn taken_blocks(draft: &Draft) -> std::collections::BTreeSet<u32> {
    let pools = draft.pools.iter().flat_map(|p| kept(draft, name_of(p)));
    pools.filter_map(|n| n.block).collect()
}

/// What all nodes of a pool have in common; where it changes, they are re-imaged.
fn generation(draft: &Draft, pool: &Value) -> String {
    format!(
        "{}/{}/{}",
        json::number(&draft.hidden, "generation").unwrap_or(0),
        json::text(pool, "currentOrchestratorVersion").unwrap_or_default(),
        json::text(pool, "osSKU").unwrap_or_default(),
    )
}

/// Takes addresses of the pool's subnet for its nodes, and gives back those of nodes that are gone.
fn occupy(world: &World<'_>, draft: &Draft, pool: &Value, all: &mut [Kept]) -> rusqlite::Result<()> {
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

/// Places that a pool holds in a subnet, with their length.
fn spans(held: &Value) -> Vec<(u32, u32)> {
    let all = json::at(held, "held").and_then(Value::as_array);
    let number = |v: &Value, at: usize| v.get(at).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    all.into_iter().flatten().filter_map(|v| Some((number(v, 1)?, number(v, 2)?))).collect()
}

/// Forgets the nodes of pools that are gone.
fn forget_others(world: &World<'_>, draft: &mut Draft, names: &[String]) -> rusqlite::Result<()> {
    let known = json::at(&draft.hidden, "nodes").and_then(Value::as_object);
    let gone: Vec<String> =
        known.into_iter().flat_map(|all| all.keys()).filter(|name| !names.contains(name)).cloned().collect();
    for name in gone {
        vacate(world, draft, &name)?;
        json::remove(&mut draft.hidden, &format!("nodes.{name}"));
    }
    Ok(())
}

/// The subnets in which a pool may hold addresses: those of the cluster's pools.
fn subnets_held(world: &World<'_>, draft: &Draft, pool: &str) -> rusqlite::Result<Vec<ResourceId>> {
    let id = ResourceId::parse(&format!("{}/agentPools/{pool}", draft.id)).ok();
    let gone = match id {
        Some(id) => world.tx.resource(&id)?.map(|there| super::view::inline(&there.body)),
        None => None,
    };
    let mut all: Vec<ResourceId> =
        draft.pools.iter().chain(&gone).filter_map(|p| node_group::subnet_of(draft, p)).collect();
    all.sort_by_key(ResourceId::key);
    all.dedup();
    Ok(all)
}

fn shown(draft: &Draft, pool: &Value, home: &Home, node: Kept) -> Node {
    let text = |member: &str| json::text(pool, member).unwrap_or_default().to_owned();
    Node {
        name: node_group::machine(draft, pool, node.index),
        pool: text("name"),
        mode: text("mode"),
        version: text("currentOrchestratorVersion"),
        image: text("nodeImageVersion"),
        os_type: text("osType"),
        os_sku: text("osSKU"),
        vm_size: text("vmSize"),
        pod_cidrs: pod_cidrs(draft, node),
        internal_ips: internal_ips(draft, home, node),
        labels: json::at(pool, "nodeLabels").cloned().unwrap_or_else(|| json!({})),
        created: node.created,
        index: node.index,
        scale_set: node_group::scale_set(draft, pool),
    }
}

/// The blocks of a node: the IPv6 one stands at the same place of its range as the IPv4 one.
fn pod_cidrs(draft: &Draft, node: Kept) -> Vec<String> {
    let (Some(block), Some(blocks)) = (node.block, Blocks::of(draft)) else { return Vec::new() };
    let mut all = vec![format!("{}/24", Ipv4Addr::from(block << 8))];
    let number = u128::from(block.saturating_sub(blocks.first));
    let ranges = draft.texts("networkProfile.podCidrs").into_iter().filter_map(cidr::parse);
    for range in ranges {
        let IpNet::V6(six) = range else { continue };
        // Kubenet divides its range by sixteen bits, overlay gives every node a /120.
        let length =
            if draft.is_overlay() { 128 - SIX_BITS } else { six.prefix_len().saturating_add(16).min(128) };
        let first = u128::from(six.network());
        let at = number.checked_shl(u32::from(128 - length)).unwrap_or(0);
        all.push(format!("{}/{length}", Ipv6Addr::from(first.wrapping_add(at))));
    }
    all
}

fn internal_ips(draft: &Draft, home: &Home, node: Kept) -> Vec<String> {
    let (Some(place), Some(four)) = (node.place, home.four) else { return Vec::new() };
    let mut all: Vec<String> = cidr::nth(&four, place).map(|ip: IpAddr| ip.to_string()).into_iter().collect();
    if draft.texts("networkProfile.ipFamilies").len() > 1
        && let Some(six) = home.six
    {
        all.extend(cidr::nth(&IpNet::V6(six), place).map(|ip| ip.to_string()));
    }
    all
}

/// Eight digits that end the names of what belongs together.
pub(super) fn number(text: &str) -> u64 {
    10_000_000 + ids::spread(text) % 90_000_000
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

    #[test]
    fn the_lowest_free_block_is_taken_and_none_beyond_the_last() {
        let blocks = Blocks { first: 100, count: 3 };
        assert_eq!(blocks.free(&[].into()), Some(100));
        assert_eq!(blocks.free(&[100, 102].into()), Some(101));
        assert_eq!(blocks.free(&[100, 101, 102].into()), None);
    }

    #[test]
    fn a_surge_is_a_share_rounded_up_or_a_number_and_never_more_than_the_pool() {
        let of = |count: i64, surge: &str| {
            super::surge(&json!({"count": count, "upgradeSettings": {"maxSurge": surge}}))
        };
        assert_eq!((of(3, "10%"), of(30, "10%"), of(31, "10%")), (1, 3, 4));
        assert_eq!((of(3, "5"), of(3, "2"), of(3, "0")), (3, 2, 0));
    }
}
