//! The subnet of the nodes has an address for every node that the pools in it may grow to, and for those that exist only
//! while nodes are upgraded.
//!
//! # Why
//!
//! Azure adds nodes (`max_surge`) before it removes any, and each takes an address of the subnet. Where there is none the
//! upgrade stops half-way. Pools are upgraded one after another, and the one that adds most counts; a change that
//! re-images the whole cluster lets all pools of the subnet surge at the same time. A share of a pool is rounded up. A pool
//! whose `max_surge` is not known counts for nothing.
//!
//! # Way out
//!
//! Lower `max_surge`, or let upgrades take nodes away first (`max_surge = "0"` with `max_unavailable`), or let the pools
//! grow less, or put a pool on another subnet.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - Azure answers `SubnetIsFull`, "doesn't have enough capacity for IP addresses", while it upgrades: Microsoft's article
//!   on troubleshooting this code.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, effective::Ipam, pools::nodes,
    rule::ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "subnet-upgrade-capacity",
    number: "R18",
    title: "The subnet has an address for the nodes that upgrades add",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Warning,
        because: "The article on Azure CNI Overlay has the rule; the upgrade fails, not the change before it.",
    }],
    when: &[Change::Scale, Change::Update, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::State, Source::Vnet, Source::AgentPools],
    lowering: Lowering::Allowed("Nothing fails before the next upgrade."),
    yields_to: &["subnet-capacity"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    // A new cluster has nothing to upgrade yet, and Azure takes one that is full.
    if view.ipam() != Some(Ipam::Overlay) || view.existing().is_none() || view.is_settled() {
        return;
    }
    for subnet in view.subnet_uses() {
        let (room, surge) = (subnet.room(), view.surge_in(&subnet));
        let needed = subnet.most().saturating_add(surge);
        if surge == 0 || needed <= room {
            continue;
        }
        let mut report = findings
            .report(
                super::path(view, subnet.subnet),
                format!(
                    "Subnet \"{}\" ({}) has room for {}, an upgrade needs {needed}",
                    subnet.name(),
                    subnet.ranges(),
                    nodes(room)
                ),
            )
            .fact(subnet.fact());
        for pool in &subnet.pools {
            report = report.fact(pool.size_fact());
            if let Some(fact) = pool.surge_fact() {
                report = report.fact(fact);
            }
        }
        if !view.reimaging_changes().is_empty() && subnet.pools.len() > 1 {
            report = report
                .fact("This change re-images all pools at the same time, so all of them surge together.");
        }
        let larger = match subnet.prefix_for(needed) {
            Some(size) => format!("a subnet of /{size} or larger"),
            None => "a larger subnet".to_owned(),
        };
        report
            .why("An upgrade adds nodes before it removes any, and every node takes one address of its subnet.")
            .way_out(format!(
                "Lower max_surge, let the pools in this subnet grow less, or use {larger} for a further pool."
            ));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, Lookup, Pool, Upgrade, View,
        sample::{known, pool, valid},
    };

    fn surging(name: &str, nodes: i64, max_surge: &str) -> Pool {
        let upgrade = Upgrade { max_surge: known(max_surge), ..Upgrade::default() };
        Pool { upgrade, ..pool(name, nodes) }
    }

    fn in_subnet(prefix: &str, pools: Vec<Pool>) -> View {
        valid().in_vnet(&[prefix]).with(|view| view.pools = pools)
    }

    /// The same cluster when its Kubernetes version is upgraded.
    fn upgraded(prefix: &str, pools: Vec<Pool>) -> View {
        in_subnet(prefix, pools).changed(|view| view.kubernetes_version = known("1.35"))
    }

    const SPOKEN: (&str, Level) = ("subnet-upgrade-capacity", Level::Warning);

    #[test]
    fn the_surge_of_the_pool_that_adds_most_has_to_find_room() {
        assert_eq!(upgraded("10.10.0.0/28", vec![surging("system", 10, "10%")]).codes(), []);
        let view = upgraded("10.10.0.0/28", vec![surging("system", 10, "11%")]);
        assert_eq!(view.codes(), [SPOKEN]);
        let warning = view.error();
        assert_eq!(
            warning.summary,
            "Subnet \"nodes\" (10.10.0.0/28) has room for 11 nodes, an upgrade needs 12"
        );
        assert_eq!(
            warning.facts[2],
            "system_pool.upgrade.max_surge = \"11%\" adds 2 nodes to pool \"system\"."
        );
    }

    #[test]
    fn pools_that_are_reimaged_together_surge_together() {
        let now = in_subnet("10.10.0.0/28", vec![surging("system", 4, "2")]).with(|view| {
            view.network.dataplane = known("azure");
            view.network.policy = known("none");
        });
        let pools = |view: &mut View| {
            let pools = [surging("system", 4, "2"), surging("user", 4, "2")];
            view.lookups.agent_pools = Lookup::Found(pools.map(|pool| Pool { path: None, ..pool }).to_vec());
        };
        let upgraded = now.clone().changed(|view| view.kubernetes_version = known("1.35")).with(pools);
        assert_eq!(upgraded.codes(), []);
        let reimaged = now.changed(|view| {
            view.network.dataplane = known("cilium");
            view.network.policy = known("cilium");
        });
        let codes = reimaged.with(pools).codes();
        assert!(codes.contains(&SPOKEN), "{codes:?}");
    }

    #[test]
    fn where_the_nodes_themselves_have_no_room_that_is_said_instead() {
        let view = upgraded("10.10.0.0/28", vec![surging("system", 12, "1")]);
        assert_eq!(view.codes(), [("subnet-capacity", Level::Error)]);
    }

    #[test]
    fn nothing_is_said_while_nothing_changes() {
        assert_eq!(in_subnet("10.10.0.0/28", vec![surging("system", 11, "1")]).changed(|_| {}).codes(), []);
    }

    #[test]
    fn a_new_cluster_may_fill_its_subnet() {
        assert_eq!(in_subnet("10.10.0.0/28", vec![surging("system", 11, "1")]).codes(), []);
    }
}
