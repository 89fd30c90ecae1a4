//! JSON, as state files store values.
//!
//! Numbers keep their digits: they are read from the text and never become floats. A dynamic value is an object of
//! `value` and `type`.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{Problem, WireError, place::Place};
use crate::value::{Type, Value, normalized};

/// Reads a value of type `ty`. Attributes that the type does not have are ignored and missing ones are null, because a
/// state may have been written by another version of the schema; but not inside a dynamic value, which brings the type
/// that it was written with.
///
/// # Errors
/// Where the JSON is not such a value.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Value, WireError> {
    let json: &RawValue = parse(bytes, &Place::ROOT)?;
    read_value(json, ty, &Place::ROOT)
}

/// Writes `value`, which must be of type `ty` and wholly known.
///
/// # Errors
/// Where the value is unknown or not of the type.
pub fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, WireError> {
    let mut out = String::new();
    write_value(&mut out, value, ty, &Place::ROOT)?;
    Ok(out.into_bytes())
}

fn read_value(json: &RawValue, ty: &Type, place: &Place<'_>) -> Result<Value, WireError> {
    let text = json.get();
    if text == "null" {
        return Ok(Value::Null);
    }
    let bytes = text.as_bytes();
    match (kind(json), ty) {
        ("bool", Type::Bool) => Ok(Value::Bool(text == "true")),
        // As Terraform's own reader does, take one primitive type for another where the text is the same: an attribute
        // that was a number in an older schema may be a string now.
        ("string", Type::Bool) if matches!(text, "\"true\"" | "\"1\"") => Ok(Value::Bool(true)),
        ("string", Type::Bool) if matches!(text, "\"false\"" | "\"0\"") => Ok(Value::Bool(false)),
        ("bool" | "number", Type::String) => Ok(Value::from(text)),
        ("number", Type::Number) => read_number(text, place),
        ("string", Type::Number) => read_number(&parse::<String>(bytes, place)?, place),
        ("string", Type::String) => {
            Ok(Value::String(normalized(&parse::<String>(bytes, place)?).into_owned()))
        }
        ("array", Type::List(ty)) => read_elements(bytes, ty, place).map(Value::List),
        ("array", Type::Set(ty)) => {
            read_elements(bytes, ty, place).map(Value::without_duplicates).map(Value::Set)
        }
        ("array", Type::Tuple(types)) => {
            let elements: Vec<&RawValue> = parse(bytes, place)?;
            if elements.len() != types.len() {
                return Err(place.error(Problem::Length { expected: types.len(), found: elements.len() }));
            }
            let elements = elements.into_iter().zip(types).enumerate();
            let read = elements.map(|(index, (json, ty))| read_value(json, ty, &place.index(index)?));
            read.collect::<Result<_, _>>().map(Value::Tuple)
        }
        ("object", Type::Map(ty)) => {
            let read = read_members(bytes, place)?.into_iter().map(|(key, json)| {
                let value = read_value(json, ty, &place.key(&key)?)?;
                Ok((key, value))
            });
            read.collect::<Result<_, _>>().map(Value::Map)
        }
        ("object", Type::Object(types)) => read_object(bytes, types, place),
        ("object", Type::Dynamic) => read_dynamic(bytes, place),
        (kind, Type::Dynamic) => Err(place.unexpected("an object of value and type", kind)),
        (kind, ty) => Err(place.unexpected(ty.to_string(), kind)),
    }
}

fn read_number(text: &str, place: &Place<'_>) -> Result<Value, WireError> {
    text.parse().map(Value::Number).map_err(|error| place.error(Problem::Number(error)))
}

fn read_elements(bytes: &[u8], ty: &Type, place: &Place<'_>) -> Result<Vec<Value>, WireError> {
    let elements: Vec<&RawValue> = parse(bytes, place)?;
    elements.into_iter().enumerate().map(|(index, json)| read_value(json, ty, &place.index(index)?)).collect()
}

fn read_object(bytes: &[u8], types: &BTreeMap<String, Type>, place: &Place<'_>) -> Result<Value, WireError> {
    let members = read_members(bytes, place)?;
    // The type that travels with a value was written together with it: what differs is damage.
    if place.is_inside_dynamic()
        && let Some(name) = members.keys().find(|name| !types.contains_key(*name))
    {
        return Err(place.attribute(name)?.error(Problem::UnknownAttribute));
    }
    let read = types.iter().map(|(name, ty)| {
        let inside = place.attribute(name)?;
        let value = match members.get(name) {
            Some(json) => read_value(json, ty, &inside)?,
            None if place.is_inside_dynamic() => return Err(inside.error(Problem::MissingAttribute)),
            None => Value::Null,
        };
        Ok((name.clone(), value))
    });
    read.collect::<Result<_, _>>().map(Value::Object)
}

