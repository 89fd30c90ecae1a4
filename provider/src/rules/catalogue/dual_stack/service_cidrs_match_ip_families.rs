//! There is one service CIDR for each IP family, in the order of `ip_families`.
//!
//! # Why
//!
//! A service may ask for an address of any family of its cluster, so every family has a range to take it from.
//!
//! # Way out
//!
//! Give as many service CIDRs as families, IPv4 first, or leave `service_cidrs` out: then Azure chooses them.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on dual-stack, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - The description of `networkProfile.serviceCidrs` in Azure's API: one IPv4 range for single-stack, two ranges, one for
//!   each family, for dual-stack.

use super::cidrs_match_ip_families;
use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, ranges::Purpose, rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "service-cidrs-match-ip-families",
    number: "R60",
    title: "There is one service CIDR for each IP family",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update, Change::DualStack],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Azure's API takes one range for each family."),
    yields_to: &["ip-families-order"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    cidrs_match_ip_families::check(view, Purpose::Services, findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level,
        sample::{list, valid, valid_dual_stack},
    };

    #[test]
    fn a_family_without_a_range_is_refused_and_so_is_a_range_without_a_family() {
        let speaks = [("service-cidrs-match-ip-families", Level::Error)];
        let single = valid_dual_stack().with(|view| view.network.service_cidrs = list(&["10.0.0.0/16"]));
        assert_eq!(single.codes(), speaks);
        let double = valid().with(|view| view.network.service_cidrs = list(&["10.0.0.0/16", "fd10:2::/108"]));
        assert_eq!(double.codes(), speaks);
    }

    #[test]
    fn ranges_that_work_are_proposed() {
        let single = valid_dual_stack().with(|view| view.network.service_cidrs = list(&["10.0.0.0/16"]));
        let way_out = single.error().way_out;
        let list_of = way_out.split(['[', ']']).nth(1).unwrap();
        let texts: Vec<&str> = list_of.split(", ").map(|text| text.trim_matches('"')).collect();
        assert!(texts[0] == "10.0.0.0/16" && texts[1].ends_with("/108"), "{way_out}");
        assert_eq!(single.with(|view| view.network.service_cidrs = list(&texts)).codes(), []);
    }
}
