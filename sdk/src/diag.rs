//! Diagnostics: what Terraform prints for the user.
//!
//! A good one names the attribute and its value, says what was expected and why, and ends with what to do. Terraform
//! shows the lines of the configuration that [`Diagnostic::at`] points to. Secrets never belong in one: diagnostics
//! are printed and logged as they are.

use std::{error::Error, fmt};

use crate::value::Path;

/// How serious a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The operation fails.
    Error,
    /// The operation goes on; the user is told.
    Warning,
}

/// One message for the user: what is wrong, why, and the way out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// One line, in the user's words.
    pub summary: String,
    /// Cause, place and next step.
    pub detail: String,
    /// The attribute to change; `None` for the resource as a whole.
    pub path: Option<Path>,
}

impl Diagnostic {
    /// An error.
    pub fn error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { severity: Severity::Error, summary: summary.into(), detail: detail.into(), path: None }
    }

    /// A warning.
    pub fn warning(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, summary: summary.into(), detail: detail.into(), path: None }
    }

    /// An error whose detail is `error` and every cause of it. A cause that the error above it has already quoted is
    /// not repeated.
    pub fn from_error(summary: impl Into<String>, error: &dyn Error) -> Self {
        Self::error(summary, chain(error))
    }

    /// The same diagnostic, pointing at an attribute.
    #[must_use]
    pub fn at(mut self, path: Path) -> Self {
        self.path = Some(path);
        self
    }

    /// The same diagnostic with a further paragraph, for what to do next.
    #[must_use]
    pub fn hint(mut self, paragraph: impl AsRef<str>) -> Self {
        if !self.detail.is_empty() {
            self.detail.push_str("\n\n");
        }
        self.detail.push_str(paragraph.as_ref());
        self
    }
}

/// The error and its causes as sentences, outermost first.
fn chain(error: &dyn Error) -> String {
    let mut text = String::new();
    let mut shown = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        next = error.source();
        let cause = error.to_string();
        if shown.contains(cause.trim_end_matches('.')) {
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\nCaused by: ");
        }
        text.push_str(&sentence(&cause));
        shown = cause;
    }
    text
}

/// Errors are fragments in lower case; users read sentences.
fn sentence(fragment: &str) -> String {
    let fragment = fragment.trim();
    let mut letters = fragment.chars();
    let capital = letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>());
    let ended = fragment.ends_with(['.', '!', '?', ':']);
    capital.unwrap_or_default() + if ended || fragment.is_empty() { "" } else { "." }
}

/// As Terraform prints it, without colours and source lines: `Error: summary`, the place, the detail.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
        };
        write!(f, "{severity}: {}", self.summary)?;
        if let Some(path) = self.path.as_ref().filter(|path| !path.is_root()) {
            write!(f, "\n  at {path}")?;
        }
        if self.detail.is_empty() { Ok(()) } else { write!(f, "\n\n{}", self.detail) }
    }
}

/// Diagnostics in the order in which they were found.
///
/// A function that can fail in several places gathers them and gives all at once, so that the user mends a
/// configuration in one go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Each in turn.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// The value of `result`; what was wrong is added here and gives `None`.
    pub fn take<T>(&mut self, result: Result<T, impl Into<Self>>) -> Option<T> {
        result.map_err(|errors| self.extend(errors.into())).ok()
    }

    /// The same without repetitions; the first of equal ones stays.
    #[must_use]
    pub fn deduplicated(self) -> Self {
        let mut seen = std::collections::HashSet::new();
        let kept = self.0.into_iter().filter(|diagnostic| seen.insert(diagnostic.clone())).collect();
        Self(kept)
    }
}

impl Diagnostics {
    /// What a call that failed says. Terraform takes an answer without an error for a success, so one that failed with
    /// warnings alone, or with nothing, gets an error that says so.
    pub(crate) fn of_failure(mut self) -> Self {
        if !self.has_errors() {
            self.push(Diagnostic::error(
                "Provider bug: it failed without an error",
                "The provider's code returned `Err` with no error in it, so there is nothing to tell why. Please report this \
                 to the provider's authors: a warning belongs into `Context::report`, and an `Err` needs at least one \
                 diagnostic made by `Diagnostic::error`.",
            ));
        }
        self
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n\n" };
            write!(f, "{separator}{diagnostic}")?;
        }
        Ok(())
    }
}

impl Error for Diagnostics {}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self(diagnostics)
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        Self(diagnostics.into_iter().collect())
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, iter: I) {
        self.0.extend(iter);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{text}")]
    struct Failure {
        text: &'static str,
        #[source]
        cause: Option<Box<Failure>>,
    }

    fn failure(texts: &[&'static str]) -> Failure {
        let (text, causes) = texts.split_first().unwrap();
        let cause = (!causes.is_empty()).then(|| Box::new(failure(causes)));
        Failure { text, cause }
    }

    fn detail(texts: &[&'static str]) -> String {
        Diagnostic::from_error("Creating failed", &failure(texts)).detail
    }

    #[test]
    fn every_cause_is_told_as_a_sentence() {
        assert_eq!(
            detail(&["sending the request failed", "the connection was closed.", "timed out"]),
            "Sending the request failed.\n\nCaused by: The connection was closed.\n\nCaused by: Timed out."
        );
    }

    #[test]
    fn a_cause_that_was_quoted_is_not_repeated() {
        assert_eq!(
            detail(&["reading failed: no such file", "no such file"]),
            "Reading failed: no such file."
        );
        assert_eq!(detail(&["same", "same", "other"]), "Same.\n\nCaused by: Other.");
    }

    #[test]
    fn a_diagnostic_is_written_as_terraform_prints_it() {
        let diagnostic = Diagnostic::error("Overlap", "Two ranges overlap.")
            .at(Path::of("network").attribute("pod_cidrs"))
            .hint("Use 10.244.0.0/16.");
        assert_eq!(
            diagnostic.to_string(),
            "Error: Overlap\n  at network.pod_cidrs\n\nTwo ranges overlap.\n\nUse 10.244.0.0/16."
        );
    }

    #[test]
    fn repetitions_are_dropped() {
        let warning = Diagnostic::warning("Slow", "");
        let error = Diagnostic::error("Slow", "");
        let all: Diagnostics = [warning.clone(), error.clone(), warning.clone()].into_iter().collect();
        assert_eq!(all.deduplicated(), Diagnostics::from(vec![warning, error]));
    }

    #[test]
    fn what_fails_is_gathered() {
        let mut diagnostics = Diagnostics::new();
        assert_eq!(diagnostics.take(Ok::<_, Diagnostic>(1)), Some(1));
        assert_eq!(diagnostics.take(Err::<i32, _>(Diagnostic::error("Bad", ""))), None);
        assert!(diagnostics.has_errors());
    }
}
