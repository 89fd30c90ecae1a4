//! What is known of an unknown value.

use std::fmt;

use super::{Number, Value};

/// What is known of a value before the value itself is known. The default says nothing.
///
/// A value that a provider plans with a refinement must keep its promise at apply: Terraform refuses the result
/// otherwise. [`not_null`](Self::not_null) is worth having: it lets `count = x == null ? 0 : 1` be decided at plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Refinement {
    /// The value will not be null.
    pub not_null: bool,
    /// Absent rather than empty, so that equal refinements have equal parts. Boxed, because every value and attribute
    /// would be three times as large otherwise.
    bounds: Option<Box<Bounds>>,
}

/// The limits within which an unknown value will be. Those of other types than the value's mean nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// The text will begin with this.
    pub string_prefix: Option<String>,
    /// The number will be at least this; `true` if this bound itself is allowed.
    pub number_min: Option<(Number, bool)>,
    /// The number will be at most this; `true` if this bound itself is allowed.
    pub number_max: Option<(Number, bool)>,
    /// The collection will have at least this many elements.
    pub length_min: Option<u64>,
    /// The collection will have at most this many elements.
    pub length_max: Option<u64>,
}

static UNBOUNDED: Bounds =
    Bounds { string_prefix: None, number_min: None, number_max: None, length_min: None, length_max: None };

impl Refinement {
    /// Whether the value may be null, and within which limits it will be.
    pub fn new(not_null: bool, bounds: Bounds) -> Self {
        Self { not_null, bounds: (bounds != UNBOUNDED).then(|| Box::new(bounds)) }
    }

    /// Only that the value will not be null.
    pub fn not_null() -> Self {
        Self { not_null: true, bounds: None }
    }

    /// A text that will begin with `prefix`, and so is not null.
    pub fn prefix(prefix: impl Into<String>) -> Self {
        Self::new(true, Bounds { string_prefix: Some(prefix.into()), ..Bounds::default() })
    }

    /// The limits within which the value will be.
    pub fn bounds(&self) -> &Bounds {
        self.bounds.as_deref().unwrap_or(&UNBOUNDED)
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        !self.not_null && self.bounds.is_none()
    }

    /// Whether `value` is what was promised. An unknown value is, whatever its own refinement.
    pub fn allows(&self, value: &Value) -> bool {
        let bounds = self.bounds();
        match value.inner() {
            Value::Unknown(_) => true,
            Value::Null => !self.not_null,
            Value::String(text) => {
                let starts = |prefix: &String| {
                    super::compare::normalized(text).starts_with(&*super::compare::normalized(prefix))
                };
                bounds.string_prefix.as_ref().is_none_or(starts)
            }
            Value::Number(number) => {
                let above = |(min, inclusive): &(Number, bool)| number > min || (*inclusive && number == min);
                let below = |(max, inclusive): &(Number, bool)| number < max || (*inclusive && number == max);
                bounds.number_min.as_ref().is_none_or(above) && bounds.number_max.as_ref().is_none_or(below)
            }
            Value::List(elements) => bounds.allows_length(elements.len()),
            Value::Set(elements) => bounds.allows_length(Value::without_duplicates(elements.clone()).len()),
            Value::Map(entries) => bounds.allows_length(entries.len()),
            Value::Bool(_) | Value::Tuple(_) | Value::Object(_) | Value::Dynamic(_) => true,
        }
    }
}

impl fmt::Display for Refinement {
    /// What is known, for messages: `not null, beginning with "/subscriptions/"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Bounds { string_prefix, number_min, number_max, length_min, length_max } = self.bounds();
        let number = |bound: &Option<(Number, bool)>, exact: &str, strict: &str| {
            bound
                .as_ref()
                .map(|(number, inclusive)| format!("{} {number}", if *inclusive { exact } else { strict }))
        };
        let facts = [
            self.not_null.then(|| "not null".to_owned()),
            string_prefix.as_ref().map(|prefix| format!("beginning with {prefix:?}")),
            number(number_min, "at least", "more than"),
            number(number_max, "at most", "less than"),
            length_min.map(|length| format!("at least {length} elements")),
            length_max.map(|length| format!("at most {length} elements")),
        ];
        let facts: Vec<_> = facts.into_iter().flatten().collect();
        if facts.is_empty() { f.write_str("anything") } else { f.write_str(&facts.join(", ")) }
    }
}

impl Bounds {
    fn allows_length(&self, length: usize) -> bool {
        let length = length as u64;
        self.length_min.is_none_or(|min| length >= min) && self.length_max.is_none_or(|max| length <= max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_promises_text_that_is_not_null() {
        let refinement = Refinement::prefix("/subscriptions/");
        assert!(refinement.allows(&Value::from("/subscriptions/1")));
        assert!(!refinement.allows(&Value::from("subscriptions")));
        assert!(!refinement.allows(&Value::Null));
        assert!(refinement.allows(&Value::unknown()));
    }

    #[test]
    fn number_bounds_may_exclude_the_bound_itself() {
        let bounds = Bounds {
            number_min: Some((Number::from(1), true)),
            number_max: Some((Number::from(5), false)),
            ..Bounds::default()
        };
        let refinement = Refinement::new(false, bounds);
        let allowed: Vec<_> = (0..=6).filter(|&number| refinement.allows(&Value::from(number))).collect();
        assert_eq!(allowed, [1, 2, 3, 4]);
    }

    #[test]
    fn limits_that_say_nothing_make_no_difference() {
        assert_eq!(Refinement::new(false, Bounds::default()), Refinement::default());
        assert!(Refinement::new(false, Bounds::default()).is_empty());
    }

    #[test]
    fn what_is_known_can_be_said_in_words() {
        let bounds = Bounds {
            number_min: Some((Number::from(1), true)),
            number_max: Some((Number::from(5), false)),
            length_min: Some(2),
            length_max: Some(3),
            ..Bounds::default()
        };
        for (refinement, text) in [
            (Refinement::default(), "anything"),
            (Refinement::not_null(), "not null"),
            (Refinement::prefix("/a"), "not null, beginning with \"/a\""),
            (
                Refinement::new(false, bounds),
                "at least 1, less than 5, at least 2 elements, at most 3 elements",
            ),
        ] {
            assert_eq!(refinement.to_string(), text);
        }
    }

    #[test]
    fn lengths_are_bounded() {
        let bounds = Bounds { length_min: Some(1), length_max: Some(1), ..Bounds::default() };
        let refinement = Refinement::new(false, bounds);
        assert!(refinement.allows(&Value::set(["a", "a"])));
        assert!(!refinement.allows(&Value::list(["a", "a"])));
        assert!(!refinement.allows(&Value::Map([].into())));
    }
}
