//! Several checks as one.

use crate::{
    diag::{Diagnostics, Severity},
    schema::Validator,
    value::{Path, Value},
};

/// Puts validators together. Two `validate` keys on a field mean the same as [`and`](Self::and), which is for inside
/// of others: `each(length(1..=63).and(...))`.
pub trait Combine: Validator + Sized {
    /// Both must allow the value; what each refuses is reported.
    fn and<V: Validator>(self, other: V) -> And<Self, V> {
        And(self, other)
    }

    /// One of the two must allow the value. The warnings of those that do are passed on.
    fn or<V: Validator>(self, other: V) -> Or<Self, V> {
        Or { either: self, or: other, all_warnings: false }
    }
}

impl<V: Validator> Combine for V {}

/// See [`Combine::and`].
#[derive(Clone, Debug)]
pub struct And<A, B>(A, B);

impl<A: Validator, B: Validator> Validator for And<A, B> {
    fn describe(&self) -> String {
        format!("{} and {}", self.0.describe(), self.1.describe())
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        self.0.validate(value, path, diagnostics);
        self.1.validate(value, path, diagnostics);
    }
}

/// See [`Combine::or`].
#[derive(Clone, Debug)]
pub struct Or<A, B> {
    either: A,
    or: B,
    all_warnings: bool,
}

impl<A, B> Or<A, B> {
    /// Passes on the warnings of the one that does not allow the value too.
    #[must_use]
    pub fn with_all_warnings(self) -> Self {
        Self { all_warnings: true, ..self }
    }
}

impl<A: Validator, B: Validator> Validator for Or<A, B> {
    fn describe(&self) -> String {
        format!("{} or {}", self.either.describe(), self.or.describe())
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let said = |validator: &dyn Validator| {
            let mut said = Diagnostics::new();
            validator.validate(value, path, &mut said);
            said
        };
        let said = [said(&self.either), said(&self.or)];
        if said.iter().all(Diagnostics::has_errors) {
            super::refuse(self, &super::shown(value), path, diagnostics);
        }
        for said in said {
            if self.all_warnings || !said.has_errors() {
                diagnostics.extend(said.into_iter().filter(|said| said.severity == Severity::Warning));
            }
        }
    }
}
