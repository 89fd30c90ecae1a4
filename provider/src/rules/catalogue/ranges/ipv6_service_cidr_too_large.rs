//! An IPv6 service CIDR is at most a /108: its prefix length is at least 108.
//!
//! # Why
//!
//! The Kubernetes API server keeps one bit for every address of the service CIDR and allows at most 20 host bits, which
//! is a /108 in IPv6.
//!
//! # Way out
//!
//! Take a /108, which holds a million services; the message names the one at the same place.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on dual-stack, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - Kubernetes, `cmd/kube-apiserver/app/options/validation.go`, `maxCIDRBits` = 20.

use crate::{
    network::{Cidr, Family},
    rules::{
        Change, Findings, Lowering, Rule, Source, View,
        ranges::{Origin, Range},
        rule::ERROR_SINCE_ARTICLE,
    },
};

pub(super) static RULE: Rule = Rule {
    code: "ipv6-service-cidr-too-large",
    number: "R61",
    title: "The IPv6 service CIDR is at most a /108",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::DualStack],
    looks_at: &[Source::Config],
    lowering: Lowering::Never("The Kubernetes API server does not start with more than 20 host bits."),
    yields_to: &[],
    check,
};

const SHORTEST: u8 = 108;

fn check(view: &View, findings: &mut Findings<'_>) {
    for range in view.service_ranges() {
        let Range { cidr, origin, .. } = &range;
        if cidr.family() != Family::V6 || *origin != Origin::Asked || cidr.prefix_len() >= SHORTEST {
            continue;
        }
        let smaller = Cidr::containing(cidr.network_address(), SHORTEST);
        let report = findings
            .report(Some(range.path.clone()), format!("IPv6 service CIDR {cidr} is too large"))
            .fact(range.fact())
            .why(format!("The Kubernetes API server takes at most a /{SHORTEST} of IPv6."));
        if let Some(free) = view.free_or_instead_of(&range, smaller) {
            report.way_out(format!("Set {}.{}", view.assignment(&range, &free), view.while_vnet_is_unseen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        View,
        sample::{list, valid_dual_stack},
    };

    fn with(service_cidr: &str) -> View {
        valid_dual_stack().with(|view| view.network.service_cidrs = list(&["10.0.0.0/16", service_cidr]))
    }

    #[test]
    fn wider_than_a_slash_108_is_refused_with_the_range_at_the_same_place() {
        let error = with("fd10:2::/107").error();
        assert_eq!(error.rule.code, "ipv6-service-cidr-too-large");
        assert_eq!(error.way_out, "Set network.service_cidrs = [\"10.0.0.0/16\", \"fd10:2::/108\"].");
    }

    #[test]
    fn a_slash_108_and_anything_smaller_is_fine() {
        assert_eq!(with("fd10:2::/108").codes(), []);
        assert_eq!(with("fd10:2::/120").codes(), []);
    }

    #[test]
    fn the_smaller_range_is_another_one_where_pods_have_the_first() {
        let view = with("fd10:2::/64").with(|view| {
            view.network.pod_cidrs = list(&["10.244.0.0/16", "fd10:2::/80"]);
        });
        let findings = view.findings();
        let error = findings.iter().find(|finding| finding.rule.number == "R61").unwrap();
        assert!(error.way_out.starts_with("Set network.service_cidrs = [\"10.0.0.0/16\", \"fd"), "{error:?}");
        assert!(!error.way_out.contains("fd10:2::"), "{}", error.way_out);
    }
}
