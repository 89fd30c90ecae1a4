//! What can go wrong between a test and Terraform.
//!
//! The harness returns these, tests hand them on with `?`, and both the test runner and the tour print them. A
//! variant names the step that failed; `Debug` is the text with its causes, because that is what a failing test
//! prints.

use std::{error::Error, fmt, io, path::PathBuf};

/// The result of a step of a test or of the tour.
pub type Outcome<T = ()> = Result<T, Failure>;

/// A step that did not go as it should have.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// A file operation of the harness itself.
    #[error("cannot {doing} {path}")]
    File {
        /// What was tried: "read", "create".
        doing: &'static str,
        /// On which file or directory.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A program that could not even be started.
    #[error("cannot start `{command}`")]
    Start {
        /// The command line.
        command: String,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A command that did something else than expected.
    #[error("`{command}` should have {expected}, but {found}\n--- it printed:\n{output}\n---")]
    Command {
        /// The command line.
        command: String,
        /// Reads after "should have".
        expected: String,
        /// What it did instead.
        found: String,
        /// All it printed.
        output: String,
    },
    /// Output that should have been JSON.
    #[error("`{command}` printed no JSON\n--- it printed:\n{output}\n---")]
    Json {
        /// The command line.
        command: String,
        /// All it printed.
        output: String,
        /// Where the JSON ends to be one.
        #[source]
        source: serde_json::Error,
    },
    /// No Terraform on the machine, and none to be had.
    #[error("no Terraform: {0}")]
    NoTerraform(String),
    /// A fact about plan, state, journal or files that is not as expected.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// The expectation, as a noun phrase.
        expected: String,
        /// What was there.
        found: String,
    },
}

impl Failure {
    /// A fact that is not as expected.
    pub fn expected(expected: impl Into<String>, found: impl fmt::Display) -> Self {
        Self::Expected { expected: expected.into(), found: found.to_string() }
    }

    pub(crate) fn file(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { doing, path, source }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut cause = self.source();
        while let Some(error) = cause {
            write!(f, "\n  because: {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
