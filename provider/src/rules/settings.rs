//! The `rules` block of the provider: the date to judge by, and severities that the user wants otherwise.

use std::collections::BTreeMap;

use tfplugin_framework::{Diagnostic, Diagnostics, Path};
use time::{Date, Month};

use super::{Level, Lowering, RULES, Rule};

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
        let day = match as_of.map(|text| (text, parse_day(text))) {
            None => today,
            Some((_, Some(day))) => day,
            Some((text, None)) => {
                wrong.push(no_such_day(text).at(at.clone().attribute("as_of")));
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

fn no_such_day(text: &str) -> Diagnostic {
    Diagnostic::error(
        format!("\"{text}\" is not a date"),
        "rules.as_of is the day whose rules are applied; expected a date such as \"2026-11-22\".",
    )
}

fn no_such_rule(code: &str) -> Diagnostic {
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
