//! An IPv4 pod CIDR holds at least one node block: its prefix length is at most 24.
//!
//! # Why
//!
//! Every node of an overlay cluster takes one /24 of the pod CIDR when it joins, however few pods it will run, and the
//! size of the block cannot be configured. A range smaller than a /24 holds no node at all.
//!
//! # Way out
//!
//! Choose a pod CIDR for the number of nodes that the pools may grow to, and for the nodes that upgrades add: a /24
//! holds 1 node, a /20 holds 16, a /16 holds 256. The pod CIDR is invisible outside the cluster, so it may be the same
//! in every cluster and may well be large.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28, unchanged in 2026-08:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - The request for a configurable block size is open: <https://github.com/Azure/AKS/issues/4367>.
//! - Azure answers `InsufficientSubnetSize`, "Pre-allocated IPs ... exceeds IPs available", target
//!   `networkProfile.podCIDR`: AKS changelog of 2023-05-07, <https://github.com/Azure/AKS-Construction/issues/701>.

use crate::{
    network::{Family, capacity::node_block_prefix},
    rules::{Change, Findings, Lowering, Rule, Source, View, effective::Ipam, rule::ERROR_SINCE_ARTICLE},
};

pub(super) static RULE: Rule = Rule {
    code: "pod-cidr-smaller-than-node-block",
    number: "R01",
    title: "The pod CIDR holds at least one node",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet, Change::Expansion],
    looks_at: &[Source::Config],
    lowering: Lowering::Never(
        "Azure refuses a pod CIDR without room for the first node (InsufficientSubnetSize).",
    ),
    yields_to: &["pod-cidr-expansion"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    for range in view.pod_ranges() {
        let block = node_block_prefix(Family::V4);
        if range.cidr.family() != Family::V4 || range.cidr.prefix_len() <= block {
            continue;
        }
        let report = findings
            .report(
                Some(range.path.clone()),
                format!("Pod CIDR {} is too small for a single node", range.cidr),
            )
            .fact(range.fact())
            .why(format!("Every node of an overlay cluster takes a /{block} from the pod CIDR."));
        if let Some(free) = view.free_for_pools(&range) {
            let set = view.assignment(&range, &free);
            report.way_out(format!("Set {set}.{}{}", view.while_vnet_is_unseen(), view.if_it_exists(&range)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Lookup, Operation,
        sample::{list, valid},
    };

    #[test]
    fn half_a_node_block_is_refused_with_a_range_for_the_pools() {
        let error = valid().with(|view| view.network.pod_cidrs = list(&["10.244.0.0/25"])).error();
        assert_eq!(error.rule.code, "pod-cidr-smaller-than-node-block");
        assert_eq!(error.way_out, "Set network.pod_cidrs = [\"10.1.0.0/16\"].");
    }

    #[test]
    fn one_node_block_is_enough_for_one_node() {
        let view = valid().with(|view| {
            view.network.pod_cidrs = list(&["10.244.0.0/24"]);
            view.pools = vec![crate::rules::sample::pool("system", 1)];
        });
        assert_eq!(view.codes(), []);
    }

    #[test]
    fn it_is_said_on_the_configuration_alone() {
        let view = valid().with(|view| {
            view.network.pod_cidrs = list(&["10.244.0.0/25"]);
            view.operation = Operation::Validate;
        });
        assert_eq!(view.error().rule.code, "pod-cidr-smaller-than-node-block");
    }

    #[test]
    fn a_range_that_is_proposed_before_the_virtual_network_is_seen_says_so() {
        let seen = valid().with(|view| view.network.pod_cidrs = list(&["10.1.0.0/26"]));
        assert!(!seen.error().way_out.contains("has not been seen"), "{}", seen.error().way_out);
        let unseen = seen.with(|view| {
            view.operation = Operation::Validate;
            view.lookups.vnet = Lookup::NotAsked;
        });
        assert!(unseen.error().way_out.contains("has not been seen"), "{}", unseen.error().way_out);
    }
}
