//! How serious it is that a resource is not, or will not stay, as it was.

use std::collections::HashMap;

use super::{
    difference::{Difference, differences},
    read::{Plan, ResourceChange},
    security,
};

/// What a change means, the most serious first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// A rule speaks against the resource as it was found.
    RuleViolating,
    /// An attribute that decides about security was changed by others, or is about to change.
    SecurityRelevant,
    /// The plan deletes the resource, or others did.
    ReplacedOrDestroyed,
    /// The plan makes, changes or puts right.
    InPlace,
    /// Others changed what the configuration leaves open: autoscaling, automatic upgrades, defaults of the service.
    Noise,
}

impl Class {
    pub(super) const ALL: [Self; 5] =
        [Self::RuleViolating, Self::SecurityRelevant, Self::ReplacedOrDestroyed, Self::InPlace, Self::Noise];

    /// As a heading.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::RuleViolating => "Against a rule",
            Self::SecurityRelevant => "Relevant to security",
            Self::ReplacedOrDestroyed => "Replaced or destroyed",
            Self::InPlace => "Created or changed in place",
            Self::Noise => "Changed by others and left as it is",
        }
    }

    /// As a word for machines.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::RuleViolating => "rule-violating",
            Self::SecurityRelevant => "security-relevant",
            Self::ReplacedOrDestroyed => "replaced-or-destroyed",
            Self::InPlace => "in-place",
            Self::Noise => "noise",
        }
    }
}

/// A resource that is not as it was, or will not stay so.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) address: String,
    pub(super) class: Class,
    /// What the plan does: "update in place", "replace", ...
    pub(super) action: &'static str,
    pub(super) rows: Vec<Row>,
    /// Others changed or deleted it.
    pub(super) drifted: bool,
}

/// An attribute of it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) path: String,
    /// What the state had, if others changed it.
    pub(super) was: Option<String>,
    /// What there is now.
    pub(super) is: String,
    /// What the plan makes of it; none where it leaves it alone.
    pub(super) becomes: Option<String>,
}

/// Every managed resource that changed or will, and the addresses of the others. `against_a_rule` tells of an address
/// whether a rule speaks there.
pub(super) fn entries(plan: &Plan, against_a_rule: impl Fn(&str) -> bool) -> (Vec<Entry>, Vec<String>) {
    let drift: HashMap<&str, &ResourceChange> =
        plan.resource_drift().iter().map(|change| (change.address.as_str(), change)).collect();
    let (mut entries, mut unchanged) = (Vec::new(), Vec::new());
    for planned in plan.resource_changes().iter().filter(|change| change.mode != "data") {
        let drifted = drift.get(planned.address.as_str()).copied();
        let acts = planned.change.actions.iter().any(|action| action != "no-op" && action != "read");
        if acts || drifted.is_some() {
            entries.push(entry(planned, drifted, against_a_rule(&planned.address)));
        } else {
            unchanged.push(planned.address.clone());
        }
    }
    // What a plan that failed did not get to, and what others deleted that the configuration no longer has.
    let is_planned = |address: &str| plan.resource_changes().iter().any(|change| change.address == address);
    let alone = plan.resource_drift().iter().filter(|change| !is_planned(&change.address));
    entries.extend(alone.map(|drifted| drift_alone(drifted, plan.errored, against_a_rule(&drifted.address))));
    entries.sort_by(|left, right| (left.class, &left.address).cmp(&(right.class, &right.address)));
    (entries, unchanged)
}

fn entry(planned: &ResourceChange, drifted: Option<&ResourceChange>, against_a_rule: bool) -> Entry {
    let actions: Vec<&str> = planned.change.actions.iter().map(String::as_str).collect();
    let outside = drifted.map(|drifted| differences(&drifted.change)).unwrap_or_default();
    let replaces = actions.contains(&"delete");
    let deleted_by_others =
        drifted.is_some_and(|drifted| drifted.change.actions.iter().any(|action| action == "delete"));
    // A new resource is no list of attributes that change.
    let rows = if actions.contains(&"update") || replaces || actions == ["no-op"] {
        rows(&differences(&planned.change), &outside)
    } else {
        Vec::new()
    };
    let relevant = |row: &Row| security::is_relevant(&planned.resource_type, &row.path);
    let acts = actions != ["no-op"];
    let class = if against_a_rule {
        Class::RuleViolating
    } else if rows.iter().any(relevant) {
        Class::SecurityRelevant
    } else if replaces || deleted_by_others {
        Class::ReplacedOrDestroyed
    } else if acts {
        Class::InPlace
    } else {
        Class::Noise
    };
    let action = match actions.as_slice() {
        ["no-op"] => "nothing",
        ["create"] if deleted_by_others => "create again what others deleted",
        ["create"] => "create",
        ["update"] => "update in place",
        ["delete"] => "destroy",
        ["forget"] => "forget",
        [_, _] if replaces => "replace",
        _ => "change",
    };
    Entry { address: planned.address.clone(), class, action, rows, drifted: drifted.is_some() }
}

/// What others changed and nothing is planned for.
fn drift_alone(drifted: &ResourceChange, errored: bool, against_a_rule: bool) -> Entry {
    let deleted = drifted.change.actions.iter().any(|action| action == "delete");
    let rows = if deleted { Vec::new() } else { rows(&[], &differences(&drifted.change)) };
    let class = if against_a_rule {
        Class::RuleViolating
    } else if rows.iter().any(|row| security::is_relevant(&drifted.resource_type, &row.path)) {
        Class::SecurityRelevant
    } else if deleted && errored {
        Class::ReplacedOrDestroyed
    } else if errored {
        Class::InPlace
    } else {
        Class::Noise
    };
    let action = if errored { "nothing, because it failed" } else { "nothing" };
    Entry { address: drifted.address.clone(), class, action, rows, drifted: true }
}

/// What others changed and what the plan changes, joined by attribute.
fn rows(planned: &[Difference], outside: &[Difference]) -> Vec<Row> {
    let same = |left: &Difference, right: &Difference| left.path == right.path;
    let mut rows: Vec<Row> = outside
        .iter()
        .map(|drift| Row {
            path: drift.path.clone(),
            was: Some(drift.before.clone()),
            is: drift.after.clone(),
            becomes: planned.iter().find(|change| same(change, drift)).map(|change| change.after.clone()),
        })
        .collect();
    let alone = planned.iter().filter(|change| !outside.iter().any(|drift| same(change, drift)));
    // Computed attributes are told anew with every update: of interest only where there is nothing else to tell.
    let (known, computed): (Vec<&Difference>, Vec<&Difference>) = alone.partition(|change| !change.unknown);
    let told = if rows.is_empty() && known.is_empty() { computed } else { known };
    rows.extend(told.into_iter().map(|change| Row {
        path: change.path.clone(),
        was: None,
        is: change.before.clone(),
        becomes: Some(change.after.clone()),
    }));
    rows.sort_by(|left, right| left.path.cmp(&right.path));
    rows
}
