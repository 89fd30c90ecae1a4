//! Why a function failed.

use std::fmt;

use super::Argument;
use crate::diag::{Diagnostics, Severity};

/// Why a function failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionError {
    text: String,
    argument: Option<usize>,
}

impl FunctionError {
    /// What is wrong and what was expected, about no argument in particular.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), argument: None }
    }

    /// The same error, about an argument, which Terraform points at. `#[derive(Arguments)]` makes a constant for each
    /// field: `DivideArguments::DIVISOR`.
    #[must_use]
    pub fn at(self, argument: Argument) -> Self {
        self.at_index(argument.index())
    }

    /// The same error, about the argument at a place, counted from zero.
    pub(crate) fn at_index(self, argument: usize) -> Self {
        Self { argument: Some(argument), ..self }
    }

    /// What is wrong and what was expected.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The argument it is about, counted from zero; variadic arguments are counted on after the others.
    pub fn argument(&self) -> Option<usize> {
        self.argument
    }
}

impl fmt::Display for FunctionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for FunctionError {}

impl From<Diagnostics> for FunctionError {
    /// The first error: a function has room for one.
    fn from(diagnostics: Diagnostics) -> Self {
        let detail =
            diagnostics.into_iter().find(|found| found.severity == Severity::Error).map(|error| error.detail);
        Self::new(detail.unwrap_or_default())
    }
}
