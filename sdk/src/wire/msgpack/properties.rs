//! Round trips of any value of any type, with rmpv, which knows nothing of types, as the second opinion on the bytes.

use proptest::prelude::*;

use super::*;
use crate::{
    value::{Number, Value},
    wire::arbitrary,
};

proptest! {
    #[test]
    fn every_value_survives_the_way_out_and_back((ty, value) in arbitrary::typed_value()) {
        let encoded = encode(&value, &ty).unwrap();
        prop_assert_eq!(decode(&encoded, &ty), Ok(value));
    }

    #[test]
    fn another_reader_finds_one_well_formed_item((ty, value) in arbitrary::typed_value()) {
        let encoded = encode(&value, &ty).unwrap();
        let mut rest = encoded.as_slice();
        let item = rmpv::decode::read_value(&mut rest).unwrap();
        prop_assert!(rest.is_empty());
        prop_assert!(means(&item, &value), "{item:?} is not {value:?}");
    }
}

/// Whether what another reader found is what was written.
fn means(item: &rmpv::Value, value: &Value) -> bool {
    match (item, value) {
        (rmpv::Value::Nil, Value::Null) | (rmpv::Value::Ext(..), Value::Unknown(_)) => true,
        (rmpv::Value::Boolean(truth), Value::Bool(expected)) => truth == expected,
        (rmpv::Value::Integer(integer), Value::Number(expected)) => {
            integer.as_i64().is_some_and(|integer| Number::from(integer) == *expected)
        }
        (rmpv::Value::F64(float), Value::Number(expected)) => {
            Number::try_from(*float).as_ref() == Ok(expected)
        }
        (rmpv::Value::String(text), Value::Number(expected)) => text.as_str() == Some(&expected.to_string()),
        (rmpv::Value::String(text), Value::String(_)) => {
            text.as_str().map(Value::from).as_ref() == Some(value)
        }
        (
            rmpv::Value::Array(items),
            Value::List(elements) | Value::Set(elements) | Value::Tuple(elements),
        ) => {
            items.len() == elements.len()
                && items.iter().zip(elements).all(|(item, value)| means(item, value))
        }
        (rmpv::Value::Map(items), Value::Map(entries) | Value::Object(entries)) => {
            items.len() == entries.len()
                && items.iter().all(|(key, item)| {
                    key.as_str().and_then(|key| entries.get(key)).is_some_and(|value| means(item, value))
                })
        }
        (rmpv::Value::Array(items), Value::Dynamic(typed)) => {
            matches!(&items[..], [rmpv::Value::Binary(ty), item] if *ty == typed.0.to_json() && means(item, &typed.1))
        }
        _ => false,
    }
}
