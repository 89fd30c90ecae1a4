//! Each fact about the format, as Terraform writes its state.

use super::*;
use crate::value::{Type, Value};

fn typed(ty: Type, value: Value) -> Value {
    Value::Dynamic(Box::new((ty, value)))
}

/// Encoding gives this JSON, and decoding it the value again, with the types of its nulls.
#[track_caller]
fn golden(value: &Value, ty: &Type, expected: &str) {
    assert_eq!(String::from_utf8(encode(value, ty).unwrap()).unwrap(), expected);
    assert_eq!(format!("{:?}", read(expected, ty)), format!("{value:?}"));
}

#[track_caller]
fn read(json: &str, ty: &Type) -> Value {
    decode(json.as_bytes(), ty).unwrap()
}

/// What is wrong with JSON.
#[track_caller]
fn refused(json: &str, ty: &Type) -> String {
    decode(json.as_bytes(), ty).unwrap_err().to_string()
}

fn state_type() -> Type {
    Type::object([("cidrs", Type::list(Type::String)), ("extra", Type::Dynamic), ("size", Type::Number)])
}

#[test]
fn values_of_each_type_have_their_kind_of_json() {
    golden(&true.into(), &Type::Bool, "true");
    golden(&"a \"b\"\n\u{1}é".into(), &Type::String, r#""a \"b\"\n\u0001é""#);
    golden(&Value::list(["a", "b"]), &Type::list(Type::String), r#"["a","b"]"#);
    golden(&Value::set(["b", "a"]), &Type::set(Type::String), r#"["b","a"]"#);
    golden(&Value::map([("k", 1.into())]), &Type::map(Type::Number), r#"{"k":1}"#);
    let tuple = Type::Tuple(vec![Type::Bool, Type::String]);
    golden(&Value::Tuple(vec![false.into(), Value::Null]), &tuple, "[false,null]");
    let object = Type::object([("a", Type::Bool), ("b", Type::String)]);
    golden(&Value::object([("a", Value::Null), ("b", "x".into())]), &object, r#"{"a":null,"b":"x"}"#);
    for ty in [Type::Bool, Type::Dynamic, tuple, object] {
        golden(&Value::Null, &ty, "null");
    }
}

#[test]
fn numbers_keep_their_digits() {
    for (text, written) in [
        ("0.1", "0.1"),
        ("0.10", "0.1"),
        ("12345678901234567890.5", "12345678901234567890.5"),
        ("1e3", "1000"),
        ("-1E-7", "-0.0000001"),
        ("18446744073709551616", "18446744073709551616"),
    ] {
        golden(&Value::Number(text.parse().unwrap()), &Type::Number, written);
        assert_eq!(read(text, &Type::Number), read(written, &Type::Number), "{text}");
    }
}

#[test]
fn a_state_of_another_schema_is_read() {
    let json = r#"{"size": 0.10, "gone": {"a": [1]}, "cidrs": ["10.0.0.0/8", null]}"#;
    let value = Value::object([
        ("cidrs", Value::List(vec!["10.0.0.0/8".into(), Value::Null])),
        ("extra", Value::Null),
        ("size", Value::Number("0.1".parse().unwrap())),
    ]);
    assert_eq!(read(json, &state_type()), value);
}

#[test]
fn a_set_is_read_in_any_order_and_without_duplicates() {
    let ty = Type::set(Type::Number);
    assert_eq!(read("[2, 1, 1.0]", &ty), read("[1,2]", &ty));
    assert_eq!(read("[2, 1, 1.0]", &ty).as_elements().map(<[_]>::len), Some(2));
}

#[test]
fn a_dynamic_value_brings_its_type() {
    golden(&Value::list(["x"]).into_dynamic(), &Type::Dynamic, r#"{"value":["x"],"type":["list","string"]}"#);
    golden(&typed(Type::String, Value::Null), &Type::Dynamic, r#"{"value":null,"type":"string"}"#);
    // Terraform 1.11 wrote its members in this order; which comes first makes no difference.
    assert_eq!(
        read(r#"{"type":"number","value":1.50}"#, &Type::Dynamic),
        typed(Type::Number, Value::Number("1.5".parse().unwrap()))
    );
}

#[test]
fn dynamic_values_stand_at_any_depth() {
    let x = || Value::from("x").into_dynamic();
    let json = r#"{"value":"x","type":"string"}"#;
    golden(&Value::list([x()]), &Type::list(Type::Dynamic), &format!("[{json}]"));
    golden(&Value::set([x()]), &Type::set(Type::Dynamic), &format!("[{json}]"));
    golden(&Value::map([("k", x())]), &Type::map(Type::Dynamic), &format!("{{\"k\":{json}}}"));
    golden(&Value::object([("a", x())]), &Type::object([("a", Type::Dynamic)]), &format!("{{\"a\":{json}}}"));
    golden(&Value::Tuple(vec![x()]), &Type::Tuple(vec![Type::Dynamic]), &format!("[{json}]"));
}

#[test]
fn a_dynamic_value_is_exactly_of_the_type_it_brings() {
    let told = |value: &str| {
        refused(
            &format!(r#"{{"extra":{{"type":["object",{{"a":"string"}}],"value":{value}}}}}"#),
            &state_type(),
        )
    };
    assert_eq!(told("{}"), "extra.a: the attribute is missing");
    assert_eq!(told(r#"{"a":"x","b":1}"#), "extra.b: the type has no such attribute");
    assert_eq!(told(r#"{"a":[]}"#), "extra.a: expected string, found array");
}

#[test]
fn what_is_no_dynamic_value_is_refused() {
    let told = |json: &str| refused(json, &Type::Dynamic);
    assert_eq!(told("7"), "the value: expected an object of value and type, found number");
    assert_eq!(
        told(r#"{"value":1}"#),
        "the value: expected an object of value and type, found an object without them"
    );
    assert_eq!(
        told(r#"{"value":1,"type":"text"}"#),
        "the value: the type of the value cannot be read: \"text\" is no type"
    );
}

#[test]
fn a_primitive_type_is_read_as_another_where_the_text_is_the_same() {
    assert_eq!(read("1.50", &Type::String), "1.50".into());
    assert_eq!(read("true", &Type::String), "true".into());
    assert_eq!(read("\"7\"", &Type::Number), 7.into());
    for (json, truth) in [("\"true\"", true), ("\"1\"", true), ("\"false\"", false), ("\"0\"", false)] {
        assert_eq!(read(json, &Type::Bool), truth.into(), "{json}");
    }
    assert_eq!(refused("\"yes\"", &Type::Bool), "the value: expected bool, found string");
    assert_eq!(refused("\"yes\"", &Type::Number), "the value: not a decimal number");
}

#[test]
fn texts_keys_and_names_are_read_normalised() {
    assert_eq!(read("\"e\u{301}\"", &Type::String).as_str(), Some("\u{e9}"));
    assert_eq!(read("{\"e\u{301}\":true}", &Type::map(Type::Bool)).entry("\u{e9}"), Some(&true.into()));
    let ty = Type::object([("\u{e9}", Type::Bool)]);
    assert_eq!(read("{\"e\u{301}\":true}", &ty).entry("\u{e9}"), Some(&true.into()));
}

#[test]
fn an_unknown_cannot_be_written() {
    let value = Value::list([Value::unknown()]);
    let refused = encode(&value, &Type::list(Type::String)).unwrap_err();
    assert_eq!(refused.to_string(), "[0]: the value is unknown, which JSON cannot express");
}

#[test]
fn what_does_not_fit_is_named_with_its_path() {
    assert_eq!(refused(r#"{"cidrs": [{}]}"#, &state_type()), "cidrs[0]: expected string, found object");
    assert_eq!(
        refused("[", &state_type()),
        "the value: not JSON: EOF while parsing a list at line 1 column 1"
    );
    assert_eq!(
        refused("1e999999999", &Type::Number),
        "the value: a number with more than 10000 digits before or after the decimal point"
    );
    assert_eq!(
        refused("[true, 1]", &Type::Tuple(vec![Type::Bool])),
        "the value: expected 1 elements, found 2"
    );
}
