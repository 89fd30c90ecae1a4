//! Several checks as one.

use crate::{
    diag::Diagnostics,
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

    /// One of the two must allow the value.
    fn or<V: Validator>(self, other: V) -> Or<Self, V> {
        Or(self, other)
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
pub struct Or<A, B>(A, B);

impl<A: Validator, B: Validator> Validator for Or<A, B> {
    fn describe(&self) -> String {
        format!("{} or {}", self.0.describe(), self.1.describe())
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let refused = |validator: &dyn Validator| {
            let mut refused = Diagnostics::new();
            validator.validate(value, path, &mut refused);
            refused.has_errors()
        };
        if refused(&self.0) && refused(&self.1) {
            super::refuse(self, &super::shown(value), path, diagnostics);
        }
    }
}
