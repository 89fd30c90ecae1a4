//! How long to wait between two questions.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::Duration,
};

/// No pause is shorter, whatever an author or the remote side asks for.
pub(super) const SHORTEST: Duration = Duration::from_millis(10);

/// Pauses that double up to a longest one. Each is shortened by up to a quarter at random, so that objects which were
/// created together are not asked about together.
pub(super) struct Pauses {
    next: Duration,
    longest: Duration,
}

impl Pauses {
    pub(super) fn new(first: Duration, longest: Duration) -> Self {
        let next = first.max(SHORTEST);
        Self { next, longest: longest.max(next) }
    }

    /// The next pause.
    pub(super) fn next(&mut self) -> Duration {
        let pause = self.next;
        self.next = pause.saturating_mul(2).min(self.longest);
        pause - (pause / 4).mul_f64(random())
    }
}

/// A number from 0 to 1.
fn random() -> f64 {
    RandomState::new().hash_one(()) as f64 / u64::MAX as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(first: Duration, longest: Duration) -> Vec<Duration> {
        let mut pauses = Pauses::new(first, longest);
        (0..6).map(|_| pauses.next()).collect()
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let pauses = all(Duration::from_secs(1), Duration::from_secs(6));
        for (pause, most) in pauses.iter().zip([1.0, 2.0, 4.0, 6.0, 6.0, 6.0]) {
            assert!((0.75 * most..=most).contains(&pause.as_secs_f64()), "{pause:?} of {most} s");
        }
    }

    #[test]
    fn pauses_of_two_that_began_together_differ() {
        let pauses = || all(Duration::from_secs(1), Duration::from_secs(60));
        assert_ne!(pauses(), pauses());
    }

    #[test]
    fn no_pause_is_zero() {
        assert!(all(Duration::ZERO, Duration::ZERO).iter().all(|pause| *pause > SHORTEST / 2));
    }

    #[test]
    fn the_longest_pause_is_not_shorter_than_the_first() {
        let pauses = all(Duration::from_secs(8), Duration::from_secs(1));
        assert!(pauses.iter().all(|pause| *pause >= Duration::from_secs(6)), "{pauses:?}");
    }

    #[test]
    fn pauses_beyond_all_clocks_do_not_overflow() {
        assert!(all(Duration::MAX, Duration::MAX).iter().all(|pause| *pause >= Duration::MAX / 2));
    }
}
