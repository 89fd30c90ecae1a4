//! A wait for work that ends by itself, and what is said when it does not.

use super::watch::Watch;
use crate::{
    context::{Context, Interrupted},
    diag::{Diagnostic, Diagnostics},
    duration::in_words,
    resource::Operation,
};

/// A wait; made by [`Context::wait`].
#[derive(Clone, Debug)]
#[must_use = "nothing is waited for yet"]
pub struct Wait<'a> {
    ctx: &'a Context,
    what: String,
    when_stopped: Option<String>,
}

impl<'a> Wait<'a> {
    pub(crate) fn new(ctx: &'a Context, what: String) -> Self {
        Self { ctx, what, when_stopped: None }
    }

    /// What the user is told when Ctrl-C or the deadline ends the wait: what goes on at the remote side, and how the next
    /// apply goes on from there. Unless said, the framework tells what Terraform makes of it.
    pub fn when_stopped(self, text: impl Into<String>) -> Self {
        Self { when_stopped: Some(text.into()), ..self }
    }

    /// Waits for `work`, and tells every half minute as [progress](Context::progress) that it does. When the wait ends
    /// early, `work` is dropped at the await at which it is.
    ///
    /// # Errors
    /// Those of `work`. Else: the user pressed Ctrl-C, or the operation's deadline passed.
    pub async fn on<T>(self, work: impl Future<Output = Result<T, Diagnostics>>) -> Result<T, Diagnostics> {
        let mut watch = self.watch();
        let ended = watch.during(work).await;
        ended.map_err(|why| self.ended(&watch, why))?
    }

    pub(super) fn what(&self) -> &str {
        &self.what
    }

    pub(super) fn watch(&self) -> Watch<'_> {
        Watch::new(self.ctx, &self.what)
    }

    pub(super) fn ended(&self, watch: &Watch<'_>, why: Interrupted) -> Diagnostic {
        let (verb, cause) = match why {
            Interrupted::Cancelled => ("Stopped", "Terraform was interrupted."),
            Interrupted::DeadlineExceeded => ("Gave up", "The operation's timeout ran out."),
        };
        let mut diagnostic = Diagnostic::error(
            format!("{verb} waiting for {}", self.what),
            format!("{cause} The wait had lasted {}{}.", in_words(watch.elapsed()), last(watch)),
        )
        .hint(self.when_stopped.as_deref().unwrap_or_else(|| self.goes_on()));
        if why == Interrupted::DeadlineExceeded
            && let Some(advice) = self.ctx.timeout().and_then(|timeout| timeout.advice())
        {
            diagnostic = diagnostic.hint(advice);
        }
        diagnostic
    }

    /// What Terraform makes of an operation that failed half way.
    fn goes_on(&self) -> &'static str {
        match self.ctx.timeout().map(|timeout| timeout.operation) {
            Some(Operation::Create) => {
                "What has begun goes on at the remote side. If the object is in the state, Terraform has marked it as \
                 tainted and the next apply replaces it; terraform untaint keeps it, once it is ready."
            }
            Some(Operation::Update | Operation::Delete) => {
                "What has begun goes on at the remote side. The object stays in the state; the next plan reads how far it \
                 has come and plans the rest."
            }
            Some(Operation::Read) | None => "What has begun goes on at the remote side.",
        }
    }
}

fn last(watch: &Watch<'_>) -> String {
    watch.status().map(|status| format!("; the last status was \"{status}\"")).unwrap_or_default()
}