/// The members of an object; of two with the same name the last stays.
fn read_members<'a>(bytes: &'a [u8], place: &Place<'_>) -> Result<BTreeMap<String, &'a RawValue>, WireError> {
    let members: BTreeMap<String, &RawValue> = parse(bytes, place)?;
    if members.keys().all(|name| name.is_ascii()) {
        return Ok(members);
    }
    Ok(members.into_iter().map(|(name, json)| (normalized(&name).into_owned(), json)).collect())
}

fn read_dynamic(bytes: &[u8], place: &Place<'_>) -> Result<Value, WireError> {
    let parts = read_members(bytes, place)?;
    let (Some(ty), Some(json)) = (parts.get("type"), parts.get("value")) else {
        return Err(place.unexpected("an object of value and type", "an object without them"));
    };
    let ty = Type::from_json(ty.get().as_bytes()).map_err(|error| place.error(Problem::Type(error)))?;
    let value = read_value(json, &ty, &place.content()?)?;
    Ok(Value::Dynamic(Box::new((ty, value))))
}

/// What kind of JSON it is, which its first character tells.
fn kind(json: &RawValue) -> &'static str {
    match json.get().as_bytes().first() {
        Some(b'{') => "object",
        Some(b'[') => "array",
        Some(b'"') => "string",
        Some(b't' | b'f') => "bool",
        Some(b'n') => "null",
        _ => "number",
    }
}

fn parse<'a, T: serde::Deserialize<'a>>(bytes: &'a [u8], place: &Place<'_>) -> Result<T, WireError> {
    serde_json::from_slice(bytes).map_err(|error| place.error(Problem::Json(error.to_string())))
}

fn write_value(out: &mut String, value: &Value, ty: &Type, place: &Place<'_>) -> Result<(), WireError> {
    match (value, ty) {
        (Value::Null, _) => out.push_str("null"),
        (Value::Unknown(_), _) => return Err(place.error(Problem::Unknown)),
        (Value::Bool(truth), Type::Bool) => out.push_str(if *truth { "true" } else { "false" }),
        (Value::Number(number), Type::Number) => out.push_str(&number.to_string()),
        (Value::String(text), Type::String) => write_text(out, text),
        (Value::List(elements), Type::List(ty)) | (Value::Set(elements), Type::Set(ty)) => {
            write_elements(out, elements.iter().map(|element| (element, &**ty)), place)?;
        }
        (Value::Tuple(elements), Type::Tuple(types)) => {
            if elements.len() != types.len() {
                return Err(place.error(Problem::Length { expected: types.len(), found: elements.len() }));
            }
            write_elements(out, elements.iter().zip(types), place)?;
        }
        (Value::Map(entries), Type::Map(ty)) => {
            let entries = entries.iter().map(|(key, value)| Ok((key, value, &**ty, place.key(key)?)));
            write_members(out, entries)?;
        }
        (Value::Object(attributes), Type::Object(types)) => {
            if let Some(name) = attributes.keys().find(|name| !types.contains_key(*name)) {
                return Err(place.attribute(name)?.error(Problem::UnknownAttribute));
            }
            let attributes = types.iter().map(|(name, ty)| {
                let inside = place.attribute(name)?;
                let value = attributes.get(name).ok_or_else(|| inside.error(Problem::MissingAttribute))?;
                Ok((name, value, ty, inside))
            });
            write_members(out, attributes)?;
        }
        (Value::Dynamic(typed), Type::Dynamic) => {
            let (ty, value) = &**typed;
            out.push_str("{\"value\":");
            write_value(out, value, ty, &place.content()?)?;
            out.push_str(",\"type\":");
            out.push_str(&String::from_utf8_lossy(&ty.to_json()));
            out.push('}');
        }
        (value, Type::Dynamic) => {
            return Err(place.unexpected("a value with its type (Value::into_dynamic)", value.kind_name()));
        }
        (value, ty) => return Err(place.unexpected(ty.to_string(), value.kind_name())),
    }
    Ok(())
}

fn write_elements<'a>(
    out: &mut String,
    elements: impl Iterator<Item = (&'a Value, &'a Type)>,
    place: &Place<'_>,
) -> Result<(), WireError> {
    out.push('[');
    for (index, (element, ty)) in elements.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_value(out, element, ty, &place.index(index)?)?;
    }
    out.push(']');
    Ok(())
}

