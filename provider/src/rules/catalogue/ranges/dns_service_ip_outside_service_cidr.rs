//! The address of the DNS service lies in the IPv4 service CIDR.
//!
//! # Why
//!
//! The DNS service is a service like any other, only with an address that is known before the cluster exists, because
//! every node is configured with it.
//!
//! # Way out
//!
//! Leave `dns_service_ip` out, or take the tenth address of the service CIDR; the message names it. The function
//! `dns_service_ip` computes it.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - Azure answers `DnsServiceIpOutOfServiceCidr`, target `networkProfile.dnsServiceIP`: Microsoft's article on
//!   troubleshooting this code.

use crate::{
    network::{Family, space},
    rules::{Change, Findings, Lowering, Rule, Source, View, finding::written, rule::ERROR_SINCE_ARTICLE},
};

pub(super) static RULE: Rule = Rule {
    code: "dns-service-ip-outside-service-cidr",
    number: "R15",
    title: "The address of the DNS service lies in the service CIDR",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Azure refuses the address (DnsServiceIpOutOfServiceCidr)."),
    yields_to: &["service-cidrs-match-ip-families"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(dns) = view.dns_service_ip() else { return };
    let services = view.service_ranges();
    let Some(range) = services.iter().find(|range| range.cidr.family() == Family::V4) else { return };
    if range.cidr.contains_address(dns) {
        return;
    }
    let path = view.network.attribute("dns_service_ip");
    let attribute = written(&path);
    let report = findings
        .report(
            Some(path),
            format!("The DNS service address {dns} is outside the service CIDR {}", range.cidr),
        )
        .fact(format!("{attribute} = \"{dns}\""))
        .fact(range.fact())
        .why("The DNS service is a service of the cluster, so its address comes from the service CIDR.");
    if let Some(dns) = space::dns_service_ip(&range.cidr) {
        report.way_out(format!("Set {attribute} = \"{dns}\", or leave it out."));
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Operation,
        sample::{known, list, valid},
    };

    #[test]
    fn one_address_beyond_the_range_is_refused_and_the_last_inside_is_not() {
        let with = |dns| {
            valid().with(|view| {
                view.network.service_cidrs = list(&["10.0.0.0/24"]);
                view.network.dns_service_ip = known(dns);
            })
        };
        assert_eq!(with("10.0.0.254").codes(), []);
        let error = with("10.0.1.0").error();
        assert_eq!(error.summary, "The DNS service address 10.0.1.0 is outside the service CIDR 10.0.0.0/24");
        assert_eq!(error.way_out, "Set network.dns_service_ip = \"10.0.0.10\", or leave it out.");
    }

    #[test]
    fn an_address_of_a_range_that_is_left_to_azure_is_checked_against_the_default() {
        let view = valid().with(|view| {
            view.network.service_cidrs = Attr::Null;
            view.network.dns_service_ip = known("172.16.0.10");
        });
        assert_eq!(view.error().rule.code, "dns-service-ip-outside-service-cidr");
    }

    #[test]
    fn a_service_cidr_that_is_not_known_yet_is_awaited() {
        let view = valid().with(|view| {
            view.network.service_cidrs = Attr::unknown();
            view.network.dns_service_ip = known("172.16.0.10");
            view.operation = Operation::Validate;
        });
        assert_eq!(view.codes(), []);
    }
}
