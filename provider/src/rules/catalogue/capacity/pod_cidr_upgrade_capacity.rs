//! The pod CIDR has a node block for every node that the pools may grow to, and for those that exist only while nodes are
//! upgraded.
//!
//! # Why
//!
//! Azure adds nodes (`max_surge`) before it removes any. Each takes a block of the pod CIDR like every other node, so an
//! upgrade of a cluster whose pod CIDR is full fails half-way. Pools are upgraded one after another, and the one that
//! adds most counts; a change that re-images the whole cluster, such as the move to overlay or to dual-stack, lets all
//! pools surge at the same time. A share of a pool is rounded up. A pool whose `max_surge` is not known counts for
//! nothing. It is said of clusters that exist, when something changes in them: a new cluster may well be full.
//!
//! # Way out
//!
//! Expand the pod CIDR in place; the message names the range. Or lower `max_surge`, or let upgrades take nodes away first
//! (`max_surge = "0"` with `max_unavailable`), or let the pools grow less.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - Azure answers `InsufficientSubnetSize`, target `networkProfile.podCIDR`, at the upgrade: AKS changelog of 2023-05-07.
//!   Whether it counts surge nodes when a cluster is created is not documented.

use crate::{
    network::{Family, capacity::node_capacity},
    rules::{
        Change, Findings, Level, Lowering, Phase, Rule, Source, View,
        effective::Ipam,
        pools::{most_nodes, nodes},
        ranges::Range,
        rule::ARTICLE,
    },
};

use super::blocks::{larger, ledger};

