//! What came of a step, and what a test expects of it.

use std::{fmt, time::SystemTime};

use crate::{
    context::Deferral,
    diag::{Diagnostic, Diagnostics, Severity},
    plan::check::Violation,
    value::{Path, Step, Value},
};

/// What Terraform would do, or did, with a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    NoOp,
    /// Make it.
    Create,
    /// Change it where it is.
    Update,
    /// Delete it and make it anew.
    Replace,
    /// Delete it.
    Delete,
}

/// What came of a step of the [`Driver`](super::Driver).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// What the provider reported, and what Terraform would have refused before it asked.
    pub diagnostics: Diagnostics,
    /// Rules of Terraform that the provider's answers broke.
    pub violations: Vec<Violation>,
    /// What was to be done; `None` if the step did not come to a plan, or has none.
    pub action: Option<Action>,
    /// The planned state; null where there is none.
    pub planned: Value,
    /// The attributes that make it a replacement.
    pub requires_replace: Vec<Path>,
    /// The state after the step; null where there is none.
    pub state: Value,
    /// The private state after the step.
    pub private: Vec<u8>,
    /// The identity after the step; null where there is none.
    pub identity: Value,
    /// Why the provider put its answer off, if it did. Terraform then does nothing.
    pub deferral: Option<Deferral>,
    /// Terraform would replace the resource at the next apply, because creating it ended with an error.
    pub tainted: bool,
    /// When an ephemeral resource wants to be renewed.
    pub renew_at: Option<SystemTime>,
    /// What an action told while it was invoked.
    pub progress: Vec<String>,
}

impl Outcome {
    pub(super) fn new() -> Self {
        Self {
            diagnostics: Diagnostics::new(),
            violations: Vec::new(),
            action: None,
            planned: Value::Null,
            requires_replace: Vec::new(),
            state: Value::Null,
            private: Vec::new(),
            identity: Value::Null,
            deferral: None,
            tainted: false,
            renew_at: None,
            progress: Vec::new(),
        }
    }

    /// The errors among the diagnostics.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The warnings among the diagnostics.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning)
    }

    /// What stands in the state at a place written as in HCL, such as `network.pod_cidrs[0]` or `tags["env"]`. Null
    /// where there is nothing.
    pub fn at(&self, place: &str) -> Value {
        self.state.at(&parse(place)).cloned().unwrap_or(Value::Null)
    }

    /// What stands in the plan at a place.
    pub fn planned_at(&self, place: &str) -> Value {
        self.planned.at(&parse(place)).cloned().unwrap_or(Value::Null)
    }

    /// Expects no error and no violation.
    #[track_caller]
    pub fn expect_ok(self) -> Self {
        self.expect_that(|outcome| outcome.errors().next().is_none(), "no error")
    }

    /// Expects success and nothing to be done.
    #[track_caller]
    pub fn expect_noop(self) -> Self {
        self.expect_action(Action::NoOp)
    }

    /// Expects success and a create.
    #[track_caller]
    pub fn expect_create(self) -> Self {
        self.expect_action(Action::Create)
    }

    /// Expects success and an update in place.
    #[track_caller]
    pub fn expect_update_in_place(self) -> Self {
        self.expect_action(Action::Update)
    }

    /// Expects success and a replacement because of exactly these places, in order.
    #[track_caller]
    pub fn expect_replace<const N: usize>(self, places: [&str; N]) -> Self {
        let actual: Vec<_> = self.requires_replace.iter().map(ToString::to_string).collect();
        self.expect_action(Action::Replace)
            .expect(actual == places, &format!("a replacement because of {places:?}"))
    }

    /// Expects success and a delete.
    #[track_caller]
    pub fn expect_delete(self) -> Self {
        self.expect_action(Action::Delete)
    }

    #[track_caller]
    fn expect_action(self, action: Action) -> Self {
        self.expect_ok().expect_that(|outcome| outcome.action == Some(action), &format!("{action:?}"))
    }

    /// Expects an error with `text` in its summary or detail.
    #[track_caller]
    pub fn expect_error(self, text: &str) -> Self {
        let found = self.errors().any(|error| contains(error, text));
        self.expect(found, &format!("an error with {text:?}"))
    }

    /// Expects an error with `text` that points at `place`, written as in HCL.
    #[track_caller]
    pub fn expect_error_at(self, text: &str, place: &str) -> Self {
        let path = parse(place);
        let found = self.errors().any(|error| contains(error, text) && error.path.as_ref() == Some(&path));
        self.expect(found, &format!("an error with {text:?} at {place}"))
    }

    /// Expects a warning with `text` in its summary or detail.
    #[track_caller]
    pub fn expect_warning(self, text: &str) -> Self {
        let found = self.warnings().any(|warning| contains(warning, text));
        self.expect(found, &format!("a warning with {text:?}"))
    }

    /// Expects an action to have told exactly this.
    #[track_caller]
    pub fn expect_progress<const N: usize>(self, messages: [&str; N]) -> Self {
        self.expect_that(|outcome| outcome.progress == messages, &format!("the progress {messages:?}"))
    }

    /// Expects `value` at a place of the state.
    #[track_caller]
    pub fn expect_value(self, place: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let found = self.at(place) == value;
        self.expect(found, &format!("{value:?} at {place} in the state"))
    }

    /// Expects `value` at a place of the plan.
    #[track_caller]
    pub fn expect_planned(self, place: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let found = self.planned_at(place) == value;
        self.expect(found, &format!("{value:?} at {place} in the plan"))
    }

    /// Expects a value at a place of the plan to be unknown.
    #[track_caller]
    pub fn expect_unknown(self, place: &str) -> Self {
        let found = self.planned.at(&parse(place)).is_some_and(Value::is_unknown);
        self.expect(found, &format!("an unknown value at {place}"))
    }

    /// Expects this identity.
    #[track_caller]
    pub fn expect_identity(self, identity: impl Into<Value>) -> Self {
        let identity = identity.into();
        let found = self.identity == identity;
        self.expect(found, &format!("the identity {identity:?}"))
    }

    /// Expects success and that the answer was put off.
    #[track_caller]
    pub fn expect_deferred(self, reason: Deferral) -> Self {
        let found = self.deferral == Some(reason);
        self.expect_ok().expect(found, &format!("to be deferred: {reason:?}"))
    }

    #[track_caller]
    fn expect_that(self, met: impl FnOnce(&Self) -> bool, expectation: &str) -> Self {
        let met = met(&self);
        self.expect(met, expectation)
    }

    /// No expectation is met by answers that Terraform refuses.
    #[track_caller]
    fn expect(self, met: bool, expectation: &str) -> Self {
        assert!(met && self.violations.is_empty(), "expected {expectation}\n{self}");
        self
    }
}

