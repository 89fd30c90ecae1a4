//! What Terraform writes: a plan as `terraform show -json` prints it, and the messages of `terraform plan -json`.
//!
//! Terraform promises to keep the members of format 1.x and may add more
//! (<https://developer.hashicorp.com/terraform/internals/json-format>), so what is not read here is skipped.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;
use serde_json::Value;

use super::SummaryError;

/// A plan.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Plan {
    format_version: Option<String>,
    pub(super) terraform_version: Option<String>,
    resource_changes: Option<Vec<ResourceChange>>,
    resource_drift: Option<Vec<ResourceChange>>,
    output_changes: Option<BTreeMap<String, Change>>,
    checks: Option<Vec<Check>>,
    prior_state: Option<State>,
    #[serde(default)]
    pub(super) errored: bool,
    configuration: Option<Value>,
}

impl Plan {
    /// What the plan does, data sources that are read at apply included.
    pub(super) fn resource_changes(&self) -> &[ResourceChange] {
        self.resource_changes.as_deref().unwrap_or_default()
    }

    /// What others changed since the last apply.
    pub(super) fn resource_drift(&self) -> &[ResourceChange] {
        self.resource_drift.as_deref().unwrap_or_default()
    }

    /// What becomes of the outputs.
    pub(super) fn output_changes(&self) -> impl Iterator<Item = (&String, &Change)> {
        self.output_changes.iter().flatten()
    }

    /// The results of `check` blocks and of conditions.
    pub(super) fn checks(&self) -> &[Check] {
        self.checks.as_deref().unwrap_or_default()
    }

    /// The resources of the state, those of modules included.
    pub(super) fn resources(&self) -> Vec<&Resource> {
        let values = self.prior_state.as_ref().and_then(|state| state.values.as_ref());
        let mut resources = Vec::new();
        let mut modules: Vec<&Module> =
            values.and_then(|values| values.root_module.as_ref()).into_iter().collect();
        while let Some(module) = modules.pop() {
            resources.extend(module.resources.iter().flatten());
            modules.extend(module.child_modules.iter().flatten());
        }
        resources
    }
}

/// What becomes of one resource.
#[derive(Debug, Deserialize)]
pub(super) struct ResourceChange {
    pub(super) address: String,
    #[serde(default)]
    pub(super) mode: String,
    #[serde(rename = "type", default)]
    pub(super) resource_type: String,
    pub(super) change: Change,
}

/// Before and after.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Change {
    #[serde(default)]
    pub(super) actions: Vec<String>,
    #[serde(default)]
    pub(super) before: Value,
    #[serde(default)]
    pub(super) after: Value,
    #[serde(default)]
    pub(super) after_unknown: Value,
    #[serde(default)]
    pub(super) before_sensitive: Value,
    #[serde(default)]
    pub(super) after_sensitive: Value,
}

/// A `check` block, or the conditions of an object.
#[derive(Debug, Deserialize)]
pub(super) struct Check {
    pub(super) address: Displayed,
    pub(super) status: String,
    instances: Option<Vec<CheckInstance>>,
}

impl Check {
    /// The error messages of what failed.
    pub(super) fn problems(&self) -> impl Iterator<Item = &str> {
        let instances = self.instances.iter().flatten();
        instances
            .flat_map(|instance| instance.problems.iter().flatten())
            .map(|problem| problem.message.as_str())
    }
}

/// An address.
#[derive(Debug, Deserialize)]
pub(super) struct Displayed {
    pub(super) to_display: String,
}

#[derive(Debug, Deserialize)]
struct CheckInstance {
    problems: Option<Vec<Problem>>,
}

#[derive(Debug, Deserialize)]
struct Problem {
    #[serde(default)]
    message: String,
}

#[derive(Debug, Deserialize)]
struct State {
    values: Option<StateValues>,
}

#[derive(Debug, Deserialize)]
struct StateValues {
    root_module: Option<Module>,
}

#[derive(Debug, Deserialize)]
struct Module {
    resources: Option<Vec<Resource>>,
    child_modules: Option<Vec<Self>>,
}

/// A resource of the state.
#[derive(Debug, Deserialize)]
pub(super) struct Resource {
    pub(super) address: String,
    #[serde(rename = "type", default)]
    pub(super) resource_type: String,
    #[serde(default)]
    pub(super) mode: String,
    #[serde(default)]
    pub(super) values: Value,
    #[serde(default)]
    pub(super) sensitive_values: Value,
}

/// An error or a warning.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Message {
    pub(super) severity: String,
    #[serde(default)]
    pub(super) summary: String,
    #[serde(default)]
    pub(super) detail: String,
    pub(super) address: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    diagnostic: Option<Message>,
}

/// Reads a plan.
///
/// # Errors
/// It is none.
pub(super) fn plan(path: &Path, text: &str) -> Result<Plan, SummaryError> {
    let wrong = |what: String| SummaryError::Content { path: path.to_owned(), what };
    let plan: Plan = serde_json::from_str(text).map_err(|error| {
        wrong(format!("not a plan as `terraform show -json PLANFILE` prints it ({error})"))
    })?;
    match plan.format_version.as_deref() {
        None => Err(wrong(
            "not a plan as `terraform show -json PLANFILE` prints it: it has no format_version".into(),
        )),
        Some(version) if version.split('.').next() != Some("1") => {
            Err(wrong(format!("a plan in format {version}, and only 1.x is understood")))
        }
        Some(_) if plan.configuration.is_none() => {
            Err(wrong("a state, not a plan: name the plan file in `terraform show -json PLANFILE`".into()))
        }
        Some(_) => Ok(plan),
    }
}

/// Reads the messages of a run.
///
/// # Errors
/// A line is not JSON.
pub(super) fn messages(path: &Path, text: &str) -> Result<Vec<Message>, SummaryError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = lines.map(|(index, line)| {
        let read: Result<Line, _> = serde_json::from_str(line);
        read.map(|line| line.diagnostic).map_err(|error| SummaryError::Content {
            path: path.to_owned(),
            what: format!("line {} is none of `terraform plan -json` ({error})", index + 1),
        })
    });
    let messages: Vec<Option<Message>> = read.collect::<Result<_, _>>()?;
    Ok(messages.into_iter().flatten().collect())
}
