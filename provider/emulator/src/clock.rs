//! Moments as the emulator counts them: milliseconds since 1970, in UTC.

use std::time::{SystemTime, UNIX_EPOCH};
use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

use crate::store::Tx;

/// Where a deterministic world begins: 2026-11-22T00:00:00Z.
pub(crate) const FIXED_START: i64 = 1_795_305_600_000;
/// How far the clock of a deterministic world moves with each request.
pub(crate) const FIXED_STEP: i64 = 20_000;

/// The present moment.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The moment in words, as Azure writes it: `2026-11-22T07:13:57.741Z`.
pub(crate) fn text(ms: i64) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000)
        .ok()
        .and_then(|t| t.format(&Rfc3339).ok())
        .unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned())
}

/// Now, or where the clock of a deterministic world stands.
pub(crate) fn standing(tx: &Tx<'_>) -> rusqlite::Result<i64> {
    match tx.setting("clock")?.and_then(|v| v.parse::<i64>().ok()) {
        Some(moved) => Ok(FIXED_START + moved),
        None => steady(tx),
    }
}

/// Now, by a clock that is never set back: where that of the machine was, the world goes on from its last request, so
/// that what has happened stays past and what runs does not wait for the old time to come again.
pub(crate) fn steady(tx: &Tx<'_>) -> rusqlite::Result<i64> {
    /// The clocks of processors, and what keeps them in step, differ by less.
    const JITTER: i64 = 1_000;
    let ahead = tx.setting("clock-ahead")?.and_then(|v| v.parse::<i64>().ok()).unwrap_or(0);
    let now = now().saturating_add(ahead);
    let Some(last) = tx.last_recorded()?.filter(|last| *last > now) else { return Ok(now) };
    if last - now > JITTER {
        tx.count("clock-ahead", last - now)?;
    }
    Ok(last)
}

/// The moment as HTTP headers have it: `Sun, 22 Nov 2026 07:13:57 GMT`.
pub(crate) fn http_date(ms: i64) -> String {
    OffsetDateTime::from_unix_timestamp(ms.div_euclid(1000))
        .ok()
        .and_then(|t| t.format(&Rfc2822).ok())
        .map_or_else(|| "Thu, 01 Jan 1970 00:00:00 GMT".to_owned(), |text| text.replace("+0000", "GMT"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Entry, Store};

    #[test]
    fn a_moment_is_written_in_utc() {
        assert_eq!(text(FIXED_START), "2026-11-22T00:00:00Z");
        assert_eq!(text(FIXED_START + 1_500), "2026-11-22T00:00:01.5Z");
        assert_eq!(text(i64::MAX), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn a_clock_that_is_set_back_goes_on_from_the_last_request() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        let tx = store.begin().unwrap();
        let before = now() + 3_600_000;
        tx.record(before, &Entry::default()).unwrap();
        assert_eq!(steady(&tx).unwrap(), before);
        let ahead: i64 = tx.setting("clock-ahead").unwrap().unwrap().parse().unwrap();
        assert!((3_000_000..=3_600_000).contains(&ahead), "from then on the world is an hour ahead: {ahead}");
        assert!(steady(&tx).unwrap() >= before);
    }

    #[test]
    fn a_moment_in_a_header_is_in_the_form_of_http() {
        assert_eq!(http_date(FIXED_START + 1_999), "Sun, 22 Nov 2026 00:00:01 GMT");
        assert_eq!(http_date(i64::MAX), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
