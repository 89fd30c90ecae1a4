//! Checks of one's own.

use super::{refuse, shown};
use crate::{
    diag::Diagnostics,
    schema::Validator,
    value::{Path, Value},
};

/// See [`custom`].
#[derive(Clone, Debug)]
pub struct Custom<F> {
    description: String,
    test: F,
}

/// A value of any kind that passes a test. `description` completes a sentence that begins with the attribute's name:
/// `must not repeat a name`.
pub fn custom<F: Fn(&Value) -> bool + Send + Sync>(description: impl Into<String>, test: F) -> Custom<F> {
    Custom { description: description.into(), test }
}

impl<F: Fn(&Value) -> bool + Send + Sync> Validator for Custom<F> {
    fn describe(&self) -> String {
        self.description.clone()
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        if !(self.test)(value) {
            refuse(self, &shown(value), path, diagnostics);
        }
    }
}
