//! Dual-stack with the Cilium dataplane needs Kubernetes 1.29.
//!
//! # Why
//!
//! AKS installs a Cilium that knows both families from that version on.
//!
//! # Way out
//!
//! Take Kubernetes 1.29 or later; every version that AKS offers without long-term support is later.
//!
//! # Evidence
//!
//! - Cilium in dual-stack clusters is a preview since 2024-08-14 and generally available since 2025-02-06 (commit f846d671c
//!   of MicrosoftDocs/azure-aks-docs): <https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium>.

use std::cmp::Ordering;

use tfplugin_framework::Path;

use crate::{
    rules::{
        Change, Findings, Level, Lowering, Phase, Rule, Source, View,
        finding::written,
        rule::{ARTICLE, day},
    },
    version,
};

pub(super) static RULE: Rule = Rule {
    code: "dual-stack-cilium-version",
    number: "X29",
    title: "Dual-stack with Cilium needs Kubernetes 1.29",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "Dual-stack with Cilium has begun as a preview on Kubernetes 1.29.",
        },
        Phase {
            from: day(2025, 2, 6),
            level: Level::Error,
            because: "Dual-stack with Cilium is generally available, with the same minimum.",
        },
    ],
    when: &[Change::Create, Change::Update, Change::DualStack],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed(
        "The rule stands in the documentation; a refusal by Azure has not been seen in public.",
    ),
    yields_to: &["dual-stack-kubernetes-version"],
    check,
};

const NEEDED: &str = "1.29";

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(dataplane) = view.effective(|network| &network.dataplane).value() else { return };
    let Some(version) = view.version().filter(|version| version::compare(version, NEEDED) == Ordering::Less)
    else {
        return;
    };
    if view.dual_stack() != Some(true) || !dataplane.eq_ignore_ascii_case("cilium") {
        return;
    }
    let as_of = findings.as_of();
    let path = Path::of("kubernetes_version");
    let attribute = written(&path);
    // What nobody asks for stays, and a plan repeats it.
    let stays = view.existing().is_some_and(|now| now.kubernetes_version == view.kubernetes_version);
    let families = written(&view.network.attribute("ip_families"));
    findings
        .report(Some(path), format!("Kubernetes {version} has no dual-stack with Cilium"))
        .fact(if view.kubernetes_version.is_known() && !stays {
            format!("{attribute} = \"{version}\"")
        } else {
            format!("The cluster runs Kubernetes {version}.")
        })
        .fact(format!("The dataplane is \"{dataplane}\", and the cluster has IPv4 and IPv6."))
        .why(format!("Cilium knows both families from Kubernetes {NEEDED} on."))
        .way_out(match view.existing() {
            None => format!("Set {attribute} = \"1.35\", or {families} = [\"IPv4\"]."),
            Some(_) => view.steps_or(
                as_of,
                format!("Upgrade to Kubernetes {NEEDED} first, one minor version at a time."),
            ),
        })
        .unless_settled(view);
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, View,
        sample::{known, list, valid, valid_dual_stack},
    };

    fn with(view: View, kubernetes: &str, dataplane: &str) -> View {
        view.with(|view| {
            view.kubernetes_version = known(kubernetes);
            view.network.dataplane = known(dataplane);
            view.network.policy = known(if dataplane == "cilium" { "cilium" } else { "none" });
        })
    }

    #[test]
    fn earlier_versions_are_refused_with_cilium_and_ipv6_together() {
        let refused = |view: View| view.codes().contains(&("dual-stack-cilium-version", Level::Error));
        assert!(refused(with(valid_dual_stack(), "1.28.15", "cilium")));
        assert!(!refused(with(valid_dual_stack(), "1.29", "cilium")));
        assert!(!refused(with(valid_dual_stack(), "1.28.15", "azure")));
        assert!(!refused(with(valid(), "1.28.15", "cilium")));
    }

    #[test]
    fn a_cluster_that_exists_is_upgraded_one_minor_version_at_a_time_first() {
        let now = with(valid(), "1.27.9", "cilium");
        let view = now.changed(|view| {
            view.network.ip_families = list(&["IPv4", "IPv6"]);
            view.network.pod_cidrs = Attr::unknown();
            view.network.service_cidrs = Attr::unknown();
        });
        let findings = view.findings();
        let error = findings.iter().find(|finding| finding.rule.number == "X29").unwrap();
        assert!(error.way_out.contains("1. Upgrade Kubernetes to 1.28"), "{}", error.way_out);
        assert!(error.way_out.contains("2. Upgrade Kubernetes to 1.29"), "{}", error.way_out);
        assert!(error.way_out.contains("3. Add IPv6"), "{}", error.way_out);
        assert_eq!(error.facts[0], "The cluster runs Kubernetes 1.27.9.");
    }
}
