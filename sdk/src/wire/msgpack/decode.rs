//! From bytes to values.

use std::collections::BTreeMap;

use super::{
    reader::{Item, Reader},
    refinement,
};
use crate::{
    value::{Number, NumberError, Type, Value, normalized},
    wire::{Problem, WireError, place::Place},
};

/// Reads a value of type `ty`. Strings arrive in NFC and sets without duplicates, whatever was sent.
///
/// # Errors
/// Where the bytes are not such a value.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Value, WireError> {
    let mut reader = Reader::new(bytes);
    let value = read_value(&mut reader, ty, &Place::ROOT)?;
    match reader.remaining() {
        0 => Ok(value),
        remaining => Err(Place::ROOT.error(Problem::TrailingBytes(remaining))),
    }
}

fn read_value(reader: &mut Reader<'_>, ty: &Type, place: &Place<'_>) -> Result<Value, WireError> {
    let item = reader.item().map_err(|problem| place.error(problem))?;
    match (item, ty) {
        (Item::Nil, _) => Ok(Value::Null),
        (Item::Ext(kind, body), _) => Ok(Value::Unknown(refinement::read(kind, body))),
        (Item::Bool(truth), Type::Bool) => Ok(Value::Bool(truth)),
        (Item::Str(bytes) | Item::Bin(bytes), Type::String) => text(bytes, place).map(Value::String),
        (Item::Array(length), Type::List(ty)) => read_elements(reader, length, ty, place).map(Value::List),
        (Item::Array(length), Type::Set(ty)) => {
            read_elements(reader, length, ty, place).map(Value::without_duplicates).map(Value::Set)
        }
        (Item::Array(length), Type::Tuple(types)) => {
            if length != types.len() {
                return Err(place.error(Problem::Length { expected: types.len(), found: length }));
            }
            let elements =
                types.iter().enumerate().map(|(index, ty)| read_value(reader, ty, &place.index(index)?));
            elements.collect::<Result<_, _>>().map(Value::Tuple)
        }
        (Item::Map(length), Type::Map(ty)) => read_map(reader, length, ty, place),
        (Item::Map(length), Type::Object(types)) => read_object(reader, length, types, place),
        (Item::Array(2), Type::Dynamic) => read_dynamic(reader, place),
        (item, Type::Number) => number(&item).map(Value::Number).map_err(|error| match error {
            None => place.unexpected("number", item.kind()),
            Some(error) => place.error(Problem::Number(error)),
        }),
        (item, Type::Dynamic) => Err(place.unexpected("a type and a value", item.kind())),
        (item, ty) => Err(place.unexpected(ty.to_string(), item.kind())),
    }
}

fn read_elements(
    reader: &mut Reader<'_>,
    length: usize,
    ty: &Type,
    place: &Place<'_>,
) -> Result<Vec<Value>, WireError> {
    (0..length).map(|index| read_value(reader, ty, &place.index(index)?)).collect()
}

fn read_map(
    reader: &mut Reader<'_>,
    length: usize,
    ty: &Type,
    place: &Place<'_>,
) -> Result<Value, WireError> {
    let mut entries = BTreeMap::new();
    for _ in 0..length {
        let key = read_key(reader, place)?;
        let inside = place.key(&key)?;
        let value = read_value(reader, ty, &inside)?;
        if entries.contains_key(&key) {
            return Err(inside.error(Problem::Duplicate));
        }
        entries.insert(key, value);
    }
    Ok(Value::Map(entries))
}

fn read_object(
    reader: &mut Reader<'_>,
    length: usize,
    types: &BTreeMap<String, Type>,
    place: &Place<'_>,
) -> Result<Value, WireError> {
    let mut attributes = BTreeMap::new();
    for _ in 0..length {
        let name = read_key(reader, place)?;
        let inside = place.attribute(&name)?;
        let ty = types.get(&name).ok_or_else(|| inside.error(Problem::UnknownAttribute))?;
        let value = read_value(reader, ty, &inside)?;
        if attributes.contains_key(&name) {
            return Err(inside.error(Problem::Duplicate));
        }
        attributes.insert(name, value);
    }
    match types.keys().find(|name| !attributes.contains_key(*name)) {
        Some(missing) => Err(place.attribute(missing)?.error(Problem::MissingAttribute)),
        None => Ok(Value::Object(attributes)),
    }
}

/// The type and the value of a dynamic one, after the head of their array.
fn read_dynamic(reader: &mut Reader<'_>, place: &Place<'_>) -> Result<Value, WireError> {
    let ty = match reader.item().map_err(|problem| place.error(problem))? {
        Item::Bin(json) | Item::Str(json) => {
            Type::from_json(json).map_err(|error| place.error(Problem::Type(error)))?
        }
        item => return Err(place.unexpected("a type as JSON", item.kind())),
    };
    let value = read_value(reader, &ty, &place.content()?)?;
    Ok(Value::Dynamic(Box::new((ty, value))))
}

fn read_key(reader: &mut Reader<'_>, place: &Place<'_>) -> Result<String, WireError> {
    match reader.item().map_err(|problem| place.error(problem))? {
        Item::Str(bytes) | Item::Bin(bytes) => text(bytes, place),
        item => Err(place.unexpected("a string as key", item.kind())),
    }
}

fn text(bytes: &[u8], place: &Place<'_>) -> Result<String, WireError> {
    let text = std::str::from_utf8(bytes).map_err(|_| place.error(Problem::Utf8))?;
    Ok(normalized(text).into_owned())
}

/// A number in any of its encodings; `None` as error if the item is something else.
pub(super) fn number(item: &Item<'_>) -> Result<Number, Option<NumberError>> {
    match item {
        Item::Signed(integer) => Ok(Number::from(*integer)),
        Item::Unsigned(integer) => Ok(Number::from(*integer)),
        Item::Float(float) => Number::try_from(*float).map_err(Some),
        Item::Str(bytes) => {
            let text = std::str::from_utf8(bytes).map_err(|_| Some(NumberError::Syntax))?;
            text.parse().map_err(Some)
        }
        _ => Err(None),
    }
}
