//! What a rule says.

use tfplugin_framework::{Diagnostic, Path, Severity, Step};
use time::Date;

use super::{Level, Rule, View};

/// A breach of a rule: what conflicts with what, where each comes from, and the way out.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How serious it is.
    pub level: Level,
    /// One line in the user's words, with the values.
    pub summary: String,
    /// The values that meet, each with the place where it comes from; one line each.
    pub facts: Vec<String>,
    /// Why it matters, in a sentence or two.
    pub why: String,
    /// What to do, with a value that works where one can be computed.
    pub way_out: String,
    /// The attribute to change.
    pub path: Option<Path>,
    /// Azure refuses this change of an existing resource, but would make a new one like this.
    pub forbids_change: bool,
    /// It tells what comes with a change that is made, or later: of no interest while another finding refuses the plan.
    pub announces_change: bool,
}

impl Finding {
    /// For Terraform; `None` for what is only worth knowing.
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        let severity = match self.level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Information | Level::Off => return None,
        };
        Some(Diagnostic {
            severity,
            summary: self.summary.clone(),
            detail: self.detail(),
            path: self.path.clone(),
        })
    }

    /// Everything but the summary.
    pub fn detail(&self) -> String {
        let rule = format!("Rule: {} ({})", self.rule.code, self.rule.number);
        let facts = self.facts.join("\n");
        let paragraphs = [facts.as_str(), &self.why, &self.way_out, &rule];
        paragraphs.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
    }
}

/// Where a rule reports to.
#[derive(Debug)]
pub struct Findings<'a> {
    rule: &'static Rule,
    level: Level,
    as_of: Date,
    into: &'a mut Vec<Finding>,
}

impl<'a> Findings<'a> {
    pub(super) fn of(rule: &'static Rule, level: Level, as_of: Date, into: &'a mut Vec<Finding>) -> Self {
        Self { rule, level, as_of, into }
    }

    /// The day whose rules are applied, for a rule of which only a part has changed.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// Reports a breach with the severity of the rule. The finding is completed through the builder that is returned.
    pub fn report(&mut self, path: Option<Path>, summary: impl Into<String>) -> Report<'_> {
        self.into.push(Finding {
            rule: self.rule,
            level: self.level,
            summary: summary.into(),
            facts: Vec::new(),
            why: String::new(),
            way_out: String::new(),
            path,
            forbids_change: false,
            announces_change: false,
        });
        let last = self.into.len() - 1;
        Report { finding: &mut self.into[last] }
    }
}

/// A finding in the making.
#[derive(Debug)]
pub struct Report<'a> {
    finding: &'a mut Finding,
}

impl Report<'_> {
    /// One of the values that meet, and where it comes from.
    pub fn fact(self, fact: impl Into<String>) -> Self {
        self.finding.facts.push(fact.into());
        self
    }

    /// Why it matters.
    pub fn why(self, why: impl Into<String>) -> Self {
        self.finding.why = why.into();
        self
    }

    /// What to do.
    pub fn way_out(self, way_out: impl Into<String>) -> Self {
        self.finding.way_out = way_out.into();
        self
    }

    /// Not more serious than this, whatever the rule says.
    pub fn at_most(self, level: Level) -> Self {
        self.finding.level = self.finding.level.min(level);
        self
    }

    /// A warning where nothing changes: Azure looks at the rule again only when something does.
    pub fn unless_settled(self, view: &View) -> Self {
        if view.is_settled() { self.at_most(Level::Warning) } else { self }
    }

    /// It tells what comes with a change that is made, or later; silent while the plan is refused.
    pub fn announces_change(self) -> Self {
        self.finding.announces_change = true;
        self
    }

    /// Azure refuses the change, not the result.
    pub fn forbids_change(self) -> Self {
        self.finding.forbids_change = true;
        self
    }
}

/// A path as it is written in HCL: `network.pod_cidrs[0]`.
pub(super) fn written(path: &Path) -> String {
    let mut text = String::new();
    for step in &path.0 {
        match step {
            Step::Attribute(name) if text.is_empty() => text.push_str(name),
            Step::Attribute(name) => {
                text.push('.');
                text.push_str(name);
            }
            Step::Index(index) => text.push_str(&format!("[{index}]")),
            Step::Key(key) => text.push_str(&format!("[{key:?}]")),
            Step::Element(_) => text.push_str("[*]"),
        }
    }
    text
}
