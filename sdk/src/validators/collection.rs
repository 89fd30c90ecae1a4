//! What the elements of collections may be.

use std::collections::HashMap;

use crate::{
    diag::{Diagnostic, Diagnostics},
    schema::Validator,
    value::{Path, Value},
};

/// See [`each`].
#[derive(Clone, Debug)]
pub struct Each<V>(V);

/// Every element of a list or set, or value of a map, must pass `element`.
pub fn each<V: Validator>(element: V) -> Each<V> {
    Each(element)
}

impl<V: Validator> Validator for Each<V> {
    fn describe(&self) -> String {
        format!("must have elements of which each {}", self.0.describe())
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let mut check = |element: &Value, at: Path| {
            // A null element is refused where the value is read into the model.
            if !element.is_null() {
                self.0.validate(element, &at, diagnostics);
            }
        };
        match value.inner() {
            Value::List(elements) | Value::Tuple(elements) => {
                elements
                    .iter()
                    .enumerate()
                    .for_each(|(index, element)| check(element, path.clone().index(index)));
            }
            Value::Set(elements) => {
                elements.iter().for_each(|element| check(element, path.clone().element(element.clone())));
            }
            Value::Map(entries) | Value::Object(entries) => {
                entries.iter().for_each(|(key, element)| check(element, path.clone().key(key)));
            }
            _ => {}
        }
    }
}

/// See [`unique`].
#[derive(Clone, Copy, Debug)]
pub struct Unique;

/// A list has every element once. (A set always has.)
pub fn unique() -> Unique {
    Unique
}

impl Validator for Unique {
    fn describe(&self) -> String {
        "must not have an element twice".to_owned()
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let Value::List(elements) = value.inner() else { return };
        let mut seen = HashMap::new();
        for (index, element) in elements.iter().enumerate() {
            if let Some(first) = seen.insert(element, index) {
                let detail = format!("{path} {}, but [{index}] is the same as [{first}].", self.describe());
                let diagnostic = Diagnostic::error("Invalid attribute value", detail);
                diagnostics.push(diagnostic.at(path.clone().index(index)));
            }
        }
    }
}

/// See [`keys`].
#[derive(Clone, Debug)]
pub struct Keys<V>(V);

/// Every key of a map must pass `key`.
pub fn keys<V: Validator>(key: V) -> Keys<V> {
    Keys(key)
}

impl<V: Validator> Validator for Keys<V> {
    fn describe(&self) -> String {
        format!("must have keys of which each {}", self.0.describe())
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let Value::Map(entries) = value.inner() else { return };
        for key in entries.keys() {
            let mut refused = Diagnostics::new();
            self.0.validate(&Value::from(key.as_str()), path, &mut refused);
            if refused.has_errors() {
                let detail = format!("The key {key:?} of {path} {}.", self.0.describe());
                let diagnostic = Diagnostic::error("Invalid attribute value", detail);
                diagnostics.push(diagnostic.at(path.clone().key(key)));
            }
        }
    }
}
