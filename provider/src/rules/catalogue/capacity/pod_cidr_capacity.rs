//! The pod CIDR has a node block for every node that the pools may grow to: the sum over all pools of the node count, or
//! of the upper bound where a pool scales by itself, is at most 2^(24 - prefix length).
//!
//! # Why
//!
//! Azure adds up the nodes before it creates or scales anything, and counts a pool that scales by itself with its upper
//! bound. What is not set counts as the default: 10.244.0.0/16, which holds 256 nodes.
//!
//! # Way out
//!
//! A new cluster gets a wider pod CIDR. An existing one is expanded in place to a wider range around the one it has
//! (see `pod-cidr-expansion`), or gets fewer nodes. Leave room for the nodes that exist only during an upgrade.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - Azure answers `InsufficientSubnetSize`, "Pre-allocated IPs 1280 exceeds IPs available 1024" for 5 nodes in a /22,
//!   target `networkProfile.podCIDR`: AKS changelog of 2023-05-07,
//!   <https://github.com/Azure/AKS-Construction/issues/701>.

use crate::{
    network::{Family, capacity::node_capacity},
    rules::{
        Change, Findings, Lowering, Rule, Source, View,
        effective::Ipam,
        pools::{most_nodes, nodes},
        ranges::{Range, sentence},
        rule::ERROR_SINCE_ARTICLE,
    },
};

use super::blocks::{larger, ledger, no_room_fact};

pub(super) static RULE: Rule = Rule {
    code: "pod-cidr-capacity",
    number: "R02",
    title: "The pod CIDR has room for every node that the pools may grow to",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Scale, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::AgentPools],
    lowering: Lowering::Never(
        "Azure refuses more nodes than the pod CIDR has blocks (InsufficientSubnetSize).",
    ),
    yields_to: &["pod-cidr-smaller-than-node-block", "pod-cidr-expansion"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    // A pool whose size is not known yet has no say: what is known may be too much already.
    let pools = view.all_pools();
    let needed = most_nodes(&pools);
    let too_small =
        |range: &Range| range.cidr.family() == Family::V4 && node_capacity(&range.cidr) < u128::from(needed);
    for range in view.pod_ranges().into_iter().filter(too_small) {
        let room = node_capacity(&range.cidr);
        let mut report = findings
            .report(
                Some(range.path.clone()),
                format!("Pod CIDR {} has room for {}, the pools need {needed}", range.cidr, nodes(room)),
            )
            .fact(range.fact())
            .unless_settled(view);
        for pool in &pools {
            report = report.fact(pool.size_fact());
        }
        if let Some(fact) = no_room_fact(view, &pools, room) {
            report = report.fact(fact);
        }
        report
            .fact(ledger(view, &pools, room))
            .why("Every node takes a /24 from the pod CIDR.")
            .way_out(way_out(view, &range, room));
    }
}

