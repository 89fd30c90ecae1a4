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

/// The same error without the secret `value` that was read. Its summary stays, which names what was expected, unless
/// the value is in it.
pub(crate) fn redacted<T>(
    result: Result<T, Diagnostics>,
    value: &Value,
    at: &Path,
) -> Result<T, Diagnostics> {
    result.map_err(|errors| {
        let summary = errors.iter().next().map(|error| error.summary.as_str());
        let summary = summary.filter(|summary| !shows(summary, value));
        let detail = format!("{} is not valid. The value is sensitive and not shown.", place(at));
        Diagnostic::error(summary.unwrap_or("Invalid attribute value"), detail).at(at.clone()).into()
    })
}

/// Whether a text somewhere in `value` is also in `summary`, as it is or in quotes.
fn shows(summary: &str, value: &Value) -> bool {
    let mut found = false;
    value.walk(&mut |_, inner| {
        let text = inner.as_str().filter(|text| !text.is_empty());
        found |= text
            .is_some_and(|text| summary.contains(text) || summary.contains(&text.escape_debug().to_string()));
        true
    });
    found
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The error about a secret list of `text`, as it is told.
    fn told(text: &str, summary: &str) -> String {
        let result: Result<(), _> = Err(Diagnostic::error(summary, format!("It is {text:?}.")).into());
        let errors = redacted(result, &Value::list([text]), &Path::of("pins")).unwrap_err();
        errors.iter().map(|error| format!("{}: {}", error.summary, error.detail)).collect()
    }

    #[test]
    fn the_error_about_a_secret_keeps_its_summary_and_nothing_else() {
        let expected = "Invalid PIN: pins is not valid. The value is sensitive and not shown.";
        assert_eq!([told("12x", "Invalid PIN"), told("", "Invalid PIN")], [expected; 2]);
    }

    #[test]
    fn a_summary_that_shows_the_secret_is_not_told() {
        let expected = "Invalid attribute value: pins is not valid. The value is sensitive and not shown.";
        assert_eq!(told("12x", "12x is no PIN"), expected);
        assert_eq!(told("1\t2", "\"1\\t2\" is no PIN"), expected);
    }
}
