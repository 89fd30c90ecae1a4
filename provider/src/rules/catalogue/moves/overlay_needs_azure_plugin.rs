//! Overlay is a mode of Azure's network plugin: `plugin_mode = "overlay"` goes with `plugin = "azure"` and no other.
//!
//! # Why
//!
//! Neither kubenet nor a network plugin of one's own has an overlay mode.
//!
//! # Way out
//!
//! Set `plugin = "azure"`, or leave both out: Azure CNI Overlay is the default. Another plugin needs
//! `plugin_mode = "none"`, because the mode is overlay where it is not set. A cluster on kubenet is upgraded by
//! setting both in the same change.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", 2023-11-28: <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - Azure answers `UnsupportedNetworkPluginModeWithNetworkPlugin`, target `networkProfile.networkPluginMode`:
//!   <https://github.com/Azure/AKS/issues/5662>, 2026-03.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View,
    effective::{is_azure, is_overlay},
    finding::written,
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "overlay-needs-azure-plugin",
    number: "R32",
    title: "Overlay needs Azure's network plugin",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update, Change::UpgradeFromKubenet],
    looks_at: &[Source::Config],
    lowering: Lowering::Never(
        "Azure refuses the combination (UnsupportedNetworkPluginModeWithNetworkPlugin).",
    ),
    yields_to: &["overlay-is-one-way"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let plugin = view.effective(|network| &network.plugin).value();
    let mode = view.effective(|network| &network.plugin_mode).value();
    let (Some(plugin), Some(mode)) = (plugin, mode) else { return };
    if is_azure(plugin) || !is_overlay(mode) {
        return;
    }
    let path = view.network.attribute("plugin");
    let attribute = written(&path);
    let mode_attribute = written(&view.network.attribute("plugin_mode"));
    findings
        .report(Some(path), format!("Network plugin \"{plugin}\" has no overlay mode"))
        .fact(format!("{attribute} = \"{plugin}\""))
        .fact(format!("{mode_attribute} is \"{mode}\", which is also what it is where nobody sets it."))
        .why("Overlay is a mode of Azure's own network plugin.")
        .way_out(format!(
            "Set {attribute} = \"azure\", or leave both out. To have \"{plugin}\" without overlay, set {mode_attribute} = \
             \"none\"."
        ));
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, Operation,
        sample::{known, valid},
    };

    #[test]
    fn another_plugin_with_overlay_is_refused_on_the_configuration_alone() {
        let with = |plugin| {
            valid().with(|view| {
                view.network.plugin = known(plugin);
                view.operation = Operation::Validate;
            })
        };
        assert_eq!(with("kubenet").codes(), [("overlay-needs-azure-plugin", Level::Error)]);
        assert_eq!(with("none").codes(), [("overlay-needs-azure-plugin", Level::Error)]);
        assert_eq!(with("Azure").codes(), []);
        assert!(with("kubenet").error().way_out.ends_with("set network.plugin_mode = \"none\"."));
    }

    #[test]
    fn a_cluster_on_kubenet_that_asks_for_the_mode_alone_is_told_to_set_both() {
        let view = valid()
            .with(|view| {
                view.network.plugin = known("kubenet");
                view.network.plugin_mode = known("none");
            })
            .changed(|view| view.network.plugin_mode = known("overlay"));
        assert_eq!(view.codes(), [("overlay-needs-azure-plugin", Level::Error)]);
    }
}
