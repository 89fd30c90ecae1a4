//! The Application Gateway Ingress Controller did not work with overlay until its version 1.8.0 of March 2025.
//!
//! # Why
//!
//! An application gateway sends traffic to pods directly, and could not reach them in an overlay. The rule is history; it is
//! kept for scheduled runs that judge by an earlier day (`rules.as_of`).
//!
//! # Way out
//!
//! Turn the add-on off and use application routing, or judge by a later day.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on limitations, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - AKS release notes of 2025-03-16 (the controller's version 1.8.0 supports overlay) and of 2025-08-29 (generally
//!   available, together with Application Gateway for Containers): <https://github.com/Azure/AKS/releases>.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    addons::APPLICATION_GATEWAY,
    effective::Ipam,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "application-gateway-ingress",
    number: "R26",
    title: "Overlay had no Application Gateway Ingress Controller",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "The article on Azure CNI Overlay has the rule.",
        },
        Phase {
            from: day(2025, 3, 16),
            level: Level::Information,
            because: "Version 1.8.0 of the controller works with overlay, as a preview.",
        },
        Phase {
            from: day(2025, 8, 29),
            level: Level::Off,
            because: "The controller is generally available with overlay.",
        },
    ],
    when: &[Change::Create, Change::Update, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("A subscription may have had the preview."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let is_on = view.control(|cluster| &cluster.add_ons.application_gateway).value() == Some(&true);
    if !is_on || view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    let (path, attribute) = (APPLICATION_GATEWAY.path(), APPLICATION_GATEWAY.written());
    findings
        .report(Some(path), "The Application Gateway Ingress Controller does not work with overlay")
        .fact(format!("{attribute} = true"))
        .fact(view.ipam_fact(Ipam::Overlay))
        .why("On the day by which the rules are applied, an application gateway cannot reach pods in an overlay.")
        .way_out(format!("Set {attribute} = false, and use application routing for example."))
        .unless_settled(view);
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;
    use time::Date;

    use crate::rules::{
        Level, RuleSettings, View,
        rule::day,
        run,
        sample::{known, valid},
    };

    fn levels(view: &View, on: Date) -> Vec<Level> {
        let findings = run(view, &RuleSettings::as_of(on)).findings.into_iter();
        findings.filter(|finding| finding.rule.number == "R26").map(|finding| finding.level).collect()
    }

    fn with(is_on: bool) -> View {
        valid().with(|view| view.control_plane.add_ons.application_gateway = Attr::Known(is_on))
    }

    #[test]
    fn the_controller_was_refused_until_its_version_for_overlay() {
        assert_eq!(levels(&with(true), day(2025, 3, 15)), [Level::Error]);
        assert_eq!(levels(&with(true), day(2025, 3, 16)), [Level::Information]);
        assert_eq!(levels(&with(true), day(2025, 8, 29)), []);
        assert_eq!(levels(&with(false), day(2025, 3, 15)), []);
    }

    #[test]
    fn a_cluster_that_moves_to_overlay_with_the_controller_is_refused() {
        let view = with(true)
            .with(|view| {
                view.network.plugin_mode = known("none");
                view.network.pod_cidrs = Attr::Null;
            })
            .changed(|view| {
                view.network = valid().network;
                view.control_plane.add_ons.application_gateway = Attr::Null;
            });
        let findings = run(&view, &RuleSettings::as_of(day(2024, 6, 1))).findings;
        assert!(findings.iter().any(|finding| finding.rule.number == "R26" && finding.level == Level::Error));
    }
}
