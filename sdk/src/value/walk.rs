//! Visiting and rewriting every value inside a value.

use std::sync::Arc;

use super::{Path, Step, Value};

impl Value {
    /// Whether nothing in it is unknown.
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Self::Unknown(_) => false,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => true,
            Self::List(elements) | Self::Set(elements) | Self::Tuple(elements) => {
                elements.iter().all(Self::is_wholly_known)
            }
            Self::Map(entries) | Self::Object(entries) => entries.values().all(Self::is_wholly_known),
            Self::Dynamic(typed) => typed.1.is_wholly_known(),
        }
    }

    /// Visits the value and everything in it, outer before inner. `visit` says whether to go inside.
    pub fn walk(&self, visit: &mut impl FnMut(&Path, &Self) -> bool) {
        self.walk_from(&mut Path::root(), visit);
    }

    fn walk_from(&self, path: &mut Path, visit: &mut impl FnMut(&Path, &Self) -> bool) {
        if !visit(path, self) {
            return;
        }
        let mut inside = |step: Step, value: &Self| {
            path.0.push(step);
            value.walk_from(path, visit);
            path.0.pop();
        };
        match self.inner() {
            Self::List(elements) | Self::Tuple(elements) => {
                elements.iter().enumerate().for_each(|(index, element)| inside(Step::Index(index), element));
            }
            Self::Set(elements) => {
                elements.iter().for_each(|element| inside(Step::Element(Arc::new(element.clone())), element));
            }
            Self::Map(entries) => {
                entries.iter().for_each(|(key, value)| inside(Step::Key(key.clone()), value));
            }
            Self::Object(attributes) => {
                attributes.iter().for_each(|(name, value)| inside(Step::Attribute(name.clone()), value));
            }
            _ => {}
        }
    }

    /// Rewrites the value and everything in it, inner before outer; paths are those of the value as it was. The
    /// types that travel with dynamic values are left as they are.
    #[must_use]
    pub fn transform(self, rewrite: &mut impl FnMut(&Path, Self) -> Self) -> Self {
        self.transform_from(&mut Path::root(), rewrite)
    }

    fn transform_from(self, path: &mut Path, rewrite: &mut impl FnMut(&Path, Self) -> Self) -> Self {
        let mut inside = |step: Step, value: Self| {
            path.0.push(step);
            let value = value.transform_from(path, rewrite);
            path.0.pop();
            value
        };
        let mut by_index = |elements: Vec<Self>| {
            let rewritten = elements.into_iter().enumerate();
            rewritten.map(|(index, element)| inside(Step::Index(index), element)).collect()
        };
        let value = match self {
            Self::List(elements) => Self::List(by_index(elements)),
            Self::Tuple(elements) => Self::Tuple(by_index(elements)),
            Self::Set(elements) => Self::Set(
                elements
                    .into_iter()
                    .map(|element| inside(Step::Element(Arc::new(element.clone())), element))
                    .collect(),
            ),
            Self::Map(entries) => Self::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| {
                        let value = inside(Step::Key(key.clone()), value);
                        (key, value)
                    })
                    .collect(),
            ),
            Self::Object(attributes) => Self::Object(
                attributes
                    .into_iter()
                    .map(|(name, value)| {
                        let value = inside(Step::Attribute(name.clone()), value);
                        (name, value)
                    })
                    .collect(),
            ),
            Self::Dynamic(typed) => {
                let (ty, value) = *typed;
                return Self::Dynamic(Box::new((ty, value.transform_from(path, rewrite))));
            }
            leaf @ (Self::Null | Self::Unknown(_) | Self::Bool(_) | Self::Number(_) | Self::String(_)) => {
                leaf
            }
        };
        rewrite(path, value)
    }

    /// The same with null for everything unknown: what is known when an operation ends before its time.
    #[must_use]
    pub fn unknown_to_null(self) -> Self {
        self.transform(&mut |_, value| if matches!(value, Self::Unknown(_)) { Self::Null } else { value })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Type;
    use super::*;

    fn example() -> Value {
        Value::object([
            ("list", Value::list([Value::from("a"), Value::unknown()])),
            ("map", Value::map([("k", Value::Null)])),
            ("set", Value::set(["s"])),
        ])
    }

    #[test]
    fn every_value_is_visited_with_its_path() {
        let mut paths = Vec::new();
        example().walk(&mut |path, _| {
            paths.push(path.to_string());
            true
        });
        assert_eq!(paths, ["", "list", "list[0]", "list[1]", "map", "map[\"k\"]", "set", "set[\"s\"]"]);
    }

    #[test]
    fn a_visitor_may_stay_outside() {
        let mut count = 0;
        example().walk(&mut |path, _| {
            count += 1;
            path.is_root()
        });
        assert_eq!(count, 4);
    }

    #[test]
    fn unknowns_are_found_and_replaced_at_any_depth() {
        assert!(!example().is_wholly_known());
        let known = example().unknown_to_null();
        assert!(known.is_wholly_known());
        assert_eq!(known.at(&Path::of("list")), Some(&Value::List(vec!["a".into(), Value::Null])));
    }

    #[test]
    fn a_dynamic_value_keeps_its_type_when_rewritten() {
        let value = Value::Dynamic(Box::new((Type::String, Value::unknown())));
        assert_eq!(value.unknown_to_null(), Value::Dynamic(Box::new((Type::String, Value::Null))));
    }
}
