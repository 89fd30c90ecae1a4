//! Variables whose value means nothing.

/// What is wrong with the environment: nothing that could not be ignored.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Oddities(Vec<String>);

impl Oddities {
    /// One more: `TF_LOG_SDK="loud" is no level`.
    pub(super) fn add(&mut self, variable: &str, value: &str, problem: &str) {
        self.0.push(format!("{variable}={value:?} {problem}"));
    }

    /// One line about all of them.
    pub(super) fn told(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| format!("ignored: {}", self.0.join("; ")))
    }
}
