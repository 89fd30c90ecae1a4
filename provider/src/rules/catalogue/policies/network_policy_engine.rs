//! Network policies of a cluster are enforced by Azure's engine, Calico or Cilium, or not at all: `policy` is one of
//! `azure`, `calico`, `cilium` and `none`.
//!
//! # Why
//!
//! AKS installs and looks after these engines, and refuses other names. A policy engine of one's own is installed on a
//! cluster with `none`.
//!
//! # Way out
//!
//! Set one of the four. For a new cluster that is `cilium`, together with the Cilium dataplane.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", 2023-11-28, unchanged in 2026-08:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - `none` is in Azure's API since 2024-05-01: AKS release notes of 2024-05-13.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, finding::written, rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "network-policy-engine",
    number: "R23",
    title: "Network policies are enforced by an engine that AKS has",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update],
    looks_at: &[Source::Config],
    lowering: Lowering::Never("Azure's API has no other words."),
    yields_to: &[],
    check,
};

const ENGINES: [&str; 4] = ["none", "azure", "calico", "cilium"];

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(policy) = view.network.policy.known() else { return };
    if ENGINES.iter().any(|engine| engine.eq_ignore_ascii_case(policy)) {
        return;
    }
    let path = view.network.attribute("policy");
    let attribute = written(&path);
    findings
        .report(Some(path), format!("AKS has no network policy engine \"{policy}\""))
        .fact(format!("{attribute} = \"{policy}\""))
        .why(format!("The engines of AKS are {}; \"none\" leaves policies to you.", ENGINES[1..].join(", ")))
        .way_out(format!(
            "Set {attribute} = \"cilium\" with {} = \"cilium\", or {attribute} = \"none\" and install an engine yourself.",
            written(&view.network.attribute("dataplane"))
        ));
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level,
        sample::{known, valid},
    };

    #[test]
    fn the_four_words_are_taken_in_any_case_and_no_other() {
        let with = |policy| valid().with(|view| view.network.policy = known(policy)).codes();
        for policy in ["none", "Azure", "CALICO"] {
            assert_eq!(with(policy), [], "{policy}");
        }
        assert_eq!(with("antrea"), [("network-policy-engine", Level::Error)]);
        assert_eq!(with(""), [("network-policy-engine", Level::Error)]);
    }
}
