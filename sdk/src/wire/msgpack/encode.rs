//! From values to bytes.

use std::collections::BTreeMap;

use super::{refinement, writer::Writer};
use crate::{
    value::{Number, Type, Value, normalized},
    wire::{Problem, WireError, place::Place},
};

/// Writes `value`, which must be of type `ty`.
///
/// # Errors
/// Where the value is not of the type.
pub fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, WireError> {
    let mut out = Writer::new();
    write_value(&mut out, value, ty, &Place::ROOT)?;
    Ok(out.into_bytes())
}

fn write_value(out: &mut Writer, value: &Value, ty: &Type, place: &Place<'_>) -> Result<(), WireError> {
    match (value, ty) {
        (Value::Null, _) => out.nil(),
        (Value::Unknown(refinement), ty) => refinement::write(out, refinement, ty),
        (Value::Bool(truth), Type::Bool) => out.bool(*truth),
        (Value::Number(number), Type::Number) => write_number(out, number),
        (Value::String(text), Type::String) => write_text(out, text, place)?,
        (Value::List(elements), Type::List(ty)) | (Value::Set(elements), Type::Set(ty)) => {
            one_type(elements.iter(), ty, place)?;
            out.array(count(elements.len(), place)?);
            for (index, element) in elements.iter().enumerate() {
                write_value(out, element, ty, &place.index(index)?)?;
            }
        }
        (Value::Tuple(elements), Type::Tuple(types)) => {
            if elements.len() != types.len() {
                return Err(place.error(Problem::Length { expected: types.len(), found: elements.len() }));
            }
            out.array(count(elements.len(), place)?);
            for (index, (element, ty)) in elements.iter().zip(types).enumerate() {
                write_value(out, element, ty, &place.index(index)?)?;
            }
        }
        (Value::Map(entries), Type::Map(ty)) => {
            one_type(entries.values(), ty, place)?;
            out.map(count(entries.len(), place)?);
            for (key, element) in entries {
                let inside = place.key(key)?;
                write_text(out, key, &inside)?;
                write_value(out, element, ty, &inside)?;
            }
        }
        (Value::Object(attributes), Type::Object(types)) => write_object(out, attributes, types, place)?,
        (Value::Dynamic(typed), Type::Dynamic) => {
            let (ty, value) = &**typed;
            out.array(2);
            out.bin(&ty.to_json());
            write_value(out, value, ty, &place.content()?)?;
        }
        (value, Type::Dynamic) => {
            return Err(place.unexpected("a value with its type (Value::into_dynamic)", value.kind_name()));
        }
        (value, ty) => return Err(place.unexpected(ty.to_string(), value.kind_name())),
    }
    Ok(())
}

fn write_object(
    out: &mut Writer,
    attributes: &BTreeMap<String, Value>,
    types: &BTreeMap<String, Type>,
    place: &Place<'_>,
) -> Result<(), WireError> {
    if let Some(name) = attributes.keys().find(|name| !types.contains_key(*name)) {
        return Err(place.attribute(name)?.error(Problem::UnknownAttribute));
    }
    out.map(count(types.len(), place)?);
    for (name, ty) in types {
        let inside = place.attribute(name)?;
        let value = attributes.get(name).ok_or_else(|| inside.error(Problem::MissingAttribute))?;
        out.str(&normalized(name));
        write_value(out, value, ty, &inside)?;
    }
    Ok(())
}

/// An int if it fits, a float if it is exactly one and has a fraction, else text: Terraform then reads the same number.
pub(super) fn write_number(out: &mut Writer, number: &Number) {
    let float = || if number.is_integer() { None } else { number.to_f64_exact() };
    if let Some(integer) = number.to_i64() {
        out.int(integer);
    } else if let Some(float) = float() {
        out.float(float);
    } else {
        out.str(&number.to_string());
    }
}

fn write_text(out: &mut Writer, text: &str, place: &Place<'_>) -> Result<(), WireError> {
    let text = normalized(text);
    count(text.len(), place)?;
    out.str(&text);
    Ok(())
}

fn count(length: usize, place: &Place<'_>) -> Result<u32, WireError> {
    u32::try_from(length).map_err(|_| place.error(Problem::TooLong))
}

/// Terraform panics on elements of different types in a collection, which they can have where its type says any.
fn one_type<'a>(
    mut elements: impl Iterator<Item = &'a Value>,
    ty: &Type,
    place: &Place<'_>,
) -> Result<(), WireError> {
    if !ty.has_dynamic() {
        return Ok(());
    }
    // Terraform passes over what has no type at all.
    let mut types = elements.by_ref().map(|element| element.settled(ty)).filter(|ty| *ty != Type::Dynamic);
    let Some(first) = types.next() else { return Ok(()) };
    match types.find(|other| *other != first) {
        Some(other) => {
            Err(place.error(Problem::MixedTypes { first: first.to_string(), other: other.to_string() }))
        }
        None => Ok(()),
    }
}
