//! What there is to tell about a plan.

use std::fmt::Write as _;

use serde_json::Value;

use super::{
    classify::{self, Class, Entry},
    read::{Message, Plan},
};

/// Everything that is told, in whatever form.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) terraform_version: Option<String>,
    /// Terraform could not plan to the end.
    pub(super) failed: bool,
    /// Breaches of rules, the most serious first.
    pub(super) rules: Vec<Broken>,
    /// Facts that could not be looked up, each with the address of the data source that says so.
    pub(super) unchecked: Vec<(String, String)>,
    pub(super) checks: Vec<CheckResult>,
    /// Resources that are not as they were or will not stay so, the most serious first.
    pub(super) entries: Vec<Entry>,
    /// Addresses of the resources of which there is nothing to tell.
    pub(super) unchanged: Vec<String>,
    /// Outputs that get another value.
    pub(super) outputs: Vec<String>,
    /// Errors and warnings that are about no rule.
    pub(super) messages: Vec<Message>,
}

/// Whether there is something to act upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// No.
    Nothing,
    /// Yes.
    Something,
}

/// A breach of a rule.
#[derive(Clone, Debug)]
pub(super) struct Broken {
    pub(super) severity: Severity,
    pub(super) code: String,
    pub(super) number: String,
    pub(super) summary: String,
    pub(super) detail: String,
    /// The resource or data source that tells it.
    pub(super) address: Option<String>,
}

/// How serious a breach is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    Error,
    Warning,
    Information,
}

impl Severity {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Information => "information",
        }
    }

    fn parse(name: &str) -> Self {
        match name {
            "error" => Self::Error,
            "warning" => Self::Warning,
            _ => Self::Information,
        }
    }
}

/// How a `check` block, or the conditions of an object, came out.
#[derive(Clone, Debug)]
pub(super) struct CheckResult {
    pub(super) address: String,
    /// "pass", "fail", "error" or "unknown".
    pub(super) status: String,
    pub(super) problems: Vec<String>,
}

impl CheckResult {
    /// Whether it says that something is wrong; one that is unknown says nothing yet.
    pub(super) fn fails(&self) -> bool {
        matches!(self.status.as_str(), "fail" | "error")
    }
}

impl Report {
    /// Sorts what Terraform wrote.
    pub(super) fn of(plan: Option<&Plan>, messages: Vec<Message>) -> Self {
        let mut report = Self::default();
        report.take_messages(messages);
        let Some(plan) = plan else {
            report.failed |= true;
            return report;
        };
        report.failed |= plan.errored;
        report.terraform_version.clone_from(&plan.terraform_version);
        report.checks = plan
            .checks()
            .iter()
            .map(|check| CheckResult {
                address: check.address.to_display.clone(),
                status: check.status.clone(),
                problems: check.problems().map(str::to_owned).collect(),
            })
            .collect();
        report.take_network_plans(plan);
        report.rules.sort_by_key(|broken| broken.severity);
        let against = |address: &str| {
            let spoken = report.rules.iter().filter(|broken| broken.severity < Severity::Information);
            spoken.into_iter().any(|broken| broken.address.as_deref() == Some(address))
        };
        let (entries, unchanged) = classify::entries(plan, against);
        (report.entries, report.unchanged) = (entries, unchanged);
        let changed = plan.output_changes().filter(|(_, change)| change.actions != ["no-op"]);
        report.outputs = changed.map(|(name, _)| name.clone()).collect();
        report
    }

    /// Whether there is something to act upon: a failure, a change, a check that does not pass, a rule that is broken.
    pub(super) fn found(&self) -> Found {
        let checks = self.checks.iter().any(CheckResult::fails);
        let rules = self.rules.iter().any(|broken| broken.severity < Severity::Information);
        let changes = self.entries.iter().any(|entry| entry.class != Class::Noise);
        if self.failed || checks || rules || changes || !self.outputs.is_empty() {
            Found::Something
        } else {
            Found::Nothing
        }
    }

