//! An IPv4 service CIDR is smaller than a /12: its prefix length is more than 12.
//!
//! # Why
//!
//! The Kubernetes API server keeps one bit for every address of the service CIDR and allows at most 20 host bits, which
//! is a /12. Microsoft's text asks for "smaller than /12". So anything wider than a /12 is refused, and a /12 itself,
//! about which the two do not agree, is a warning.
//!
//! # Way out
//!
//! Take a /16, which holds 65,536 services, or anything from /13 to /24. A service CIDR cannot be changed later.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - Kubernetes, `cmd/kube-apiserver/app/options/validation.go`, `maxCIDRBits` = 20.

use crate::{
    network::Family,
    rules::{
        Change, Findings, Level, Lowering, Rule, Source, View, ranges::Origin, rule::ERROR_SINCE_ARTICLE,
    },
};

pub(super) static RULE: Rule = Rule {
    code: "service-cidr-too-large",
    number: "R12",
    title: "The IPv4 service CIDR is smaller than a /12",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create],
    looks_at: &[Source::Config],
    lowering: Lowering::Never("The Kubernetes API server does not start with more than 20 host bits."),
    yields_to: &[],
    check,
};

/// The longest prefix about which documentation and API server do not agree.
const EDGE: u8 = 12;

fn check(view: &View, findings: &mut Findings<'_>) {
    for range in view.service_ranges() {
        let prefix_len = range.cidr.prefix_len();
        if range.cidr.family() != Family::V4 || range.origin != Origin::Asked || prefix_len > EDGE {
            continue;
        }
        let (summary, level) = if prefix_len < EDGE {
            (format!("Service CIDR {} is too large", range.cidr), Level::Error)
        } else {
            (format!("Service CIDR {} may be too large", range.cidr), Level::Warning)
        };
        let report = findings
            .report(Some(range.path.clone()), summary)
            .fact(range.fact())
            .why(format!(
                "The Kubernetes API server takes at most a /{EDGE}, and Microsoft asks for a range smaller than that."
            ))
            .at_most(level);
        if let Some(free) = view.free_instead_of(&range, 16) {
            report.way_out(format!(
                "Set {}; {free} holds 65536 services.{}",
                view.assignment(&range, &free),
                view.while_vnet_is_unseen()
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, View,
        sample::{known, list, valid},
    };

    fn with(service_cidr: &str) -> View {
        valid().in_vnet(&["192.168.0.0/24"]).with(|view| {
            view.network.service_cidrs = list(&[service_cidr]);
            view.network.dns_service_ip = known("10.0.0.10");
            view.network.pod_cidrs = list(&["100.64.0.0/16"]);
        })
    }

    #[test]
    fn wider_than_a_slash_12_is_refused_with_a_range_that_does() {
        let error = with("10.0.0.0/11").error();
        assert_eq!((error.rule.code, error.level), ("service-cidr-too-large", Level::Error));
        assert_eq!(
            error.way_out,
            "Set network.service_cidrs = [\"10.1.0.0/16\"] and network.dns_service_ip = \"10.1.0.10\"; 10.1.0.0/16 holds \
             65536 services."
        );
    }

    #[test]
    fn a_slash_12_itself_is_a_warning_and_a_slash_13_is_fine() {
        assert_eq!(with("10.0.0.0/12").codes(), [("service-cidr-too-large", Level::Warning)]);
        assert_eq!(with("10.0.0.0/13").codes(), []);
    }
}
