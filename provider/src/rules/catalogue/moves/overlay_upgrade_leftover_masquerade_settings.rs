//! A cluster that moves to overlay has no leftover ConfigMaps of the ip-masq-agent: only
//! `azure-ip-masq-agent-config-reconciled` remains.
//!
//! # Why
//!
//! The agent joins what it finds under such names, and settings of another time would come back to life with the nodes that
//! the move makes.
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
use crate::rules::{Change, Findings, Lowering, Rule, Source, View, readiness::RECONCILED};

/// In the names of all of them.
const AGENT: &str = "ip-masq-agent";

pub(super) static RULE: Rule = Rule {
    code: "overlay-upgrade-leftover-masquerade-settings",
    number: "R40",
    title: "A cluster moves to overlay without leftover ConfigMaps of the ip-masq-agent",
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
        |name| name != masquerade::SETTINGS && name != RECONCILED && name.contains(AGENT),
        "is left over from the ip-masq-agent.",
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

    #[test]
    fn leftovers_under_other_names_are_refused() {
        for name in ["azure-ip-masq-agent-config-production", "azure-ip-masq-agent", "ip-masq-agent"] {
            let error = with(leaving_kubenet(), &[name, "azure-ip-masq-agent-config-reconciled"]).error();
            assert_eq!((error.rule.code, error.level), (super::RULE.code, Level::Error), "{name}");
        }
    }

    #[test]
    fn they_were_a_warning_until_2025_01_30() {
        let view = with(leaving_node_subnet(), &["azure-ip-masq-agent"]);
        assert_eq!(view.objections_on(day(2025, 1, 29)), [super::RULE.code]);
        assert!(view.findings().iter().all(|finding| !finding.announces_change));
    }

    #[test]
    fn settings_are_for_the_rule_about_them_and_other_config_maps_for_nobody() {
        let view = with(leaving_kubenet(), &["azure-ip-masq-agent-config"]);
        assert_eq!(view.objections(), ["overlay-upgrade-masquerade-settings"]);
        assert_eq!(with(leaving_kubenet(), &["coredns-custom"]).objections(), Vec::<&str>::new());
    }
}