/// A wider range around the one that is asked for serves a new cluster as well as one that exists.
fn way_out(view: &View, range: &Range, room: u128) -> String {
    let fewer = format!("let the pools have at most {} together", nodes(room));
    match larger(view, range) {
        Some(set) => format!("{set}, or {fewer}.{}", view.while_vnet_is_unseen()),
        None => format!("{}.", sentence(&fewer)),
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        AutoScaling, Level, Lookup, Operation, Pool, View,
        sample::{list, pool, valid},
    };

    #[test]
    fn one_node_more_than_there_are_blocks_is_refused() {
        let view = valid().with(|view| view.network.pod_cidrs = list(&["10.244.0.0/23"]));
        assert_eq!(view.clone().with(|view| view.pools = vec![pool("system", 2)]).codes(), []);
        let error = view.error();
        assert_eq!(error.summary, "Pod CIDR 10.244.0.0/23 has room for 2 nodes, the pools need 3");
        assert_eq!(
            error.facts,
            [
                "network.pod_cidrs[0] = \"10.244.0.0/23\"",
                "system_pool.node_count = 3",
                "Node blocks of the pod CIDR: 2; needed by pools at their largest: 3.",
            ]
        );
    }

    #[test]
    fn a_pool_that_scales_by_itself_counts_with_its_upper_bound() {
        let view = valid().with(|view| {
            view.network.pod_cidrs = Attr::Null;
            view.pools[0].node_count = Attr::Null;
            view.pools[0].auto_scaling =
                Attr::Known(AutoScaling { min: Attr::Known(3), max: Attr::Known(257) });
        });
        assert_eq!(
            view.error().facts,
            [
                "network.pod_cidrs is not set, so the pod CIDR is Azure's default, 10.244.0.0/16.",
                "system_pool.auto_scaling.max = 257",
                "Node blocks of the pod CIDR: 256; needed by pools at their largest: 257.",
            ]
        );
    }

    #[test]
    fn pools_that_only_azure_knows_count_too_and_the_range_to_expand_to_is_named() {
        let view = valid().with(|view| view.network.pod_cidrs = list(&["10.244.0.0/22"])).changed(|view| {
            view.pools[0].node_count = Attr::Known(4);
            let other = Pool { path: None, ..pool("user", 1) };
            view.lookups.agent_pools = Lookup::Found(vec![Pool { path: None, ..pool("system", 3) }, other]);
        });
        let error = view.error();
        assert_eq!(error.level, Level::Error);
        assert_eq!(
            error.facts[2..],
            [
                "Pool \"user\" has 1 node (node_count).",
                "The first pool without room is pool \"system\": the pools before it take 1 of 4 blocks.",
                "Node blocks of the pod CIDR: 4; used now: 4, left: 0; needed by pools at their largest: 5.",
            ]
        );
        assert!(
            error
                .way_out
                .starts_with("Set network.pod_cidrs = [\"10.244.0.0/21\"], which Azure applies in place")
        );
    }

    #[test]
    fn a_new_cluster_is_not_told_to_widen_into_what_others_have() {
        let many = |pod_cidr: &str| {
            valid().with(|view| {
                view.network.pod_cidrs = list(&[pod_cidr]);
                view.network.service_cidrs = Attr::Null;
                view.network.dns_service_ip = Attr::Null;
                view.pools = vec![pool("system", 257)];
            })
        };
        let proposal = |view: View| view.error().way_out;
        let beside_subnet = many("10.11.0.0/16");
        assert!(proposal(beside_subnet).starts_with("Set network.pod_cidrs = [\"10.2.0.0/15\"]"));
        for operation in [Operation::Create, Operation::Validate] {
            let beside_services = many("10.1.0.0/16").with(|view| view.operation = operation);
            assert!(proposal(beside_services).starts_with("Set network.pod_cidrs = [\"10.2.0.0/15\"]"));
        }
    }

    #[test]
    fn a_range_that_was_not_compared_with_the_virtual_network_is_not_promised() {
        let view = valid().with(|view| {
            view.network.pod_cidrs = list(&["10.244.0.0/24"]);
            view.operation = Operation::Validate;
            view.lookups.vnet = Lookup::NotAsked;
        });
        assert!(view.error().way_out.contains("The virtual network has not been seen here"));
    }

    #[test]
    fn unknown_sizes_are_awaited_unless_the_known_ones_are_too_many_already() {
        let view = valid().with(|view| {
            view.network.pod_cidrs = list(&["10.244.0.0/24"]);
            view.pools = vec![pool("system", 1), Pool { node_count: Attr::unknown(), ..pool("user", 0) }];
            view.operation = Operation::Validate;
        });
        assert_eq!(view.codes(), []);
        let too_many = view.with(|view| view.pools[0].node_count = Attr::Known(2));
        assert_eq!(too_many.codes(), [("pod-cidr-capacity", Level::Error)]);
    }
}
