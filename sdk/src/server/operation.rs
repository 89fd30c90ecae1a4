//! Running a provider's code: contained, and not longer than it may.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use crate::{
    diag::{Diagnostic, Diagnostics},
    panic::contain,
    resource::Operation,
};

/// How long an operation may go on after its deadline, so that it can bring its work to a good end by itself: its
/// context tells it when the deadline passes.
const GRACE: Duration = Duration::from_secs(30);

/// When an operation has to be at its end.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    operation: Operation,
    timeout: Duration,
    /// What a context tells the operation.
    pub(super) deadline: Instant,
}

impl Limit {
    /// From now on.
    pub(super) fn new(operation: Operation, timeout: Duration) -> Self {
        Self { operation, timeout, deadline: Instant::now() + timeout }
    }

    /// Runs `work` to its end, or until the limit and a while are over.
    pub(super) async fn run<T>(
        &self,
        work: impl Future<Output = Result<T, Diagnostics>> + Send,
    ) -> Result<T, Diagnostics> {
        match tokio::time::timeout_at((self.deadline + GRACE).into(), contain(work)).await {
            Ok(Ok(result)) => result,
            Ok(Err(panicked)) => Err(Diagnostic::from(panicked).into()),
            Err(_) => Err(self.exceeded().into()),
        }
    }

    fn exceeded(&self) -> Diagnostic {
        let operation = self.operation.name();
        Diagnostic::error(
            "The operation took too long",
            format!(
                "The {operation} did not end within {} and was given up; what is known of the object is in the \
                 state. It may still be going on at the remote side: run terraform plan to see. If it needs more \
                 time, set timeouts = {{ {operation} = \"…\" }} on the resource.",
                in_words(self.timeout)
            ),
        )
    }
}

fn in_words(duration: Duration) -> String {
    let (minutes, seconds) = (duration.as_secs() / 60, duration.as_secs() % 60);
    match (minutes, seconds) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(result: Result<(), Diagnostics>) -> Vec<String> {
        result.unwrap_err().iter().map(|diagnostic| diagnostic.detail.clone()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_does_not_end_is_given_up_with_the_setting_to_raise() {
        let limit = Limit::new(Operation::Create, Duration::from_secs(90));
        let found = errors(limit.run(std::future::pending()).await);
        assert!(found[0].contains("1 min 30 s"), "{found:?}");
        assert!(found[0].contains("timeouts = { create = "), "{found:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn work_may_use_the_grace_to_come_to_a_good_end() {
        let limit = Limit::new(Operation::Create, Duration::from_secs(60));
        let work = async {
            tokio::time::sleep(Duration::from_secs(80)).await;
            Ok("saved")
        };
        assert_eq!(limit.run(work).await.ok(), Some("saved"));
    }

    #[tokio::test]
    async fn a_panic_is_an_error() {
        let limit = Limit::new(Operation::Read, Duration::from_secs(60));
        let found = errors(limit.run(async { panic!("out of cheese") }).await);
        assert!(found[0].contains("out of cheese"), "{found:?}");
    }
}
