//! What texts may look like.

use super::refuse;
use crate::{
    diag::Diagnostics,
    schema::Validator,
    value::{Path, Value},
};

/// See [`matching`].
#[derive(Clone, Debug)]
pub struct Matching<F> {
    description: String,
    test: F,
}

/// A text that passes a test. `description` completes a sentence that begins with the attribute's name: `must start
/// with a letter`.
pub fn matching<F: Fn(&str) -> bool + Send + Sync>(description: impl Into<String>, test: F) -> Matching<F> {
    Matching { description: description.into(), test }
}

impl<F: Fn(&str) -> bool + Send + Sync> Validator for Matching<F> {
    fn describe(&self) -> String {
        self.description.clone()
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let Some(text) = value.as_str() else { return };
        if !(self.test)(text) {
            refuse(self, &format!("{text:?}"), path, diagnostics);
        }
    }
}
