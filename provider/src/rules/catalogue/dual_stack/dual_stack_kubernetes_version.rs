//! Dual-stack overlay needed Kubernetes 1.26.3 while it was a preview. Every version that AKS supports today has it.
//!
//! # Why
//!
//! The rule is history. It is kept for scheduled runs that judge by an earlier day (`rules.as_of`).
//!
//! # Way out
//!
//! Take Kubernetes 1.26.3 or later.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on dual-stack, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - AKS changelog of 2024-04-11: dual-stack overlay is generally available for Linux.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    effective::Ipam,
    finding::written,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "dual-stack-kubernetes-version",
    number: "R52",
    title: "Dual-stack needs Kubernetes 1.26.3",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "The article on Azure CNI Overlay has the rule.",
        },
        Phase {
            from: day(2024, 4, 11),
            level: Level::Off,
            because: "Dual-stack overlay is generally available, and every supported version has it.",
        },
    ],
    when: &[Change::Create, Change::DualStack],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("The rule stands in the documentation of a preview."),
    yields_to: &[],
    check,
};

const NEEDED: (u32, u32, u32) = (1, 26, 3);

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.dual_stack() != Some(true) || view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    let asked = view.kubernetes_version.known();
    let existing = || view.existing().and_then(|existing| existing.kubernetes_version.known());
    let Some(version) = asked.or_else(existing) else { return };
    if !is_before_needed(version) {
        return;
    }
    let path = tfplugin_framework::Path::of("kubernetes_version");
    let (major, minor, patch) = NEEDED;
    findings
        .report(Some(path.clone()), format!("Kubernetes {version} has no dual-stack on overlay"))
        .fact(format!("{} = \"{version}\"", written(&path)))
        .fact(format!("{} asks for IPv4 and IPv6.", written(&view.network.attribute("ip_families"))))
        .why(format!("Dual-stack overlay needs Kubernetes {major}.{minor}.{patch} or later."))
        .way_out(format!("Set {} = \"1.27\" or a later version.", written(&path)));
}

/// Whether a version, or every version that an alias such as "1.25" stands for, is too old.
fn is_before_needed(version: &str) -> bool {
    let mut numbers = version.split('.').map(str::parse::<u32>);
    let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else { return false };
    let patch = match numbers.next() {
        Some(Ok(patch)) => patch,
        Some(Err(_)) => return false,
        // The alias of a minor version is its latest patch.
        None => u32::MAX,
    };
    (major, minor, patch) < NEEDED
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        RuleSettings,
        rule::day,
        run,
        sample::{known, valid_dual_stack},
    };

    fn findings(version: &str, as_of: time::Date) -> usize {
        let view = valid_dual_stack().with(|view| view.kubernetes_version = known(version));
        let findings = run(&view, &RuleSettings::as_of(as_of)).findings;
        findings.iter().filter(|finding| finding.rule.number == "R52").count()
    }

    #[test]
    fn before_it_was_generally_available_older_versions_were_refused() {
        let preview = day(2024, 1, 15);
        assert_eq!(findings("1.26.2", preview), 1);
        assert_eq!(findings("1.25", preview), 1);
        assert_eq!(findings("1.26.3", preview), 0);
        assert_eq!(findings("1.26", preview), 0);
        assert_eq!(findings("latest", preview), 0);
    }

    #[test]
    fn since_then_it_is_silent() {
        assert_eq!(findings("1.25", day(2024, 4, 10)), 1);
        assert_eq!(findings("1.25", day(2024, 4, 11)), 0);
    }
}
