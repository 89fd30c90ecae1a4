//! How long operations may take.

use std::time::Duration;

use crate::{
    diag::Diagnostic,
    model::Model,
    value::{Path, Value},
};

/// What is longer counts as this: a year can be added to any clock.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// How long operations may take when the user says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Creating.
    pub create: Duration,
    /// Reading.
    pub read: Duration,
    /// Updating.
    pub update: Duration,
    /// Deleting.
    pub delete: Duration,
}

impl Default for Timeouts {
    /// Twenty minutes, reading five.
    fn default() -> Self {
        let twenty = Duration::from_secs(20 * 60);
        Self { create: twenty, read: Duration::from_secs(5 * 60), update: twenty, delete: twenty }
    }
}

/// The attribute `timeouts`, with which users set their own: `timeouts = { create = "45m" }`.
///
/// A resource that offers it has a field `timeouts: Option<TimeoutSettings>` in its model. The framework reads it, checks
/// it and sets the deadline in the [`Context`](crate::Context); the resource itself needs not look at it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct TimeoutSettings {
    /// How long creating may take: a number and a unit, `"30m"` or `"1h30m"`.
    pub create: Option<String>,
    /// How long reading may take.
    pub read: Option<String>,
    /// How long updating may take.
    pub update: Option<String>,
    /// How long deleting may take.
    pub delete: Option<String>,
}

/// An operation that has a timeout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Create,
    Read,
    Update,
    Delete,
}

impl Operation {
    /// The name of its attribute in `timeouts`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

impl Timeouts {
    /// The one of the operation that has this name in `timeouts`.
    pub(crate) fn by_name(&self, operation: &str) -> Option<Duration> {
        match operation {
            "create" => Some(self.create),
            "read" => Some(self.read),
            "update" => Some(self.update),
            "delete" => Some(self.delete),
            _ => None,
        }
    }

    /// The timeout of an operation: what `timeouts` of a configuration, plan or state says, else the default.
    pub(crate) fn of(&self, operation: Operation, resource: &Value) -> Duration {
        let default = match operation {
            Operation::Create => self.create,
            Operation::Read => self.read,
            Operation::Update => self.update,
            Operation::Delete => self.delete,
        };
        setting(resource, operation.name()).and_then(parse).unwrap_or(default).min(LONGEST)
    }
}

/// Checks what the user wrote in `timeouts`, if the resource has that attribute.
pub(crate) fn check(config: &Value) -> impl Iterator<Item = Diagnostic> {
    [Operation::Create, Operation::Read, Operation::Update, Operation::Delete].into_iter().filter_map(|operation| {
        let text = setting(config, operation.name())?;
        if parse(text).is_some() {
            return None;
        }
        Some(
            Diagnostic::error(
                "Invalid Attribute Value Time Duration",
                format!(
                    "timeouts.{} is {text:?}. Write a number and a unit, longest unit first: \"30m\", \"1h30m\", \
                     \"90s\".",
                    operation.name()
                ),
            )
            .at(Path::of("timeouts").attribute(operation.name())),
        )
    })
}

fn setting<'a>(resource: &'a Value, operation: &str) -> Option<&'a str> {
    let Value::Object(attributes) = resource else { return None };
    let Value::Object(timeouts) = attributes.get("timeouts")? else { return None };
    match timeouts.get(operation)? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Reads a duration as Go writes it, which is what users of Terraform know: `1h30m`, `90s`, `1.5h`.
fn parse(text: &str) -> Option<Duration> {
    let mut rest = text;
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
    use std::collections::BTreeMap;

    use super::*;

    fn with_timeout(operation: &str, text: &str) -> Value {
        let timeouts = BTreeMap::from([(operation.to_owned(), Value::String(text.to_owned()))]);
        Value::Object(BTreeMap::from([("timeouts".to_owned(), Value::Object(timeouts))]))
    }

    #[test]
    fn durations_are_read_as_go_writes_them() {
        let seconds = |text| parse(text).map(|duration| duration.as_secs_f64());
        assert_eq!(seconds("30m"), Some(1800.0));
        assert_eq!(seconds("1h30m"), Some(5400.0));
        assert_eq!(seconds("1.5h"), Some(5400.0));
        assert_eq!(seconds("250ms"), Some(0.25));
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in ["", "30", "m", "-5m", "30 m", "0s", "1e400h", "1..5h", "99999999999999999999h"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_user_s_timeout_goes_before_the_default() {
        let defaults = Timeouts::default();
        let resource = with_timeout("create", "45m");
        assert_eq!(defaults.of(Operation::Create, &resource), Duration::from_secs(45 * 60));
        assert_eq!(defaults.of(Operation::Delete, &resource), defaults.delete);
    }

    #[test]
    fn a_timeout_beyond_all_clocks_is_a_year() {
        let resource = with_timeout("create", "999999999999h");
        assert_eq!(Timeouts::default().of(Operation::Create, &resource), LONGEST);
    }

    #[test]
    fn a_bad_timeout_is_reported_at_its_attribute() {
        let found: Vec<_> = check(&with_timeout("update", "soon")).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, Some(Path::of("timeouts").attribute("update")));
        assert!(found[0].detail.contains("\"soon\""));
    }
}