fn write_members<'a>(
    out: &mut String,
    members: impl Iterator<Item = Result<(&'a String, &'a Value, &'a Type, Place<'a>), WireError>>,
) -> Result<(), WireError> {
    out.push('{');
    for (index, member) in members.enumerate() {
        let (name, value, ty, inside) = member?;
        if index > 0 {
            out.push(',');
        }
        write_text(out, name);
        out.push(':');
        write_value(out, value, ty, &inside)?;
    }
    out.push('}');
    Ok(())
}

fn write_text(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(&*normalized(text)).to_string());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::wire::arbitrary;

    fn state_type() -> Type {
        Type::object([("cidrs", Type::list(Type::String)), ("extra", Type::Dynamic), ("size", Type::Number)])
    }

    fn error(json: &str, ty: &Type) -> String {
        decode(json.as_bytes(), ty).unwrap_err().to_string()
    }

    #[test]
    fn a_state_of_another_schema_is_read() {
        let json = br#"{"size": 0.10, "gone": {"a": [1]}, "cidrs": ["10.0.0.0/8", null]}"#;
        let value = Value::object([
            ("cidrs", Value::List(vec!["10.0.0.0/8".into(), Value::Null])),
            ("extra", Value::Null),
            ("size", Value::Number("0.1".parse().unwrap())),
        ]);
        assert_eq!(decode(json, &state_type()), Ok(value));
    }

    #[test]
    fn numbers_keep_their_digits() {
        let json = b"[0.1, 12345678901234567890.5, 1e3, \"7\"]";
        let read = decode(json, &Type::list(Type::Number)).unwrap();
        assert_eq!(encode(&read, &Type::list(Type::Number)).unwrap(), b"[0.1,12345678901234567890.5,1000,7]");
    }

    #[test]
    fn a_dynamic_value_brings_its_type() {
        let json = br#"{"value":["x"],"type":["list","string"]}"#;
        let value = Value::list(["x"]).into_dynamic();
        assert_eq!(decode(json, &Type::Dynamic), Ok(value.clone()));
        assert_eq!(encode(&value, &Type::Dynamic).unwrap(), json);
    }

    #[test]
    fn a_primitive_type_is_read_as_another_where_the_text_is_the_same() {
        let read = |json: &str, ty: &Type| decode(json.as_bytes(), ty);
        assert_eq!(read("1.50", &Type::String), Ok("1.50".into()));
        assert_eq!(read("true", &Type::String), Ok("true".into()));
        assert_eq!(read(r#""false""#, &Type::Bool), Ok(false.into()));
        assert_eq!(error(r#""yes""#, &Type::Bool), "the value: expected bool, found string");
        assert_eq!(error(r#""yes""#, &Type::Number), "the value: not a decimal number");
    }

    #[test]
    fn an_unknown_cannot_be_written() {
        let value = Value::list([Value::unknown()]);
        let refused = encode(&value, &Type::list(Type::String)).unwrap_err();
        assert_eq!(refused.to_string(), "[0]: the value is unknown, which JSON cannot express");
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_path() {
        assert_eq!(error(r#"{"cidrs": [{}]}"#, &state_type()), "cidrs[0]: expected string, found object");
        assert_eq!(
            error("[", &state_type()),
            "the value: not JSON: EOF while parsing a list at line 1 column 1"
        );
        assert_eq!(
            error("1e999999999", &Type::Number),
            "the value: a number with more than 10000 digits before or after the decimal point"
        );
        assert_eq!(
            error("[true, 1]", &Type::Tuple(vec![Type::Bool])),
            "the value: expected 1 elements, found 2"
        );
        assert_eq!(
            error("7", &Type::Dynamic),
            "the value: expected an object of value and type, found number"
        );
    }

    #[test]
    fn json_without_end_does_not_exhaust_the_stack() {
        let nested = "[".repeat(200_000) + &"]".repeat(200_000);
        assert!(decode(nested.as_bytes(), &Type::list(Type::String)).is_err());
        let dynamic = r#"{"type":"dynamic","value":"#.repeat(2_000) + "null" + &"}".repeat(2_000);
        assert_eq!(decode(dynamic.as_bytes(), &Type::Dynamic).unwrap_err().problem, Problem::TooDeep);
    }

    proptest! {
        #[test]
        fn every_known_value_survives_the_way_out_and_back((ty, value) in arbitrary::typed_known_value()) {
            let encoded = encode(&value, &ty).unwrap();
            let _: &RawValue = serde_json::from_slice(&encoded).unwrap();
            prop_assert_eq!(decode(&encoded, &ty), Ok(value));
        }

        #[test]
        fn any_text_is_a_value_or_an_error((ty, _) in arbitrary::typed_known_value(), noise in ".{0,40}") {
            let _ = decode(noise.as_bytes(), &ty);
        }
    }
}
