//! The pod CIDR grows in place only on clusters with Linux nodes and IPv4 alone.
//!
//! # Why
//!
//! Azure widens the range in the network agent of Linux nodes. It has no such step for Windows nodes, and none for the lists
//! of a dual-stack cluster.
//!
//! # Way out
//!
//! Keep the pod CIDR, or remove the Windows pools first. A cluster that is to get IPv6 as well takes the wider range first.
//!
//! # Evidence
//!
//! - "Expand pod CIDR for Azure CNI Overlay", section on limitations, 2026-04-03, preview since 2025-11-03: <https://learn.microsoft.com/azure/aks/azure-cni-overlay-pod-expand>. Hybrid
//!   nodes are excluded as well; they cannot be seen here.

use crate::network::{Cidr, Family};
use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Pool, Rule, Source, View,
    effective::Ipam,
    ranges::{Origin, Range},
    rule::day,
};

pub(super) static RULE: Rule = Rule {
    code: "pod-cidr-expansion-limits",
    number: "X06",
    title: "The pod CIDR grows on clusters with Linux nodes and IPv4 alone",
    history: &[Phase {
        from: day(2025, 11, 3),
        level: Level::Error,
        because: "The preview of the expansion has the limits, and general availability has kept them.",
    }],
    when: &[Change::Expansion],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Never("Azure refuses the expansion."),
    yields_to: &["pod-cidr-expansion"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some((asked, now)) = view.expansion() else { return };
    let windows: Vec<String> = view.windows_pools_now().map(Pool::title).collect();
    if !windows.is_empty() {
        let fact = format!("The cluster has Windows nodes: {}.", windows.join(", "));
        let way_out = "or remove the Windows pools first.";
        refuse(view, (&asked, &now), WITH_WINDOWS, fact, way_out, findings);
    }
    if view.dual_stack() == Some(true) {
        let fact = "The cluster has, or is to get, IPv6 next to IPv4.".to_owned();
        let way_out = "or, if IPv6 is only being added, widen the range in a step before.";
        refuse(view, (&asked, &now), DUAL_STACK, fact, way_out, findings);
    }
}

const WITH_WINDOWS: &str = "a cluster with Windows nodes";

const DUAL_STACK: &str = "a dual-stack cluster";

fn refuse(
    view: &View,
    (asked, now): (&Range, &Cidr),
    of: &str,
    fact: String,
    way_out: &str,
    findings: &mut Findings<'_>,
) {
    findings
        .report(
            Some(asked.path.clone()),
            format!("The pod CIDR of {of} cannot grow from {now} to {}", asked.cidr),
        )
        .fact(asked.fact())
        .fact(fact)
        .why("Azure widens the pod CIDR only where all nodes run Linux and the cluster has IPv4 alone.")
        .way_out(format!("Keep {}, {way_out}", view.assignment(asked, now)));
}

impl View {
    /// What an overlay cluster is called of which Azure widens no pod CIDR; none where it does.
    pub(in crate::rules) fn keeps_its_pod_cidr(&self) -> Option<&'static str> {
        if self.existing()?.network.existing_ipam() != Some(Ipam::Overlay) {
            None
        } else if self.dual_stack() == Some(true) {
            Some(DUAL_STACK)
        } else {
            self.windows_pools_now().next().map(|_| WITH_WINDOWS)
        }
    }

    /// The IPv4 pod CIDR to which an overlay cluster grows, and the one that it has.
    pub(in crate::rules) fn expansion(&self) -> Option<(Range, Cidr)> {
        let before = self.existing()?.network.existing_ipam();
        if before != Some(Ipam::Overlay) {
            return None;
        }
        let asked = self.pod_ranges().into_iter().filter(|range| range.origin == Origin::Asked);
        let grows = |range: Range| {
            let now = self.pod_cidr_now(&range)?;
            let wider = range.cidr.family() == Family::V4 && range.cidr != now && range.cidr.contains(&now);
            wider.then_some((range, now))
        };
        asked.into_iter().find_map(grows)
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Lookup, Pool, View,
        rule::day,
        sample::{known, list, pool, valid, valid_dual_stack},
    };

    fn growing() -> View {
        valid().changed(|view| view.network.pod_cidrs = list(&["10.244.0.0/15"]))
    }

    fn with_windows(view: View) -> View {
        view.with(|view| {
            let windows = Pool { path: None, os_type: known("Windows"), ..pool("win", 2) };
            view.lookups.agent_pools = Lookup::Found(vec![Pool { path: None, ..pool("system", 3) }, windows]);
        })
    }

    #[test]
    fn a_pool_of_windows_nodes_anywhere_in_the_cluster_is_in_the_way() {
        let error = with_windows(growing()).error();
        assert_eq!(error.rule.code, "pod-cidr-expansion-limits");
        assert!(error.facts[1].contains("pool \"win\""), "{:?}", error.facts);
        assert_eq!(growing().objections(), Vec::<&str>::new());
    }

    #[test]
    fn a_dual_stack_cluster_keeps_its_range() {
        let view = valid_dual_stack()
            .changed(|view| view.network.pod_cidrs = list(&["10.244.0.0/15", "fd10:1::/64"]));
        assert_eq!(view.objections(), ["pod-cidr-expansion-limits"]);
    }

    #[test]
    fn ipv6_and_a_wider_range_do_not_come_together() {
        let view = valid().changed(|view| {
            view.network.ip_families = list(&["IPv4", "IPv6"]);
            view.network.pod_cidrs = list(&["10.244.0.0/15", "fd10:1::/64"]);
            view.network.service_cidrs = list(&["10.0.0.0/16", "fd10:2::/108"]);
        });
        assert_eq!(view.objections(), ["pod-cidr-expansion-limits"]);
    }

    #[test]
    fn a_range_that_stays_may_have_windows_nodes() {
        assert_eq!(with_windows(valid().changed(|_| ())).objections(), Vec::<&str>::new());
    }

    #[test]
    fn before_the_preview_no_range_could_grow_at_all() {
        assert_eq!(with_windows(growing()).objections_on(day(2025, 11, 2)), ["pod-cidr-expansion"]);
    }
}
