//! Violations, collected on a walk.

use std::{
    fmt::{self, Display},
    sync::Arc,
};

use super::{Answer, Rule, Violation};
use crate::{
    plan::shape::Child,
    value::{Path, Step, Value},
};

/// The violations found so far, and the place that is being looked at.
pub(super) struct Findings {
    answer: Answer,
    path: Path,
    /// Inside something that must not be shown.
    hidden: bool,
    found: Vec<Violation>,
}

impl Findings {
    pub(super) fn in_answer(answer: Answer) -> Self {
        Self { answer, path: Path::root(), hidden: false, found: Vec::new() }
    }

    pub(super) fn add(&mut self, rule: Rule, detail: impl Into<String>) {
        self.found.push(Violation {
            answer: self.answer,
            rule,
            path: self.path.clone(),
            detail: detail.into(),
        });
    }

    pub(super) fn add_at(&mut self, path: Path, rule: Rule, detail: impl Into<String>) {
        self.found.push(Violation { answer: self.answer, rule, path, detail: detail.into() });
    }

    /// Looks at an attribute or block of what is being looked at.
    pub(super) fn at_child(&mut self, child: Child<'_>, look: impl FnOnce(&mut Self)) {
        let outside = self.hidden;
        self.hidden |= child.is_sensitive();
        self.at(Step::Attribute(child.name.to_owned()), look);
        self.hidden = outside;
    }

    /// Looks into an element of a set. It is the step to itself, and copied only where something is found.
    pub(super) fn at_element(&mut self, element: &Value, look: impl FnOnce(&mut Self)) {
        let (found, depth) = (self.found.len(), self.path.0.len());
        look(self);
        for violation in self.found.iter_mut().skip(found) {
            violation.path.0.insert(depth, Step::Element(Arc::new(element.clone())));
        }
    }

    /// Looks one step further. A place inside a sensitive map is not told: its keys may be secret as well.
    pub(super) fn at(&mut self, step: Step, look: impl FnOnce(&mut Self)) {
        if self.hidden && matches!(step, Step::Key(_)) {
            return look(self);
        }
        self.path.0.push(step);
        look(self);
        self.path.0.pop();
    }

    /// A message that shows values, or the same without them where they must not be shown.
    pub(super) fn wording(&self, shown: impl FnOnce() -> String, hidden: &str) -> String {
        if self.hidden { hidden.to_owned() } else { shown() }
    }

    pub(super) fn into_violations(self) -> Vec<Violation> {
        self.found
    }
}

/// A value as it is written in HCL, shortened.
pub(super) struct Shown<'v>(pub(super) &'v Value);

/// More elements than this are only counted.
const SHOWN_ELEMENTS: usize = 4;
/// Longer texts are cut.
const SHOWN_CHARACTERS: usize = 60;

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Null => f.write_str("null"),
            Value::Unknown(_) => f.write_str("(known after apply)"),
            Value::Bool(truth) => truth.fmt(f),
            Value::Number(number) => number.fmt(f),
            Value::String(text) if text.chars().count() > SHOWN_CHARACTERS => {
                write!(f, "{:?}...", text.chars().take(SHOWN_CHARACTERS).collect::<String>())
            }
            Value::String(text) => write!(f, "{text:?}"),
            Value::List(elements) | Value::Tuple(elements) | Value::Set(elements) => shown(
                f,
                ["[", "]"],
                elements.len(),
                elements.iter().map(|element| Shown(element).to_string()),
            ),
            Value::Map(members) | Value::Object(members) => {
                let members_shown = members.iter().map(|(name, value)| format!("{name} = {}", Shown(value)));
                shown(f, ["{ ", " }"], members.len(), members_shown)
            }
            Value::Dynamic(typed) => Shown(&typed.1).fmt(f),
        }
    }
}

fn shown(
    f: &mut fmt::Formatter<'_>,
    [open, close]: [&str; 2],
    count: usize,
    parts: impl Iterator<Item = String>,
) -> fmt::Result {
    let mut parts: Vec<_> = parts.take(SHOWN_ELEMENTS).collect();
    if count > SHOWN_ELEMENTS {
        parts.push(format!("... {} more", count - SHOWN_ELEMENTS));
    }
    write!(f, "{open}{}{close}", parts.join(", "))
}
