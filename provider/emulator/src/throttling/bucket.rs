//! One bucket: a capacity, a rate, and the moment at which it will be full again.
//!
//! That moment says everything: a bucket that will be full in `n` intervals lacks `n` tokens. A full bucket needs no row,
//! and two processes cannot miscount, because a draw is one statement of the store.

use crate::world::World;

/// How much fits into a bucket, and how fast it fills.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Limit {
    /// Requests that may come at once.
    pub(super) burst: i64,
    /// Requests per second that may go on for ever, in Azure's time.
    pub(super) per_second: f64,
}

/// What came of asking for a token.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Drawn {
    /// One was there; so many are left.
    Left(i64),
    /// None was there; the next comes after so many microseconds.
    After(i64),
}

impl Limit {
    /// Takes a token out of the bucket of this name.
    pub(super) fn draw(self, world: &World<'_>, bucket: &str) -> rusqlite::Result<Drawn> {
        let (now, each) = (micros(world.now), self.interval(world.options.speed));
        let deepest = self.burst.saturating_mul(each);
        if let Some(full) = world.tx.draw(bucket, now, each, deepest)? {
            let missing = full.saturating_sub(now).saturating_add(each - 1) / each;
            return Ok(Drawn::Left((self.burst - missing).max(0)));
        }
        let full = world.tx.bucket(bucket)?.unwrap_or(now);
        Ok(Drawn::After(full.saturating_add(each).saturating_sub(now).saturating_sub(deepest).max(1)))
    }

    /// Microseconds in which one token comes, at the speed of the emulated Azure.
    fn interval(self, speed: f64) -> i64 {
        // The cast saturates; speeds are positive and finite.
        ((1_000_000.0 / self.per_second / speed).round() as i64).max(1)
    }
}

/// Milliseconds in the unit of buckets: at a hundredfold speed, some refill every few hundred microseconds.
pub(super) fn micros(ms: i64) -> i64 {
    ms.saturating_mul(1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::store::Store;
    use proptest::prelude::*;

    const LIMIT: Limit = Limit { burst: 3, per_second: 0.5 };

    /// What a bucket answers to draws at these moments, in milliseconds.
    fn draws(speed: f64, moments: &[i64]) -> Vec<Drawn> {
        let dir = tempfile::tempdir().unwrap();
        let mut options = Options::new(dir.path());
        options.speed = speed;
        let mut store = Store::open(dir.path()).unwrap();
        let tx = store.begin().unwrap();
        let draw = |now: &i64| {
            let world = World { tx: &tx, options: &options, now: *now, base: String::new() };
            LIMIT.draw(&world, "b").unwrap()
        };
        moments.iter().map(draw).collect()
    }

    #[test]
    fn a_bucket_lets_a_burst_through_and_then_says_how_long_to_wait() {
        use Drawn::{After, Left};
        assert_eq!(
            draws(1.0, &[0, 0, 0, 0, 1_500, 2_000]),
            [Left(2), Left(1), Left(0), After(2_000_000), After(500_000), Left(0)]
        );
    }

    #[test]
    fn a_bucket_refills_in_azures_time() {
        assert_eq!(draws(100.0, &[0, 0, 0, 0, 20])[3..], [Drawn::After(20_000), Drawn::Left(0)]);
    }

    #[test]
    fn a_bucket_holds_no_more_than_its_burst() {
        assert_eq!(draws(1.0, &[0, 1_000_000])[1], Drawn::Left(2));
    }

    proptest! {
        // Each case makes a world on disk.
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn who_waits_as_told_is_let_through(steps in prop::collection::vec(0_i64..3_000, 1..40), speed in 0.5_f64..500.0) {
            let dir = tempfile::tempdir().unwrap();
            let mut options = Options::new(dir.path());
            options.speed = speed;
            let mut store = Store::open(dir.path()).unwrap();
            let tx = store.begin().unwrap();
            let mut now = 0;
            for step in steps {
                now += step;
                let world = World { tx: &tx, options: &options, now, base: String::new() };
                if let Drawn::After(wait) = LIMIT.draw(&world, "b").unwrap() {
                    now += (wait + 999) / 1000;
                    let later = world.at(now);
                    prop_assert!(matches!(LIMIT.draw(&later, "b").unwrap(), Drawn::Left(_)));
                }
            }
        }
    }
}
