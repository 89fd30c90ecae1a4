//! Stopping: one operation round, or the whole process.

#[cfg(any(test, feature = "testing"))]
mod awaits;

use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::{
    sync::CancellationToken,
    task::{TaskTracker, task_tracker::TaskTrackerToken},
};

/// Who may go on working. Clones share their state.
///
/// Terraform's first Ctrl-C arrives as the call `StopProvider`: it cancels what is in flight and nothing else, since
/// further calls (applies of other resources, clean-up) still follow. The end of the process cancels those too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop {
    process: CancellationToken,
    round: Arc<Mutex<Option<CancellationToken>>>,
    in_flight: TaskTracker,
    #[cfg(any(test, feature = "testing"))]
    pub(crate) awaits: Arc<awaits::Awaits>,
}

impl Stop {
    /// A token for a new operation.
    pub(crate) fn operation(&self) -> CancellationToken {
        let mut round = self.round.lock().unwrap_or_else(PoisonError::into_inner);
        round.get_or_insert_with(|| self.process.child_token()).child_token()
    }

    /// A token for what a stopped run still has to do, such as writing its state: only the end of the process cancels it.
    pub(crate) fn lasting(&self) -> CancellationToken {
        self.process.child_token()
    }

    /// Cancels the operations in flight; later ones are not affected.
    pub(crate) fn operations(&self) {
        let round = self.round.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(round) = round {
            round.cancel();
        }
    }

    /// Begins the end of the process: cancels all operations, also later ones.
    pub(crate) fn process(&self) {
        self.process.cancel();
    }

    /// Resolves once the process is to end.
    pub(crate) async fn process_ends(&self) {
        self.process.cancelled().await;
    }

    /// Work of a provider, which a test may stop at any of its awaits.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn watched<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        awaits::Watched { future: Box::pin(work), stop: self.clone() }
    }

    /// Work of a provider.
    #[cfg(not(any(test, feature = "testing")))]
    pub(crate) fn watched<F: Future>(&self, work: F) -> F {
        work
    }

    /// Counts work that has to come to its end before the process does.
    pub(crate) fn track(&self) -> TaskTrackerToken {
        self.in_flight.token()
    }

    /// Resolves when nothing is in flight.
    pub(crate) async fn idle(&self) {
        self.in_flight.close();
        self.in_flight.wait().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stopping_a_round_leaves_the_next_one_alone() {
        let stop = Stop::default();
        let before = stop.operation();
        stop.operations();
        assert!(before.is_cancelled());
        assert!(!stop.operation().is_cancelled());
    }

    #[test]
    fn stopping_a_round_leaves_alone_what_has_to_be_done_nevertheless() {
        let stop = Stop::default();
        let writing = stop.lasting();
        stop.operations();
        assert!(!writing.is_cancelled());
        stop.process();
        assert!(writing.is_cancelled());
    }

    #[test]
    fn the_end_of_the_process_stops_later_operations_too() {
        let stop = Stop::default();
        let before = stop.operation();
        stop.process();
        assert!(before.is_cancelled());
        assert!(stop.operation().is_cancelled());
        stop.operations();
        assert!(stop.operation().is_cancelled());
    }

    #[tokio::test]
    async fn idle_waits_for_what_is_in_flight() {
        let stop = Stop::default();
        let work = stop.track();
        let mut idle = Box::pin(stop.idle());
        tokio::select! {
            biased;
            () = &mut idle => panic!("work is in flight"),
            () = std::future::ready(()) => {}
        }
        drop(work);
        idle.await;
    }
}
