//! The pod CIDR of an overlay cluster can grow in place, and do nothing else: the new range contains the old one. It never
//! shrinks and never moves.
//!
//! # Why
//!
//! Nodes keep the block that they took, so the range that holds the blocks cannot be taken from under them. Azure widens
//! it while the cluster runs; nodes that join afterwards take their block from the new part. No node is re-imaged.
//!
//! # Way out
//!
//! Keep the range, or widen it to one of those that the message names: they contain the old one and are free of subnets
//! and services. A new cluster may have any range.
//!
//! # Evidence
//!
//! - "Expand pod CIDR for Azure CNI Overlay", generally available 2026-04-03, preview since 2025-11-03:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay-pod-expand>.
//! - Before that, Azure accepted another pod CIDR and silently kept the old one:
//!   <https://github.com/Azure/azure-cli/issues/28403>, 2024.

use crate::{
    network::{Cidr, Family},
    rules::{
        Change, Findings, Level, Lowering, Phase, Rule, Source, View,
        ranges::{Origin, Range},
        rule::{ARTICLE, day},
    },
};

pub(super) static RULE: Rule = Rule {
    code: "pod-cidr-expansion",
    number: "X05",
    title: "The pod CIDR of a cluster can only grow",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "Azure keeps the pod CIDR that the cluster has, whatever it is asked for.",
        },
        Phase { from: GROWS, level: Level::Error, because: "A wider range is taken, as a preview." },
        Phase {
            from: day(2026, 4, 3),
            level: Level::Error,
            because: "The expansion is generally available.",
        },
    ],
    when: &[Change::Expansion],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Azure refuses any other change, or ignores it."),
    yields_to: &[],
    check,
};

/// Since when a pod CIDR can grow.
const GROWS: time::Date = day(2025, 11, 3);

fn check(view: &View, findings: &mut Findings<'_>) {
    let can_grow = findings.as_of() >= GROWS;
    for asked in view.pod_ranges().into_iter().filter(|range| range.origin == Origin::Asked) {
        let Some(now) = view.pod_cidr_now(&asked) else { continue };
        let wider = asked.cidr.family() == Family::V4 && asked.cidr.contains(&now);
        if asked.cidr == now || wider && can_grow {
            continue;
        }
        refuse(view, &asked, &now, can_grow, findings);
    }
}

