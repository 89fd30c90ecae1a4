//! Reading the members of a JSON object, so that every mistake is named.

use serde_json::{Map, Value};
use std::ops::RangeInclusive;

use super::FaultRuleError;

/// Longer values are cut in errors.
const SHOWN: usize = 60;

/// An object whose members are known.
#[derive(Debug, Clone)]
pub(super) struct Members<'v> {
    place: String,
    map: &'v Map<String, Value>,
}

impl<'v> Members<'v> {
    /// The members of an object.
    ///
    /// # Errors
    /// Where it is none, or has a member that is not among the known ones.
    pub(super) fn of(value: &'v Value, place: &str, known: &[&str]) -> Result<Self, FaultRuleError> {
        let Some(map) = value.as_object() else {
            let place = if place.is_empty() { "rule" } else { place };
            return Err(wrong(place.to_owned(), Some(value), "an object"));
        };
        let members = Self { place: place.to_owned(), map };
        match map.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(members.wrong(name, &format!("only the members {}", known.join(", ")))),
            None => Ok(members),
        }
    }

    /// A member that is there and not null.
    pub(super) fn at(&self, name: &str) -> Option<&'v Value> {
        self.map.get(name).filter(|v| !v.is_null())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.at(name).is_some()
    }

    /// An object inside.
    pub(super) fn object(&self, name: &str, known: &[&str]) -> Result<Option<Self>, FaultRuleError> {
        self.at(name).map(|value| Self::of(value, &self.path(name), known)).transpose()
    }

    pub(super) fn text(&self, name: &str, expected: &str) -> Result<Option<String>, FaultRuleError> {
        match self.at(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
            Some(_) => Err(self.wrong(name, expected)),
        }
    }

    /// One of a few words, in any case, as it is written in the list.
    pub(super) fn word(
        &self,
        name: &str,
        words: &[&'static str],
    ) -> Result<Option<&'static str>, FaultRuleError> {
        let expected = format!("one of {}", words.join(", "));
        let Some(given) = self.text(name, &expected)? else { return Ok(None) };
        let known = words.iter().find(|w| w.eq_ignore_ascii_case(&given));
        known.map(|word| Some(*word)).ok_or_else(|| self.wrong(name, &expected))
    }

    pub(super) fn whole(
        &self,
        name: &str,
        range: RangeInclusive<i64>,
        what: &str,
    ) -> Result<Option<i64>, FaultRuleError> {
        let Some(value) = self.at(name) else { return Ok(None) };
        let number = value.as_i64().filter(|n| range.contains(n));
        let expected = format!("{what}: a whole number from {} to {}", range.start(), range.end());
        number.map(Some).ok_or_else(|| self.wrong(name, &expected))
    }

    pub(super) fn number(
        &self,
        name: &str,
        range: RangeInclusive<f64>,
        what: &str,
    ) -> Result<Option<f64>, FaultRuleError> {
        let Some(value) = self.at(name) else { return Ok(None) };
        let number = value.as_f64().filter(|n| range.contains(n));
        let expected = format!("{what}: a number from {} to {}", range.start(), range.end());
        number.map(Some).ok_or_else(|| self.wrong(name, &expected))
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, FaultRuleError> {
        match self.at(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(self.wrong(name, "true or false")),
        }
    }

    /// An error about a member.
    pub(super) fn wrong(&self, name: &str, expected: &str) -> FaultRuleError {
        wrong(self.path(name), self.map.get(name), expected)
    }

    pub(super) fn path(&self, name: &str) -> String {
        if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) }
    }
}

/// An error about a value.
pub(super) fn wrong(member: String, value: Option<&Value>, expected: &str) -> FaultRuleError {
    let value = value.map(|value| {
        let text = value.to_string();
        match text.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}...", &text[..end]),
            None => text,
        }
    });
    FaultRuleError::new(member, value, expected)
}
