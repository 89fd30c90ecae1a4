//! ConfigMaps of the ip-masq-agent that stand in the way of a move to overlay.

use crate::rules::{
    Findings, Level, Phase, View,
    rule::{ARTICLE, day},
};

pub(super) const HISTORY: &[Phase] = &[
    Phase { from: ARTICLE, level: Level::Warning, because: "The article on Azure CNI Overlay has the rule." },
    Phase {
        from: day(2025, 1, 30),
        level: Level::Error,
        because: "Azure refuses the move while there is a configuration of the user's.",
    },
];

/// The ConfigMap in which users have their settings.
pub(super) const SETTINGS: &str = "azure-ip-masq-agent-config";

/// Objects to the ConfigMaps that `concerns` picks, saying what each `is`.
pub(super) fn check(view: &View, findings: &mut Findings<'_>, concerns: fn(&str) -> bool, is: &str) {
    let (Some(before), Some(masquerade)) = (view.moves_to_overlay_from(), view.lookups.masquerade.found())
    else {
        return;
    };
    let as_of = findings.as_of();
    for name in masquerade.config_maps.iter().filter(|name| concerns(name)) {
        findings
            .report(
                Some(view.moving_attribute(before)),
                format!("ConfigMap {name} stands in the way of the move to overlay"),
            )
            .fact(view.move_fact(before))
            .fact(format!("ConfigMap {name} in kube-system {is}"))
            .why("Pod addresses are hidden from the network on overlay, and a setting from before sends their traffic astray.")
            .way_out(view.steps_or(
                as_of,
                format!("Run: kubectl --namespace kube-system delete configmap {name}"),
            ));
    }
}
