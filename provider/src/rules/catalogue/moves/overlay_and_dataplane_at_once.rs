//! The way in which pods get their addresses and the dataplane change one after the other.
//!
//! # Why
//!
//! Both changes replace the network on every node. Azure carries out one at a time, and refuses a request that asks for both.
//!
//! # Way out
//!
//! Move to overlay, apply, and change the dataplane to Cilium afterwards. From node subnet the other order is possible as well:
//! Cilium first, which then moves to overlay with the cluster.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS": IPAM mode and data plane cannot be changed in one operation:
//!   <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, finding::written, rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "overlay-and-dataplane-at-once",
    number: "X09",
    title: "Overlay and the dataplane change one after the other",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Azure refuses both changes in one request."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(before) = view.moves_to_overlay_from().filter(|_| view.turns_to_cilium()) else { return };
    let path = view.network.attribute("dataplane");
    let attribute = written(&path);
    let as_of = findings.as_of();
    findings
        .report(Some(path), "A cluster cannot move to overlay and to Cilium at the same time")
        .fact(view.move_fact(before))
        .fact(format!("{attribute} = \"cilium\" changes the dataplane."))
        .why("Azure changes how pods get their addresses and what carries their packets one after the other.")
        .way_out(view.steps_or(as_of, format!("Leave {attribute} out until the cluster is on overlay.")));
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        View,
        sample::{known, leaving_kubenet, leaving_node_subnet, valid},
    };

    fn with_cilium(view: View) -> View {
        view.with(|view| {
            view.network.dataplane = known("cilium");
            view.network.policy = known("cilium");
        })
    }

    #[test]
    fn both_at_once_are_refused_with_the_order() {
        for view in [leaving_kubenet(), leaving_node_subnet()] {
            let error = with_cilium(view).error();
            assert_eq!(error.rule.code, "overlay-and-dataplane-at-once");
            let lines: Vec<&str> = error.way_out.lines().collect();
            assert!(lines[1].starts_with("  1. Move from "), "{}", error.way_out);
            assert!(lines[2].starts_with("  2. Change the dataplane to Cilium"), "{}", error.way_out);
        }
    }

    #[test]
    fn a_cluster_that_has_cilium_already_moves_with_it() {
        let view = with_cilium(leaving_node_subnet()).that_was(|existing| {
            existing.network.dataplane = known("cilium");
            existing.network.policy = known("cilium");
        });
        assert_eq!(view.objections(), Vec::<&str>::new());
    }

    #[test]
    fn the_dataplane_alone_may_change() {
        assert_eq!(with_cilium(valid().changed(|_| ())).objections(), Vec::<&str>::new());
    }
}
