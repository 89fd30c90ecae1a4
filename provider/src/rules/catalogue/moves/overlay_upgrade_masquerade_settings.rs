//! A cluster that moves to overlay has no settings of its own for the ip-masq-agent.
//!
//! # Why
//!
//! The settings name ranges to which pods show their own addresses. On overlay nobody outside the cluster knows a way back
//! to those addresses, so connections to these ranges break.
//!
//! # Way out
//!
//! Delete the ConfigMap from `kube-system`, and keep only `azure-ip-masq-agent-config-reconciled`, which Azure writes itself.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", section on ip-masq-agent, 2023-11-28: <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.
//! - AKS changelog of 2025-01-30: the move is refused while there is a configuration of the user's.

use super::masquerade;
use crate::rules::{Change, Findings, Lowering, Rule, Source, View};

pub(super) static RULE: Rule = Rule {
    code: "overlay-upgrade-masquerade-settings",
    number: "R39",
    title: "A cluster moves to overlay without settings of its own for the ip-masq-agent",
    history: masquerade::HISTORY,
    when: &[Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::State, Source::Masquerade],
    lowering: Lowering::Never("Azure refuses the move."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    masquerade::check(
        view,
        findings,
        |name| name == masquerade::SETTINGS,
        "has settings of the user's for the ip-masq-agent.",
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, Lookup, MasqueradeConfig, View,
        rule::day,
        sample::{leaving_kubenet, leaving_node_subnet},
    };

    fn with(view: View, config_maps: &[&str]) -> View {
        let config_maps = config_maps.iter().map(|name| (*name).to_owned()).collect();
        view.with(|view| view.lookups.masquerade = Lookup::Found(MasqueradeConfig { config_maps }))
    }

    const SETTINGS: &[&str] = &["azure-ip-masq-agent-config", "azure-ip-masq-agent-config-reconciled"];

    #[test]
    fn settings_were_a_warning_and_are_an_error_since_2025_01_30() {
        let view = with(leaving_kubenet(), SETTINGS);
        let level = |on| {
            let findings = crate::rules::run(&view, &crate::rules::RuleSettings::as_of(on)).findings;
            findings.iter().find(|finding| finding.rule.number == "R39").map(|finding| finding.level)
        };
        assert_eq!(level(day(2025, 1, 29)), Some(Level::Warning));
        assert_eq!(level(day(2025, 1, 30)), Some(Level::Error));
    }

    #[test]
    fn the_way_out_is_a_command_and_then_the_move() {
        let error = with(leaving_node_subnet(), SETTINGS).error();
        assert_eq!(error.rule.code, "overlay-upgrade-masquerade-settings");
        assert!(error.way_out.contains("delete configmap azure-ip-masq-agent-config"), "{}", error.way_out);
    }

    #[test]
    fn what_azure_keeps_itself_is_no_hindrance() {
        let view = with(leaving_kubenet(), &["azure-ip-masq-agent-config-reconciled"]);
        assert_eq!(view.objections(), Vec::<&str>::new());
    }
}
