//! A question to Azure, and the sentence that it becomes where there is no answer.

use std::time::Duration;

use arm_client::ArmError;

/// What is asked, for the sentence that says why there is no answer.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// What is to be read, as the beginning of a sentence: "The route table /subscriptions/...".
    pub(super) what: String,
    /// The action of Azure's role-based access control that reading it takes.
    pub(super) action: &'static str,
}

impl Question {
    pub(super) fn new(what: impl Into<String>, action: &'static str) -> Self {
        Self { what: what.into(), action }
    }

    /// Why Azure did not answer, as a sentence.
    pub(super) fn unanswered(&self, error: &ArmError) -> String {
        let Self { what, action } = self;
        if error.is_not_found() {
            format!("{what} does not exist, or not for the identity that the provider signs in with.")
        } else if error.is_forbidden() {
            format!(
                "{what} may not be read by the identity that the provider signs in with; a role with the action {action} \
                 is missing ({}).",
                error.code().unwrap_or("status 403")
            )
        } else if error.throttled().is_some() {
            format!("{what} could not be read, because Azure asks to slow down: {error}.")
        } else {
            format!("{what} could not be read: {error}.")
        }
    }

    /// That Azure took longer than the plan waits for it.
    pub(super) fn too_slow(&self, patience: Duration) -> String {
        format!("{} was not answered within {} seconds.", self.what, patience.as_secs_f64())
    }
}
