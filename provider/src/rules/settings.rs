//! The `rules` block of the provider: the date to judge by, and severities that the user wants otherwise.

use std::collections::BTreeMap;

use tfplugin_framework::{Diagnostic, Diagnostics, Path};
use time::{Date, Month};

use super::{Level, Lowering, RULES, Rule, rule::ARTICLE};

/// How the rules are applied.
#[derive(Clone, Debug)]
pub struct RuleSettings {
    as_of: Date,
    overrides: BTreeMap<&'static str, Level>,
}

impl RuleSettings {
    /// The rules as they hold on a day.
    pub fn as_of(day: Date) -> Self {
        Self { as_of: day, overrides: BTreeMap::new() }
    }

    /// Reads `rules = { as_of = "2026-11-22", overrides = { "<code>" = "warning" } }`, which stands at the path `at`.
    /// Without `as_of` the rules of `today` hold.
    ///
    /// # Errors
    /// A day that does not exist, a code that no rule has, a level that is not one, or one that the rule does not allow.
    pub fn read(
        as_of: Option<&str>,
        overrides: &BTreeMap<String, String>,
        today: Date,
        at: &Path,
    ) -> Result<Self, Diagnostics> {
        let mut wrong = Diagnostics::new();
        let day = match as_of.map(read_day) {
            None => today,
            Some(Ok(day)) => day,
            Some(Err(diagnostic)) => {
                wrong.push(diagnostic.at(at.clone().attribute("as_of")));
                today
            }
        };
        let mut settings = Self::as_of(day);
        for (code, level) in overrides {
            match read_override(code, level, day) {
                Ok((rule, level)) => {
                    settings.overrides.insert(rule.code, level);
                }
                Err(diagnostic) => wrong.push(diagnostic.at(at.clone().attribute("overrides").key(code))),
            }
        }
        if wrong.is_empty() { Ok(settings) } else { Err(wrong) }
    }

    /// The same settings on another day, such as "2026-11-22".
    ///
    /// # Errors
    /// A day that does not exist, or before the catalogue begins.
    pub fn on(&self, day: &str) -> Result<Self, Diagnostic> {
        Ok(Self { as_of: read_day(day)?, overrides: self.overrides.clone() })
    }

    /// The day whose rules are applied.
    pub fn date(&self) -> Date {
        self.as_of
    }

    /// How serious a breach of a rule is under these settings.
    pub fn level(&self, rule: &Rule) -> Level {
        match (rule.level(self.as_of), self.overrides.get(rule.code)) {
            (Level::Off, _) => Level::Off,
            (level, None) => level,
            (_, Some(level)) => *level,
        }
    }
}

fn read_override(code: &str, level: &str, day: Date) -> Result<(&'static Rule, Level), Diagnostic> {
    let Some(rule) = RULES.iter().copied().find(|rule| rule.code == code) else {
        return Err(no_such_rule(code));
    };
    let level = match level {
        "error" => Level::Error,
        "warning" => Level::Warning,
        "information" => Level::Information,
        _ => {
            return Err(Diagnostic::error(
                format!("\"{level}\" is not a severity of rule {code}"),
                "Expected \"error\", \"warning\" or \"information\".",
            ));
        }
    };
    match rule.lowering {
        Lowering::Never(reason) if level < rule.level(day) => Err(Diagnostic::error(
            format!("Rule {code} cannot be lowered"),
            format!(
                "{reason} Remove the override, or change what the rule speaks about.\n\nRule: {code} ({})",
                rule.number
            ),
        )),
        _ => Ok((rule, level)),
    }
}

fn read_day(text: &str) -> Result<Date, Diagnostic> {
    let Some(day) = parse_day(text) else {
        return Err(Diagnostic::error(
            format!("\"{text}\" is not a date"),
            "as_of is the day whose rules are applied; expected a date such as \"2026-11-22\".",
        ));
    };
    if day < ARTICLE {
        return Err(Diagnostic::error(
            format!("No rules are known of {day}"),
            format!("as_of is the day whose rules are applied; the catalogue begins on {ARTICLE}."),
        ));
    }
    Ok(day)
}

fn no_such_rule(code: &str) -> Diagnostic {
    if let Some(rule) = RULES.iter().find(|rule| rule.number.eq_ignore_ascii_case(code)) {
        return Diagnostic::error(
            format!("\"{code}\" is the number of a rule, not its code"),
            format!("Write \"{}\", which is the code of rule {}: {}.", rule.code, rule.number, rule.title),
        );
    }
    let mut codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    codes.sort_unstable();
    let meant = codes
        .iter()
        .map(|valid| (distance(code, valid), valid))
        .min()
        .filter(|(distance, valid)| *distance <= valid.len() / 3)
        .map(|(_, valid)| format!("Did you mean \"{valid}\"? "))
        .unwrap_or_default();
    Diagnostic::error(
        format!("There is no rule \"{code}\""),
        format!("{meant}The rules are: {}.", codes.join(", ")),
    )
}

