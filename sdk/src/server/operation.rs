//! Running a provider's code: contained, and not longer than it may.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use tokio::task::JoinError;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use crate::{
    context::Context,
    diag::{Diagnostic, Diagnostics},
    duration::in_words,
    panic::contain,
    private::Private,
    resource::Timeout,
    stop::Stop,
};

/// How long an operation may go on after its deadline, so that it can bring its work to a good end by itself: its
/// context tells it when the deadline passes.
const GRACE: Duration = Duration::from_secs(30);

/// When an operation has to be at its end.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    work: Work,
    /// What a context tells the operation.
    deadline: Instant,
}

#[derive(Clone, Copy, Debug)]
enum Work {
    /// What a setting in `timeouts` is for.
    Operation(Timeout),
    /// Anything else, by name.
    Other(&'static str, Duration),
}

/// What is longer counts as this: a year can be added to any clock.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

impl Limit {
    /// From now on, for an operation on an object.
    pub(super) fn new(timeout: Timeout) -> Self {
        Self::of(Work::Operation(timeout), timeout.duration)
    }

    /// From now on, for work that is named in a message: `The opening`.
    pub(super) fn for_work(name: &'static str, timeout: Duration) -> Self {
        Self::of(Work::Other(name, timeout), timeout)
    }

    fn of(work: Work, timeout: Duration) -> Self {
        Self { work, deadline: Instant::now() + timeout.min(LONGEST) }
    }

    /// The surroundings of the work.
    pub(super) fn context(&self, cancel: CancellationToken, private: Private) -> Context {
        let ctx = Context::new(cancel, Some(self.deadline), private);
        match self.work {
            Work::Operation(timeout) => ctx.with_timeout(timeout),
            Work::Other(..) => ctx,
        }
    }

    /// Runs `work` to its end, or until the limit and a while are over.
    pub(super) async fn run<T>(
        &self,
        work: impl Future<Output = Result<T, Diagnostics>> + Send,
    ) -> Result<T, Diagnostics> {
        match tokio::time::timeout_at((self.deadline + GRACE).into(), contain(work)).await {
            Ok(Ok(result)) => result.map_err(Diagnostics::of_failure),
            Ok(Err(panicked)) => Err(Diagnostic::from(panicked).into()),
            Err(_) => Err(self.exceeded().into()),
        }
    }

    fn exceeded(&self) -> Diagnostic {
        let (name, time, advice) = match self.work {
            Work::Operation(timeout) => {
                (format!("The {}", timeout.operation.name()), timeout.duration, timeout.advice())
            }
            Work::Other(name, time) => (name.to_owned(), time, None),
        };
        let detail = format!(
            "{name} did not end within {} and was given up. It may still be going on at the remote side; run terraform \
             plan to see.",
            in_words(time)
        );
        let diagnostic = Diagnostic::error("The operation took too long", detail);
        advice.into_iter().fold(diagnostic, Diagnostic::hint)
    }
}

/// Runs `work` in a task of its own. Terraform may hang up; the work then learns it from its token, and still comes to
/// a good end.
pub(super) async fn detached<T: Send + 'static>(
    stop: &Stop,
    cancel: &CancellationToken,
    work: impl Future<Output = Result<T, Diagnostics>> + Send + 'static,
) -> Result<T, Diagnostics> {
    let hung_up = cancel.clone().drop_guard();
    let in_flight = stop.track();
    let work = async move {
        let _in_flight = in_flight;
        work.await
    };
    let task = tokio::spawn(work.in_current_span());
    let result = task.await.unwrap_or_else(|error| Err(lost(&error).into()));
    hung_up.disarm();
    result
}

fn lost(error: &JoinError) -> Diagnostic {
    let why = if error.is_panic() {
        "The provider's code panicked while its work was broken off. This is a bug in the provider."
    } else {
        "The process ended while it was running."
    };
    Diagnostic::error("The operation was broken off", why).hint("Run terraform plan to see how far it got.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::Operation;

    fn errors(result: Result<(), Diagnostics>) -> Vec<String> {
        result.unwrap_err().iter().map(|diagnostic| diagnostic.detail.clone()).collect()
    }

    fn limit(seconds: u64) -> Limit {
        let duration = Duration::from_secs(seconds);
        Limit::new(Timeout { operation: Operation::Create, duration, is_setting: true })
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_does_not_end_is_given_up_with_the_setting_to_raise() {
        let limit = limit(90);
        let found = errors(limit.run(std::future::pending()).await);
        assert!(found[0].contains("1 min 30 s"), "{found:?}");
        assert!(found[0].contains("timeouts.create"), "{found:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn work_may_use_the_grace_to_come_to_a_good_end() {
        let limit = limit(60);
        let work = async {
            tokio::time::sleep(Duration::from_secs(80)).await;
            Ok("saved")
        };
        assert_eq!(limit.run(work).await.ok(), Some("saved"));
    }

    #[tokio::test]
    async fn a_panic_is_an_error() {
        let limit = limit(60);
        let found = errors(limit.run(async { panic!("out of cheese") }).await);
        assert!(found[0].contains("out of cheese"), "{found:?}");
    }
}
