//! While it was a preview, the expansion of the pod CIDR needed a feature, and Kubernetes 1.33.
//!
//! # Why
//!
//! The rule is history. It is kept for scheduled runs that judge by an earlier day (`rules.as_of`).
//!
//! # Way out
//!
//! Register `EnableAzureCNIOverlayPodCIDRExpansion` with `aksoverlay_feature_registration`, and upgrade to Kubernetes 1.33.
//!
//! # Evidence
//!
//! - "Expand pod CIDR for Azure CNI Overlay": preview on 2025-11-03, without the version since 2026-02-23, generally available
//!   since 2026-04-03: <https://learn.microsoft.com/azure/aks/azure-cni-overlay-pod-expand>.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, readiness::Minor, rule::day,
};

pub(super) static RULE: Rule = Rule {
    code: "pod-cidr-expansion-preview",
    number: "X07",
    title: "The expansion of the pod CIDR needs a preview feature and Kubernetes 1.33",
    history: &[
        Phase { from: day(2025, 11, 3), level: Level::Error, because: "The expansion is a preview." },
        Phase { from: ANY_VERSION, level: Level::Error, because: "Kubernetes 1.33 is no longer asked for." },
        Phase { from: day(2026, 4, 3), level: Level::Off, because: "The expansion is generally available." },
    ],
    when: &[Change::Expansion],
    looks_at: &[Source::Config, Source::State, Source::Registrations],
    lowering: Lowering::Allowed("The rule stands in the documentation of a preview."),
    yields_to: &["pod-cidr-expansion"],
    check,
};

const ANY_VERSION: time::Date = day(2026, 2, 23);
const NEEDED: Minor = Minor(1, 33);
const FEATURE: &str = "EnableAzureCNIOverlayPodCIDRExpansion";

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some((asked, now)) = view.expansion() else { return };
    let change = format!("growing from {now} to {}", asked.cidr);
    if let Some(version) =
        view.version_now().filter(|version| *version < NEEDED && findings.as_of() < ANY_VERSION)
    {
        findings
            .report(
                view.cluster_attribute(&["kubernetes_version"]),
                format!("Kubernetes {version} keeps the pod CIDR from {change}"),
            )
            .fact(asked.fact())
            .fact(format!("The cluster runs Kubernetes {version}."))
            .why(format!("The preview of the expansion needs Kubernetes {NEEDED}."))
            .way_out(format!("Upgrade to Kubernetes {NEEDED} first."));
    }
    if let Some(state) = view.feature_state(FEATURE).filter(|state| !state.eq_ignore_ascii_case("Registered"))
    {
        findings
            .report(Some(asked.path.clone()), format!("A missing feature keeps the pod CIDR from {change}"))
            .fact(asked.fact())
            .fact(format!("Microsoft.ContainerService/{FEATURE} is {state} in the subscription."))
            .why("The expansion is a preview until 2026-04-03.")
            .way_out(format!(
                "Register the feature first: resource \"aksoverlay_feature_registration\" with name = \"{FEATURE}\"."
            ));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Lookup, Registrations, View,
        rule::day,
        sample::{known, list, valid},
    };

    fn growing(version: &str) -> View {
        valid()
            .changed(|view| view.network.pod_cidrs = list(&["10.244.0.0/15"]))
            .that_was(|existing| existing.kubernetes_version = known(version))
    }

    #[test]
    fn the_version_was_asked_for_until_2026_02_23() {
        let code = "pod-cidr-expansion-preview";
        assert_eq!(growing("1.32.9").objections_on(day(2026, 2, 22)), [code]);
        assert_eq!(growing("1.33.0").objections_on(day(2026, 2, 22)), Vec::<&str>::new());
        assert_eq!(growing("1.32.9").objections_on(day(2026, 2, 23)), Vec::<&str>::new());
    }

    #[test]
    fn the_feature_was_asked_for_until_2026_04_03() {
        let with = |state: &str| {
            let features = vec![("EnableAzureCNIOverlayPodCIDRExpansion".to_owned(), state.to_owned())];
            growing("1.34").with(|view| {
                view.lookups.registrations =
                    Lookup::Found(Registrations { features, ..Registrations::default() });
            })
        };
        assert_eq!(with("NotRegistered").objections_on(day(2026, 4, 2)), ["pod-cidr-expansion-preview"]);
        assert_eq!(with("Registered").objections_on(day(2026, 4, 2)), Vec::<&str>::new());
        assert_eq!(with("NotRegistered").objections_on(day(2026, 4, 3)), Vec::<&str>::new());
    }
}
