//! The node blocks of the pod CIDR.

use crate::{
    network::{
        Cidr, Family,
        capacity::{Surge, node_capacity, prefix_for_nodes},
        space,
    },
    rules::{Pool, View, effective::Ipam},
};

/// The pod CIDR of an overlay cluster, counted in the blocks of which each node takes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocks {
    /// The IPv4 pod CIDR.
    pub cidr: Cidr,
    /// The blocks in it.
    pub total: u64,
    /// The nodes that there are; those of a new cluster, as far as they are asked for.
    pub used: u64,
    /// The nodes with every autoscaler at its end.
    pub at_max_count: u64,
    /// The same while every pool is re-imaged at the same time.
    pub with_surge: u64,
    /// The first pool for which there is no room when the pools before it are at their largest.
    pub first_pool_that_fails: Option<String>,
    /// A pod CIDR with room for all of that: the one that there is, the smallest of the [`Self::expansions`], or the next one
    /// that is free, which an existing cluster cannot take.
    pub sufficient_cidr: Option<Cidr>,
    /// The ranges to which the pod CIDR can be widened in place, from small to wide.
    pub expansions: Vec<Expansion>,
}

/// A range to which the pod CIDR can be widened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expansion {
    /// The range.
    pub cidr: Cidr,
    /// The nodes that it has room for.
    pub nodes: u64,
}

impl Blocks {
    pub(super) fn of(view: &View) -> Option<Self> {
        if view.ipam() != Some(Ipam::Overlay) {
            return None;
        }
        let ranges = view.pod_ranges();
        let cidr = ranges.iter().map(|range| range.cidr).find(|cidr| cidr.family() == Family::V4)?;
        let pools = view.all_pools();
        let total = saturated(node_capacity(&cidr));
        let at_max_count = pools.iter().filter_map(|pool| pool.most_nodes()).fold(0, u64::saturating_add);
        let with_surge = view.nodes_with_surge();
        let expansions = view.expansions(&cidr);
        let needed = prefix_for_nodes(Family::V4, with_surge);
        let is_sufficient = |cidr: &Cidr| needed.is_some_and(|prefix_len| cidr.prefix_len() <= prefix_len);
        let in_place = std::iter::once(cidr).chain(expansions.iter().copied()).find(is_sufficient);
        Some(Self {
            cidr,
            total,
            used: pools.iter().filter_map(|pool| pool.least_nodes()).fold(0, u64::saturating_add),
            at_max_count,
            with_surge,
            first_pool_that_fails: first_beyond(&pools, total),
            sufficient_cidr: in_place.or_else(|| view.next_free_pod_cidr()),
            expansions: expansions
                .into_iter()
                .map(|cidr| Expansion { cidr, nodes: saturated(node_capacity(&cidr)) })
                .collect(),
        })
    }
}

impl View {
    /// The nodes of all pools at their largest, while all of them are re-imaged at the same time.
    fn nodes_with_surge(&self) -> u64 {
        let pools = self.all_pools();
        pools.iter().filter_map(|pool| pool.most_with_surge()).fold(0, u64::saturating_add)
    }

    /// A free pod CIDR with room for all pools: a /16, or a larger one.
    pub(super) fn next_free_pod_cidr(&self) -> Option<Cidr> {
        let needed = prefix_for_nodes(Family::V4, self.nodes_with_surge())?;
        let ranges = self.pod_ranges().into_iter().chain(self.service_ranges());
        let mut taken: Vec<Cidr> = ranges.map(|range| range.cidr).collect();
        taken.extend(self.vnet_ranges());
        taken.extend(self.subnet_ranges().map(|subnet| subnet.cidr));
        taken.extend(super::overlaps::around(self).into_iter().map(|range| range.cidr));
        space::next_free(needed.min(space::DEFAULT_POD_CIDR.prefix_len()), &taken)
    }
}

impl Pool {
    /// The nodes that there are, or that the pool begins with.
    pub(super) fn least_nodes(&self) -> Option<u64> {
        let begins_with = || self.auto_scaling.known().and_then(|bounds| bounds.min.known());
        let nodes = self.node_count.known().or_else(begins_with);
        nodes.and_then(|nodes| u64::try_from(*nodes).ok())
    }

