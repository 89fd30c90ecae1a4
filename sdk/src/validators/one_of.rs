//! One of a few values.

use super::{refuse, shown};
use crate::{
    diag::Diagnostics,
    schema::Validator,
    value::{Path, Value},
};

/// See [`one_of`].
#[derive(Clone, Debug)]
pub struct OneOf {
    allowed: Vec<Value>,
    ignoring_case: bool,
}

/// One of these values: `one_of(["Free", "Standard"])`, `one_of([1, 3])`.
pub fn one_of<V: Into<Value>>(allowed: impl IntoIterator<Item = V>) -> OneOf {
    OneOf { allowed: allowed.into_iter().map(Into::into).collect(), ignoring_case: false }
}

impl OneOf {
    /// Takes `free` for `Free`. Needs an `equivalent` on the attribute if the remote side answers in its own spelling.
    #[must_use]
    pub fn ignoring_case(self) -> Self {
        Self { ignoring_case: true, ..self }
    }

    fn allows(&self, value: &Value) -> bool {
        self.allowed.iter().any(|allowed| match (allowed, value.inner()) {
            (Value::String(allowed), Value::String(text)) if self.ignoring_case => {
                allowed.to_lowercase() == text.to_lowercase()
            }
            (allowed, value) => allowed == value,
        })
    }

    /// The allowed text that a mistyped one is nearest to.
    fn meant(&self, text: &str) -> Option<&str> {
        let nearest = self
            .allowed
            .iter()
            .filter_map(Value::as_str)
            .map(|allowed| (distance(&allowed.to_lowercase(), &text.to_lowercase()), allowed))
            .min()?;
        (nearest.0 <= 2 && nearest.0 < nearest.1.chars().count()).then_some(nearest.1)
    }
}

impl Validator for OneOf {
    fn describe(&self) -> String {
        match &self.allowed[..] {
            [] => "must not be set".to_owned(),
            allowed => format!("must be {}", listed(allowed)),
        }
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        if self.allows(value) {
            return;
        }
        let mut found = shown(value);
        if let Some(meant) = value.as_str().and_then(|text| self.meant(text)) {
            found += &format!(" (did you mean {meant:?}?)");
        }
        refuse(self, &found, path, diagnostics);
    }
}

/// See [`none_of`].
#[derive(Clone, Debug)]
pub struct NoneOf(OneOf);

/// Any value but these: `none_of(["root", "admin"])`.
pub fn none_of<V: Into<Value>>(refused: impl IntoIterator<Item = V>) -> NoneOf {
    NoneOf(one_of(refused))
}

impl NoneOf {
    /// Refuses `Root` as well as `root`.
    #[must_use]
    pub fn ignoring_case(self) -> Self {
        Self(self.0.ignoring_case())
    }
}

impl Validator for NoneOf {
    fn describe(&self) -> String {
        format!("must not be {}", listed(&self.0.allowed))
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        if self.0.allows(value) {
            refuse(self, &shown(value), path, diagnostics);
        }
    }
}

/// `"a", "b" or "c"`.
fn listed(values: &[Value]) -> String {
    let values: Vec<String> = values.iter().map(shown).collect();
    match values.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// How many letters must be put in, taken out or changed (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (above, letter) in left.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], above + 1);
        for (index, other) in right.chars().enumerate() {
            let changed = diagonal + usize::from(letter != other);
            diagonal = row[index + 1];
            row[index + 1] = changed.min(diagonal + 1).min(row[index] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
