//! Dual-stack overlay was a preview for which a subscription had to register the feature `AzureOverlayDualStackPreview`.
//! Since it is generally available, no registration is needed.
//!
//! # Why
//!
//! The rule is history. It is kept for scheduled runs that judge by an earlier day (`rules.as_of`).
//!
//! # Way out
//!
//! Register the feature with `aksoverlay_feature_registration`, or judge by a later day.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on dual-stack, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - AKS release notes of 2024-04-11: dual-stack overlay is generally available for Linux.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    effective::Ipam,
    finding::written,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "dual-stack-feature",
    number: "R50",
    title: "Dual-stack needed the feature AzureOverlayDualStackPreview",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "The article on Azure CNI Overlay has the rule.",
        },
        Phase {
            from: day(2024, 4, 11),
            level: Level::Off,
            because: "Dual-stack overlay is generally available and needs no registration.",
        },
    ],
    when: &[Change::Create, Change::DualStack],
    looks_at: &[Source::Config, Source::State, Source::Registrations],
    lowering: Lowering::Allowed("The same run may register the feature, before the cluster."),
    yields_to: &[],
    check,
};

const FEATURE: &str = "AzureOverlayDualStackPreview";

fn check(view: &View, findings: &mut Findings<'_>) {
    let had_it = view.existing().is_some_and(|existing| existing.network.has_ipv6() == Some(true));
    if view.dual_stack() != Some(true) || view.ipam() != Some(Ipam::Overlay) || had_it {
        return;
    }
    let registered = view.feature_state(FEATURE);
    let Some(state) = registered.filter(|state| !state.eq_ignore_ascii_case("Registered")) else { return };
    let families = view.network.attribute("ip_families");
    findings
        .report(Some(families.clone()), format!("Dual-stack needs the feature {FEATURE}"))
        .fact(format!("{} asks for IPv4 and IPv6.", written(&families)))
        .fact(format!("The feature is {state} in the subscription."))
        .why("Dual-stack overlay is a preview on the day by which the rules are applied.")
        .way_out(format!(
            "Register {FEATURE} of Microsoft.ContainerService with aksoverlay_feature_registration."
        ));
}

#[cfg(test)]
mod tests {
    use time::Date;

    use crate::rules::{
        Lookup, Registrations, RuleSettings, View,
        rule::day,
        run,
        sample::{valid, valid_dual_stack},
    };

    fn spoken(view: &View, on: Date) -> usize {
        let findings = run(view, &RuleSettings::as_of(on)).findings;
        findings.iter().filter(|finding| finding.rule.number == "R50").count()
    }

    fn count(state: &str, on: Date) -> usize {
        let view = valid_dual_stack().with(|view| {
            view.lookups.vnet = Lookup::NotAsked;
            view.lookups.registrations = Lookup::Found(Registrations {
                features: vec![(super::FEATURE.to_owned(), state.to_owned())],
                container_service: "Registered".to_owned(),
            });
        });
        spoken(&view, on)
    }

    #[test]
    fn the_feature_was_needed_while_dual_stack_was_a_preview() {
        assert_eq!(count("NotRegistered", day(2024, 4, 10)), 1);
        assert_eq!(count("Pending", day(2024, 4, 10)), 1);
        assert_eq!(count("Registered", day(2024, 4, 10)), 0);
        assert_eq!(count("NotRegistered", day(2024, 4, 11)), 0);
    }

    #[test]
    fn a_cluster_with_ipv4_does_not_need_it() {
        let view = valid().with(|view| {
            view.lookups.registrations = Lookup::Found(Registrations {
                features: vec![(super::FEATURE.to_owned(), "NotRegistered".to_owned())],
                container_service: "Registered".to_owned(),
            });
        });
        assert_eq!(spoken(&view, day(2024, 1, 1)), 0);
    }
}
