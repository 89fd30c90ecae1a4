//! Whether a value is of a type.

use std::{collections::BTreeMap, fmt, sync::Arc};

use super::{Path, Step, Type, Value};

/// A place where a value is not of its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Mismatch {
    /// Where, seen from the value that was checked.
    pub path: Path,
    /// What was expected there.
    pub expected: String,
    /// What stands there instead, without the value itself, which may be secret.
    pub found: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.path.is_root() { "the value".to_owned() } else { self.path.to_string() };
        write!(f, "{place}: expected {}, found {}", self.expected, self.found)
    }
}

impl Value {
    /// Every place where the value is not of type `ty`. Null and unknown are of every type.
    pub fn mismatches(&self, ty: &Type) -> Vec<Mismatch> {
        let mut check = Check::default();
        check.value(self, ty);
        check.found
    }

    /// The kind of value in Terraform's words, for messages: `string`, `list`, `null`, `unknown value`.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Unknown(_) => "unknown value",
            Self::Bool(_) => "bool",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::List(_) => "list",
            Self::Set(_) => "set",
            Self::Tuple(_) => "tuple",
            Self::Map(_) => "map",
            Self::Object(_) => "object",
            Self::Dynamic(_) => "value with a type of its own",
        }
    }
}

#[derive(Default)]
struct Check {
    path: Path,
    found: Vec<Mismatch>,
}

impl Check {
    fn value(&mut self, value: &Value, ty: &Type) {
        match (value, ty) {
            (Value::Null | Value::Unknown(_), _)
            | (Value::Bool(_), Type::Bool)
            | (Value::Number(_), Type::Number)
            | (Value::String(_), Type::String) => {}
            (Value::Dynamic(typed), Type::Dynamic) => self.value(&typed.1, &typed.0),
            (Value::List(elements), Type::List(ty)) => {
                for (index, element) in elements.iter().enumerate() {
                    self.inside(Step::Index(index), element, ty);
                }
            }
            (Value::Set(elements), Type::Set(ty)) => {
                for element in elements {
                    let (found, depth) = (self.found.len(), self.path.0.len());
                    self.value(element, ty);
                    // An element is the step to itself; it is copied only where something is wrong.
                    for mismatch in self.found.iter_mut().skip(found) {
                        mismatch.path.0.insert(depth, Step::Element(Arc::new(element.clone())));
                    }
                }
            }
            (Value::Map(entries), Type::Map(ty)) => {
                for (key, element) in entries {
                    self.inside(Step::Key(key.clone()), element, ty);
                }
            }
            (Value::Tuple(elements), Type::Tuple(types)) if elements.len() == types.len() => {
                for (index, (element, ty)) in elements.iter().zip(types).enumerate() {
                    self.inside(Step::Index(index), element, ty);
                }
            }
            (Value::Tuple(elements), Type::Tuple(types)) => {
                let expected = format!("a tuple of {} elements", types.len());
                self.mismatch(expected, format!("{} elements", elements.len()));
            }
            (Value::Object(attributes), Type::Object(types)) => self.attributes(attributes, types),
            (value, ty) => self.mismatch(ty.to_string(), value.kind_name().to_owned()),
        }
    }

    fn attributes(&mut self, attributes: &BTreeMap<String, Value>, types: &BTreeMap<String, Type>) {
        for (name, ty) in types {
            self.path.0.push(Step::Attribute(name.clone()));
            match attributes.get(name) {
                Some(value) => self.value(value, ty),
                None => self.mismatch(ty.to_string(), "no such attribute".to_owned()),
            }
            self.path.0.pop();
        }
        for name in attributes.keys().filter(|name| !types.contains_key(*name)) {
            self.path.0.push(Step::Attribute(name.clone()));
            self.mismatch("no attribute of this name".to_owned(), "one".to_owned());
            self.path.0.pop();
        }
    }

    fn inside(&mut self, step: Step, value: &Value, ty: &Type) {
        self.path.0.push(step);
        self.value(value, ty);
        self.path.0.pop();
    }

    fn mismatch(&mut self, expected: String, found: String) {
        self.found.push(Mismatch { path: self.path.clone(), expected, found });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mismatches(value: &Value, ty: &Type) -> Vec<String> {
        value.mismatches(ty).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn null_and_unknown_are_of_every_type() {
        for ty in [Type::String, Type::list(Type::Bool), Type::object([("a", Type::Number)]), Type::Dynamic] {
            assert_eq!(mismatches(&Value::Null, &ty), Vec::<String>::new());
            assert_eq!(mismatches(&Value::unknown(), &ty), Vec::<String>::new());
        }
    }

    #[test]
    fn every_mismatch_is_named_with_its_path() {
        let ty = Type::object([
            ("cidrs", Type::list(Type::String)),
            ("count", Type::Number),
            ("pair", Type::Tuple(vec![Type::Bool])),
        ]);
        let value = Value::object([
            ("cidrs", Value::list([Value::from("a"), Value::from(1)])),
            ("pair", Value::Tuple(vec![])),
            ("more", Value::Null),
        ]);
        assert_eq!(
            mismatches(&value, &ty),
            [
                "cidrs[1]: expected string, found number",
                "count: expected number, found no such attribute",
                "pair: expected a tuple of 1 elements, found 0 elements",
                "more: expected no attribute of this name, found one",
            ]
        );
    }

    #[test]
    fn an_element_of_a_set_is_the_step_to_itself() {
        let ty =
            Type::map(Type::set(Type::object([("name", Type::String), ("zones", Type::set(Type::String))])));
        let element = Value::object([("name", Value::from("a")), ("zones", Value::set([1]))]);
        let whole = Value::object([("name", Value::from("b")), ("zones", Value::set(["1"]))]);
        let value = Value::map([("k", Value::set([whole, element.clone()]))]);
        let found = value.mismatches(&ty);
        assert_eq!(found.len(), 1);
        let path = Path::root().key("k").element(element).attribute("zones").element(1.into());
        assert_eq!(found[0].path, path);
    }

    #[test]
    fn a_dynamic_value_is_checked_against_the_type_it_brings() {
        let value = |inner: Value| Value::Dynamic(Box::new((Type::String, inner)));
        assert_eq!(mismatches(&value("x".into()), &Type::Dynamic), Vec::<String>::new());
        assert_eq!(
            mismatches(&value(1.into()), &Type::Dynamic),
            ["the value: expected string, found number"]
        );
        assert_eq!(mismatches(&"x".into(), &Type::Dynamic), ["the value: expected any, found string"]);
    }
}
