//! Types that travel with null and unknown values.

use super::{Type, Value};

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
            // Blocks that may differ in type are a tuple or object whose type says what each place holds.
            (Self::Dynamic(typed), Self::Dynamic(other)) => typed.0 = restored(&typed.0, &typed.1, &other.0),
            _ => {}
        }
    }
}

/// The type `ty` of `value`, with the one of `reference` wherever something null or unknown shows none.
fn restored(ty: &Type, value: &Value, reference: &Type) -> Type {
    match (ty, value, reference) {
        (Type::Dynamic, Value::Null | Value::Unknown(_), reference) => reference.clone(),
        (Type::Tuple(types), Value::Tuple(values), Type::Tuple(others)) if types.len() == others.len() => {
            let places = types.iter().zip(values).zip(others);
            Type::Tuple(places.map(|((ty, value), other)| restored(ty, value, other)).collect())
        }
        (Type::Object(types), Value::Object(values), Type::Object(others)) => {
            let place = |(name, ty): (&String, &Type)| {
                let restored = match (values.get(name), others.get(name)) {
                    (Some(value), Some(other)) => restored(ty, value, other),
                    _ => ty.clone(),
                };
                (name.clone(), restored)
            };
            Type::Object(types.iter().map(place).collect())
        }
        (ty, ..) => ty.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Refinement;

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
