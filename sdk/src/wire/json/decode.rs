//! From JSON to values.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::{
    value::{Type, Value, normalized},
    wire::{Problem, WireError, place::Place},
};

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