fn refuse(view: &View, asked: &Range, now: &Cidr, can_grow: bool, findings: &mut Findings<'_>) {
    let verb = match (now.contains(&asked.cidr), asked.cidr.contains(now)) {
        (true, _) => "shrink",
        (_, true) => "grow",
        _ => "move",
    };
    let (why, way_out) = if asked.cidr.family() == Family::V6 {
        ("Azure only widens the IPv4 pod CIDR of a running cluster.", view.keep_or_widen(asked, now))
    } else if can_grow {
        ("Azure only widens the pod CIDR of a running cluster.", view.keep_or_widen(asked, now))
    } else {
        (
            "Until 2025-11-03 Azure accepted another pod CIDR for a running cluster and silently kept the old one.",
            format!("Keep {}. Another range needs a new cluster.", view.assignment(asked, now)),
        )
    };
    let summary = match asked.cidr.family() {
        Family::V4 => format!("The pod CIDR cannot {verb} from {now} to {}", asked.cidr),
        Family::V6 => format!("The IPv6 pod CIDR cannot change from {now} to {}", asked.cidr),
    };
    findings
        .report(Some(asked.path.clone()), summary)
        .fact(asked.fact())
        .fact(format!("{now} is the pod CIDR that the cluster has, and its nodes have blocks of it."))
        .why(why)
        .way_out(way_out)
        .forbids_change();
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Lookup, Pool, RuleSettings, View,
        rule::day,
        run,
        sample::{known, list, pool, valid, valid_dual_stack},
    };

    fn to(pod_cidr: &str) -> View {
        valid().changed(|view| view.network.pod_cidrs = list(&[pod_cidr]))
    }

    #[test]
    fn a_wider_range_around_the_old_one_is_planned_in_place() {
        for wider in ["10.244.0.0/15", "10.240.0.0/12"] {
            assert_eq!(to(wider).codes(), [], "{wider}");
        }
    }

    #[test]
    fn before_the_preview_even_a_wider_range_was_ignored() {
        assert_eq!(to("10.244.0.0/15").objections_on(day(2025, 11, 2)), ["pod-cidr-expansion"]);
        let findings = run(&to("10.244.0.0/15"), &RuleSettings::as_of(day(2024, 6, 1))).findings;
        assert_eq!(findings[0].summary, "The pod CIDR cannot grow from 10.244.0.0/16 to 10.244.0.0/15");
    }

    #[test]
    fn shrinking_is_refused_with_the_ranges_that_would_do() {
        let error = to("10.244.0.0/17").error();
        assert_eq!(error.rule.code, "pod-cidr-expansion");
        assert_eq!(error.summary, "The pod CIDR cannot shrink from 10.244.0.0/16 to 10.244.0.0/17");
        assert_eq!(
            error.way_out,
            "Keep network.pod_cidrs = [\"10.244.0.0/16\"], or widen it in place to 10.244.0.0/15 (512 nodes) or 10.244.0.0/14 \
             (1024 nodes) or 10.240.0.0/13 (2048 nodes)."
        );
    }

    #[test]
    fn moving_is_refused_even_to_a_larger_range() {
        let error = to("10.64.0.0/12").error();
        assert_eq!(error.summary, "The pod CIDR cannot move from 10.244.0.0/16 to 10.64.0.0/12");
    }

    #[test]
    fn a_range_that_grows_into_a_subnet_is_refused_by_another_rule() {
        let view = to("10.244.0.0/15").in_vnet(&["10.10.0.0/22", "10.245.0.0/24"]);
        assert_eq!(view.error().rule.code, "pod-cidr-overlaps-subnet");
    }

    #[test]
    fn a_range_too_small_for_a_node_is_first_of_all_a_range_that_shrinks() {
        assert_eq!(to("10.244.0.0/25").error().rule.code, "pod-cidr-expansion");
    }

    #[test]
    fn the_ipv6_range_does_not_even_grow() {
        let view = valid_dual_stack().changed(|view| {
            view.network.pod_cidrs = list(&["10.244.0.0/16", "fd10::/48"]);
        });
        let error = view.error();
        assert_eq!(error.summary, "The IPv6 pod CIDR cannot change from fd10:1::/64 to fd10::/48");
        assert_eq!(
            error.way_out,
            "Keep network.pod_cidrs = [\"10.244.0.0/16\", \"fd10:1::/64\"]. The IPv6 pod CIDR never grows, so another one \
             needs a new cluster."
        );
    }

    #[test]
    fn a_range_that_cannot_grow_is_not_offered_to_grow() {
        let dual_stack = valid_dual_stack()
            .changed(|view| view.network.pod_cidrs = list(&["10.245.0.0/16", "fd10:1::/64"]));
        let way_out = dual_stack.error().way_out;
        assert!(way_out.ends_with(
            "The pod CIDR of a dual-stack cluster cannot grow, so other ranges need a new cluster."
        ));
        let windows = to("10.245.0.0/16").with(|view| {
            let windows = Pool { path: None, os_type: known("Windows"), ..pool("win", 2) };
            view.lookups.agent_pools = Lookup::Found(vec![Pool { path: None, ..pool("system", 3) }, windows]);
        });
        let way_out = windows.error().way_out;
        assert!(way_out.contains("The pod CIDR of a cluster with Windows nodes cannot grow"), "{way_out}");
    }

    #[test]
    fn where_replacement_is_allowed_the_new_cluster_is_judged_instead() {
        let view = to("10.10.0.0/16").with(|view| view.allow_replacement = true);
        let verdict = run(&view, &RuleSettings::as_of(day(2026, 11, 22)));
        assert_eq!(verdict.replace, [view.network.attribute("pod_cidrs").index(0)]);
        assert_eq!(verdict.findings[0].rule.code, "pod-cidr-overlaps-subnet");
    }
}
