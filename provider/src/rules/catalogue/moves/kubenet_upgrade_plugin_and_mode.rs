//! A cluster leaves kubenet for overlay in one step: plugin and mode change together.
//!
//! # Why
//!
//! There is no way from kubenet to node subnet, on which overlay could follow. Azure takes `networkPlugin = azure` from
//! kubenet only with `networkPluginMode = overlay` in the same request.
//!
//! # Way out
//!
//! Set `plugin = "azure"` and `plugin_mode = "overlay"` together, or keep `plugin = "kubenet"`.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", section on kubenet, 2023-11-28: <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.
//! - Azure answers `UnsupportedNetworkPluginModeWithNetworkPlugin` to the mode without the plugin:
//!   <https://github.com/Azure/AKS/issues/5662>.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, effective::Ipam, finding::written,
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "kubenet-upgrade-plugin-and-mode",
    number: "R46",
    title: "Leaving kubenet changes plugin and mode together",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Azure has no way from kubenet to node subnet."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let before = view.existing().and_then(|existing| existing.network.existing_ipam());
    if before != Some(Ipam::Kubenet) || view.ipam() != Some(Ipam::NodeSubnet) {
        return;
    }
    let (plugin, mode) = (view.network.attribute("plugin"), view.network.attribute("plugin_mode"));
    let (name, path) = (written(&mode), mode);
    let asked = view.network.plugin_mode.known().map_or("none", String::as_str);
    findings
        .report(Some(path), "A cluster leaves kubenet for overlay only")
        .fact("The cluster is on kubenet.")
        .fact(format!("{} = \"azure\" and {name} = \"{asked}\" ask for node subnet.", written(&plugin)))
        .why("Azure takes its own plugin for a cluster on kubenet only together with overlay.")
        .way_out(format!(
            "Set {name} = \"overlay\" to move the cluster, or {} = \"kubenet\" to leave it as it is.",
            written(&plugin)
        ))
        .forbids_change();
}

#[cfg(test)]
mod tests {
    use crate::rules::sample::{known, leaving_kubenet};

    #[test]
    fn the_plugin_without_the_mode_is_refused_at_the_mode() {
        let view = leaving_kubenet().with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = tfplugin_framework::Attr::Null;
        });
        let error = view.error();
        assert_eq!(error.rule.code, "kubenet-upgrade-plugin-and-mode");
        assert_eq!(error.path, Some(view.network.attribute("plugin_mode")));
    }

    #[test]
    fn both_together_are_the_move_and_kubenet_may_stay() {
        assert_eq!(leaving_kubenet().objections(), Vec::<&str>::new());
        let stays = leaving_kubenet().with(|view| {
            view.network.plugin = known("kubenet");
            view.network.plugin_mode = known("none");
        });
        assert!(!stays.objections().contains(&"kubenet-upgrade-plugin-and-mode"));
    }

    #[test]
    fn a_mode_that_is_not_known_yet_is_not_judged() {
        let view =
            leaving_kubenet().with(|view| view.network.plugin_mode = tfplugin_framework::Attr::unknown());
        assert_eq!(view.objections(), Vec::<&str>::new());
    }
}