/// The number of letters to add, drop or exchange to make one text the other (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, r) in right.iter().enumerate() {
            let exchanged = diagonal + usize::from(l != *r);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}

/// Reads "2026-11-22".
fn parse_day(text: &str) -> Option<Date> {
    let shape: Vec<usize> = text.split('-').map(str::len).collect();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if shape != [4, 2, 2] || !digits {
        return None;
    }
    let mut parts = text.split('-');
    let year = parts.next()?.parse().ok()?;
    let month: u8 = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::rule::day;

    fn read(as_of: Option<&str>, overrides: &[(&str, &str)]) -> Result<RuleSettings, Vec<Diagnostic>> {
        let overrides =
            overrides.iter().map(|(code, level)| ((*code).to_owned(), (*level).to_owned())).collect();
        let settings = RuleSettings::read(as_of, &overrides, day(2026, 11, 22), &Path::of("rules"));
        settings.map_err(|diagnostics| diagnostics.into_iter().collect())
    }

    fn rule(code: &str) -> &'static Rule {
        RULES.iter().copied().find(|rule| rule.code == code).unwrap()
    }

    #[test]
    fn without_settings_the_rules_of_today_hold() {
        let settings = read(None, &[]).unwrap();
        assert_eq!(settings.date(), day(2026, 11, 22));
        assert_eq!(settings.level(rule("dual-stack-kubernetes-version")), Level::Off);
    }

    #[test]
    fn another_day_has_its_own_rules() {
        let settings = read(Some("2024-01-15"), &[]).unwrap();
        assert_eq!(settings.level(rule("dual-stack-kubernetes-version")), Level::Error);
        assert_eq!(settings.level(rule("reserved-range")), Level::Off);
    }

    #[test]
    fn a_severity_can_be_lowered_where_azure_might_accept_and_raised_anywhere() {
        let settings = read(None, &[("dcsv2-pool", "warning"), ("implied-default-ranges", "error")]).unwrap();
        assert_eq!(settings.level(rule("dcsv2-pool")), Level::Warning);
        assert_eq!(settings.level(rule("implied-default-ranges")), Level::Error);
    }

    #[test]
    fn a_rule_that_has_ended_stays_silent_whatever_its_override() {
        let settings = read(None, &[("dual-stack-kubernetes-version", "error")]).unwrap();
        assert_eq!(settings.level(rule("dual-stack-kubernetes-version")), Level::Off);
    }

    #[test]
    fn lowering_what_azure_refuses_is_an_error_at_the_override() {
        let wrong = read(None, &[("pod-cidr-overlaps-subnet", "warning")]).unwrap_err();
        assert_eq!(wrong[0].summary, "Rule pod-cidr-overlaps-subnet cannot be lowered");
        let path = Path::of("rules").attribute("overrides").key("pod-cidr-overlaps-subnet");
        assert_eq!(wrong[0].path, Some(path));
    }

    #[test]
    fn an_unknown_code_is_answered_with_the_one_that_is_meant_and_with_all_of_them() {
        let wrong = read(None, &[("pod-cidr-overlap-subnet", "warning")]).unwrap_err();
        assert!(wrong[0].detail.starts_with(
            "Did you mean \"pod-cidr-overlaps-subnet\"? The rules are: application-gateway-ingress,"
        ));
        let wild = read(None, &[("xyz", "warning")]).unwrap_err();
        assert!(wild[0].detail.starts_with("The rules are: "), "{}", wild[0].detail);
    }

    #[test]
    fn an_unknown_severity_is_answered_with_those_that_there_are() {
        let wrong = read(None, &[("dcsv2-pool", "off")]).unwrap_err();
        assert_eq!(wrong[0].detail, "Expected \"error\", \"warning\" or \"information\".");
    }

    #[test]
    fn every_other_spelling_of_a_day_is_refused() {
        for text in [
            "",
            "today",
            "2026-13-01",
            "2026-02-30",
            "2026-1-1",
            "22-11-2026",
            "2026-11-22T00:00:00Z",
            "+026-11-22",
        ] {
            assert!(read(Some(text), &[]).unwrap_err()[0].summary.ends_with("is not a date"), "{text}");
        }
    }

    #[test]
    fn a_day_before_the_catalogue_begins_is_refused() {
        assert!(read(Some("2023-11-28"), &[]).is_ok());
        assert_eq!(read(Some("2023-11-27"), &[]).unwrap_err()[0].summary, "No rules are known of 2023-11-27");
    }

    #[test]
    fn every_mistake_is_reported() {
        assert_eq!(read(Some("never"), &[("xyz", "warning"), ("dcsv2-pool", "off")]).unwrap_err().len(), 3);
    }

    #[test]
    fn a_number_in_the_place_of_a_code_is_told_with_the_code() {
        let wrong = read(None, &[("X04", "error")]).unwrap_err();
        assert_eq!(wrong[0].summary, "\"X04\" is the number of a rule, not its code");
        assert!(wrong[0].detail.contains("\"public-pod-cidr\""), "{}", wrong[0].detail);
    }
}