fn contains(diagnostic: &Diagnostic, text: &str) -> bool {
    diagnostic.summary.contains(text) || diagnostic.detail.contains(text)
}

impl fmt::Display for Outcome {
    /// What happened, for who has to find out why a test fails.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.action {
            Some(action) => writeln!(f, "action: {action:?}")?,
            None => writeln!(f, "no plan")?,
        }
        for path in &self.requires_replace {
            writeln!(f, "replaced because of {path}")?;
        }
        for diagnostic in self.diagnostics.iter() {
            let place = diagnostic.path.as_ref().map(|path| format!(" at {path}")).unwrap_or_default();
            writeln!(f, "{:?}{place}: {}\n  {}", diagnostic.severity, diagnostic.summary, diagnostic.detail)?;
        }
        for message in &self.progress {
            writeln!(f, "progress: {message}")?;
        }
        for violation in &self.violations {
            writeln!(f, "violation in {:?}: {violation}", violation.answer)?;
        }
        if let Some(reason) = self.deferral {
            writeln!(f, "deferred: {reason:?}")?;
        }
        if !self.identity.is_null() {
            writeln!(f, "identity: {:?}", self.identity)?;
        }
        writeln!(f, "planned: {:?}", self.planned)?;
        write!(f, "state: {:?}", self.state)
    }
}

/// Reads a place as HCL writes it. What is not understood stays part of a name, which then leads nowhere.
pub(super) fn parse(place: &str) -> Path {
    let mut steps = Vec::new();
    let mut rest = place;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (key, after) = inside.split_once(']').unwrap_or((inside, ""));
            steps.push(match (key.parse(), key.trim_matches('"')) {
                (Ok(index), _) => Step::Index(index),
                (Err(_), key) => Step::Key(key.to_owned()),
            });
            rest = after;
        } else {
            let named = rest.strip_prefix('.').unwrap_or(rest);
            let end = named.find(['.', '[']).unwrap_or(named.len());
            let (name, after) = named.split_at(end);
            steps.push(Step::Attribute(name.to_owned()));
            rest = after;
        }
    }
    Path(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_hcl_writes_it() {
        for path in [
            Path::of("network").attribute("pod_cidrs").index(0),
            Path::of("tags").key("kubernetes.io/os"),
            Path::of("pools").index(1).attribute("labels").key("a"),
        ] {
            assert_eq!(parse(&path.to_string()), path);
        }
    }
}
