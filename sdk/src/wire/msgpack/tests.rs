//! Golden bytes are go-cty's; rmpv, which knows nothing of types, is the second opinion on what they mean.

use proptest::prelude::*;

use super::*;
use crate::{
    value::{Bounds, Number, Refinement, Type, Value},
    wire::{MAX_DEPTH, Problem, arbitrary},
};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

fn bytes(hex: &str) -> Vec<u8> {
    hex.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

/// Encoding gives these bytes, and decoding them the value again.
#[track_caller]
fn golden(value: &Value, ty: &Type, expected: &str) {
    let encoded = encode(value, ty).unwrap();
    assert_eq!(hex(&encoded), expected, "{value:?}");
    assert_eq!(decode(&encoded, ty).as_ref(), Ok(value));
}

fn error(hex: &str, ty: &Type) -> String {
    decode(&bytes(hex), ty).unwrap_err().to_string()
}

#[test]
fn an_unknown_is_three_bytes() {
    golden(&Value::unknown(), &Type::String, "d4 00 00");
    golden(&Value::unknown(), &Type::Dynamic, "d4 00 00");
    golden(&Value::list([Value::unknown()]), &Type::list(Type::Bool), "91 d4 00 00");
}

#[test]
fn a_refined_unknown_carries_what_is_known() {
    let unknown = |refinement| Value::Unknown(refinement);
    golden(&unknown(Refinement::not_null()), &Type::Bool, "c7 03 0c 81 01 c2");
    golden(&unknown(Refinement::prefix("/id")), &Type::String, "d7 0c 82 01 c2 02 a3 2f 69 64");
    let bounds = Bounds {
        number_min: Some((Number::from(1), true)),
        number_max: Some(("0.5".parse().unwrap(), false)),
        ..Bounds::default()
    };
    golden(
        &unknown(Refinement::new(false, bounds)),
        &Type::Number,
        "c7 11 0c 82 03 92 01 c3 04 92 cb 3f e0 00 00 00 00 00 00 c2",
    );
    let lengths = Bounds { length_min: Some(1), length_max: Some(2), ..Bounds::default() };
    golden(&unknown(Refinement::new(false, lengths)), &Type::set(Type::String), "c7 05 0c 82 05 01 06 02");
}

#[test]
fn a_refinement_that_does_not_fit_the_type_is_left_out() {
    let prefix = Value::Unknown(Refinement::prefix("x"));
    assert_eq!(hex(&encode(&prefix, &Type::Number).unwrap()), "c7 03 0c 81 01 c2");
    let not_null = Value::Unknown(Refinement::not_null());
    assert_eq!(hex(&encode(&not_null, &Type::Dynamic).unwrap()), "d4 00 00");
}

#[test]
fn a_prefix_is_cut_where_nothing_that_follows_can_change_it() {
    let prefix = |text: &str| {
        let unknown = Value::Unknown(Refinement::prefix(text));
        match decode(&encode(&unknown, &Type::String).unwrap(), &Type::String).unwrap() {
            Value::Unknown(refinement) => refinement.bounds().string_prefix.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(prefix(&"x".repeat(300)), Some("x".repeat(255)));
    assert_eq!(prefix("café"), Some("caf".to_owned()));
    assert_eq!(prefix(&"é".repeat(200)), Some("é".repeat(127)));
}

#[test]
fn any_extension_is_an_unknown() {
    for hex in [
        "d4 00 00",
        "c7 00 00",
        "d4 7f 01",
        "d8 0c 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
        "c7 02 0c ff ff",
    ] {
        assert_eq!(decode(&bytes(hex), &Type::String), Ok(Value::unknown()), "{hex}");
    }
}

#[test]
fn unknown_keys_of_a_refinement_are_passed_over() {
    let refined = "c7 0a 0c 83 63 92 a1 78 c0 01 c2 64 01";
    assert_eq!(decode(&bytes(refined), &Type::String), Ok(Value::Unknown(Refinement::not_null())));
}

#[test]
fn numbers_are_written_as_go_cty_writes_them() {
    for (text, expected) in [
        ("0", "00"),
        ("127", "7f"),
        ("128", "cc 80"),
        ("-1", "ff"),
        ("-33", "d0 df"),
        ("65536", "ce 00 01 00 00"),
        ("9223372036854775807", "cf 7f ff ff ff ff ff ff ff"),
        ("-9223372036854775808", "d3 80 00 00 00 00 00 00 00"),
        ("1.0", "01"),
        ("0.5", "cb 3f e0 00 00 00 00 00 00"),
        ("-1.25", "cb bf f4 00 00 00 00 00 00"),
        ("0.1", "a3 30 2e 31"),
        ("9223372036854775808", "b3 39 32 32 33 33 37 32 30 33 36 38 35 34 37 37 35 38 30 38"),
        ("1e20", "b5 31 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30"),
    ] {
        golden(&number(text), &Type::Number, expected);
    }
}

#[test]
fn numbers_are_read_in_every_encoding() {
    for (hex, text) in [
        ("d1 ff 00", "-256"),
        ("d2 00 00 00 01", "1"),
        ("cd 01 00", "256"),
        ("cf ff ff ff ff ff ff ff ff", "18446744073709551615"),
        ("ca 3f 00 00 00", "0.5"),
        ("cb 40 00 00 00 00 00 00 00", "2"),
        ("a3 31 65 33", "1000"),
        ("d9 03 2d 2e 35", "-0.5"),
    ] {
        assert_eq!(decode(&bytes(hex), &Type::Number), Ok(number(text)), "{hex}");
    }
}

#[test]
fn what_is_no_number_is_refused() {
    assert_eq!(error("cb 7f f0 00 00 00 00 00 00", &Type::Number), "the value: not a finite number");
    assert_eq!(error("a1 78", &Type::Number), "the value: not a decimal number");
    assert_eq!(error("c3", &Type::Number), "the value: expected number, found bool");
    let huge = [&[0xab][..], b"1e999999999"].concat();
    assert!(matches!(decode(&huge, &Type::Number).unwrap_err().problem, Problem::Number(_)));
}

#[test]
fn an_object_has_every_attribute_and_no_other() {
    let ty = Type::object([("a", Type::String), ("b", Type::list(Type::Number))]);
    golden(&Value::object([("a", Value::Null), ("b", Value::list([1]))]), &ty, "82 a1 61 c0 a1 62 91 01");
    golden(&Value::Null, &ty, "c0");
    assert_eq!(error("80", &ty), "a: the attribute is missing");
    assert_eq!(error("81 a1 61 c0", &ty), "b: the attribute is missing");
    assert_eq!(error("81 a1 63 c0", &ty), "c: the type has no such attribute");
    assert_eq!(error("82 a1 61 c0 a1 61 c0", &ty), "a: it stands there twice");
    assert_eq!(error("82 a1 61 c0 a1 62 92 01 c3", &ty), "b[1]: expected number, found bool");
    let refused = encode(&Value::object([("a", Value::Null)]), &ty).unwrap_err();
    assert_eq!(refused.to_string(), "b: the attribute is missing");
}

#[test]
fn a_dynamic_value_brings_its_type() {
    let dynamic = |ty: Type, value: Value| Value::Dynamic(Box::new((ty, value)));
    let string = "92 c4 08 22 73 74 72 69 6e 67 22";
    golden(&dynamic(Type::String, "x".into()), &Type::Dynamic, &format!("{string} a1 78"));
    golden(&dynamic(Type::String, Value::Null), &Type::Dynamic, &format!("{string} c0"));
    golden(&dynamic(Type::String, Value::unknown()), &Type::Dynamic, &format!("{string} d4 00 00"));
    golden(&Value::Null, &Type::Dynamic, "c0");
    assert_eq!(error("93 c0 c0 c0", &Type::Dynamic), "the value: expected a type and a value, found array");
    assert_eq!(
        error("92 a1 78 c0", &Type::Dynamic),
        "the value: the type of the value cannot be read: not JSON: expected value at line 1 column 1"
    );
}

#[test]
fn a_collection_of_any_type_holds_one_type() {
    let list = Value::list([Value::from("x").into_dynamic(), Value::from(1).into_dynamic()]);
    let refused = encode(&list, &Type::list(Type::Dynamic)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the value: the elements of a collection must all have the same type, but there are string and number; a \
         tuple or an object can hold both"
    );
}

#[test]
fn strings_arrive_and_leave_normalised() {
    let decomposed = "a6 63 61 66 65 cc 81";
    let Ok(Value::String(text)) = decode(&bytes(decomposed), &Type::String) else { panic!() };
    assert_eq!(text, "caf\u{e9}");
    assert_eq!(hex(&encode(&"cafe\u{301}".into(), &Type::String).unwrap()), "a5 63 61 66 c3 a9");
}

#[test]
fn a_set_arrives_without_duplicates() {
    let Ok(Value::Set(elements)) = decode(&bytes("93 01 a1 31 02"), &Type::set(Type::Number)) else {
        panic!()
    };
    assert_eq!(elements, [number("1"), number("2")]);
}

#[test]
fn a_tuple_has_exactly_its_elements() {
    let ty = Type::Tuple(vec![Type::Bool, Type::String]);
    golden(&Value::Tuple(vec![true.into(), "x".into()]), &ty, "92 c3 a1 78");
    assert_eq!(error("91 c3", &ty), "the value: expected 2 elements, found 1");
}

#[test]
fn a_claimed_length_allocates_nothing() {
    assert_eq!(error("dd ff ff ff ff", &Type::list(Type::Bool)), "the value: the data ends early");
    assert_eq!(error("df ff ff ff ff", &Type::map(Type::Bool)), "the value: the data ends early");
    assert_eq!(error("db ff ff ff ff 61", &Type::String), "the value: the data ends early");
}

#[test]
fn values_without_end_do_not_exhaust_the_stack() {
    let level: Vec<u8> = [&[0x92, 0xc4, 9][..], b"\"dynamic\""].concat();
    let error = decode(&level.repeat(100_000), &Type::Dynamic).unwrap_err();
    assert_eq!(error.problem, Problem::TooDeep);

    let mut value = Value::Null;
    for _ in 0..=MAX_DEPTH {
        value = Value::Dynamic(Box::new((Type::Dynamic, value)));
    }
    assert_eq!(encode(&value, &Type::Dynamic).unwrap_err().problem, Problem::TooDeep);
}

#[test]
fn bytes_after_the_value_are_refused() {
    assert_eq!(error("c0 c0", &Type::String), "the value: 1 bytes follow the value");
    assert_eq!(error("c1", &Type::String), "the value: byte 0xc1 begins no value");
}

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

    #[test]
    fn any_bytes_are_a_value_or_an_error(
        (ty, value) in arbitrary::typed_value(),
        noise in proptest::collection::vec(any::<u8>(), 0..64),
        at in any::<proptest::sample::Index>(),
    ) {
        let _ = decode(&noise, &ty);
        let mut damaged = encode(&value, &ty).unwrap();
        let at = at.index(damaged.len());
        damaged.splice(at.., noise);
        if let Ok(value) = decode(&damaged, &ty) {
            prop_assert_eq!(value.mismatches(&ty), []);
        }
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
