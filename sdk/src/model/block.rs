//! Nested blocks as fields.
//!
//! Terraform holds blocks with an attribute of any type in a way of its own: a list of them as a tuple and a map as an
//! object, because the elements may differ in type, with the types that came of it in one place at the top
//! (`configschema/implied_type.go`). A model has them as any other collection, with each type beside its value.

use std::collections::BTreeMap;

use super::BlockField;
use crate::{
    schema::BlockNesting,
    value::{Type, Value},
};

/// The value of a field as Terraform holds blocks: collections are empty, never null.
pub(super) fn to_terraform<T: BlockField>(value: Value) -> Value {
    let value = match (T::NESTING, value) {
        (BlockNesting::List, Value::Null) => Value::List(Vec::new()),
        (BlockNesting::Set, Value::Null) => Value::Set(Vec::new()),
        (BlockNesting::Map, Value::Null) => Value::Map(BTreeMap::new()),
        (_, value) => value,
    };
    if !matches!(T::NESTING, BlockNesting::List | BlockNesting::Map) {
        return value;
    }
    let ty = T::block().ty();
    if !ty.has_dynamic() {
        return value;
    }
    match value {
        Value::List(elements) => {
            let (types, values) = elements.into_iter().map(|element| concrete(element, &ty)).unzip();
            Value::Dynamic(Box::new((Type::Tuple(types), Value::Tuple(values))))
        }
        Value::Map(entries) => {
            let (types, values) = concrete_entries(entries, |_| &ty);
            Value::Dynamic(Box::new((Type::Object(types), Value::Object(values))))
        }
        value => value,
    }
}

/// The value of a field from the way in which Terraform holds blocks.
pub(super) fn from_terraform<T: BlockField>(value: &Value) -> Value {
    let Value::Dynamic(typed) = value else { return value.clone() };
    let ty = T::block().ty();
    match &**typed {
        (Type::Tuple(types), Value::Tuple(elements)) => Value::List(
            elements.iter().zip(types).map(|(element, concrete)| general(element, concrete, &ty)).collect(),
        ),
        (Type::Object(types), Value::Object(entries)) => {
            let general = |(name, value): (&String, &Value)| {
                (name.clone(), general(value, types.get(name).unwrap_or(&Type::Dynamic), &ty))
            };
            Value::Map(entries.iter().map(general).collect())
        }
        (_, value) => value.clone(),
    }
}

/// The same for apply and later. Computed blocks that are not known yet, or that nobody wrote, are none.
pub(super) fn known_from_terraform<T: BlockField>(value: &Value) -> Value {
    match (T::NESTING, value) {
        (BlockNesting::List, Value::Null | Value::Unknown(_)) => Value::List(Vec::new()),
        (BlockNesting::Set, Value::Null | Value::Unknown(_)) => Value::Set(Vec::new()),
        (BlockNesting::Map, Value::Null | Value::Unknown(_)) => Value::Map(BTreeMap::new()),
        (_, value) => from_terraform::<T>(value),
    }
}

/// Moves the types that stand beside values of type `ty` into one type of the whole.
fn concrete(value: Value, ty: &Type) -> (Type, Value) {
    match (value, ty) {
        (Value::Dynamic(typed), Type::Dynamic) => *typed,
        (Value::Object(attributes), Type::Object(types)) => {
            let (types, values) =
                concrete_entries(attributes, |name| types.get(name).unwrap_or(&Type::Dynamic));
            (Type::Object(types), Value::Object(values))
        }
        (value, ty) => (ty.clone(), value),
    }
}

fn concrete_entries<'a>(
    entries: BTreeMap<String, Value>,
    ty: impl Fn(&str) -> &'a Type,
) -> (BTreeMap<String, Type>, BTreeMap<String, Value>) {
    let mut types = BTreeMap::new();
    let mut values = BTreeMap::new();
    for (name, value) in entries {
        let (ty, value) = concrete(value, ty(&name));
        types.insert(name.clone(), ty);
        values.insert(name, value);
    }
    (types, values)
}

/// Puts types beside values again where the schema has [`Type::Dynamic`].
fn general(value: &Value, concrete: &Type, schema: &Type) -> Value {
    match (value, concrete, schema) {
        // A null or unknown of no type stands for itself.
        (value, Type::Dynamic, Type::Dynamic) => value.clone(),
        (value, concrete, Type::Dynamic) => Value::Dynamic(Box::new((concrete.clone(), value.clone()))),
        (Value::Object(attributes), Type::Object(concrete), Type::Object(schema)) => {
            let general = |(name, value): (&String, &Value)| {
                let (concrete, schema) = (concrete.get(name), schema.get(name));
                let value =
                    general(value, concrete.unwrap_or(&Type::Dynamic), schema.unwrap_or(&Type::Dynamic));
                (name.clone(), value)
            };
            Value::Object(attributes.iter().map(general).collect())
        }
        (value, ..) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Type {
        Type::object([("any", Type::Dynamic), ("name", Type::String)])
    }

    fn block(any: Value) -> Value {
        Value::object([("any", any), ("name", Value::Null)])
    }

    #[test]
    fn types_are_gathered_at_the_top_and_given_back() {
        let list = Value::Dynamic(Box::new((Type::list(Type::String), Value::List(vec![]))));
        for any in [list, Value::from("x").into_dynamic(), Value::Null, Value::unknown()] {
            let (ty, value) = concrete(block(any.clone()), &schema());
            assert_eq!(value.mismatches(&ty), []);
            assert!(!matches!(value.entry("any"), Some(Value::Dynamic(_))));
            assert_eq!(general(&value, &ty, &schema()), block(any));
        }
    }

    #[test]
    fn a_null_keeps_the_type_of_its_attribute() {
        let (ty, _) = concrete(block(Value::from("x").into_dynamic()), &schema());
        assert_eq!(ty, Type::object([("any", Type::String), ("name", Type::String)]));
    }
}
