//! A cluster on overlay stays on overlay: there is no way back to node subnet or to kubenet.
//!
//! # Why
//!
//! Azure upgrades clusters to overlay and has no downgrade. Other providers plan to destroy the cluster and make a new
//! one, which is hardly what somebody means who changes one word.
//!
//! # Way out
//!
//! Keep `plugin = "azure"` and `plugin_mode = "overlay"`. Whoever needs another network makes a new cluster next to this
//! one and moves the workloads.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", 2023-11-28, unchanged in 2026-08: the upgrade cannot be rolled
//!   back: <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View,
    effective::{Ipam, is_azure},
    finding::written,
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "overlay-is-one-way",
    number: "X08",
    title: "A cluster does not leave overlay",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Update],
    looks_at: &[Source::State],
    lowering: Lowering::Never("Azure has no way back from overlay."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let before = view.existing().and_then(|existing| existing.network.existing_ipam());
    let Some(after) = view.ipam().filter(|after| *after != Ipam::Overlay) else { return };
    if before != Some(Ipam::Overlay) {
        return;
    }
    let network = &view.network;
    let other_plugin = network.plugin.known().filter(|plugin| !is_azure(plugin));
    let (name, asked) = match (other_plugin, network.plugin_mode.known()) {
        (Some(plugin), _) => ("plugin", plugin.as_str()),
        (None, mode) => ("plugin_mode", mode.map_or("none", String::as_str)),
    };
    let path = network.attribute(name);
    findings
        .report(Some(path.clone()), format!("A cluster on overlay cannot change to {}", after.name()))
        .fact(format!("{} = \"{asked}\"", written(&path)))
        .fact(format!("The cluster is on {}.", Ipam::Overlay.name()))
        .why("Azure upgrades clusters to overlay and has no way back.")
        .way_out(format!(
            "Set {} = \"azure\" and {} = \"overlay\", or leave both out. Another network needs another cluster.",
            written(&network.attribute("plugin")),
            written(&network.attribute("plugin_mode")),
        ))
        .forbids_change();
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Network,
        sample::{known, valid},
    };

    fn refusal(change: impl FnOnce(&mut Network)) -> (&'static str, String) {
        let error = valid().changed(|view| change(&mut view.network)).error();
        (error.rule.code, error.summary)
    }

    #[test]
    fn the_way_back_to_node_subnet_is_refused() {
        let (code, summary) = refusal(|network| network.plugin_mode = known("none"));
        assert_eq!(code, "overlay-is-one-way");
        assert_eq!(summary, "A cluster on overlay cannot change to Azure CNI with node subnet");
    }

    #[test]
    fn the_way_to_kubenet_is_refused_with_and_without_the_mode() {
        let (code, summary) = refusal(|network| network.plugin = known("kubenet"));
        assert_eq!(
            (code, summary.as_str()),
            ("overlay-is-one-way", "A cluster on overlay cannot change to kubenet")
        );
        let (code, _) = refusal(|network| {
            network.plugin = known("kubenet");
            network.plugin_mode = Attr::Null;
        });
        assert_eq!(code, "overlay-is-one-way");
    }

    #[test]
    fn another_spelling_of_overlay_is_still_overlay() {
        assert_eq!(valid().changed(|view| view.network.plugin_mode = known("Overlay")).codes(), []);
    }
}
