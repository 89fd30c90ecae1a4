//! Moments as the emulator counts them: milliseconds since 1970, in UTC.

use std::time::{SystemTime, UNIX_EPOCH};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_utc() {
        assert_eq!(text(FIXED_START), "2026-11-22T00:00:00Z");
        assert_eq!(text(FIXED_START + 1_500), "2026-11-22T00:00:01.5Z");
        assert_eq!(text(i64::MAX), "1970-01-01T00:00:00Z");
    }
}
