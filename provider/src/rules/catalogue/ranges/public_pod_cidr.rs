//! The pod CIDR is private: of RFC 1918 (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16) or of RFC 6598 (100.64.0.0/10).
//!
//! # Why
//!
//! Azure takes a public range and Microsoft does not support it: what has these addresses on the Internet cannot be
//! reached from pods.
//!
//! # Way out
//!
//! Take a private range; the message names one of the same size where there is one. An existing cluster keeps its pod
//! CIDR.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, since 2025-10-16:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.

use crate::{
    network::{Family, space::PRIVATE},
    rules::{
        Change, Findings, Level, Lowering, Phase, Rule, Source, View, effective::Ipam, ranges::Origin,
        rule::day,
    },
};

pub(super) static RULE: Rule = Rule {
    code: "public-pod-cidr",
    number: "X04",
    title: "The pod CIDR is private",
    history: &[Phase {
        from: day(2025, 10, 16),
        level: Level::Warning,
        because: "The documentation names the ranges that are supported.",
    }],
    when: &[Change::Create, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet, Change::Expansion],
    looks_at: &[Source::Config],
    lowering: Lowering::Allowed("Azure accepts the range."),
    yields_to: &["pod-cidr-expansion", "reserved-range"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    for range in view.pod_ranges() {
        let is_private = PRIVATE.iter().any(|block| block.contains(&range.cidr));
        if range.cidr.family() != Family::V4 || is_private || range.origin == Origin::Existing {
            continue;
        }
        let report = findings
            .report(Some(range.path.clone()), format!("Pod CIDR {} is not private", range.cidr))
            .fact(range.fact())
            .why("Microsoft supports pods in RFC 1918 and RFC 6598 ranges alone: what has one of these addresses elsewhere cannot be reached from pods.");
        if let Some(now) = view.pod_cidr_now(&range) {
            report.way_out(view.keep_or_widen(&range, &now));
            continue;
        }
        let sizes = range.cidr.prefix_len()..=16.max(range.cidr.prefix_len());
        if let Some(free) = sizes.into_iter().find_map(|prefix_len| view.free_instead_of(&range, prefix_len))
        {
            report.way_out(format!("Set {}.", view.assignment(&range, &free)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, View,
        rule::day,
        sample::{list, valid, valid_dual_stack},
    };

    fn with(pod_cidr: &str) -> View {
        valid().with(|view| view.network.pod_cidrs = list(&[pod_cidr]))
    }

    #[test]
    fn a_public_range_is_a_warning_with_a_private_one_of_its_size() {
        let view = with("20.0.0.0/16");
        assert_eq!(view.codes(), [("public-pod-cidr", Level::Warning)]);
        assert_eq!(view.error().way_out, "Set network.pod_cidrs = [\"10.1.0.0/16\"].");
    }

    #[test]
    fn the_shared_address_space_is_private_and_what_stands_next_to_it_is_not() {
        assert_eq!(with("100.64.0.0/16").codes(), []);
        assert_eq!(with("100.128.0.0/16").codes(), [("public-pod-cidr", Level::Warning)]);
        assert_eq!(with("172.32.0.0/16").codes(), [("public-pod-cidr", Level::Warning)]);
        assert_eq!(with("172.29.0.0/16").codes(), []);
    }

    #[test]
    fn a_range_that_is_private_in_part_is_not_private() {
        assert_eq!(with("100.0.0.0/9").codes(), [("public-pod-cidr", Level::Warning)]);
    }

    #[test]
    fn before_october_2025_nothing_was_said() {
        assert_eq!(with("20.0.0.0/16").codes_on(day(2025, 10, 15)), []);
    }

    #[test]
    fn ipv6_ranges_are_not_judged() {
        let view = valid_dual_stack()
            .with(|view| view.network.pod_cidrs = list(&["10.244.0.0/16", "2001:db8:1::/64"]));
        assert_eq!(view.codes(), []);
    }
}
