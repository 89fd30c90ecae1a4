//! A dual-stack cluster has no Calico network policies: with IPv6, `policy = "calico"` is excluded.
//!
//! # Why
//!
//! The Calico that AKS installs knows IPv4 only.
//!
//! # Way out
//!
//! Use Cilium, for dataplane and policy together, or no network policy.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on the limitations of dual-stack, 2023-11-28, unchanged in 2026-08:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>. The code that Azure answers is not known.

use super::dual_stack_policy;
use crate::rules::{Change, Findings, Lowering, Rule, Source, View, rule::ERROR_SINCE_ARTICLE};

pub(super) static RULE: Rule = Rule {
    code: "dual-stack-calico-policy",
    number: "R55",
    title: "Dual-stack excludes Calico network policies",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update, Change::DualStack],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed(
        "The rule stands in the documentation; a refusal by Azure has not been seen in public.",
    ),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    dual_stack_policy::check(view, "calico", "Calico", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level,
        sample::{known, valid, valid_dual_stack},
    };

    #[test]
    fn the_policy_is_refused_with_ipv6_and_not_without() {
        assert_eq!(valid().with(|view| view.network.policy = known("calico")).codes(), []);
        let view = valid_dual_stack().with(|view| view.network.policy = known("calico"));
        assert_eq!(view.codes(), [("dual-stack-calico-policy", Level::Error)]);
    }

    #[test]
    fn cilium_is_fine_with_ipv6() {
        let view = valid_dual_stack().with(|view| {
            view.network.policy = known("cilium");
            view.network.dataplane = known("cilium");
        });
        assert_eq!(view.codes(), []);
    }

    #[test]
    fn a_policy_that_the_cluster_has_is_not_told_as_if_it_were_written() {
        let now = valid().with(|view| view.network.policy = known("calico"));
        let view = now.changed(|view| {
            view.network = valid_dual_stack().network;
            view.network.policy = known("calico");
        });
        let findings = view.findings();
        let error = findings.iter().find(|finding| finding.rule.number == "R55").unwrap();
        assert_eq!(error.facts[0], "The cluster has the network policy \"calico\".");
        let asked = view.that_was(|existing| existing.network.policy = known("none"));
        let findings = asked.findings();
        let error = findings.iter().find(|finding| finding.rule.number == "R55").unwrap();
        assert_eq!(error.facts[0], "network.policy = \"calico\"");
    }
}
