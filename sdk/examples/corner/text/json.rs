//! JSON as text.

use std::collections::BTreeMap;

use serde::de::{Error as _, IgnoredAny};
use serde_json::value::RawValue;
use tfplugin_framework::{
    Diagnostic, Path,
    model::{Spelling, Text},
};

use super::{detail, text};

text!(
    /// JSON in which every space counts.
    ExactJson read by valid as (), or serde_json::Error
);
text!(
    /// JSON in which white space and the order of keys do not count.
    NormalizedJson read by canonical as String, or serde_json::Error
);

impl Text for ExactJson {
    const EXPECTED: &'static str = "JSON";

    fn invalid(_: &Path, text: &str, error: &serde_json::Error) -> Diagnostic {
        invalid(text, error)
    }
}

impl Text for NormalizedJson {
    const EXPECTED: &'static str = "JSON";
    const SPELLING: Spelling = Spelling::FreeInResults;

    fn meaning(&self) -> String {
        self.1.clone()
    }

    fn invalid(_: &Path, text: &str, error: &serde_json::Error) -> Diagnostic {
        invalid(text, error)
    }
}

fn invalid(text: &str, error: &serde_json::Error) -> Diagnostic {
    let sentence = "A string value was provided that is not valid JSON string format (RFC 7159).";
    Diagnostic::error("Invalid JSON String Value", detail(sentence, text, &error.to_string()))
}

fn valid(text: &str) -> serde_json::Result<()> {
    serde_json::from_str::<IgnoredAny>(text).map(|_| ())
}

/// The same JSON with ordered keys and without white space. Numbers stay as they are written.
fn canonical(text: &str) -> serde_json::Result<String> {
    valid(text)?;
    ordered(text.trim(), 0)
}

fn ordered(text: &str, depth: usize) -> serde_json::Result<String> {
    if depth > DEEPEST {
        return Err(serde_json::Error::custom("nested too deep"));
    }
    Ok(match text.as_bytes().first() {
        Some(b'{') => {
            let entries: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
            let entry = |(key, value): (String, &RawValue)| {
                Ok(serde_json::to_string(&key)? + ":" + &ordered(value.get(), depth + 1)?)
            };
            let entries: serde_json::Result<Vec<String>> = entries.into_iter().map(entry).collect();
            format!("{{{}}}", entries?.join(","))
        }
        Some(b'[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(text)?;
            let element = |element: &RawValue| ordered(element.get(), depth + 1);
            let elements: serde_json::Result<Vec<String>> = elements.into_iter().map(element).collect();
            format!("[{}]", elements?.join(","))
        }
        Some(b'"') => serde_json::to_string(&serde_json::from_str::<String>(text)?)?,
        _ => text.to_owned(),
    })
}

/// What a stack can bear.
const DEEPEST: usize = 200;
