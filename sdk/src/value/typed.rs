//! Types that travel with null and unknown values.

use super::Value;

impl Value {
    /// Gives each null and each unknown that has no type the one that it has in `reference`.
    ///
    /// Code that is written against Rust's types reads a null of type string, where the schema says any, as a plain
    /// `None`, and writes `None` as a null without a type. To Terraform that is another value, which it refuses in the
    /// result of an apply.
    pub(crate) fn restore_types(&mut self, reference: &Self) {
        let lost = match (&*self, reference) {
            (Self::Null, Self::Dynamic(_)) => reference.is_null(),
            (Self::Unknown(_), Self::Dynamic(_)) => reference.is_unknown(),
            _ => false,
        };
        if lost {
            *self = reference.clone();
            return;
        }
        match (self, reference) {
            // The elements of a set that were read and written again stand in the order in which they were read.
            (Self::List(elements), Self::List(others))
            | (Self::Set(elements), Self::Set(others))
            | (Self::Tuple(elements), Self::Tuple(others)) => {
                for (element, other) in elements.iter_mut().zip(others) {
                    element.restore_types(other);
                }
            }
            (Self::Map(entries), Self::Map(others)) | (Self::Object(entries), Self::Object(others)) => {
                for (name, entry) in entries {
                    if let Some(other) = others.get(name) {
                        entry.restore_types(other);
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Refinement, Type};

    fn typed(ty: Type, value: Value) -> Value {
        Value::Dynamic(Box::new((ty, value)))
    }

    #[test]
    fn a_null_or_unknown_without_a_type_gets_back_the_one_it_had() {
        let null = typed(Type::String, Value::Null);
        let unknown = typed(Type::Bool, Value::Unknown(Refinement::not_null()));
        let nested = |null: Value, unknown: Value| {
            Value::object([
                ("list", Value::List(vec![null.clone(), unknown.clone()])),
                ("map", Value::map([("k", null)])),
                ("set", Value::Set(vec!["x".into(), unknown])),
            ])
        };
        let mut value = nested(Value::Null, Value::unknown());
        let reference = nested(null, unknown);
        value.restore_types(&reference);
        assert_eq!(format!("{value:?}"), format!("{reference:?}"));
    }

    #[test]
    fn a_value_that_came_to_be_and_one_that_is_gone_are_left_alone() {
        for (value, reference) in [
            (Value::from(1).into_dynamic(), typed(Type::String, Value::Null)),
            (typed(Type::Bool, Value::Null), typed(Type::String, Value::Null)),
            (Value::Null, Value::from("x").into_dynamic()),
            (Value::Null, typed(Type::String, Value::unknown())),
            (Value::unknown(), typed(Type::String, Value::Null)),
        ] {
            let mut kept = value.clone();
            kept.restore_types(&reference);
            assert_eq!(kept, value);
        }
    }
}
