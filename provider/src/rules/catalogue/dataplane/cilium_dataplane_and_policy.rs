//! Cilium is dataplane and network policy together: `dataplane = "cilium"` goes with `policy = "cilium"`, and the other way
//! round.
//!
//! # Why
//!
//! With the Cilium dataplane there is no other engine that could enforce policies, and Cilium policies need its dataplane.
//! A cluster that asks for the dataplane and names no policy gets Cilium policies.
//!
//! # Way out
//!
//! Set both to "cilium", or neither.
//!
//! # Evidence
//!
//! - "Configure Azure CNI Powered by Cilium", 2026-08: <https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium>.
//! - Azure answers `BadRequest`, "Cilium dataplane requires network policy cilium", target `networkProfile.networkPolicy`:
//!   <https://github.com/MicrosoftDocs/azure-aks-docs/issues/264>.
//! - A cluster created with the dataplane alone reports `networkPolicy` "cilium": recorded traffic of the Azure CLI.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, effective::Effective, finding::written,
    rule::ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "cilium-dataplane-and-policy",
    number: "X11",
    title: "Cilium is dataplane and network policy together",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Error,
        because: "The documentation of Azure CNI Powered by Cilium has the rule.",
    }],
    when: &[Change::Create, Change::Update],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Azure refuses the combination (BadRequest)."),
    yields_to: &["dual-stack-azure-policy", "dual-stack-calico-policy"],
    check,
};

const CILIUM: &str = "cilium";

fn check(view: &View, findings: &mut Findings<'_>) {
    let dataplane = view.effective(|network| &network.dataplane);
    let policy = view.effective(|network| &network.policy);
    let is_cilium = |value: Option<&String>| value.map(|value| value.eq_ignore_ascii_case(CILIUM));
    let (attribute, other, values) = match (is_cilium(dataplane.value()), is_cilium(policy.value())) {
        // The way back from Cilium is refused by itself.
        (Some(false), Some(true)) if view.dataplane_now().as_deref() == Some(CILIUM) => return,
        (Some(true), Some(false)) => ("policy", "dataplane", (policy, dataplane)),
        (Some(false), Some(true)) => ("dataplane", "policy", (dataplane, policy)),
        (None, Some(true)) if dataplane == Effective::Default => ("dataplane", "policy", (dataplane, policy)),
        _ => return,
    };
    let path = view.network.attribute(attribute);
    let (wrong, right) = (written(&path), written(&view.network.attribute(other)));
    let fact = |attribute: &str, value: Effective<'_, String>| match value.value() {
        Some(value) => format!("{attribute} = \"{value}\""),
        None => format!("{attribute} is not set, so it is Azure's default, \"azure\"."),
    };
    findings
        .report(Some(path), format!("Cilium as {} needs Cilium as {}", spoken(other), spoken(attribute)))
        .fact(fact(&right, values.1))
        .fact(fact(&wrong, values.0))
        .why("Policies of Cilium are enforced by the dataplane of Cilium, and no others are.")
        .way_out(format!("Set {wrong} = \"{CILIUM}\", or take another {right}."));
}

/// What an attribute is called in a sentence.
fn spoken(attribute: &str) -> &'static str {
    if attribute == "policy" { "network policy" } else { "dataplane" }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Operation, View,
        sample::{known, valid},
    };

    fn with(dataplane: Attr<String>, policy: Attr<String>) -> View {
        valid().with(|view| {
            view.network.dataplane = dataplane;
            view.network.policy = policy;
        })
    }

    #[test]
    fn the_dataplane_with_another_policy_is_refused_at_the_policy() {
        let view = with(known("cilium"), known("calico"));
        assert_eq!(view.error().path, Some(view.network.attribute("policy")));
    }

    #[test]
    fn the_policy_with_another_dataplane_is_refused_at_the_dataplane() {
        let view = with(known("azure"), known("cilium"));
        assert_eq!(view.error().path, Some(view.network.attribute("dataplane")));
    }

    #[test]
    fn the_policy_alone_means_the_default_dataplane_on_a_new_cluster() {
        let view = with(Attr::Null, known("cilium"));
        assert_eq!(
            view.error().facts[1],
            "network.dataplane is not set, so it is Azure's default, \"azure\"."
        );
        assert_eq!(view.with(|view| view.operation = Operation::Validate).codes(), []);
    }

    #[test]
    fn both_together_and_the_dataplane_alone_are_fine() {
        assert_eq!(with(known("cilium"), known("cilium")).codes(), []);
        assert_eq!(with(known("cilium"), Attr::Null).codes(), []);
    }

    #[test]
    fn the_way_back_from_cilium_is_refused_elsewhere() {
        let view = with(known("cilium"), known("cilium")).changed(|view| {
            view.network.dataplane = known("azure");
        });
        assert_eq!(view.objections(), Vec::<&str>::new());
    }

    #[test]
    fn neither_is_fine() {
        assert_eq!(with(known("azure"), known("calico")).codes(), []);
        assert_eq!(with(Attr::Null, Attr::Null).codes(), []);
    }
}
