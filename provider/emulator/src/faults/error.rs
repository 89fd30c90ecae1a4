//! Why a rule, or a file of rules, was not taken.

use std::fmt;
use std::path::PathBuf;

use crate::list_file::ListFileError;

/// A mistake in a fault rule. Nothing was armed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultRuleError(Box<Mistake>);

/// What is wrong, boxed so that results stay small.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mistake {
    /// The rule's name, where it could be read.
    rule: Option<String>,
    /// The member, as a dotted path.
    member: String,
    /// What stands there, `None` where nothing does.
    value: Option<String>,
    /// What was expected, and what to do.
    expected: String,
}

impl FaultRuleError {
    pub(super) fn new(member: String, value: Option<String>, expected: &str) -> Self {
        Self(Box::new(Mistake { rule: None, member, value, expected: expected.to_owned() }))
    }

    /// The same mistake, in the rule of this name.
    pub(super) fn in_rule(mut self, name: Option<String>) -> Self {
        self.0.rule = name;
        self
    }
}

impl fmt::Display for FaultRuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mistake { rule, member, value, expected } = &*self.0;
        match rule {
            Some(rule) => write!(f, "the fault rule `{rule}`: ")?,
            None => f.write_str("the fault rule: ")?,
        }
        match value {
            Some(value) => write!(f, "`{member}` is {value}; expected {expected}"),
            None => write!(f, "`{member}` is missing; expected {expected}"),
        }
    }
}

impl std::error::Error for FaultRuleError {}

/// A mistake in a file of fault rules. Nothing of the file was armed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FaultsFileError {
    /// The file cannot be read as a list.
    #[error(transparent)]
    File(#[from] ListFileError),
    /// A rule of the list has a mistake.
    #[error("entry {number} of the emulator's faults file `{}`: {mistake}", file.display())]
    Rule {
        /// The faults file.
        file: PathBuf,
        /// Which entry, counted from 1.
        number: usize,
        /// The mistake, which the text says already: not a source, or whoever prints the causes says it twice.
        mistake: FaultRuleError,
    },
    /// The world could not be written.
    #[error("the emulator's faults file `{}` could not be applied", file.display())]
    Store {
        /// The faults file.
        file: PathBuf,
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
