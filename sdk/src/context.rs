//! What every call gets: cancellation, deadline, waits, warnings, progress, private state.

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
    model::Model,
    poll::{Poller, Wait},
    private::Private,
    resource::Timeout,
    value::{Path, Value},
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

/// Why an answer is put off to a later run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deferral {
    /// The resource's configuration is not known well enough.
    ResourceConfigUnknown,
    /// The provider's configuration is not known well enough.
    ProviderConfigUnknown,
    /// Something that has to be there first is not.
    AbsentPrerequisite,
}

/// What the caller of the provider can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// An answer may be deferred (so far only in experimental builds of Terraform).
    pub(crate) deferral_allowed: bool,
    /// Write-only attributes are kept out of plans and states (Terraform 1.11, OpenTofu 1.11).
    pub(crate) write_only_attributes_allowed: bool,
    /// What a plan keeps in the private state is sent again when apply asks for the plan again (Terraform 1.16).
    pub(crate) store_planned_private: bool,
    /// Blocks may be computed (Terraform 1.16).
    pub(crate) computed_blocks_allowed: bool,
}

/// The surroundings of one call into a provider.
#[derive(Debug)]
pub struct Context {
    cancel: CancellationToken,
    deadline: Option<Instant>,
    timeout: Option<Timeout>,
    warnings: Mutex<Diagnostics>,
    private: Mutex<Private>,
    progress: Option<Arc<Progress>>,
    capabilities: Capabilities,
    deferral: Mutex<Option<Deferral>>,
    provider_meta: Value,
}

impl Context {
    /// A context; the framework makes one per call, tests may make their own.
    pub fn new(cancel: CancellationToken, deadline: Option<Instant>, private: Private) -> Self {
        Self {
            cancel,
            deadline,
            timeout: None,
            warnings: Mutex::default(),
            private: Mutex::new(private),
            capabilities: Capabilities::default(),
            deferral: Mutex::default(),
            provider_meta: Value::Null,
            progress: None,
        }
    }

    /// The same for an operation that has a timeout, which the deadline comes from.
    pub(crate) fn with_timeout(self, timeout: Timeout) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// The same, with somebody who is told of its progress.
    pub(crate) fn with_progress(self, progress: Arc<Progress>) -> Self {
        Self { progress: Some(progress), ..self }
    }

    /// The same with what the caller can do.
    pub(crate) fn with_capabilities(self, capabilities: Capabilities) -> Self {
        Self { capabilities, ..self }
    }

    /// The same with what the calling module says in `provider_meta`.
    pub(crate) fn with_provider_meta(self, provider_meta: Value) -> Self {
        Self { provider_meta, ..self }
    }

    /// Cancelled when Terraform asks to stop.
    pub fn cancellation(&self) -> &CancellationToken {
        &self.cancel
    }

    /// When the operation's timeout runs out.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// The timeout that the deadline comes from, if it is that of an operation on an object.
    pub(crate) fn timeout(&self) -> Option<Timeout> {
        self.timeout
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

    /// Whether the answer may be [deferred](Self::defer). So far only experimental builds of Terraform allow it.
    pub fn deferral_allowed(&self) -> bool {
        self.capabilities.deferral_allowed
    }

    /// Puts the answer off to a later run, because something is unknown or not there yet: the plan, read or import that
    /// is being answered is only what could be said so far, and Terraform does not act on it. Without
    /// [permission](Self::deferral_allowed) nothing happens but a line in the log.
    ///
    /// Defer for nothing else: releases of Terraform that do not allow it at plan say at apply that they do, and then
    /// refuse what is deferred there and was not deferred before.
    pub fn defer(&self, reason: Deferral) {
        if self.deferral_allowed() {
            *lock(&self.deferral) = Some(reason);
        } else {
            tracing::warn!(?reason, "not deferred, since Terraform does not allow it");
        }
    }

    /// Whether the answer is deferred, and why.
    pub(crate) fn deferral(&self) -> Option<Deferral> {
        *lock(&self.deferral)
    }

    /// What the calling module says of itself in the block `provider_meta` of its `terraform` block, for a provider
    /// that [declares](crate::Registry::provider_meta) it; `None` if it says nothing. Known in plan, apply, read and
    /// the reading of data sources.
    ///
    /// # Errors
    /// When it is declared with another model.
    pub fn provider_meta<M: Model>(&self) -> Result<Option<M>, Diagnostics> {
        match &self.provider_meta {
            Value::Null => Ok(None),
            meta => M::from_value(meta, &Path::root()).map(Some),
        }
    }

    /// Asks the remote side again and again until it is there. `what` is waited for, as in "waiting for …": `cluster
    /// prod to be ready`.
    ///
    /// ```
    /// # use tfplugin_framework::{Context, Diagnostics, Poll};
    /// # struct Cloud;
    /// # impl Cloud { async fn status(&self, _: &str) -> Result<Option<String>, Diagnostics> { Ok(Some("ready".into())) } }
    /// # async fn wait(ctx: &Context, cloud: &Cloud, id: &str) -> Result<(), Diagnostics> {
    /// ctx.poll(format!("server {id} to be ready"))
    ///     .until(|| async {
    ///         Ok(match cloud.status(id).await?.as_deref() {
    ///             Some("ready") => Poll::Done(()),
    ///             Some(status) => Poll::pending(status),
    ///             None => Poll::NotFound,
    ///         })
    ///     })
    ///     .await
    /// # }
    /// ```
    pub fn poll(&self, what: impl Into<String>) -> Poller<'_> {
        Poller::new(self.wait(what))
    }

    /// Waits for work that ends by itself, such as a client's own waiting, with progress and with a message that names
    /// the timeout. `what` is waited for, as in "waiting for …".
    ///
    /// ```
    /// # use tfplugin_framework::{Context, Diagnostics};
    /// # async fn delete(ctx: &Context, deletion: impl Future<Output = Result<(), Diagnostics>>) -> Result<(), Diagnostics> {
    /// ctx.wait("the server to be gone").on(deletion).await
    /// # }
    /// ```
    pub fn wait(&self, what: impl Into<String>) -> Wait<'_> {
        Wait::new(self, what.into())
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
