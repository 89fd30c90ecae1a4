//! A cluster moves to overlay from Kubernetes 1.27 on.
//!
//! # Why
//!
//! Azure looks at the version that the cluster runs when the move is asked for, not at the one that is asked for with it.
//! An upgrade of Kubernetes is a step of its own, one minor version at a time.
//!
//! # Way out
//!
//! Upgrade Kubernetes first, leave the network as it is meanwhile, and move afterwards.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", section on prerequisites: 1.22 on 2023-11-28, 1.27 since 2025-11-26:
//!   <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    readiness::Minor,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "overlay-upgrade-kubernetes-version",
    number: "R34",
    title: "A cluster moves to overlay from Kubernetes 1.27 on",
    history: &[
        Phase { from: ARTICLE, level: Level::Error, because: "The article asks for Kubernetes 1.22." },
        Phase {
            from: NEEDS_1_27,
            level: Level::Error,
            because: "The documentation of the upgrade asks for Kubernetes 1.27.",
        },
    ],
    when: &[Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::State],
    lowering: Lowering::Allowed(
        "Microsoft documents the version; the answer of Azure to older ones is not known.",
    ),
    yields_to: &[],
    check,
};

const NEEDS_1_27: time::Date = day(2025, 11, 26);

fn check(view: &View, findings: &mut Findings<'_>) {
    let (Some(before), Some(version)) = (view.moves_to_overlay_from(), view.version_now()) else { return };
    let as_of = findings.as_of();
    let needed = if as_of < NEEDS_1_27 { Minor(1, 22) } else { Minor(1, 27) };
    if version >= needed {
        return;
    }
    findings
        .report(
            view.cluster_attribute(&["kubernetes_version"]),
            format!("A cluster on Kubernetes {version} cannot move to overlay"),
        )
        .fact(format!("The cluster runs Kubernetes {version}."))
        .fact(view.move_fact(before))
        .why(format!(
            "Azure moves clusters to overlay from Kubernetes {needed} on, and looks at the version that the cluster runs \
             already."
        ))
        .way_out(view.steps_or(as_of, format!("Upgrade to Kubernetes {needed} first.")));
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        View,
        rule::day,
        sample::{known, leaving_kubenet, leaving_node_subnet},
    };

    fn running(version: &str) -> View {
        leaving_kubenet().that_was(|existing| existing.kubernetes_version = known(version))
    }

    #[test]
    fn the_version_that_is_needed_is_that_of_the_day() {
        for (version, before, since) in
            [("1.21.14", 1, 1), ("1.22.6", 0, 1), ("1.26", 0, 1), ("1.27.1", 0, 0)]
        {
            assert_eq!(running(version).objections_on(day(2025, 11, 25)).len(), before, "{version}");
            assert_eq!(running(version).objections_on(day(2025, 11, 26)).len(), since, "{version}");
        }
    }

    #[test]
    fn asking_for_the_version_in_the_same_plan_does_not_help() {
        let view = running("1.26.10").with(|view| view.kubernetes_version = known("1.27"));
        let error = view.error();
        assert_eq!(error.summary, "A cluster on Kubernetes 1.26 cannot move to overlay");
        assert!(
            error.way_out.contains("1. Upgrade Kubernetes to 1.27: kubernetes_version = \"1.27\""),
            "{}",
            error.way_out
        );
    }

    #[test]
    fn node_subnet_needs_the_same_version_and_a_cluster_that_does_not_move_needs_none() {
        let view = leaving_node_subnet().that_was(|existing| existing.kubernetes_version = known("1.25"));
        assert_eq!(view.objections(), ["overlay-upgrade-kubernetes-version"]);
        let stays = leaving_node_subnet()
            .that_was(|existing| existing.kubernetes_version = known("1.25"))
            .with(|view| {
                view.network.plugin_mode = known("none");
                view.network.pod_cidrs = tfplugin_framework::Attr::Null;
            });
        assert_eq!(stays.objections(), Vec::<&str>::new());
    }

    #[test]
    fn a_version_that_is_not_known_is_not_judged() {
        let view = leaving_kubenet()
            .that_was(|existing| existing.kubernetes_version = tfplugin_framework::Attr::unknown());
        assert_eq!(view.objections(), Vec::<&str>::new());
    }
}
