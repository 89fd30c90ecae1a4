//! From values to JSON.

use crate::{
    value::{Type, Value, normalized},
    wire::{Problem, WireError, place::Place},
};

/// Writes `value`, which must be of type `ty` and wholly known.
///
/// # Errors
/// Where the value is unknown or not of the type.
pub fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, WireError> {
    let mut out = String::new();
    write_value(&mut out, value, ty, &Place::ROOT)?;
    Ok(out.into_bytes())
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
