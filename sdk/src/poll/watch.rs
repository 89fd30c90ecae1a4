//! What is known of a wait while it lasts, and who is told.

use std::{future::Future, pin::pin, time::Duration};

use tokio::time::{Instant, sleep_until};

use crate::{
    context::{Context, Interrupted},
    duration::in_words,
};

/// How long a wait stays silent while nothing changes.
const SILENCE: Duration = Duration::from_secs(30);

/// A wait that goes on.
pub(super) struct Watch<'a> {
    ctx: &'a Context,
    what: &'a str,
    began: Instant,
    told: Instant,
    status: Option<String>,
}

impl<'a> Watch<'a> {
    pub(super) fn new(ctx: &'a Context, what: &'a str) -> Self {
        let now = Instant::now();
        Self { ctx, what, began: now, told: now, status: None }
    }

    /// The time since it began.
    pub(super) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// The status that the remote side gave last.
    pub(super) fn status(&self) -> Option<&str> {
        self.status.as_deref()
    }

    /// Takes note of a status, and tells it if it is new.
    pub(super) fn sees(&mut self, status: String) {
        if self.status.as_ref() != Some(&status) {
            self.status = Some(status);
            self.tell();
        }
    }

    /// Waits for `future`, which ends early as in [`Context::wait_for`], and tells from time to time that it waits.
    pub(super) async fn during<F: Future>(&mut self, future: F) -> Result<F::Output, Interrupted> {
        let mut future = pin!(self.ctx.wait_for(future));
        loop {
            tokio::select! {
                biased;
                ended = &mut future => return ended,
                () = sleep_until(self.told + SILENCE) => self.tell(),
            }
        }
    }

    fn tell(&mut self) {
        self.told = Instant::now();
        let status = self.status.as_deref().map(|status| format!(": {status}")).unwrap_or_default();
        self.ctx.progress(format!("Waiting for {}{status} ({})", self.what, in_words(self.elapsed())));
    }
}
