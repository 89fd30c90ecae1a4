//! The address of the DNS service is neither the first of the service CIDR, which names the network, nor the one after
//! it, which is the address of the Kubernetes API inside the cluster.
//!
//! # Why
//!
//! Kubernetes gives the address after the first to the service `kubernetes.default` before anything else runs. The DNS
//! service cannot have it as well.
//!
//! # Way out
//!
//! Leave `dns_service_ip` out, or take the tenth address of the service CIDR; the message names it.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - The first address was accepted until <https://github.com/Azure/AKS/issues/2579> was fixed.

use crate::{
    network::{Family, space},
    rules::{Change, Findings, Lowering, Rule, Source, View, finding::written, rule::ERROR_SINCE_ARTICLE},
};

pub(super) static RULE: Rule = Rule {
    code: "dns-service-ip-reserved",
    number: "R16",
    title: "The address of the DNS service is not one of the first two of the service CIDR",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("The address belongs to the Kubernetes API, so the cluster would have no DNS."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(dns) = view.dns_service_ip() else { return };
    let services = view.service_ranges();
    let Some(range) = services.iter().find(|range| range.cidr.family() == Family::V4) else { return };
    let taken_by = if Some(dns) == range.cidr.address_at(0) {
        "names the network itself"
    } else if Some(dns) == range.cidr.address_at(1) {
        "is the address of the Kubernetes API inside the cluster (kubernetes.default)"
    } else {
        return;
    };
    let path = view.network.attribute("dns_service_ip");
    let attribute = written(&path);
    let report = findings
        .report(Some(path), format!("The DNS service cannot have the address {dns}"))
        .fact(format!("{attribute} = \"{dns}\""))
        .fact(range.fact())
        .why(format!("In {} this address {taken_by}.", range.cidr));
    if let Some(dns) = space::dns_service_ip(&range.cidr) {
        report.way_out(format!("Set {attribute} = \"{dns}\", or leave it out."));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        View,
        sample::{known, valid},
    };

    fn with(dns: &str) -> View {
        valid().with(|view| view.network.dns_service_ip = known(dns))
    }

    #[test]
    fn the_first_two_addresses_are_refused_and_the_third_is_not() {
        assert!(with("10.0.0.0").error().why.contains("names the network itself"));
        assert!(with("10.0.0.1").error().why.contains("kubernetes.default"));
        assert_eq!(with("10.0.0.2").codes(), []);
    }
}
