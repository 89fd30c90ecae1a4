//! A dual-stack cluster has no Azure network policies: with IPv6, `policy = "azure"` is excluded.
//!
//! # Why
//!
//! Azure Network Policy Manager knows IPv4 only.
//!
//! # Way out
//!
//! Use Cilium, for dataplane and policy together, or no network policy. Azure Network Policy Manager itself is retired on
//! Windows since 2026-09-30 and ends on Linux on 2028-09-30.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on the limitations of dual-stack, 2023-11-28, unchanged in 2026-08:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>. The code that Azure answers is not known.

use super::dual_stack_policy;
use crate::rules::{Change, Findings, Lowering, Rule, Source, View, rule::ERROR_SINCE_ARTICLE};

pub(super) static RULE: Rule = Rule {
    code: "dual-stack-azure-policy",
    number: "R54",
    title: "Dual-stack excludes Azure network policies",
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
    dual_stack_policy::check(view, "azure", "Azure Network Policy Manager", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level,
        sample::{known, valid, valid_dual_stack},
    };

    #[test]
    fn the_policy_is_refused_with_ipv6_and_not_without() {
        assert_eq!(valid().with(|view| view.network.policy = known("azure")).codes(), []);
        let view = valid_dual_stack().with(|view| view.network.policy = known("azure"));
        assert_eq!(view.codes(), [("dual-stack-azure-policy", Level::Error)]);
    }

    #[test]
    fn adding_ipv6_to_a_cluster_with_the_policy_is_refused() {
        let planned = valid_dual_stack().network;
        let view =
            valid().with(|view| view.network.policy = known("azure")).changed(|view| view.network = planned);
        assert!(view.codes().contains(&("dual-stack-azure-policy", Level::Error)));
    }
}
