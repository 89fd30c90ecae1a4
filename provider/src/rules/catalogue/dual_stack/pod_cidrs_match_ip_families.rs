//! There is one pod CIDR for each IP family, in the order of `ip_families`.
//!
//! # Why
//!
//! Every pod gets an address of every family. A range that no family asks for has no use, and a family without a range
//! has no addresses.
//!
//! # Way out
//!
//! Give as many pod CIDRs as families, IPv4 first, or leave `pod_cidrs` out: then Azure chooses them.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on dual-stack, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - The description of `networkProfile.podCidrs` in Azure's API: one IPv4 range for single-stack, two ranges, one for each
//!   family, for dual-stack.

use super::cidrs_match_ip_families;
use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, ranges::Purpose, rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "pod-cidrs-match-ip-families",
    number: "R59",
    title: "There is one pod CIDR for each IP family",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update, Change::DualStack],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Azure's API takes one range for each family."),
    yields_to: &["ip-families-order"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    cidrs_match_ip_families::check(view, Purpose::Pods, findings);
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, Operation, View,
        sample::{known, list, valid, valid_dual_stack},
    };

    const SPEAKS: [(&str, Level); 1] = [("pod-cidrs-match-ip-families", Level::Error)];

    fn with(view: View, pod_cidrs: &[&str]) -> View {
        view.with(|view| view.network.pod_cidrs = list(pod_cidrs))
    }

    #[test]
    fn a_family_without_a_range_is_refused_and_so_is_a_range_without_a_family() {
        assert_eq!(with(valid_dual_stack(), &["10.244.0.0/16"]).codes(), SPEAKS);
        assert_eq!(with(valid(), &["10.244.0.0/16", "fd10:1::/64"]).codes(), SPEAKS);
        assert_eq!(with(valid_dual_stack(), &["10.244.0.0/16", "fd10:1::/64"]).codes(), []);
    }

    #[test]
    fn the_order_of_the_families_counts() {
        assert_eq!(with(valid_dual_stack(), &["fd10:1::/64", "10.244.0.0/16"]).codes(), SPEAKS);
    }

    #[test]
    fn families_that_are_not_set_are_ipv4_on_a_new_cluster() {
        let view = with(valid(), &["10.244.0.0/16", "fd10:1::/64"]).with(|view| {
            view.network.ip_families = Attr::Null;
        });
        assert_eq!(view.codes(), SPEAKS);
        let undecided = view.with(|view| view.operation = Operation::Validate);
        assert_eq!(undecided.codes(), []);
    }

    #[test]
    fn ranges_that_fit_no_families_at_all_are_refused_at_once() {
        let view = with(valid(), &["fd10:1::/64"]).with(|view| {
            view.network.ip_families = Attr::unknown();
            view.operation = Operation::Validate;
        });
        assert_eq!(view.codes(), SPEAKS);
    }

    #[test]
    fn a_range_that_is_not_known_yet_may_be_of_any_family() {
        let view = valid_dual_stack().with(|view| {
            view.network.pod_cidrs = Attr::Known(vec![known("10.244.0.0/16"), Attr::unknown()]);
        });
        assert_eq!(view.codes(), []);
    }

    #[test]
    fn ranges_that_work_are_proposed() {
        let proposes = |view: View, list: &str| {
            let error = view.error();
            assert!(
                error.way_out.starts_with(&format!("Set network.pod_cidrs = {list}")),
                "{}",
                error.way_out
            );
        };
        proposes(
            with(valid(), &["10.244.0.0/16", "fd10:1::/64"]),
            "[\"10.244.0.0/16\"], or network.ip_families",
        );
        proposes(with(valid(), &["10.244.0.0/16", "10.245.0.0/16"]), "[\"10.244.0.0/16\"], or leave");
        proposes(with(valid(), &[]), "[\"10.244.0.0/16\"]");
        let alone = with(valid(), &[]).with(|view| {
            view.network.ip_families = Attr::Null;
            view.network.service_cidrs = Attr::Null;
            view.operation = Operation::Validate;
        });
        proposes(alone, "[\"10.244.0.0/16\"]");
        proposes(with(valid_dual_stack(), &["10.244.0.0/16"]), "[\"10.244.0.0/16\", \"fd");
        proposes(
            with(valid_dual_stack(), &["fd10:1::/64", "10.244.0.0/16"]),
            "[\"10.244.0.0/16\", \"fd10:1::/64\"]",
        );
    }

    #[test]
    fn what_is_proposed_breaks_no_rule() {
        for (view, given) in [
            (valid(), &[][..]),
            (valid_dual_stack(), &["10.244.0.0/16"]),
            (valid_dual_stack(), &["fd10:1::/64"]),
        ] {
            let way_out = with(view.clone(), given).error().way_out;
            let list = way_out.split(['[', ']']).nth(1).unwrap();
            let texts: Vec<&str> = list.split(", ").map(|text| text.trim_matches('"')).collect();
            assert_eq!(with(view, &texts).codes(), [], "{way_out}");
        }
    }
}
