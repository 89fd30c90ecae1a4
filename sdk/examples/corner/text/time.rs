//! Points in time, and durations, as text.

use tfplugin_framework::{
    Diagnostic, Path,
    model::{Spelling, Text},
};
use time::{OffsetDateTime, format_description::well_known};

use super::{detail, text};

text!(
    /// A date and time in RFC 3339. Fractions of a second do not count.
    Rfc3339 read by date_time as OffsetDateTime, or time::error::Parse
);
text!(
    /// A duration as Go writes it, `1h30m`, in nanoseconds. `90m` is the same.
    GoDuration read by duration as i64, or &'static str
);

impl Text for Rfc3339 {
    const EXPECTED: &'static str = "a date and time such as 2006-01-02T15:04:05Z";
    const SPELLING: Spelling = Spelling::FreeInResults;

    fn meaning(&self) -> String {
        let whole = self.1.replace_nanosecond(0).unwrap_or(self.1);
        whole.format(&well_known::Rfc3339).unwrap_or_else(|_| self.0.clone())
    }

    fn invalid(_: &Path, text: &str, error: &time::error::Parse) -> Diagnostic {
        let sentence = "A string value was provided that is not valid RFC3339 string format.";
        Diagnostic::error("Invalid RFC3339 String Value", detail(sentence, text, &error.to_string()))
    }
}

impl Text for GoDuration {
    const EXPECTED: &'static str = "a duration such as 1h30m";
    const SPELLING: Spelling = Spelling::FreeInResults;

    fn meaning(&self) -> String {
        self.1.to_string()
    }

    fn invalid(_: &Path, text: &str, error: &&'static str) -> Diagnostic {
        let sentence = "A string value was provided that is not valid Go duration string format.";
        Diagnostic::error("Invalid Time Duration String Value", detail(sentence, text, error))
    }
}

fn date_time(text: &str) -> Result<OffsetDateTime, time::error::Parse> {
    OffsetDateTime::parse(text, &well_known::Rfc3339)
}

/// Nanoseconds; 290 years at most.
fn duration(text: &str) -> Result<i64, &'static str> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err("no number");
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let (number, after) = split(rest, |c| c.is_ascii_digit() || c == '.');
        let (unit, after) = split(after, |c| !c.is_ascii_digit() && c != '.');
        total += nanoseconds(number, unit)?;
        rest = after;
    }
    i64::try_from(sign * total).map_err(|_| "longer than 290 years")
}

fn nanoseconds(number: &str, unit: &str) -> Result<i128, &'static str> {
    let unit: i128 = match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        "" => return Err("a number without a unit"),
        _ => return Err("a unit that is none of h, m, s, ms, us and ns"),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    // Digits beyond these are less than a nanosecond, or more than 290 years.
    let fraction = &fraction[..fraction.len().min(15)];
    let digits = [whole, fraction].concat();
    if digits.is_empty() || digits.len() > 34 || digits.contains('.') {
        return Err("no decimal number before a unit");
    }
    let digits: i128 = digits.parse().map_err(|_| "no decimal number before a unit")?;
    let total = digits.checked_mul(unit).ok_or("longer than 290 years")?;
    Ok(total / 10_i128.pow(fraction.len() as u32))
}

fn split(text: &str, inside: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !inside(c)).unwrap_or(text.len()))
}
