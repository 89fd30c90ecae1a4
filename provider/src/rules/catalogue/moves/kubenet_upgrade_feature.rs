//! The move from kubenet to overlay needed the feature `AzureOverlayPreview` while it was a preview.
//!
//! # Why
//!
//! The rule is history: the move is generally available since 2024-01-23. It is kept for scheduled runs that judge by an
//! earlier day (`rules.as_of`). The article named `AzureOverlayDualStackPreview` by mistake until 2023-12-01.
//!
//! # Way out
//!
//! Register the feature with `aksoverlay_feature_registration` and wait until it is Registered.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", section on kubenet, 2023-11-28, corrected on 2023-12-01 (commit
//!   dbc8772a1 of MicrosoftDocs/azure-aks-docs): <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.
//! - AKS changelog of 2024-01-23: the move from kubenet is generally available.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    effective::Ipam,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "kubenet-upgrade-feature",
    number: "R44",
    title: "The move from kubenet to overlay needs a preview feature",
    history: &[
        Phase { from: ARTICLE, level: Level::Error, because: "The move is a preview." },
        Phase { from: day(2024, 1, 23), level: Level::Off, because: "The move is generally available." },
    ],
    when: &[Change::UpgradeFromKubenet],
    looks_at: &[Source::State, Source::Registrations],
    lowering: Lowering::Allowed("The rule stands in the documentation of a preview."),
    yields_to: &[],
    check,
};

const FEATURE: &str = "AzureOverlayPreview";

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(state) = view.feature_state(FEATURE) else { return };
    if view.moves_to_overlay_from() != Some(Ipam::Kubenet) || state.eq_ignore_ascii_case("Registered") {
        return;
    }
    findings
        .report(
            Some(view.moving_attribute(Ipam::Kubenet)),
            format!("The move from kubenet to overlay needs the feature {FEATURE}"),
        )
        .fact(view.move_fact(Ipam::Kubenet))
        .fact(format!("Microsoft.ContainerService/{FEATURE} is {state} in the subscription."))
        .why("The move is a preview until 2024-01-23.")
        .way_out(format!(
            "Register the feature first: resource \"aksoverlay_feature_registration\" with name = \"{FEATURE}\"."
        ));
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Lookup, Registrations, View,
        rule::day,
        sample::{leaving_kubenet, leaving_node_subnet},
    };

    fn with(view: View, state: &str) -> View {
        view.with(|view| {
            view.lookups.registrations = Lookup::Found(Registrations {
                features: vec![("azureoverlaypreview".to_owned(), state.to_owned())],
                ..Registrations::default()
            });
        })
    }

    #[test]
    fn until_2024_01_23_the_feature_had_to_be_registered() {
        for state in ["NotRegistered", "Registering", "Pending"] {
            let view = with(leaving_kubenet(), state);
            assert_eq!(view.objections_on(day(2024, 1, 22)), ["kubenet-upgrade-feature"], "{state}");
            assert_eq!(view.objections_on(day(2024, 1, 23)), Vec::<&str>::new(), "{state}");
        }
        assert_eq!(with(leaving_kubenet(), "Registered").objections_on(day(2024, 1, 22)), Vec::<&str>::new());
    }

    #[test]
    fn the_move_from_node_subnet_was_no_preview_and_what_was_not_asked_is_not_judged() {
        let on = day(2024, 1, 22);
        assert_eq!(with(leaving_node_subnet(), "NotRegistered").objections_on(on), Vec::<&str>::new());
        assert_eq!(leaving_kubenet().objections_on(on), Vec::<&str>::new());
    }
}
