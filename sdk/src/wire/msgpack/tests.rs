//! The bytes that Terraform writes and expects.

use super::{decode, encode};
use crate::value::{Number, Refinement, Type, Value};

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

/// Both ways.
#[track_caller]
fn golden(value: &Value, ty: &Type, bytes: &[u8]) {
    assert_eq!(encode(value, ty).unwrap(), bytes, "{value:?}");
    assert_eq!(&decode(bytes, ty).unwrap(), value, "{bytes:02x?}");
}

#[test]
fn null_bool_and_text() {
    golden(&Value::Null, &Type::String, b"\xc0");
    golden(&true.into(), &Type::Bool, b"\xc3");
    golden(&"ä".into(), &Type::String, b"\xa2\xc3\xa4");
}

#[test]
fn numbers_take_the_smallest_exact_form() {
    golden(&number("0"), &Type::Number, b"\x00");
    golden(&number("-1"), &Type::Number, b"\xff");
    golden(&number("300"), &Type::Number, b"\xcd\x01\x2c");
    golden(&number("-9223372036854775808"), &Type::Number, b"\xd3\x80\0\0\0\0\0\0\0");
    golden(&number("0.5"), &Type::Number, b"\xcb\x3f\xe0\0\0\0\0\0\0");
    golden(&number("0.1"), &Type::Number, b"\xa30.1");
    golden(&number("1e20"), &Type::Number, b"\xb5100000000000000000000");
    golden(&number("9223372036854775808"), &Type::Number, b"\xb39223372036854775808");
}

