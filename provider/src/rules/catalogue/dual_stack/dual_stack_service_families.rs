//! Before Kubernetes 1.27, a load balancer service of a dual-stack cluster got an address of the first family only.
//!
//! # Why
//!
//! The rule is history: AKS supports no version before 1.27 any more. It is kept for scheduled runs that judge by an earlier
//! day (`rules.as_of`).
//!
//! # Way out
//!
//! Make two services, one for each family, which the function `load_balancer_services` does, or take Kubernetes 1.27 or
//! later.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on exposing a workload of a dual-stack cluster, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - Kubernetes 1.26 has left support in AKS in March 2024:
//!   <https://learn.microsoft.com/azure/aks/supported-kubernetes-versions>.

use std::cmp::Ordering;

use tfplugin_framework::Path;

use crate::{
    rules::{
        Change, Findings, Level, Lowering, Phase, Rule, Source, View,
        rule::{ARTICLE, day},
    },
    version,
};

pub(super) static RULE: Rule = Rule {
    code: "dual-stack-service-families",
    number: "R65",
    title: "Before Kubernetes 1.27 a service had one IP family",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Warning,
            because: "The article on Azure CNI Overlay has the rule.",
        },
        Phase {
            from: day(2024, 4, 1),
            level: Level::Off,
            because: "AKS supports no version before 1.27 any more.",
        },
    ],
    when: &[Change::Create, Change::DualStack],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("It is about services, which are not seen here."),
    yields_to: &["dual-stack-kubernetes-version"],
    check,
};

const BOTH_FAMILIES: &str = "1.27";

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(version) = view.version() else { return };
    if view.dual_stack() != Some(true)
        || view.is_settled()
        || version::compare(version, BOTH_FAMILIES) != Ordering::Less
    {
        return;
    }
    findings
        .report(
            Some(Path::of("kubernetes_version")),
            format!("A service has one IP family with Kubernetes {version}"),
        )
        .fact(format!("The cluster runs Kubernetes {version}."))
        .fact("The cluster has IPv4 and IPv6.")
        .why(format!(
            "Before {BOTH_FAMILIES} a load balancer service got an address of the first family only."
        ))
        .way_out(format!(
            "Make two services, one for each family, or set kubernetes_version = \"{BOTH_FAMILIES}\"."
        ));
}

#[cfg(test)]
mod tests {
    use time::Date;

    use crate::rules::{
        RuleSettings,
        rule::day,
        run,
        sample::{known, valid_dual_stack},
    };

    fn count(kubernetes: &str, on: Date) -> usize {
        let view = valid_dual_stack().with(|view| view.kubernetes_version = known(kubernetes));
        let findings = run(&view, &RuleSettings::as_of(on)).findings;
        findings.iter().filter(|finding| finding.rule.number == "R65").count()
    }

    #[test]
    fn versions_before_1_27_were_warned_about_while_they_were_supported() {
        assert_eq!(count("1.26.6", day(2024, 3, 31)), 1);
        assert_eq!(count("1.27", day(2024, 3, 31)), 0);
        assert_eq!(count("1.26.6", day(2024, 4, 1)), 0);
    }
}
