//! A cluster that left kubenet kept its pod CIDR, until Azure began to take another one with the move.
//!
//! # Why
//!
//! The rule is history: since 2025-08-29 a cluster on kubenet may get a new pod CIDR while it moves to overlay. It is kept
//! for scheduled runs that judge by an earlier day (`rules.as_of`).
//!
//! # Way out
//!
//! Leave `pod_cidrs` as the cluster has it.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", section on kubenet, 2023-11-28: the pod CIDR stays; since 2025-10-07
//!   it may be another one: <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.
//! - AKS changelog of 2025-08-29: the move from kubenet takes a new pod CIDR.

use crate::network::Cidr;
use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    effective::Ipam,
    finding::written,
    ranges::Origin,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "kubenet-upgrade-pod-cidr",
    number: "R45",
    title: "The move from kubenet to overlay keeps the pod CIDR",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "The article on Azure CNI Overlay has the rule.",
        },
        Phase {
            from: day(2025, 8, 29),
            level: Level::Off,
            because: "Azure takes a new pod CIDR with the move from kubenet.",
        },
    ],
    when: &[Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Azure refused another pod CIDR, or ignored it."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.moves_to_overlay_from() != Some(Ipam::Kubenet) {
        return;
    }
    let Some(existing) = view.existing().and_then(|existing| existing.network.pod_cidrs.known()) else {
        return;
    };
    let now: Vec<Cidr> = existing.iter().filter_map(|text| Cidr::parse(text.known()?).ok()).collect();
    for asked in view.pod_ranges().into_iter().filter(|range| range.origin == Origin::Asked) {
        let Some(now) = now.iter().find(|now| now.family() == asked.cidr.family()) else { continue };
        if *now == asked.cidr {
            continue;
        }
        let keep = view.assignment(&asked, now);
        findings
            .report(
                Some(asked.path.clone()),
                format!("The pod CIDR cannot change from {now} to {} with the move from kubenet", asked.cidr),
            )
            .fact(asked.fact())
            .fact(format!("{now} is the pod CIDR that the cluster has."))
            .why("Until 2025-08-29 Azure took over the pod CIDR of kubenet, and no other.")
            .way_out(format!("Keep {keep}, or remove {}.", written(&view.network.attribute("pod_cidrs"))));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        View,
        rule::day,
        sample::{leaving_kubenet, leaving_node_subnet, list},
    };

    fn to(pod_cidr: &str) -> View {
        leaving_kubenet().with(|view| view.network.pod_cidrs = list(&[pod_cidr]))
    }

    #[test]
    fn another_range_was_refused_until_2025_08_29() {
        for range in ["10.64.0.0/16", "10.244.0.0/15"] {
            assert_eq!(to(range).objections_on(day(2025, 8, 28)), ["kubenet-upgrade-pod-cidr"], "{range}");
            assert_eq!(to(range).objections_on(day(2025, 8, 29)), Vec::<&str>::new(), "{range}");
        }
    }

    #[test]
    fn the_range_that_the_cluster_has_could_always_stay() {
        assert_eq!(to("10.244.0.0/16").objections_on(day(2024, 6, 1)), Vec::<&str>::new());
    }

    #[test]
    fn node_subnet_has_no_range_to_keep() {
        assert_eq!(leaving_node_subnet().objections_on(day(2024, 6, 1)), Vec::<&str>::new());
    }
}