    /// The nodes of the pool at its largest, while it is re-imaged.
    pub(super) fn most_with_surge(&self) -> Option<u64> {
        let most = self.most_nodes()?;
        let surge = self.upgrade.max_surge.known().and_then(|surge| Surge::parse(surge));
        Some(most.saturating_add(surge.map_or(0, |surge| surge.of_pool(most))))
    }
}

fn first_beyond(pools: &[&Pool], room: u64) -> Option<String> {
    let mut needed = 0_u64;
    let beyond = pools.iter().find(|pool| {
        needed = needed.saturating_add(pool.most_nodes().unwrap_or(0));
        needed > room
    });
    beyond.and_then(|pool| pool.name.known().cloned())
}

fn saturated(count: u128) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use super::*;
    use crate::rules::{
        AutoScaling, Lookup, Upgrade,
        sample::{known, list, pool, valid, valid_dual_stack},
    };

    fn cidr(text: &str) -> Cidr {
        Cidr::parse(text).unwrap()
    }

    fn scaling(name: &str, nodes: i64, max: i64, surge: &str) -> Pool {
        Pool {
            auto_scaling: Attr::Known(AutoScaling { min: Attr::Known(1), max: Attr::Known(max) }),
            upgrade: Upgrade { max_surge: known(surge), ..Upgrade::default() },
            ..pool(name, nodes)
        }
    }

    fn blocks(pod_cidr: &str, pools: Vec<Pool>) -> Blocks {
        let view = valid().changed(|view| {
            view.network.pod_cidrs = list(&[pod_cidr]);
            view.pools = Vec::new();
            view.lookups.agent_pools = Lookup::Found(pools);
        });
        Blocks::of(&view).unwrap()
    }

    #[test]
    fn nodes_are_counted_now_at_the_end_of_the_autoscalers_and_with_surge() {
        let blocks = blocks("10.244.0.0/16", vec![pool("system", 3), scaling("user", 10, 100, "10%")]);
        assert_eq!((blocks.total, blocks.used, blocks.at_max_count, blocks.with_surge), (256, 13, 103, 113));
        assert_eq!(
            (blocks.first_pool_that_fails, blocks.sufficient_cidr),
            (None, Some(cidr("10.244.0.0/16")))
        );
    }

    #[test]
    fn the_first_pool_without_room_and_the_range_that_would_do_are_named() {
        let pools = vec![pool("system", 3), scaling("a", 1, 200, "1"), scaling("b", 1, 60, "33%")];
        let blocks = blocks("10.244.0.0/16", pools);
        assert_eq!(blocks.first_pool_that_fails.as_deref(), Some("b"));
        assert_eq!(blocks.sufficient_cidr, Some(cidr("10.244.0.0/15")));
        assert_eq!(blocks.expansions[0], Expansion { cidr: cidr("10.244.0.0/15"), nodes: 512 });
    }

    #[test]
    fn where_the_range_cannot_grow_another_one_would_do() {
        let view = valid_dual_stack().changed(|_| ()).with(|view| {
            view.pools = Vec::new();
            view.lookups.agent_pools = Lookup::Found(vec![scaling("user", 1, 300, "1")]);
        });
        let blocks = Blocks::of(&view).unwrap();
        assert_eq!(blocks.expansions, []);
        assert_eq!(blocks.sufficient_cidr, view.next_free_pod_cidr());
    }

    #[test]
    fn a_cluster_that_is_not_on_overlay_has_no_blocks() {
        let view = valid().with(|view| view.network.plugin_mode = known("none"));
        assert_eq!(Blocks::of(&view), None);
    }

    #[test]
    fn the_next_free_range_is_large_enough_and_clear_of_everything_known() {
        let view = valid().with(|view| view.pools = vec![scaling("user", 1, 300, "1")]);
        // Taken are 10.0.0.0/16, 10.10.0.0/22 and 10.244.0.0/16; 301 nodes need a /15.
        assert_eq!(view.next_free_pod_cidr(), Some(cidr("10.2.0.0/15")));
    }
}