#[test]
fn numbers_are_read_in_every_form() {
    assert_eq!(decode(b"\xcb\x40\x08\0\0\0\0\0\0", &Type::Number).unwrap(), number("3"));
    assert_eq!(decode(b"\xca\x3f\x00\0\0", &Type::Number).unwrap(), number("0.5"));
    assert_eq!(decode(b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", &Type::Number).unwrap(), u64::MAX.into());
    assert!(decode(b"\xcb\x7f\xf0\0\0\0\0\0\0", &Type::Number).is_err(), "infinity");
    assert!(decode(b"\xab1e999999999", &Type::Number).is_err());
}

#[test]
fn unknown_without_more() {
    golden(&Value::unknown(), &Type::list(Type::String), b"\xd4\x00\x00");
    // Every extension that is no refinement is an unknown.
    for bytes in [&b"\xc7\x00\x00"[..], b"\xd4\x0c\x00", b"\xd5\x01\x00\x00", b"\xc7\x03\x55abc"] {
        assert_eq!(decode(bytes, &Type::Number).unwrap(), Value::unknown(), "{bytes:02x?}");
    }
}

#[test]
fn unknown_with_a_refinement() {
    golden(&Value::Unknown(Refinement::not_null()), &Type::String, b"\xc7\x03\x0c\x81\x01\xc2");
    golden(&Value::Unknown(Refinement::prefix("ab")), &Type::String, b"\xc7\x07\x0c\x82\x01\xc2\x02\xa2ab");
    let bounds = Refinement {
        number_min: Some((Number::from(1), true)),
        number_max: Some((Number::from(5), false)),
        length_min: Some(2),
        length_max: Some(300),
        ..Refinement::default()
    };
    golden(
        &Value::Unknown(bounds),
        &Type::Dynamic,
        b"\xc7\x0f\x0c\x84\x03\x92\x01\xc3\x04\x92\x05\xc2\x05\x02\x06\xcd\x01\x2c",
    );
}

#[test]
fn refinements_of_a_later_protocol_are_read_over() {
    let bytes = b"\xc7\x0a\x0c\x82\x63\x92\xa1x\x81\x01\x02\x01\xc2";
    assert_eq!(decode(bytes, &Type::String).unwrap(), Value::Unknown(Refinement::not_null()));
}

#[test]
fn a_long_prefix_is_cut_at_a_character() {
    let refined = Value::Unknown(Refinement::prefix("ä".repeat(200)));
    let Value::Unknown(read) = decode(&encode(&refined, &Type::String).unwrap(), &Type::String).unwrap()
    else {
        panic!("known")
    };
    assert_eq!(read.string_prefix, Some("ä".repeat(127)));
}

#[test]
fn collections_and_structures() {
    golden(&Value::list(["a", "b"]), &Type::list(Type::String), b"\x92\xa1a\xa1b");
    golden(&Value::set(["a"]), &Type::set(Type::String), b"\x91\xa1a");
    golden(&Value::map([("k", 1.into())]), &Type::map(Type::Number), b"\x81\xa1k\x01");
    let tuple = Type::Tuple(vec![Type::Bool, Type::Number]);
    golden(&Value::Tuple(vec![true.into(), 7.into()]), &tuple, b"\x92\xc3\x07");
    let object = Type::object([("a", Type::String), ("b", Type::list(Type::Bool))]);
    golden(&Value::object([("a", "x".into()), ("b", Value::Null)]), &object, b"\x82\xa1a\xa1x\xa1b\xc0");
}

#[test]
fn a_dynamic_value_brings_its_type() {
    let value = |ty, value| Value::Dynamic(Box::new((ty, value)));
    golden(&value(Type::String, "x".into()), &Type::Dynamic, b"\x92\xc4\x08\"string\"\xa1x");
    golden(&value(Type::Bool, Value::Null), &Type::Dynamic, b"\x92\xc4\x06\"bool\"\xc0");
    golden(&Value::unknown(), &Type::Dynamic, b"\xd4\x00\x00");
    golden(&Value::Null, &Type::Dynamic, b"\xc0");
}

#[test]
fn duplicates_in_a_set_coalesce() {
    assert_eq!(decode(b"\x92\xa1a\xa1a", &Type::set(Type::String)).unwrap(), Value::set(["a"]));
}

#[test]
fn what_does_not_fit_is_named_with_its_place() {
    let ty = Type::object([("cidrs", Type::list(Type::String)), ("n", Type::Number)]);
    let error = |bytes: &[u8]| decode(bytes, &ty).unwrap_err().to_string();
    assert_eq!(error(b"\x82\xa5cidrs\x92\xa1a\x01\xa1n\x01"), "cidrs[1]: expected string, found number");
    assert_eq!(error(b"\x81\xa1n\x01"), "cidrs: expected list(string), found no such attribute");
    assert_eq!(
        error(b"\x81\xa1x\x01"),
        "x: expected nothing, found an attribute that the schema does not have"
    );
    assert_eq!(error(b"\x80\x01"), "cidrs: expected list(string), found no such attribute");
    assert_eq!(error(b"\xc0\xc0"), "1 bytes follow the value");
}

#[test]
fn claims_beyond_the_bytes_are_refused_at_once() {
    for bytes in [&b"\xdd\xff\xff\xff\xff"[..], b"\xdb\xff\xff\xff\xff", b"\xc9\xff\xff\xff\xff\x0c", b""] {
        let error = decode(bytes, &Type::list(Type::String)).unwrap_err();
        assert!(!error.to_string().is_empty(), "{bytes:02x?}");
    }
    assert!(decode(b"\xdf\xff\xff\xff\xff", &Type::map(Type::String)).is_err());
}

#[test]
fn dynamic_inside_dynamic_ends() {
    let nested = b"\x92\xc4\x09\"dynamic\"".repeat(10_000);
    assert!(decode(&nested, &Type::Dynamic).is_err());
    let refinement = [b"\xc8\x03\xe9\x0c\x81\x63".as_slice(), &[0x91; 999]].concat();
    assert!(decode(&refinement, &Type::String).is_err());
}

#[test]
fn a_value_of_another_type_is_not_written() {
    let object = Type::object([("a", Type::String)]);
    assert_eq!(
        encode(&Value::object([("a", 1.into())]), &object).unwrap_err().to_string(),
        "a: string cannot be written: found number"
    );
    assert!(encode(&Value::object::<&str>([]), &object).is_err());
    assert!(encode(&Value::object([("a", Value::Null), ("b", Value::Null)]), &object).is_err());
    assert!(encode(&Value::list(["a"]), &Type::set(Type::String)).is_err());
}
