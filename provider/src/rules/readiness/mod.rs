//! The way of an existing cluster to the network that is asked of it, as an ordered list of steps.
//!
//! Azure combines few changes in one request and has preconditions for most. [`way`] puts them into the order in which
//! Azure takes them: what has to be prepared, the changes themselves, and what comes after. The plan's diagnostics and
//! the data source `aksoverlay_upgrade_readiness` tell the same steps. [`Reimage`] is what the changes cost.

mod departure;
mod destination;
mod legs;
mod preparations;
mod prepared;
mod reimage;
mod steps;
mod written;

use time::Date;

pub(super) use self::departure::{Minor, RECONCILED, has_old_windows_image};
use self::{
    departure::Departure,
    destination::Destination,
    prepared::{Preparation, prepared},
    written::Written,
};
pub use legs::judged;
pub use reimage::{PoolReimage, Reimage};

use super::View;

/// A step on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its place on the way.
    pub stage: Stage,
    /// What to do, in one line.
    pub title: String,
    /// Why it has to be done, and why at this place.
    pub why: String,
    /// How it is done.
    pub how: How,
    /// The numbers of the rules that the step satisfies.
    pub rules: &'static [&'static str],
    /// Whether Azure replaces the nodes of every pool at the same time.
    pub reimages: bool,
    /// What is prepared by it.
    prepares: Option<Preparation>,
    /// The version of Kubernetes after it, where it is an upgrade.
    upgrade: Option<Upgrade>,
    /// The network after it, of a step that has its turn by itself.
    leaves: Option<Written>,
}

impl Step {
    /// A step that nobody knows yet how to do.
    fn new(stage: Stage, title: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            stage,
            title: title.into(),
            why: why.into(),
            how: How::Hcl(String::new()),
            rules: &[],
            reimages: false,
            prepares: None,
            upgrade: None,
            leaves: None,
        }
    }
}

/// An upgrade of Kubernetes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Upgrade {
    to: Minor,
    /// With the long-term support that the cluster did not have.
    long_term: bool,
}

/// The place of a step on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// A precondition of a change.
    Prepare,
    /// A change that was asked for.
    Change,
    /// What is left to do when the changes are made.
    After,
}

impl Stage {
    /// What it is called in HCL.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::Change => "change",
            Self::After => "after",
        }
    }
}

/// How a step is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// By these attributes of `aksoverlay_cluster`, and an apply.
    Hcl(String),
    /// By this command.
    Command(String),
}

/// The steps from the cluster that exists to what the view asks for, in the order in which they have to be taken. Empty
/// for a cluster that does not exist, and where nothing changes. What is not known asks for no step.
pub fn way(view: &View, as_of: Date) -> Vec<Step> {
    let Some(existing) = view.existing() else { return Vec::new() };
    let departure = Departure::of(view, existing);
    steps::between(&departure, &Destination::of(view, existing), as_of)
}

/// The steps as numbered lines, for the way out of a diagnostic; none where a single change does it all.
pub fn in_words(steps: &[Step]) -> Option<String> {
    let single_change = steps.iter().filter(|step| step.stage < Stage::After).count() < 2;
    if single_change {
        return None;
    }
    let line = |(index, step): (usize, &Step)| {
        let how = match &step.how {
            How::Hcl(hcl) => hcl.lines().collect::<Vec<_>>().join(", "),
            How::Command(command) => command.clone(),
        };
        format!("  {}. {}: {how}", index + 1, step.title)
    };
    let lines: Vec<String> = steps.iter().enumerate().map(line).collect();
    Some(format!("Apply these steps one after the other:\n{}", lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        rule::day,
        sample::{known, list, valid},
    };

    const TODAY: Date = day(2026, 11, 22);

    fn on_kubenet() -> View {
        valid().with(|view| {
            view.network.plugin = known("kubenet");
            view.network.plugin_mode = tfplugin_framework::Attr::Null;
            view.network.policy = known("calico");
        })
    }

    fn to_overlay() -> View {
        on_kubenet().changed(|view| {
            view.network.plugin = known("azure");
            view.network.plugin_mode = known("Overlay");
        })
    }

    #[test]
    fn the_way_of_a_plan_begins_at_the_cluster_that_exists() {
        let titles: Vec<String> = way(&to_overlay(), TODAY).into_iter().map(|step| step.title).collect();
        assert_eq!(titles[0], "Remove the network policy engine calico");
        assert_eq!(titles[1], "Move from kubenet to Azure CNI Overlay");
    }

    #[test]
    fn a_cluster_that_does_not_exist_and_one_that_does_not_change_have_no_way_to_go() {
        assert_eq!(way(&valid(), TODAY), []);
        assert_eq!(way(&valid().changed(|_| ()), TODAY), []);
        assert_eq!(way(&on_kubenet().changed(|_| ()), TODAY), []);
    }

    #[test]
    fn a_wider_pod_cidr_is_one_step() {
        let view = valid().changed(|view| view.network.pod_cidrs = list(&["10.244.0.0/14"]));
        let steps = way(&view, TODAY);
        assert_eq!(steps.len(), 1);
        assert_eq!(in_words(&steps), None);
    }

    #[test]
    fn several_steps_are_numbered_lines() {
        let words = in_words(&way(&to_overlay(), TODAY)).unwrap();
        let lines: Vec<&str> = words.lines().collect();
        assert_eq!(
            lines[1],
            "  1. Remove the network policy engine calico: network = { plugin = \"kubenet\", plugin_mode = \"none\", policy = \
             \"none\" }"
        );
        assert!(
            lines[2].starts_with("  2. Move from kubenet to Azure CNI Overlay: network = { plugin"),
            "{words}"
        );
    }
}
