//! The service CIDR touches none of the ranges that no network in Azure may use: multicast, broadcast, loopback, the
//! addresses of Azure's own DNS and health probes. Ranges that are public and none of these are a warning, not an error.
//!
//! # Why
//!
//! A virtual network cannot have these ranges, and neither can the services of a cluster. Any other public range is taken
//! away from the pods: what is reachable there on the Internet no longer is from the cluster. Azure takes such a range, so
//! of that there is a warning.
//!
//! # Way out
//!
//! Take a private range; the message names one.
//!
//! # Evidence
//!
//! - AKS changelog of 2023-10-01: service CIDRs in ranges of public and multicast addresses that virtual networks may not
//!   have are refused.
//! - "Azure Virtual Network frequently asked questions", on address ranges:
//!   <https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq>.

use crate::{
    network::{Family, space},
    rules::{
        Change, Findings, Level, Lowering, Phase, Rule, Source, View,
        ranges::{Origin, Range},
        rule::day,
    },
};

pub(super) static RULE: Rule = Rule {
    code: "forbidden-service-cidr",
    number: "X02",
    title: "The service CIDR is none of the ranges that no network may use",
    history: &[Phase {
        from: day(2023, 10, 1),
        level: Level::Error,
        because: "Azure refuses such a service CIDR.",
    }],
    when: &[Change::Create],
    looks_at: &[Source::Config],
    lowering: Lowering::Never("No network in Azure can have these addresses."),
    yields_to: &["reserved-range", "service-cidr-too-large"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    for range in view.service_ranges() {
        if range.origin == Origin::Existing {
            continue;
        }
        if let Some((forbidden, what)) = space::forbidden(&range.cidr) {
            let summary =
                format!("Service CIDR {} overlaps {forbidden}, which no network may use", range.cidr);
            let why = format!("{forbidden} is {what}.");
            report(view, &range, summary, why, Level::Error, findings);
        } else if space::is_public(&range.cidr) {
            let summary = format!("Service CIDR {} is public", range.cidr);
            let why = "What has one of these addresses outside private networks cannot be reached from the cluster."
                .to_owned();
            report(view, &range, summary, why, Level::Warning, findings);
        }
    }
}

fn report(
    view: &View,
    range: &Range,
    summary: String,
    why: String,
    level: Level,
    findings: &mut Findings<'_>,
) {
    let report =
        findings.report(Some(range.path.clone()), summary).fact(range.fact()).why(why).at_most(level);
    let widest = match range.cidr.family() {
        Family::V4 => 16,
        Family::V6 => 108,
    };
    if let Some(free) = view.free_instead_of(range, range.cidr.prefix_len().max(widest)) {
        report.way_out(format!("Set {}.{}", view.assignment(range, &free), view.while_vnet_is_unseen()));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, View,
        rule::day,
        sample::{known, list, valid, valid_dual_stack},
    };

    fn with(service_cidr: &str, dns: &str) -> View {
        valid().with(|view| {
            view.network.service_cidrs = list(&[service_cidr]);
            view.network.dns_service_ip = known(dns);
        })
    }

    #[test]
    fn multicast_broadcast_loopback_and_azures_own_address_are_refused() {
        for (service_cidr, dns) in [
            ("224.0.0.0/16", "224.0.0.10"),
            ("239.255.0.0/16", "239.255.0.10"),
            ("127.0.0.0/16", "127.0.0.10"),
            ("168.63.0.0/16", "168.63.0.10"),
            ("255.255.255.0/24", "255.255.255.10"),
        ] {
            assert_eq!(
                with(service_cidr, dns).codes(),
                [("forbidden-service-cidr", Level::Error)],
                "{service_cidr}"
            );
        }
        assert_eq!(
            with("224.0.0.0/16", "224.0.0.10").error().way_out,
            "Set network.service_cidrs = [\"10.1.0.0/16\"] and network.dns_service_ip = \"10.1.0.10\"."
        );
    }

    #[test]
    fn a_public_range_is_a_warning_and_a_private_one_is_fine() {
        assert_eq!(with("20.0.0.0/16", "20.0.0.10").codes(), [("forbidden-service-cidr", Level::Warning)]);
        for (service_cidr, dns) in [
            ("100.64.0.0/16", "100.64.0.10"),
            ("172.16.0.0/16", "172.16.0.10"),
            ("192.168.0.0/16", "192.168.0.10"),
            ("198.18.0.0/16", "198.18.0.10"),
        ] {
            assert_eq!(with(service_cidr, dns).codes(), [], "{service_cidr}");
        }
    }

    #[test]
    fn before_october_2023_there_was_no_such_rule() {
        let view = with("224.0.0.0/16", "224.0.0.10");
        assert_eq!(view.codes_on(day(2023, 9, 30)), []);
        assert_eq!(view.codes_on(day(2023, 10, 1)), [("forbidden-service-cidr", Level::Error)]);
    }

    #[test]
    fn a_cluster_that_has_such_a_range_keeps_it() {
        assert_eq!(with("20.0.0.0/16", "20.0.0.10").changed(|_| {}).codes(), []);
    }

    #[test]
    fn ipv6_multicast_and_link_local_are_refused() {
        let six =
            |text| valid_dual_stack().with(|view| view.network.service_cidrs = list(&["10.0.0.0/16", text]));
        assert_eq!(six("ff00:1::/108").codes(), [("forbidden-service-cidr", Level::Error)]);
        assert_eq!(six("fe80::/108").codes(), [("forbidden-service-cidr", Level::Error)]);
        assert_eq!(six("fd00:1::/108").codes(), []);
        assert_eq!(
            six("ff00:1::/108").error().way_out,
            "Set network.service_cidrs = [\"10.0.0.0/16\", \"fd00::/108\"]."
        );
    }
}
