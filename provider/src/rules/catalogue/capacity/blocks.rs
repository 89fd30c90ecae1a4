//! What the rules about the room in a pod CIDR share.

use crate::{
    network::Family,
    rules::{
        Pool, View,
        pools::{as_they_come, first_without_room, most_nodes},
        ranges::{Origin, Range},
    },
};

/// The blocks that there are, are used, and are needed, in one line.
pub(super) fn ledger(view: &View, pools: &[&Pool], room: u128) -> String {
    let now: Option<u64> = view.pools_now().iter().map(Pool::nodes_now).sum();
    let used = match now.filter(|_| view.existing().is_some()) {
        Some(now) => format!("; used now: {now}, left: {}", room.saturating_sub(u128::from(now))),
        None => String::new(),
    };
    let (most, surge) = (most_nodes(pools), view.surge(pools));
    let upgrade = match surge {
        0 => String::new(),
        surge => format!(", and during an upgrade: {}", most.saturating_add(surge)),
    };
    format!("Node blocks of the pod CIDR: {room}{used}; needed by pools at their largest: {most}{upgrade}.")
}

/// Which pool is the first that does not fit, where there are several, in one line.
pub(super) fn no_room_fact(view: &View, pools: &[&Pool], room: u128) -> Option<String> {
    let pools = as_they_come(view, pools);
    let (pool, before) = first_without_room(&pools, room).filter(|_| pools.len() > 1)?;
    Some(format!(
        "The first pool without room is {}: the pools before it take {before} of {room} blocks.",
        pool.title()
    ))
}

/// What to set so that every node has a block, during upgrades too: a wider range around a pod CIDR that a cluster has,
/// and for a new cluster, where no such range is free, another one. Without a full stop; what is to be known about the
/// proposal besides is for the end of the paragraph, see [`View::while_vnet_is_unseen`].
pub(super) fn larger(view: &View, range: &Range) -> Option<String> {
    if range.cidr.family() != Family::V4 {
        return None;
    }
    let settled = range.origin == Origin::Existing || view.pod_cidr_now(range).is_some();
    let (in_place, larger) = match view.expansion_for_pools(range) {
        Some(wider) if settled => (", which Azure applies in place", Some(wider)),
        None if !settled => ("", view.free_for_pools(range)),
        wider => ("", wider),
    };
    Some(format!("Set {}{in_place}", view.assignment(range, &larger?)))
}
