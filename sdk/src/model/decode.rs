//! What goes wrong when a value is read into a typed field, told to the user.

use crate::{
    diag::{Diagnostic, Diagnostics},
    value::{Path, Value},
};

/// The value is of the right type but not one that is allowed. `expected` completes "must be".
pub(crate) fn not_allowed(at: &Path, expected: &str, found: &str) -> Diagnostics {
    not_valid(at, expected, found).at(at.clone()).into()
}

/// The same without its place.
pub(crate) fn not_valid(at: &Path, expected: &str, found: &str) -> Diagnostic {
    Diagnostic::error("Invalid attribute value", format!("{at} must be {expected}, but it is {found}."))
}

/// The value is null where there must be one.
pub(crate) fn missing(at: &Path) -> Diagnostics {
    Diagnostic::error("Missing attribute value", format!("{} must not be null.", place(at)))
        .at(at.clone())
        .into()
}

/// The value has another type than the schema says, or is unknown where Terraform promises to send known values.
pub(crate) fn unexpected(at: &Path, expected: &str, found: &Value) -> Diagnostics {
    Diagnostic::error(
        "Unexpected value",
        format!(
            "{} should be {expected}, but it is {}. This is a bug in the provider; please report it to its \
             developers.",
            place(at),
            found.kind_name()
        ),
    )
    .at(at.clone())
    .into()
}

fn place(at: &Path) -> String {
    if at.is_root() { "The value".to_owned() } else { at.to_string() }
}

/// Null, unknown or the wrong type: why `value` is no `expected`.
pub(crate) fn refuse(at: &Path, expected: &str, value: &Value) -> Diagnostics {
    if value.is_null() { missing(at) } else { unexpected(at, expected, value) }
}

/// The same errors without the value, which is secret.
pub(crate) fn redacted<T>(result: Result<T, Diagnostics>, at: &Path) -> Result<T, Diagnostics> {
    result.map_err(|_| {
        let detail = format!("{} is not valid. The value is sensitive and not shown.", place(at));
        Diagnostic::error("Invalid attribute value", detail).at(at.clone()).into()
    })
}

/// Every element, or everything that is wrong with any of them.
pub(crate) fn all<T, C: FromIterator<T>>(
    elements: impl IntoIterator<Item = Result<T, Diagnostics>>,
) -> Result<C, Diagnostics> {
    let mut diagnostics = Diagnostics::new();
    let read: C = elements
        .into_iter()
        .filter_map(|element| element.map_err(|errors| diagnostics.extend(errors)).ok())
        .collect();
    if diagnostics.is_empty() { Ok(read) } else { Err(diagnostics) }
}
