//! Which facts the rules need: those that a rule looks at which holds on the day and speaks about the change.

use time::Duration;

use super::Occasion;
use crate::{
    rules::{Change, Level, Operation, RULES, Rule, RuleSettings, Source, View},
    today,
};

/// How far back the versions that a region offers today may stand for those of another day: AKS adds and removes some
/// about every month.
const A_MONTH: Duration = Duration::days(31);

/// What the rules need for one view.
pub(super) struct Needs<'a> {
    view: &'a View,
    settings: &'a RuleSettings,
    occasion: Occasion,
}

impl<'a> Needs<'a> {
    pub(super) fn of(view: &'a View, settings: &'a RuleSettings, occasion: Occasion) -> Self {
        Self { view, settings, occasion }
    }

    /// Whether a rule needs this.
    pub(super) fn include(&self, source: Source) -> bool {
        let least = match self.occasion {
            Occasion::Plan { changes: false } if source != Source::Vnet => return false,
            Occasion::Plan { .. } => Level::Warning,
            Occasion::Write => Level::Error,
            Occasion::Report => Level::Information,
        };
        // What a region offers is known of today alone.
        if source == Source::KubernetesVersions && self.settings.date() < today() - A_MONTH {
            return false;
        }
        let needs = |rule: &&Rule| {
            rule.looks_at.contains(&source)
                && self.settings.level(rule) >= least
                && speaks_about(rule, &self.view.operation)
        };
        RULES.iter().any(needs)
    }
}

/// Whether a rule may speak about what is done to the cluster.
fn speaks_about(rule: &Rule, operation: &Operation) -> bool {
    let needs_a_cluster = |change: &Change| {
        matches!(
            change,
            Change::Update | Change::UpgradeFromNodeSubnet | Change::UpgradeFromKubenet | Change::Expansion
        )
    };
    match operation {
        Operation::Validate => true,
        Operation::Create => !rule.when.iter().all(needs_a_cluster),
        Operation::Update(_) => rule.when != [Change::Create],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn todays_kubernetes_versions_are_not_held_against_another_day() {
        let view = View::default();
        let asked = |days| {
            let settings = RuleSettings::as_of(today() - Duration::days(days));
            Needs::of(&view, &settings, Occasion::Plan { changes: true }).include(Source::KubernetesVersions)
        };
        assert!(asked(0) && asked(31));
        assert!(!asked(32));
    }
}
