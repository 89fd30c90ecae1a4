//! Azure's network policies and Calico are installed and removed from Kubernetes 1.30 on.
//!
//! # Why
//!
//! Azure replaces every node for it, and does so only on versions from 1.30 on. That concerns the removal that a move to overlay
//! needs as well, and the one that comes with the change to Cilium.
//!
//! # Way out
//!
//! Upgrade Kubernetes to 1.30 or later first.
//!
//! # Evidence
//!
//! - AKS changelog of 2026-05-29: the installation and removal of Azure Network Policy Manager and Calico is refused below
//!   Kubernetes 1.30: <https://github.com/Azure/AKS/blob/master/CHANGELOG.md>.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, finding::written, readiness::Minor,
    reimaging::is_replaceable, rule::day,
};

pub(super) static RULE: Rule = Rule {
    code: "network-policy-change-kubernetes-version",
    number: "X13",
    title: "Network policy engines are installed and removed from Kubernetes 1.30 on",
    history: &[Phase {
        from: day(2026, 5, 29),
        level: Level::Error,
        because: "Azure refuses the change on older versions.",
    }],
    when: &[Change::Update],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Azure refuses the change."),
    yields_to: &["overlay-upgrade-network-policy"],
    check,
};

const NEEDED: Minor = Minor(1, 30);

fn check(view: &View, findings: &mut Findings<'_>) {
    let (Some(now), Some(asked)) = (view.policy_now(), view.network.policy.known()) else { return };
    let Some(version) = view.version_now().filter(|version| *version < NEEDED) else { return };
    let asked = asked.to_ascii_lowercase();
    let verb = match (is_replaceable(&now), is_replaceable(&asked)) {
        (true, true) if now != asked => "exchanged",
        (true, false) => "removed",
        (false, true) if now == "none" => "installed",
        _ => return,
    };
    let engine = if is_replaceable(&asked) { &asked } else { &now };
    let attribute = written(&view.network.attribute("policy"));
    findings
        .report(
            view.cluster_attribute(&["kubernetes_version"]),
            format!("Network policy engine {engine} cannot be {verb} on Kubernetes {version}"),
        )
        .fact(format!("{attribute} changes from \"{now}\" to \"{asked}\"."))
        .fact(format!("The cluster runs Kubernetes {version}."))
        .why(format!("Azure installs and removes policy engines from Kubernetes {NEEDED} on."))
        .way_out(format!(
            "Upgrade to Kubernetes {NEEDED} first, one minor version at a time, and keep {attribute} = \"{now}\" meanwhile{}.",
            if asked == "cilium" { ", and the dataplane as it is" } else { "" }
        ));
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        View,
        rule::day,
        sample::{known, valid},
    };

    fn change(from: &str, to: &str, version: &str) -> View {
        valid()
            .with(|view| view.network.policy = known(from))
            .changed(|view| {
                view.network.policy = known(to);
                if to.eq_ignore_ascii_case("cilium") {
                    view.network.dataplane = known("cilium");
                }
            })
            .that_was(|existing| existing.kubernetes_version = known(version))
    }

    #[test]
    fn engines_come_and_go_from_1_30_on() {
        for (from, to) in [
            ("none", "calico"),
            ("none", "azure"),
            ("azure", "none"),
            ("Calico", "none"),
            ("azure", "calico"),
            // Cilium takes the place of the other.
            ("calico", "cilium"),
            ("azure", "Cilium"),
        ] {
            let code = "network-policy-change-kubernetes-version";
            assert_eq!(change(from, to, "1.29.9").objections(), [code], "{from} {to}");
            assert_eq!(change(from, to, "1.30.0").objections(), Vec::<&str>::new(), "{from} {to}");
            assert_eq!(
                change(from, to, "1.29.9").objections_on(day(2026, 5, 28)),
                Vec::<&str>::new(),
                "{from} {to}"
            );
        }
    }

    #[test]
    fn what_stays_may_be_as_old_as_it_is() {
        assert_eq!(change("calico", "calico", "1.27").objections(), Vec::<&str>::new());
        let silent = change("calico", "none", "1.27").with(|view| view.network.policy = Attr::Null);
        assert_eq!(silent.objections(), Vec::<&str>::new());
    }
}
