//! When to try again, and when to look again.

use std::time::Duration;

use azure_core::{
    Uuid,
    http::headers::Headers,
    time::{OffsetDateTime, parse_rfc7231},
};
use tokio::time::Instant;

use crate::error::ArmError;

/// Longest wait that an answer can impose; Azure's own go up to some minutes.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(300);

/// How often the state of an operation is asked for.
///
/// Starts fast, because many operations are short, and grows until it stays under what AKS allows: 2 status requests per
/// second and subscription, 1 GET per second and cluster
/// (<https://learn.microsoft.com/azure/aks/quotas-skus-regions>). A Retry-After wins over both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Polling {
    /// First interval.
    pub first: Duration,
    /// Longest interval.
    pub longest: Duration,
    /// How many times faster than Azure the other side is: its limits count in its time. 1 for Azure.
    pub speed: f64,
}

impl Polling {
    /// For an emulated Azure whose operations end `speed` times sooner.
    pub fn at_speed(speed: f64) -> Self {
        let azure = Self::default();
        let sooner = |time: Duration| time.div_f64(speed).max(Duration::from_millis(5)).min(time);
        Self { first: sooner(azure.first), longest: sooner(azure.longest), speed }
    }
}

impl Default for Polling {
    fn default() -> Self {
        Self { first: Duration::from_millis(500), longest: Duration::from_secs(15), speed: 1.0 }
    }
}

/// A growing interval.
#[derive(Clone, Debug)]
pub(crate) struct Interval {
    next: Duration,
    longest: Duration,
}

impl Interval {
    pub(crate) fn new(polling: Polling) -> Self {
        Self { next: polling.first, longest: polling.longest }
    }

    /// How long to wait now: what the answer asked for, else the interval, which grows by half.
    ///
    /// The interval varies by a tenth, so that many operations started together do not stay in step.
    pub(crate) fn pause(&mut self, asked: Option<Duration>) -> Duration {
        let own = self.next;
        self.next = (own + own / 2).min(self.longest);
        match asked {
            Some(asked) => asked.max(Duration::from_millis(100)),
            None => own + own / 10 * u32::from(Uuid::new_v4().as_bytes()[0]) / 255,
        }
    }
}

/// What a request may still do after it failed.
#[derive(Debug)]
pub(super) struct Retries {
    repeatable: bool,
    started: Instant,
    reads: u32,
    throttles: u32,
    tokens: u32,
}

impl Retries {
    /// Connecting may take this long before the host counts as unreachable, with all tries together.
    const CONNECTING: Duration = Duration::from_secs(4);

    pub(super) fn new(repeatable: bool) -> Self {
        Self { repeatable, started: Instant::now(), reads: 0, throttles: 0, tokens: 0 }
    }

    /// How long to wait before the next try; `None` when the error stands.
    pub(super) fn pause(&mut self, error: &ArmError) -> Option<Duration> {
        if let Some(throttled) = error.throttled() {
            // Refused before effect, so safe for every method.
            self.throttles += 1;
            let own = Duration::from_secs(2 << self.throttles.min(5));
            return (self.throttles <= 10).then(|| throttled.retry_after.unwrap_or(own));
        }
        if error.is_unauthorized() {
            // The token expired on the way or the clocks differ; azure_core has dropped it and the next try gets another.
            self.tokens += 1;
            return (self.tokens == 1).then_some(Duration::ZERO);
        }
        if error.is_unreachable() {
            // Never sent, so safe for every method.
            return (self.started.elapsed() < Self::CONNECTING).then_some(Duration::from_millis(500));
        }
        let without_token = matches!(error, ArmError::Credential { .. });
        if error.is_transient() && (self.repeatable || without_token) {
            self.reads += 1;
            let asked = error.service().and_then(|error| error.retry_after);
            let own = Duration::from_millis(500 << self.reads.min(5));
            return (self.reads <= 4).then(|| asked.unwrap_or(own));
        }
        None
    }
}

/// The wait that an answer asks for: milliseconds, seconds or a date, at most five minutes.
pub(crate) fn retry_after(headers: &Headers) -> Option<Duration> {
    let text = |name: &'static str| headers.get_optional_string(&name.into());
    let milliseconds =
        text("x-ms-retry-after-ms").or_else(|| text("retry-after-ms")).and_then(|text| text.parse().ok());
    let seconds = || {
        let text = text("retry-after")?;
        let until =
            |date: OffsetDateTime| (date - OffsetDateTime::now_utc()).try_into().unwrap_or(Duration::ZERO);
        text.parse().map(Duration::from_secs).ok().or_else(|| parse_rfc7231(&text).ok().map(until))
    };
    Some(milliseconds.map(Duration::from_millis).or_else(seconds)?.min(LONGEST_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> Headers {
        let mut headers = Headers::new();
        headers.insert(name, value.to_owned());
        headers
    }

    #[test]
    fn retry_after_is_read_in_all_its_forms_and_capped() {
        assert_eq!(retry_after(&headers("retry-after", "15")), Some(Duration::from_secs(15)));
        assert_eq!(retry_after(&headers("x-ms-retry-after-ms", "1500")), Some(Duration::from_millis(1500)));
        assert_eq!(retry_after(&headers("retry-after", "86400")), Some(LONGEST_RETRY_AFTER));
        assert_eq!(retry_after(&headers("retry-after", "soon")), None);
        let past = "Wed, 21 Oct 2015 07:28:00 GMT";
        assert_eq!(retry_after(&headers("retry-after", past)), Some(Duration::ZERO));
    }

    #[test]
    fn the_interval_starts_fast_and_stays_under_the_longest() {
        let polling = Polling::default();
        let mut interval = Interval::new(polling);
        let pauses: Vec<Duration> = (0..20).map(|_| interval.pause(None)).collect();
        assert!(pauses[0] < Duration::from_millis(600));
        assert!(pauses[19] >= polling.longest && pauses[19] <= polling.longest * 11 / 10);
    }

    #[test]
    fn a_wait_that_azure_asks_for_wins() {
        let mut interval = Interval::new(Polling::default());
        assert_eq!(interval.pause(Some(Duration::from_secs(42))), Duration::from_secs(42));
    }
}
