//! How long texts and collections may be.

use std::{collections::BTreeSet, fmt::Write, ops::RangeBounds};

use super::refuse;
use crate::{
    diag::Diagnostics,
    schema::Validator,
    value::{Path, Value},
};

/// See [`length`].
#[derive(Clone, Copy, Debug)]
pub struct Length(Bounds);

/// A text of so many characters (Unicode code points): `length(1..=63)`, `length(3..)`.
pub fn length(characters: impl RangeBounds<usize>) -> Length {
    Length(Bounds::of(characters))
}

impl Validator for Length {
    fn describe(&self) -> String {
        format!("must have {}", self.0.describe("character"))
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let Some(text) = value.as_str() else { return };
        let count = text.chars().count();
        if !self.0.contains(count) {
            refuse(self, &format!("{text:?}, which has {count}"), path, diagnostics);
        }
    }
}

/// See [`byte_length`].
#[derive(Clone, Copy, Debug)]
pub struct ByteLength(Bounds);

/// A text of so many bytes in UTF-8, where a remote side counts these: `byte_length(..=255)`.
pub fn byte_length(bytes: impl RangeBounds<usize>) -> ByteLength {
    ByteLength(Bounds::of(bytes))
}

impl Validator for ByteLength {
    fn describe(&self) -> String {
        format!("must have {}", self.0.describe("byte"))
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let Some(text) = value.as_str() else { return };
        if !self.0.contains(text.len()) {
            refuse(self, &format!("{text:?}, which has {}", text.len()), path, diagnostics);
        }
    }
}

/// See [`size`].
#[derive(Clone, Copy, Debug)]
pub struct Size(Bounds);

/// A list, set or map of so many elements: `size(1..=2)`, `size(..=16)`. Equal elements of a set count once.
pub fn size(elements: impl RangeBounds<usize>) -> Size {
    Size(Bounds::of(elements))
}

impl Validator for Size {
    fn describe(&self) -> String {
        format!("must have {}", self.0.describe("element"))
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let count = match value.inner() {
            Value::Set(elements) => elements.iter().collect::<std::collections::HashSet<_>>().len(),
            Value::List(elements) | Value::Tuple(elements) => elements.len(),
            Value::Map(entries) => entries.keys().collect::<BTreeSet<_>>().len(),
            _ => return,
        };
        if !self.0.contains(count) {
            refuse(self, &format!("a {} of {count}", value.inner().kind_name()), path, diagnostics);
        }
    }
}

/// Counts that are allowed, both ends included.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    min: usize,
    max: Option<usize>,
}

impl Bounds {
    fn of(range: impl RangeBounds<usize>) -> Self {
        use std::ops::Bound::{Excluded, Included, Unbounded};
        let min = match range.start_bound() {
            Included(min) => *min,
            Excluded(below) => below.saturating_add(1),
            Unbounded => 0,
        };
        let max = match range.end_bound() {
            Included(max) => Some(*max),
            Excluded(above) => Some(above.saturating_sub(1)),
            Unbounded => None,
        };
        Self { min, max }
    }

    fn contains(self, count: usize) -> bool {
        count >= self.min && self.max.is_none_or(|max| count <= max)
    }

    fn describe(self, unit: &str) -> String {
        let mut text = match (self.min, self.max) {
            (min, Some(max)) if min == max => format!("exactly {min} {unit}"),
            (0, Some(max)) => format!("at most {max} {unit}"),
            (min, Some(max)) => format!("{min} to {max} {unit}"),
            (min, None) => format!("at least {min} {unit}"),
        };
        if self.max.unwrap_or(self.min) != 1 {
            let _ = text.write_char('s');
        }
        text
    }
}
