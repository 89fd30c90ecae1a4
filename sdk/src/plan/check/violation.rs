//! A broken rule.

use crate::{diag::Diagnostic, value::Path};

/// A rule that Terraform enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// The plan of a destroy is null.
    DestroyPlanNotNull,
}

/// An answer that Terraform would refuse.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// Where.
    pub path: Path,
    /// What is wrong there.
    pub detail: String,
}

impl From<Violation> for Diagnostic {
    fn from(violation: Violation) -> Self {
        Self::error("Provider bug", violation.detail).at(violation.path)
    }
}
