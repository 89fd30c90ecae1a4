//! Stopping at a chosen await, for tests.

use std::{
    pin::Pin,
    sync::atomic::{AtomicUsize, Ordering},
    task::{Context, Poll},
};

use super::Stop;

/// Counts the awaits at which a provider's code waits, and says at which of them Terraform asks to stop.
#[derive(Debug)]
pub(crate) struct Awaits {
    stop_at: AtomicUsize,
    seen: AtomicUsize,
}

/// At no await.
const NEVER: usize = usize::MAX;

impl Default for Awaits {
    fn default() -> Self {
        Self { stop_at: AtomicUsize::new(NEVER), seen: AtomicUsize::new(0) }
    }
}

impl Awaits {
    /// From now on: stop at the `number`th await, counted from zero.
    pub(crate) fn stop_at(&self, number: usize) {
        self.seen.store(0, Ordering::SeqCst);
        self.stop_at.store(number, Ordering::SeqCst);
    }

    /// From now on nothing is stopped. Whether it came to the await at which it was to be.
    pub(crate) fn stopped(&self) -> bool {
        let number = self.stop_at.swap(NEVER, Ordering::SeqCst);
        self.seen.load(Ordering::SeqCst) > number
    }
}

/// A future of a provider whose awaits are counted.
pub(super) struct Watched<F> {
    pub(super) future: Pin<Box<F>>,
    pub(super) stop: Stop,
}

impl<F: Future> Future for Watched<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let polled = self.future.as_mut().poll(cx);
        let awaits = &self.stop.awaits;
        if polled.is_pending()
            && awaits.seen.fetch_add(1, Ordering::SeqCst) == awaits.stop_at.load(Ordering::SeqCst)
        {
            self.stop.operations();
        }
        polled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Waits three times, and says before each whether it is stopped.
    async fn thrice(stop: &Stop) -> [bool; 4] {
        let token = stop.operation();
        let mut seen = [false; 4];
        for seen in &mut seen[..3] {
            *seen = token.is_cancelled();
            tokio::task::yield_now().await;
        }
        seen[3] = token.is_cancelled();
        seen
    }

    #[tokio::test]
    async fn work_is_stopped_at_the_await_that_was_chosen() {
        let stop = Stop::default();
        stop.awaits.stop_at(1);
        assert_eq!(stop.watched(thrice(&stop)).await, [false, false, true, true]);
        assert!(stop.awaits.stopped());
    }

    #[tokio::test]
    async fn work_that_does_not_come_so_far_is_not_stopped() {
        let stop = Stop::default();
        stop.awaits.stop_at(3);
        assert_eq!(stop.watched(thrice(&stop)).await, [false; 4]);
        assert!(!stop.awaits.stopped());
    }

    #[tokio::test]
    async fn nothing_is_stopped_unless_a_test_says_so() {
        let stop = Stop::default();
        assert_eq!(stop.watched(thrice(&stop)).await, [false; 4]);
    }
}
