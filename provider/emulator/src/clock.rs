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
    Ok(match tx.setting("clock")?.and_then(|v| v.parse::<i64>().ok()) {
        Some(moved) => FIXED_START + moved,
        None => now(),
    })
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

    #[test]
    fn a_moment_is_written_in_utc() {
        assert_eq!(text(FIXED_START), "2026-11-22T00:00:00Z");
        assert_eq!(text(FIXED_START + 1_500), "2026-11-22T00:00:01.5Z");
        assert_eq!(text(i64::MAX), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn a_moment_in_a_header_is_in_the_form_of_http() {
        assert_eq!(http_date(FIXED_START + 1_999), "Sun, 22 Nov 2026 00:00:01 GMT");
        assert_eq!(http_date(i64::MAX), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
