//! Which facts the rules need: those that a rule looks at which holds on the day and speaks about the change.

use super::Occasion;
use crate::rules::{Change, Level, Operation, RULES, Rule, RuleSettings, Source, View};

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