pub(super) static RULE: Rule = Rule {
    code: "pod-cidr-upgrade-capacity",
    number: "R03",
    title: "The pod CIDR has room for the nodes that upgrades add",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Warning,
        because: "The article on Azure CNI Overlay has the rule; the upgrade fails, not the change before it.",
    }],
    when: &[Change::Scale, Change::Update, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Allowed("Nothing fails before the next upgrade."),
    yields_to: &["pod-cidr-smaller-than-node-block", "pod-cidr-capacity", "pod-cidr-expansion"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    // A new cluster has nothing to upgrade yet, and Azure takes one that is full.
    if view.ipam() != Some(Ipam::Overlay) || view.existing().is_none() || view.is_settled() {
        return;
    }
    let pools = view.all_pools();
    let (most, surge) = (most_nodes(&pools), view.surge(&pools));
    let needed = most.saturating_add(surge);
    let too_small =
        |range: &Range| range.cidr.family() == Family::V4 && node_capacity(&range.cidr) < u128::from(needed);
    for range in view.pod_ranges().into_iter().filter(too_small).filter(|_| surge > 0) {
        let room = node_capacity(&range.cidr);
        let mut report = findings
            .report(
                Some(range.path.clone()),
                format!("Pod CIDR {} has room for {}, an upgrade needs {needed}", range.cidr, nodes(room)),
            )
            .fact(range.fact());
        for pool in &pools {
            report = report.fact(pool.size_fact());
            if let Some(fact) = pool.surge_fact() {
                report = report.fact(fact);
            }
        }
        if !view.reimaging_changes().is_empty() && pools.len() > 1 {
            report = report
                .fact("This change re-images all pools at the same time, so all of them surge together.");
        }
        let less = "lower max_surge, or let the pools grow less";
        report
            .fact(ledger(view, &pools, room))
            .why("An upgrade adds nodes before it removes any, and every node takes a /24 from the pod CIDR.")
            .way_out(match larger(view, &range) {
                Some(set) => format!("{set}; or {less}.{}", view.while_vnet_is_unseen()),
                None => "Lower max_surge, or let the pools grow less.".to_owned(),
            });
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        AutoScaling, Level, Lookup, Pool, Upgrade, View,
        sample::{known, list, pool, valid},
    };

    fn surging(name: &str, nodes: i64, max_surge: &str) -> Pool {
        let upgrade = Upgrade { max_surge: known(max_surge), ..Upgrade::default() };
        Pool { upgrade, ..pool(name, nodes) }
    }

    fn cluster(pod_cidr: &str, pools: Vec<Pool>) -> View {
        valid().with(|view| {
            view.network.pod_cidrs = list(&[pod_cidr]);
            view.pools = pools;
        })
    }

    /// The same cluster when its Kubernetes version is upgraded.
    fn upgraded(pod_cidr: &str, pools: Vec<Pool>) -> View {
        cluster(pod_cidr, pools).changed(|view| view.kubernetes_version = known("1.35"))
    }

    const SPOKEN: (&str, Level) = ("pod-cidr-upgrade-capacity", Level::Warning);

    #[test]
    fn one_node_more_than_there_are_blocks_is_a_warning_with_the_range_that_does() {
        assert_eq!(upgraded("10.244.0.0/22", vec![surging("system", 3, "33%")]).codes(), []);
        let view = upgraded("10.244.0.0/22", vec![surging("system", 4, "10%")]);
        assert_eq!(view.codes(), [SPOKEN]);
        let warning = view.error();
        assert_eq!(warning.summary, "Pod CIDR 10.244.0.0/22 has room for 4 nodes, an upgrade needs 5");
        assert_eq!(
            warning.facts,
            [
                "10.244.0.0/22 is the pod CIDR that the cluster has.",
                "system_pool.node_count = 4",
                "system_pool.upgrade.max_surge = \"10%\" adds 1 node to pool \"system\".",
                "Node blocks of the pod CIDR: 4; used now: 4, left: 0; needed by pools at their largest: 4, and during an upgrade: 5.",
            ]
        );
        assert_eq!(
            warning.way_out,
            "Set network.pod_cidrs = [\"10.244.0.0/21\"], which Azure applies in place; or lower max_surge, or let the pools grow less."
        );
    }

    #[test]
    fn pools_are_upgraded_one_after_another() {
        let pools = |first, second| vec![surging("system", 3, first), surging("user", 3, second)];
        assert_eq!(upgraded("10.244.0.0/21", pools("2", "2")).codes(), []);
        assert_eq!(upgraded("10.244.0.0/21", pools("1", "3")).codes(), [SPOKEN]);
    }

    #[test]
    fn a_change_that_reimages_the_cluster_lets_all_pools_surge_together() {
        let now = cluster("10.244.0.0/21", vec![surging("system", 3, "2")]).with(|view| {
            view.network.dataplane = known("azure");
            view.network.policy = known("none");
        });
        let with_user_pool = |view: &mut View| {
            let pools = [surging("system", 3, "2"), surging("user", 2, "2")];
            view.lookups.agent_pools = Lookup::Found(pools.map(|pool| Pool { path: None, ..pool }).to_vec());
        };
        let scaled =
            now.clone().changed(|view| view.pools[0].node_count = Attr::Known(4)).with(with_user_pool);
        assert_eq!(scaled.codes(), []);
        let reimaged = now.changed(|view| {
            view.network.dataplane = known("cilium");
            view.network.policy = known("cilium");
        });
        let codes = reimaged.with(with_user_pool).codes();
        assert!(codes.contains(&SPOKEN), "{codes:?}");
    }

    #[test]
    fn a_pool_that_scales_by_itself_is_upgraded_at_its_largest() {
        let mut scaled = surging("system", 0, "50%");
        scaled.node_count = Attr::Null;
        scaled.auto_scaling = Attr::Known(AutoScaling { min: Attr::Known(1), max: Attr::Known(6) });
        assert_eq!(upgraded("10.244.0.0/21", vec![scaled]).codes(), [SPOKEN]);
    }

    #[test]
    fn what_azure_chooses_or_nobody_knows_yet_is_not_guessed() {
        assert_eq!(upgraded("10.244.0.0/22", vec![pool("system", 4)]).codes(), []);
        let mut unknown = surging("system", 4, "1");
        unknown.upgrade.max_surge = Attr::unknown();
        assert_eq!(upgraded("10.244.0.0/22", vec![unknown]).codes(), []);
    }

    #[test]
    fn nothing_is_said_while_nothing_changes() {
        assert_eq!(cluster("10.244.0.0/22", vec![surging("system", 4, "1")]).changed(|_| {}).codes(), []);
    }

    #[test]
    fn a_new_cluster_may_be_full() {
        assert_eq!(cluster("10.244.0.0/22", vec![surging("system", 4, "1")]).codes(), []);
    }
}