    /// The title of the report.
    pub(super) fn headline(&self) -> &'static str {
        let drifted = self.entries.iter().any(|entry| entry.drifted && entry.class != Class::Noise);
        match self.found() {
            _ if self.failed => "The plan failed",
            Found::Nothing => "No drift",
            Found::Something if drifted => "Drift",
            Found::Something if self.entries.iter().any(|entry| entry.class != Class::Noise) => {
                "The configuration is not applied"
            }
            Found::Something => "No drift in what Terraform manages, but around it",
        }
    }

    /// What is counted, with its number.
    pub(super) fn counts(&self) -> Vec<(&'static str, usize)> {
        let broken = |severity| self.rules.iter().filter(|broken| broken.severity == severity).count();
        let failed = self.checks.iter().filter(|check| check.fails()).count();
        let mut counts = vec![
            ("Rules broken (errors)", broken(Severity::Error)),
            ("Rules broken (warnings)", broken(Severity::Warning)),
            ("Checks failed", failed),
        ];
        let class = |class| self.entries.iter().filter(|entry| entry.class == class).count();
        counts.extend(Class::ALL.map(|of| (of.title(), class(of))));
        counts.push(("As they were", self.unchanged.len()));
        counts
    }

    /// A few lines for the log.
    pub(super) fn in_short(&self) -> String {
        let mut text = format!("{}.\n", self.headline());
        for (title, count) in self.counts().into_iter().filter(|(_, count)| *count > 0) {
            let _ = writeln!(text, "  {title}: {count}");
        }
        text
    }

    fn take_messages(&mut self, messages: Vec<Message>) {
        for message in messages {
            let severity = Severity::parse(&message.severity);
            self.failed |= severity == Severity::Error;
            // Told with the check, where it stands in full.
            if message.summary.starts_with("Check block assertion ") {
                continue;
            }
            match rule_named_in(&message.detail) {
                Some((code, number)) => self.rules.push(Broken {
                    severity,
                    code,
                    number,
                    summary: message.summary,
                    detail: message.detail,
                    address: message.address,
                }),
                None => self.messages.push(message),
            }
        }
    }

    /// The findings of every `aksoverlay_network_plan`: as the plan read it, else as the state has it.
    fn take_network_plans(&mut self, plan: &Plan) {
        let read = plan
            .resource_changes()
            .iter()
            .filter(|change| is_network_plan(&change.mode, &change.resource_type));
        let mut sources: Vec<(&str, &Value, &Value)> = read
            .map(|change| (change.address.as_str(), &change.change.after, &change.change.after_sensitive))
            .filter(|(_, values, _)| values["findings"].is_array())
            .collect();
        for resource in plan.resources() {
            let told = sources.iter().any(|(address, ..)| *address == resource.address);
            if is_network_plan(&resource.mode, &resource.resource_type) && !told {
                sources.push((&resource.address, &resource.values, &resource.sensitive_values));
            }
        }
        for (address, values, sensitive) in sources {
            // Marks on what is told mean that an argument was sensitive, and so may be what follows from it.
            let hidden = |name: &str| sensitive == &Value::Bool(true) || sensitive[name] == Value::Bool(true);
            let items = |name: &str| values[name].as_array().filter(|_| !hidden(name)).into_iter().flatten();
            for finding in items("findings") {
                let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
                // The cluster's own plan may have said the same.
                if self.rules.iter().any(|told| told.code == text("code") && told.summary == text("summary"))
                {
                    continue;
                }
                self.rules.push(Broken {
                    severity: Severity::parse(&text("severity")),
                    code: text("code"),
                    number: text("number"),
                    summary: text("summary"),
                    detail: text("detail"),
                    address: Some(address.to_owned()),
                });
            }
            for unchecked in items("unchecked") {
                let text = |name: &str| unchecked[name].as_str().unwrap_or_default();
                self.unchecked.push((address.to_owned(), format!("{}: {}", text("what"), text("reason"))));
            }
        }
    }
}

fn is_network_plan(mode: &str, resource_type: &str) -> bool {
    mode == "data" && resource_type == "aksoverlay_network_plan"
}

/// The code and number in the last line of a diagnostic of this provider: `Rule: <code> (R07)`.
fn rule_named_in(detail: &str) -> Option<(String, String)> {
    let line = detail.trim_end().lines().last()?.trim().strip_prefix("Rule: ")?;
    let (code, number) = line.split_once(" (")?;
    Some((code.to_owned(), number.strip_suffix(')')?.to_owned()))
}
