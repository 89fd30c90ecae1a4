//! A cluster has at most 5,000 nodes; before March 2024 it was 1,000 with overlay.
//!
//! # Why
//!
//! Microsoft tests and supports clusters up to that size. Azure adds up what the pools may grow to.
//!
//! # Way out
//!
//! Let the pools grow less, or divide the workloads among clusters. Microsoft may raise the limit of a subscription on
//! request.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on limits, 2023-11-28: 1,000 nodes.
//! - AKS changelog of 2024-03-17, and the documentation since 2024-03-19: 5,000 nodes in the tiers Standard and Premium,
//!   <https://learn.microsoft.com/azure/aks/quotas-skus-regions>.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    effective::Ipam,
    pools::{as_they_come, first_without_room, most_nodes},
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "cluster-node-limit",
    number: "R21",
    title: "A cluster has at most 5,000 nodes",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "The article on Azure CNI Overlay allows 1,000 nodes.",
        },
        Phase { from: RAISED, level: Level::Error, because: "The limit is 5,000 nodes." },
    ],
    when: &[Change::Create, Change::Scale],
    looks_at: &[Source::Config, Source::AgentPools],
    lowering: Lowering::Allowed("Microsoft may have raised the limit of the subscription."),
    yields_to: &[],
    check,
};

const RAISED: time::Date = day(2024, 3, 17);

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    let limit: u64 = if findings.as_of() < RAISED { 1000 } else { 5000 };
    let pools = view.all_pools();
    let needed = most_nodes(&pools);
    if needed <= limit {
        return;
    }
    let Some((first, before)) = first_without_room(&as_they_come(view, &pools), limit.into()) else { return };
    let asked = pools.iter().rev().find(|pool| pool.path.is_some());
    let size = |attribute: &str| asked.and_then(|pool| pool.attribute(attribute));
    let path = match asked {
        Some(pool) if pool.auto_scaling.is_null() => size("node_count"),
        _ => size("auto_scaling").map(|path| path.attribute("max")),
    };
    let mut report = findings
        .report(path, format!("A cluster has at most {limit} nodes, and these pools may grow to {needed}"))
        .unless_settled(view);
    for pool in &pools {
        report = report.fact(pool.size_fact());
    }
    if pools.len() > 1 {
        report = report.fact(format!(
            "The first pool beyond the limit is {}: the pools before it may have {before} nodes.",
            first.title()
        ));
    }
    report.why("Azure adds up what all pools of the cluster may grow to.").way_out(format!(
        "Let the pools grow to {limit} nodes together, or divide the workloads among clusters."
    ));
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, View,
        rule::day,
        sample::{list, pool, valid},
    };

    fn with(nodes: &[i64]) -> View {
        valid().in_vnet(&["192.168.0.0/16"]).with(|view| {
            view.network.pod_cidrs = list(&["10.32.0.0/11"]);
            view.pools =
                nodes.iter().enumerate().map(|(at, nodes)| pool(&format!("pool{at}"), *nodes)).collect();
        })
    }

    #[test]
    fn one_node_more_than_five_thousand_is_refused() {
        let most = [1000; 5];
        assert_eq!(with(&most).codes(), []);
        let error = with(&[&most[..], &[1]].concat()).error();
        assert_eq!(error.summary, "A cluster has at most 5000 nodes, and these pools may grow to 5001");
        assert_eq!(
            error.facts[6],
            "The first pool beyond the limit is pool \"pool5\": the pools before it may have 5000 nodes."
        );
    }

    #[test]
    fn before_march_2024_the_limit_was_a_thousand() {
        let view = with(&[600, 401]);
        assert_eq!(view.codes_on(day(2024, 3, 16)), [("cluster-node-limit", Level::Error)]);
        assert_eq!(view.codes_on(day(2024, 3, 17)), []);
        assert_eq!(with(&[600, 400]).codes_on(day(2024, 3, 16)), []);
    }
}
