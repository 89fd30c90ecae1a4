//! How many nodes a pod CIDR can hold.
//!
//! Every node of an overlay cluster takes one block of fixed size from the pod CIDR, when it joins, whatever its
//! `max_pods`; the size cannot be configured
//! (<https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>). So capacity is counted in blocks, and
//! nodes that exist only during an upgrade count as well.

use std::net::IpAddr;

use super::{Cidr, Family};

/// The prefix length of a node's block.
pub const fn node_block_prefix(family: Family) -> u8 {
    match family {
        Family::V4 => 24,
        Family::V6 => 120,
    }
}

/// The number of nodes that a pod CIDR can hold; none if it is smaller than one block.
pub fn node_capacity(pod_cidr: &Cidr) -> u128 {
    let block = node_block_prefix(pod_cidr.family());
    block.checked_sub(pod_cidr.prefix_len()).map_or(0, |bits| 1 << bits)
}

/// The longest prefix with room for this many nodes; none if no range of the family has as much.
pub fn prefix_for_nodes(family: Family, nodes: u64) -> Option<u8> {
    let bits = nodes.max(1).next_power_of_two().trailing_zeros();
    u8::try_from(bits).ok().and_then(|bits| node_block_prefix(family).checked_sub(bits))
}

/// The smallest pod CIDR with room for this many nodes in which `base` lies.
pub fn smallest_pod_cidr(nodes: u64, base: IpAddr) -> Option<Cidr> {
    prefix_for_nodes(Family::of(base), nodes).map(|prefix_len| Cidr::containing(base, prefix_len))
}

/// `max_surge` or `max_unavailable`: a number of nodes, or a share of the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surge {
    /// So many nodes.
    Nodes(u64),
    /// So many nodes of each hundred, rounded up.
    Percent(u64),
}

impl Surge {
    /// Reads "3" or "33%".
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_suffix('%') {
            Some(percent) => percent.parse().ok().map(Self::Percent),
            None => text.parse().ok().map(Self::Nodes),
        }
    }

    /// The nodes added while a pool of this size is upgraded: never more than there are nodes to upgrade.
    pub fn of_pool(self, nodes: u64) -> u64 {
        let surge = match self {
            Self::Nodes(count) => count,
            Self::Percent(percent) => nodes.saturating_mul(percent).div_ceil(100),
        };
        surge.min(nodes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn capacity(text: &str) -> u128 {
        node_capacity(&Cidr::parse(text).unwrap())
    }

    #[test]
    fn a_node_takes_a_slash_24_of_the_pod_cidr() {
        assert_eq!(capacity("10.244.0.0/16"), 256);
        assert_eq!(capacity("10.244.0.0/24"), 1);
        assert_eq!(capacity("10.240.0.0/12"), 4096);
        assert_eq!(capacity("10.224.0.0/11"), 8192);
    }

    #[test]
    fn a_range_smaller_than_a_block_holds_no_node() {
        assert_eq!(capacity("10.244.0.0/25"), 0);
        assert_eq!(capacity("fd00::/121"), 0);
    }

    #[test]
    fn a_node_takes_a_slash_120_of_an_ipv6_pod_cidr() {
        assert_eq!(capacity("fd12:3456:789a::/64"), 1 << 56);
        assert_eq!(capacity("::/0"), 1 << 120);
    }

    #[test]
    fn more_nodes_than_the_family_has_blocks_have_no_range() {
        assert_eq!(prefix_for_nodes(Family::V4, 1 << 24), Some(0));
        assert_eq!(prefix_for_nodes(Family::V4, (1 << 24) + 1), None);
    }

    #[test]
    fn no_nodes_still_need_one_block() {
        assert_eq!(prefix_for_nodes(Family::V4, 0), Some(24));
    }

    #[test]
    fn a_share_of_the_pool_is_rounded_up_and_never_exceeds_it() {
        assert_eq!(Surge::parse("33%").unwrap().of_pool(10), 4);
        assert_eq!(Surge::parse("1%").unwrap().of_pool(3), 1);
        assert_eq!(Surge::parse("200%").unwrap().of_pool(3), 3);
        assert_eq!(Surge::parse("5").unwrap().of_pool(3), 3);
        assert_eq!(Surge::parse("10%").unwrap().of_pool(0), 0);
        assert_eq!(Surge::parse("many"), None);
    }

    proptest! {
        #[test]
        fn the_smallest_pod_cidr_holds_the_nodes_and_half_of_it_does_not(nodes in 1..=1u64 << 24, base in any::<u32>()) {
            let base = IpAddr::V4(base.into());
            let cidr = smallest_pod_cidr(nodes, base).unwrap();
            prop_assert!(node_capacity(&cidr) >= u128::from(nodes));
            prop_assert!(cidr.contains_address(base));
            let half = Cidr::containing(base, cidr.prefix_len() + 1);
            prop_assert!(node_capacity(&half) < u128::from(nodes));
        }

        #[test]
        fn halving_a_range_halves_its_capacity(address in any::<u32>(), prefix_len in 0..24u8) {
            let whole = Cidr::containing(IpAddr::V4(address.into()), prefix_len);
            let half = Cidr::containing(IpAddr::V4(address.into()), prefix_len + 1);
            prop_assert_eq!(node_capacity(&whole), 2 * node_capacity(&half));
        }
    }
}
