//! The poller: what it asks, and how often.

use std::time::Duration;

use super::{
    pauses::{Pauses, SHORTEST},
    wait::Wait,
    watch::Watch,
};
use crate::{
    diag::{Diagnostic, Diagnostics},
    duration::in_words,
};

/// What the remote side answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Poll<T> {
    /// Not there yet; [`Poll::pending`] makes one.
    Pending {
        /// The remote side's own word for it, such as `Creating`.
        status: String,
        /// When to ask again, where the remote side says so.
        retry_after: Option<Duration>,
    },
    /// There is no such object, or the remote side does not show it yet.
    NotFound,
    /// There it is.
    Done(T),
}

impl<T> Poll<T> {
    /// Not there yet: the remote side's own word for it.
    pub fn pending(status: impl Into<String>) -> Self {
        Self::Pending { status: status.into(), retry_after: None }
    }

    /// The same, to be asked about again after this time instead of the poller's own.
    #[must_use]
    pub fn retry_after(self, pause: Duration) -> Self {
        match self {
            Self::Pending { status, .. } => Self::Pending { status, retry_after: Some(pause) },
            answer => answer,
        }
    }
}

/// Asks until it is there; made by [`Context::poll`](crate::Context::poll). All settings may be left out.
#[derive(Clone, Debug)]
#[must_use = "nothing is asked before `until`"]
pub struct Poller<'a> {
    wait: Wait<'a>,
    delay: Duration,
    interval: Duration,
    max_interval: Duration,
    not_found_checks: u32,
    consecutive: u32,
}

impl<'a> Poller<'a> {
    pub(crate) fn new(wait: Wait<'a>) -> Self {
        Self {
            wait,
            delay: Duration::ZERO,
            interval: Duration::from_secs(1),
            max_interval: Duration::from_secs(10),
            not_found_checks: 20,
            consecutive: 1,
        }
    }

    /// The time before the first question; none unless said. For a remote side that takes its time to take note.
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// The time between the first two questions; a second unless said, and never less than 10 ms. It doubles from one
    /// question to the next, and is shortened by up to a quarter at random.
    pub fn interval(self, interval: Duration) -> Self {
        Self { interval, ..self }
    }

    /// What the interval grows to; 10 seconds unless said.
    pub fn max_interval(self, max_interval: Duration) -> Self {
        Self { max_interval, ..self }
    }

    /// How many answers in a row may be [`Poll::NotFound`]; one more is an error. 20 unless said, since many remote
    /// sides do not show at once what they have created. To wait for a deletion, answer [`Poll::Done`] instead.
    pub fn not_found_checks(self, not_found_checks: u32) -> Self {
        Self { not_found_checks, ..self }
    }

    /// How many answers in a row have to be [`Poll::Done`]; one unless said. For a remote side whose parts do not all
    /// know the same. The last one counts.
    pub fn consecutive(self, consecutive: u32) -> Self {
        Self { consecutive, ..self }
    }

    /// As for a [`Wait`](Wait::when_stopped).
    pub fn when_stopped(self, text: impl Into<String>) -> Self {
        Self { wait: self.wait.when_stopped(text), ..self }
    }

    /// Asks until the answer is [`Poll::Done`].
    ///
    /// Each new status is [progress](crate::Context::progress), and every half minute the last one once more. A question that
    /// gets no answer is dropped when the wait ends, so `ask` must not do what cannot be left half done.
    ///
    /// # Errors
    /// What `ask` gives, at once. Else: the object was [not found](Self::not_found_checks) too often, the user pressed
    /// Ctrl-C, or the operation's deadline passed; the message has the last status.
    pub async fn until<T, F>(self, mut ask: impl FnMut() -> F) -> Result<T, Diagnostics>
    where
        F: Future<Output = Result<Poll<T>, Diagnostics>>,
    {
        let mut watch = self.wait.watch();
        let mut pause = self.delay;
        let mut pauses = Pauses::new(self.interval, self.max_interval);
        let (mut done, mut not_found) = (0, 0);
        loop {
            // A sleep of no time would still take the clock's next tick.
            let question = async {
                if !pause.is_zero() {
                    tokio::time::sleep(pause).await;
                }
                ask().await
            };
            let answer = watch.during(question).await.map_err(|why| self.wait.ended(&watch, why))??;
            pause = pauses.next();
            match answer {
                Poll::Done(value) => {
                    (done, not_found) = (done + 1, 0);
                    if done >= self.consecutive {
                        return Ok(value);
                    }
                    watch.sees(format!("done, {done} of {} times in a row", self.consecutive));
                }
                Poll::Pending { status, retry_after } => {
                    (done, not_found) = (0, 0);
                    watch.sees(status);
                    pause = retry_after.map_or(pause, |asked| asked.max(SHORTEST));
                }
                Poll::NotFound if not_found >= self.not_found_checks => {
                    return Err(self.missing(&watch).into());
                }
                Poll::NotFound => {
                    (done, not_found) = (0, not_found + 1);
                    watch.sees("not found".to_owned());
                }
            }
        }
    }

    fn missing(&self, watch: &Watch<'_>) -> Diagnostic {
        let times = u64::from(self.not_found_checks) + 1;
        Diagnostic::error(
            format!("Not found while waiting for {}", self.wait.what()),
            format!(
                "The remote side answered {times} times in a row that there is no such object, at last after {}. Somebody \
                 may have deleted it, or it was never made.",
                in_words(watch.elapsed())
            ),
        )
    }
}
