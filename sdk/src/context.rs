//! What every call gets: cancellation, deadline, warnings, progress, private state.

use std::{
    future::Future,
    sync::{Arc, Mutex},
    time::Instant,
};

use tokio_util::sync::CancellationToken;

use crate::{
    action::Progress,
    diag::{Diagnostic, Diagnostics},
    log::redacted,
    private::Private,
};

/// Why a wait ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Interrupted {
    /// Terraform asked to stop (Ctrl-C), or is gone.
    #[error("stopped on request")]
    Cancelled,
    /// The operation's timeout, from the resource's `timeouts`, ran out.
    #[error("the operation's timeout ran out")]
    DeadlineExceeded,
}

/// The surroundings of one call into a provider.
#[derive(Debug)]
pub struct Context {
    cancel: CancellationToken,
    deadline: Option<Instant>,
    warnings: Mutex<Diagnostics>,
    private: Mutex<Private>,
    progress: Option<Arc<Progress>>,
}

impl Context {
    /// A context; the framework makes one per call, tests may make their own.
    pub fn new(cancel: CancellationToken, deadline: Option<Instant>, private: Private) -> Self {
        Self { cancel, deadline, warnings: Mutex::default(), private: Mutex::new(private), progress: None }
    }

    /// The same, with somebody who is told of its progress.
    pub(crate) fn with_progress(mut self, progress: Arc<Progress>) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Cancelled when Terraform asks to stop.
    pub fn cancellation(&self) -> &CancellationToken {
        &self.cancel
    }

    /// When the operation's timeout runs out.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Adds a diagnostic to the answer without failing the call.
    pub fn report(&self, diagnostic: Diagnostic) {
        lock(&self.warnings).push(diagnostic);
    }

    /// Takes the diagnostics reported so far.
    pub fn take_reported(&self) -> Diagnostics {
        std::mem::take(&mut *lock(&self.warnings))
    }

    /// Tells how far the work has come. While an action is invoked, Terraform shows it to the user; Terraform has no way
    /// to do so for anything else, where it is a line of the log at level INFO.
    ///
    /// It never waits. Should Terraform be slow to take messages, the oldest are left out.
    pub fn progress(&self, message: impl Into<String>) {
        let message = message.into();
        tracing::info!("{message}");
        if let Some(progress) = &self.progress {
            progress.say(redacted(&message).into_owned());
        }
    }

    /// Reads or changes the resource's private state, which Terraform stores beside the state and shows to nobody.
    pub fn with_private<T>(&self, f: impl FnOnce(&mut Private) -> T) -> T {
        f(&mut lock(&self.private))
    }

    /// Waits for `future` unless the call is cancelled or its deadline passes first; then `future` is dropped.
    ///
    /// # Errors
    /// Which of the two came first.
    pub async fn wait_for<F: Future>(&self, future: F) -> Result<F::Output, Interrupted> {
        let expired = async {
            match self.deadline {
                Some(deadline) => tokio::time::sleep_until(deadline.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Interrupted::Cancelled),
            () = expired => Err(Interrupted::DeadlineExceeded),
            output = future => Ok(output),
        }
    }
}

/// A poisoned lock only means that another call panicked; the data is a list of messages and stays usable.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
