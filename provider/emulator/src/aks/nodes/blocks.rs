//! The blocks of a cluster's pod CIDR, one for each node.

use ipnet::IpNet;
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::kept::{self, Kept};
use crate::aks::draft::Draft;
use crate::cidr;

/// Host bits of a node's block in an IPv6 pod CIDR with overlay, a /120.
const SIX_BITS: u8 = 8;

/// The IPv4 blocks of a cluster's pod CIDR.
pub(super) struct Blocks {
    first: u32,
    count: u32,
}

impl Blocks {
    /// `None` where nodes take no block.
    pub(super) fn of(draft: &Draft) -> Option<Self> {
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

    pub(super) fn has(&self, block: u32) -> bool {
        block >= self.first && block - self.first < self.count
    }

    pub(super) fn free(&self, taken: &BTreeSet<u32>) -> Option<u32> {
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

/// The IPv4 blocks that the nodes of a cluster hold.
pub(super) fn taken(draft: &Draft) -> BTreeSet<u32> {
    let pools = draft.pools.iter().flat_map(|p| kept::of_pool(draft, kept::name_of(p)));
    pools.filter_map(|n| n.block).collect()
}

/// The blocks of a node: the IPv6 one stands at the same place of its range as the IPv4 one.
pub(super) fn pod_cidrs(draft: &Draft, node: Kept) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_free_block_is_taken_and_none_beyond_the_last() {
        let blocks = Blocks { first: 100, count: 3 };
        assert_eq!(blocks.free(&[].into()), Some(100));
        assert_eq!(blocks.free(&[100, 102].into()), Some(101));
        assert_eq!(blocks.free(&[100, 101, 102].into()), None);
    }
}
