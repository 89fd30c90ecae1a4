//! How long operations may take.

use std::time::Duration;

use crate::{
    diag::Diagnostic,
    duration::{in_words, parse},
    model::Model,
    schema::{AttributeKind, Block},
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

/// The time that an operation has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timeout {
    pub(crate) operation: Operation,
    pub(crate) duration: Duration,
    /// Whether the user can set it.
    pub(crate) is_setting: bool,
}

impl Timeout {
    /// How the user gives it more, if the user can.
    pub(crate) fn advice(self) -> Option<String> {
        let Self { operation, duration, is_setting } = self;
        is_setting.then(|| {
            format!(
                "If it needs more time, give it more than {} with timeouts.{}.",
                in_words(duration),
                operation.name()
            )
        })
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
    pub(crate) fn of(&self, operation: Operation, resource: &Value, block: &Block) -> Timeout {
        let default = match operation {
            Operation::Create => self.create,
            Operation::Read => self.read,
            Operation::Update => self.update,
            Operation::Delete => self.delete,
        };
        let duration = setting(resource, operation.name()).and_then(parse).unwrap_or(default).min(LONGEST);
        Timeout { operation, duration, is_setting: is_setting(block, operation) }
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

/// Whether users can set the timeout of an operation.
pub(crate) fn is_setting(block: &Block, operation: Operation) -> bool {
    let attribute = block.attributes.iter().find_map(|attribute| match &attribute.kind {
        AttributeKind::Nested(_, settings) if attribute.name == "timeouts" => Some(settings),
        _ => None,
    });
    let block =
        || block.blocks.iter().find(|block| block.name == "timeouts").map(|block| &block.block.attributes);
    let settings = attribute.or_else(block);
    settings.is_some_and(|settings| settings.iter().any(|setting| setting.name == operation.name()))
}

fn setting<'a>(resource: &'a Value, operation: &str) -> Option<&'a str> {
    let Value::Object(attributes) = resource else { return None };
    let Value::Object(timeouts) = attributes.get("timeouts")? else { return None };
    match timeouts.get(operation)? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn with_timeout(operation: &str, text: &str) -> Value {
        let timeouts = BTreeMap::from([(operation.to_owned(), Value::String(text.to_owned()))]);
        Value::Object(BTreeMap::from([("timeouts".to_owned(), Value::Object(timeouts))]))
    }

    #[derive(Clone, Debug, Model)]
    struct WithSettings {
        #[allow(dead_code, reason = "only its schema counts")]
        timeouts: Option<TimeoutSettings>,
    }

    fn duration(operation: Operation, resource: &Value) -> Duration {
        Timeouts::default().of(operation, resource, &WithSettings::block()).duration
    }

    #[test]
    fn only_a_resource_with_the_attribute_lets_users_set_timeouts() {
        assert!(is_setting(&WithSettings::block(), Operation::Create));
        assert!(!is_setting(&TimeoutSettings::block(), Operation::Create));
    }

    #[test]
    fn the_user_s_timeout_goes_before_the_default() {
        let resource = with_timeout("create", "45m");
        assert_eq!(duration(Operation::Create, &resource), Duration::from_secs(45 * 60));
        assert_eq!(duration(Operation::Delete, &resource), Timeouts::default().delete);
    }

    #[test]
    fn a_timeout_beyond_all_clocks_is_a_year() {
        let resource = with_timeout("create", "999999999999h");
        assert_eq!(duration(Operation::Create, &resource), LONGEST);
    }

    #[test]
    fn a_bad_timeout_is_reported_at_its_attribute() {
        let found: Vec<_> = check(&with_timeout("update", "soon")).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, Some(Path::of("timeouts").attribute("update")));
        assert!(found[0].detail.contains("\"soon\""));
    }
}
