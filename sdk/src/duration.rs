//! Durations as users read and write them.

use std::time::Duration;

/// A duration in a message: `1 h 30 min`, `2 min 5 s`, `0 s`. Beside hours, seconds say nothing.
pub(crate) fn in_words(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes, seconds) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, 0, _) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// Reads a duration as Go writes it, which is what users of Terraform know: `1h30m`, `90s`, `1.5h`. There has to be
/// some time in it.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (amount, tail) = rest.split_at(number);
        let unit = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit);
        let seconds = match unit {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" | "μs" => 1e-6,
            "ns" => 1e-9,
            _ => return None,
        };
        let amount: f64 = amount.parse().ok()?;
        total = total.checked_add(Duration::try_from_secs_f64(amount * seconds).ok()?)?;
        rest = tail;
    }
    (total > Duration::ZERO).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_writes_them() {
        let seconds = |text| parse(text).map(|duration| duration.as_secs_f64());
        assert_eq!(seconds("30m"), Some(1800.0));
        assert_eq!(seconds("1h30m"), Some(5400.0));
        assert_eq!(seconds("1.5h"), Some(5400.0));
        assert_eq!(seconds("250ms"), Some(0.25));
        assert_eq!([seconds("1us"), seconds("1µs"), seconds("1μs")], [Some(1e-6); 3]);
        assert_eq!(seconds("+1s500ns"), Some(1.000_000_5));
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in
            ["", "30", "m", "-5m", "+", "++5m", "30 m", "0s", "1e400h", "1..5h", "99999999999999999999h"]
        {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn messages_give_the_two_largest_units() {
        let words = |seconds| in_words(Duration::from_secs(seconds));
        assert_eq!([words(0), words(59), words(60), words(125)], ["0 s", "59 s", "1 min", "2 min 5 s"]);
        assert_eq!([words(3600), words(3605), words(5405)], ["1 h", "1 h", "1 h 30 min"]);
    }
}
