//! The addresses of the pools' subnets.

use crate::{
    network::{Cidr, Family},
    rules::{Pool, Subnet, View, any_case::AnyCase, subnets::by_subnet},
};

/// Azure keeps the first four addresses of a subnet and the last
/// (<https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq>).
const KEPT_BY_AZURE: u64 = 5;

/// A subnet of pools, counted in IPv4 addresses of which each node takes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubnetRoom {
    /// The ARM resource ID.
    pub id: String,
    /// Its ranges.
    pub address_prefixes: Vec<String>,
    /// The addresses that can be used.
    pub total: u64,
    /// The addresses in use, by nodes or by others.
    pub used: u64,
    /// The addresses in use with every autoscaler at its end.
    pub at_max_count: u64,
    /// The same while every pool is re-imaged at the same time.
    pub with_surge: u64,
    /// The pools in it, by name.
    pub pools: Vec<String>,
}

/// Counts every subnet that a pool is in and that was looked up.
pub(super) fn of(view: &View) -> Vec<SubnetRoom> {
    let (pools, now) = (by_subnet(view.all_pools()), by_subnet(view.pools_now()));
    let room = |subnet: &Subnet| {
        let now = now.get(&AnyCase(&subnet.id)).map(Vec::as_slice).unwrap_or_default();
        Some(room(subnet, pools.get(&AnyCase(&subnet.id))?, now))
    };
    view.subnets().iter().filter_map(room).collect()
}

fn room(subnet: &Subnet, pools: &[&Pool], now: &[&Pool]) -> SubnetRoom {
    let ranges = subnet.address_prefixes.iter().filter_map(|prefix| Cidr::parse(prefix).ok());
    let total = ranges
        .filter(|cidr| cidr.family() == Family::V4)
        .map(|cidr| addresses(&cidr).saturating_sub(KEPT_BY_AZURE))
        .fold(0, u64::saturating_add);
    let sum =
        |of: fn(&Pool) -> Option<u64>| pools.iter().filter_map(|pool| of(pool)).fold(0, u64::saturating_add);
    let nodes_now = now.iter().filter_map(|pool| pool.nodes_now()).fold(0, u64::saturating_add);
    // The addresses of the cluster's own nodes are among those that Azure tells.
    let of_others = subnet.ip_configurations.count().saturating_sub(nodes_now);
    SubnetRoom {
        id: subnet.id.clone(),
        address_prefixes: subnet.address_prefixes.clone(),
        total,
        used: of_others.saturating_add(nodes_now),
        at_max_count: of_others.saturating_add(sum(Pool::most_nodes)),
        with_surge: of_others.saturating_add(sum(Pool::most_with_surge)),
        pools: pools.iter().filter_map(|pool| pool.name.known().cloned()).collect(),
    }
}

fn addresses(cidr: &Cidr) -> u64 {
    1 << (32 - u32::from(cidr.prefix_len()))
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use super::*;
    use crate::rules::{
        AutoScaling, Lookup,
        sample::{pool, valid},
    };

    fn room_of(view: &View) -> SubnetRoom {
        let mut rooms = of(view);
        assert_eq!(rooms.len(), 1);
        rooms.remove(0)
    }

    #[test]
    fn azure_keeps_five_addresses_and_every_node_takes_one() {
        let view = valid().in_vnet(&["10.10.0.0/24"]).changed(|_| ());
        let room = room_of(&view);
        assert_eq!((room.total, room.used, room.at_max_count), (251, 3, 3));
        assert_eq!(room.pools, ["system"]);
    }

    #[test]
    fn what_others_have_in_the_subnet_counts_beside_the_nodes() {
        let user = Pool {
            auto_scaling: Attr::Known(AutoScaling { min: Attr::Known(1), max: Attr::Known(50) }),
            ..pool("user", 4)
        };
        let view = valid().in_vnet(&["10.10.0.0/24"]).changed(|view| {
            view.lookups.agent_pools = Lookup::Found(vec![pool("system", 3), user]);
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.subnets[0].ip_configurations = (0..10).map(|n| n.to_string()).collect();
            }
        });
        let room = room_of(&view);
        assert_eq!((room.used, room.at_max_count), (10, 3 + 53));
    }

    #[test]
    fn a_subnet_without_a_pool_is_not_counted() {
        assert!(of(&valid().with(|view| view.pools[0].subnet_id = Attr::Null)).is_empty());
    }
}
