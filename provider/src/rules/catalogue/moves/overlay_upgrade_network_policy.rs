//! A cluster moves to overlay without a network policy engine; only Cilium may stay.
//!
//! # Why
//!
//! Azure's network policy manager and Calico are installed for the network as it is, so Azure refuses to change it under
//! them. It looks at what the cluster has when the move is asked for: `policy = "none"` in the same plan is too late.
//!
//! # Way out
//!
//! Set `policy = "none"` and apply, which re-images every pool; then move; then install the engine again if it is wanted.
//! Pods are not isolated from each other meanwhile.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", 2023-11-28: <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.
//! - Azure answers `ValidationError`, "Cannot update cluster to Azure CNI Overlay while using network policies with Azure CNI
//!   v1": <https://github.com/Azure/AKS/issues/4006>, <https://github.com/MicrosoftDocs/azure-aks-docs/issues/264>.
//! - AKS changelog of 2023-11-28 (kubenet with Calico is refused), of 2024-03-31 (Calico can be removed) and of 2025-05-19
//!   (node subnet with Cilium moves to overlay with Cilium).

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    effective::Ipam,
    finding::written,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "overlay-upgrade-network-policy",
    number: "R36",
    title: "A cluster moves to overlay without a network policy engine",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "The article on Azure CNI Overlay has the rule.",
        },
        Phase {
            from: CILIUM_MAY_STAY,
            level: Level::Error,
            because: "A cluster on node subnet with Cilium moves to overlay with Cilium; the other engines have to go first.",
        },
    ],
    when: &[Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::State],
    lowering: Lowering::Never("Azure refuses the move (ValidationError)."),
    yields_to: &[],
    check,
};

const CILIUM_MAY_STAY: time::Date = day(2025, 5, 19);

fn check(view: &View, findings: &mut Findings<'_>) {
    let (Some(before), Some(policy)) = (view.moves_to_overlay_from(), view.policy_now()) else { return };
    let as_of = findings.as_of();
    let cilium_stays = policy == "cilium" && before == Ipam::NodeSubnet && as_of >= CILIUM_MAY_STAY;
    if policy.is_empty() || policy == "none" || cilium_stays {
        return;
    }
    let path = view.network.attribute("policy");
    let attribute = written(&path);
    findings
        .report(Some(path), format!("A cluster with the network policy engine {policy} cannot move to overlay"))
        .fact(format!("The cluster has {attribute} = \"{policy}\"."))
        .fact(view.move_fact(before))
        .why("Azure does not change the network under an installed policy engine; it has to be removed in a step of its own.")
        .way_out(view.steps_or(as_of, format!("Set {attribute} = \"none\" and apply that first.")));
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        View,
        rule::day,
        sample::{known, leaving_kubenet, leaving_node_subnet},
    };

    fn with(view: View, policy: &str) -> View {
        view.that_was(|existing| existing.network.policy = known(policy))
            .with(|view| view.network.policy = known(policy))
    }

    #[test]
    fn azures_engine_and_calico_have_to_go_first_from_wherever_the_cluster_comes() {
        for policy in ["azure", "calico", "Calico"] {
            for view in [leaving_kubenet(), leaving_node_subnet()] {
                let error = with(view, policy).error();
                assert_eq!(error.rule.code, "overlay-upgrade-network-policy");
                assert!(error.way_out.contains("1. Remove the network policy engine"), "{}", error.way_out);
            }
        }
    }

    #[test]
    fn removing_it_in_the_same_plan_is_too_late() {
        let view = leaving_node_subnet()
            .that_was(|existing| existing.network.policy = known("azure"))
            .with(|view| view.network.policy = known("none"));
        assert_eq!(view.objections(), ["overlay-upgrade-network-policy"]);
    }

    #[test]
    fn no_engine_is_no_hindrance_whether_azure_says_none_or_nothing() {
        assert_eq!(leaving_kubenet().objections(), Vec::<&str>::new());
        let silent = leaving_kubenet()
            .that_was(|existing| existing.network.policy = Attr::Null)
            .with(|view| view.network.policy = Attr::Null);
        assert_eq!(silent.objections(), Vec::<&str>::new());
    }

    #[test]
    fn cilium_on_node_subnet_may_stay_since_2025_05_19() {
        let view = with(leaving_node_subnet(), "cilium")
            .that_was(|existing| existing.network.dataplane = known("cilium"))
            .with(|view| view.network.dataplane = known("cilium"));
        assert_eq!(view.objections_on(day(2025, 5, 18)), ["overlay-upgrade-network-policy"]);
        assert_eq!(view.objections_on(day(2025, 5, 19)), Vec::<&str>::new());
    }
}
