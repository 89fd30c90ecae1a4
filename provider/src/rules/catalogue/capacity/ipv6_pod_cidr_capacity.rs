//! The IPv6 pod CIDR has a /120 for every node that the pools may grow to.
//!
//! # Why
//!
//! In a dual-stack cluster every node also takes a /120 of the IPv6 pod CIDR. The usual /64 has 2^56 of them, so this
//! matters only for ranges that are unusually small; a prefix longer than /120 holds no node at all.
//!
//! # Way out
//!
//! Take a /64, which is what Azure takes by default.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on dual-stack, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - Nodes have a /120 each: <https://github.com/Azure/AKS/issues/5120>. The code that Azure answers is not known.

use crate::{
    network::{Cidr, Family, capacity::node_capacity},
    rules::{
        Change, Findings, Lowering, Rule, Source, View,
        effective::Ipam,
        pools::{most_nodes, nodes},
        ranges::Origin,
        rule::ERROR_SINCE_ARTICLE,
    },
};

pub(super) static RULE: Rule = Rule {
    code: "ipv6-pod-cidr-capacity",
    number: "R62",
    title: "The IPv6 pod CIDR has room for every node that the pools may grow to",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::DualStack, Change::Scale],
    looks_at: &[Source::Config, Source::AgentPools],
    lowering: Lowering::Allowed("What Azure answers is not documented."),
    yields_to: &["pod-cidr-expansion"],
    check,
};

/// The size that Azure takes by default.
const USUAL: u8 = 64;

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    let pools = view.all_pools();
    let needed = most_nodes(&pools).max(1);
    for range in view.pod_ranges() {
        let room = node_capacity(&range.cidr);
        if range.cidr.family() != Family::V6 || room >= u128::from(needed) {
            continue;
        }
        let summary = match room {
            0 => format!("IPv6 pod CIDR {} is too small for a single node", range.cidr),
            room => {
                format!("IPv6 pod CIDR {} has room for {}, the pools need {needed}", range.cidr, nodes(room))
            }
        };
        let mut report =
            findings.report(Some(range.path.clone()), summary).fact(range.fact()).unless_settled(view);
        for pool in pools.iter().filter(|_| room > 0) {
            report = report.fact(pool.size_fact());
        }
        let report = report.why("Every node of a dual-stack cluster takes a /120 from the IPv6 pod CIDR.");
        if range.origin == Origin::Asked {
            let wider = Cidr::containing(range.cidr.network_address(), USUAL);
            if let Some(free) = view.free_or_instead_of(&range, wider) {
                report.way_out(format!(
                    "Set {}.{}",
                    view.assignment(&range, &free),
                    view.while_vnet_is_unseen()
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, View,
        sample::{list, pool, valid_dual_stack},
    };

    fn with(pod_cidr: &str, nodes: i64) -> View {
        valid_dual_stack().with(|view| {
            view.network.pod_cidrs = list(&["10.244.0.0/16", pod_cidr]);
            view.pools = vec![pool("system", nodes)];
        })
    }

    #[test]
    fn a_prefix_longer_than_a_node_block_holds_no_node() {
        let error = with("fd10:1::/121", 1).error();
        assert_eq!(error.summary, "IPv6 pod CIDR fd10:1::/121 is too small for a single node");
        assert_eq!(error.way_out, "Set network.pod_cidrs = [\"10.244.0.0/16\", \"fd10:1::/64\"].");
        assert_eq!(with("fd10:1::/120", 1).codes(), []);
    }

    #[test]
    fn every_node_takes_a_block() {
        assert_eq!(with("fd10:1::/119", 2).codes(), []);
        assert_eq!(with("fd10:1::/119", 3).codes(), [("ipv6-pod-cidr-capacity", Level::Error)]);
    }

    #[test]
    fn the_wider_range_is_another_one_where_services_have_a_part_of_it() {
        let view = with("fd10:1::/121", 1).with(|view| {
            view.network.service_cidrs = list(&["10.0.0.0/16", "fd10:1:0:0:1::/108"]);
        });
        let way_out = view.error().way_out;
        assert!(way_out.starts_with("Set network.pod_cidrs = [\"10.244.0.0/16\", \"fd"), "{way_out}");
        assert!(!way_out.contains("fd10:1::/64"), "{way_out}");
    }
}
