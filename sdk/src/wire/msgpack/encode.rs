//! Values to MessagePack.

use std::collections::BTreeMap;

use rmp::encode as write;

use super::{REFINED_UNKNOWN, refinement_key as key};
use crate::{
    value::{Number, Path, Refinement, Step, Type, Value},
    wire::{EncodeError, ty},
};

/// Longest prefix that Terraform keeps of a string that is not known yet, in bytes.
const MAX_PREFIX: usize = 256;

/// The value as MessagePack bytes of type `ty`.
///
/// # Errors
/// When the value is not of the type, with the place.
pub fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, EncodeError> {
    let mut encoder = Encoder { bytes: Vec::new(), path: Path::root() };
    encoder.value(value, ty)?;
    Ok(encoder.bytes)
}

/// Writing into a `Vec` cannot fail.
fn written<T, E>(result: Result<T, E>) {
    drop(result);
}

struct Encoder {
    bytes: Vec<u8>,
    path: Path,
}

impl Encoder {
    fn value(&mut self, value: &Value, ty: &Type) -> Result<(), EncodeError> {
        match (value, ty) {
            (Value::Null, _) => written(write::write_nil(&mut self.bytes)),
            (Value::Unknown(refinement), _) => self.unknown(refinement),
            (Value::Bool(truth), Type::Bool) => written(write::write_bool(&mut self.bytes, *truth)),
            (Value::Number(number), Type::Number) => self.number(number),
            (Value::String(text), Type::String) => written(write::write_str(&mut self.bytes, text)),
            (Value::List(elements), Type::List(element)) => self.elements(elements, element)?,
            (Value::Set(elements), Type::Set(element)) => self.elements(elements, element)?,
            (Value::Tuple(elements), Type::Tuple(types)) if elements.len() == types.len() => {
                self.array_len(elements.len());
                for (index, (value, ty)) in elements.iter().zip(types).enumerate() {
                    self.inside(Step::Index(index), value, ty)?;
                }
            }
            (Value::Map(entries), Type::Map(element)) => {
                self.map_len(entries.len());
                for (name, value) in entries {
                    written(write::write_str(&mut self.bytes, name));
                    self.inside(Step::Key(name.clone()), value, element)?;
                }
            }
            (Value::Object(attributes), Type::Object(types)) => self.object(attributes, types)?,
            (Value::Dynamic(typed), Type::Dynamic) => {
                let (ty, value) = typed.as_ref();
                self.array_len(2);
                written(write::write_bin(&mut self.bytes, &ty::encode(ty)));
                self.value(value, ty)?;
            }
            (value, ty) => return Err(self.mismatch(ty.to_string(), value.kind_name().to_owned())),
        }
        Ok(())
    }

    fn elements(&mut self, elements: &[Value], ty: &Type) -> Result<(), EncodeError> {
        self.array_len(elements.len());
        elements.iter().enumerate().try_for_each(|(index, value)| self.inside(Step::Index(index), value, ty))
    }

    fn object(
        &mut self,
        attributes: &BTreeMap<String, Value>,
        types: &BTreeMap<String, Type>,
    ) -> Result<(), EncodeError> {
        if let Some(name) = attributes.keys().find(|name| !types.contains_key(*name)) {
            self.path.0.push(Step::Attribute(name.clone()));
            return Err(
                self.mismatch("nothing".to_owned(), "an attribute that the type does not have".to_owned())
            );
        }
        self.map_len(types.len());
        for (name, ty) in types {
            let step = Step::Attribute(name.clone());
            let Some(value) = attributes.get(name) else {
                self.path.0.push(step);
                return Err(self.mismatch(ty.to_string(), "no such attribute".to_owned()));
            };
            written(write::write_str(&mut self.bytes, name));
            self.inside(step, value, ty)?;
        }
        Ok(())
    }

    fn inside(&mut self, step: Step, value: &Value, ty: &Type) -> Result<(), EncodeError> {
        self.path.0.push(step);
        self.value(value, ty)?;
        self.path.0.pop();
        Ok(())
    }

    fn mismatch(&self, expected: String, found: String) -> EncodeError {
        EncodeError { path: self.path.clone(), expected, found }
    }

    /// The forms that Go's side writes: an integer that fits, else a float that is exactly the number, else text.
    fn number(&mut self, number: &Number) {
        if let Some(integer) = number.to_i64() {
            written(write::write_sint(&mut self.bytes, integer));
        } else if let Some(float) = number.to_f64_exact().filter(|_| !number.is_integer()) {
            written(write::write_f64(&mut self.bytes, float));
        } else {
            written(write::write_str(&mut self.bytes, &number.to_string()));
        }
    }

    fn unknown(&mut self, refinement: &Refinement) {
        if refinement.is_empty() {
            // fixext 1 of type 0; rmp would write the longer form of the same.
            self.bytes.extend([0xd4, 0x00, 0x00]);
            return;
        }
        let outer = std::mem::take(&mut self.bytes);
        self.refinement(refinement);
        let body = std::mem::replace(&mut self.bytes, outer);
        written(write::write_ext_meta(&mut self.bytes, length(body.len()), REFINED_UNKNOWN));
        self.bytes.extend(body);
    }

    fn refinement(&mut self, refinement: &Refinement) {
        let Refinement { not_null, string_prefix, number_min, number_max, length_min, length_max } =
            refinement;
        let count = [
            *not_null,
            string_prefix.is_some(),
            number_min.is_some(),
            number_max.is_some(),
            length_min.is_some(),
            length_max.is_some(),
        ];
        self.map_len(count.into_iter().filter(|present| *present).count());
        if *not_null {
            self.key(key::NULLNESS);
            written(write::write_bool(&mut self.bytes, false));
        }
        if let Some(prefix) = string_prefix {
            self.key(key::STRING_PREFIX);
            written(write::write_str(&mut self.bytes, shortened(prefix)));
        }
        for (key, bound) in [(key::NUMBER_MIN, number_min), (key::NUMBER_MAX, number_max)] {
            if let Some((number, inclusive)) = bound {
                self.key(key);
                self.array_len(2);
                self.number(number);
                written(write::write_bool(&mut self.bytes, *inclusive));
            }
        }
        for (key, bound) in [(key::LENGTH_MIN, length_min), (key::LENGTH_MAX, length_max)] {
            if let Some(length) = bound {
                self.key(key);
                written(write::write_uint(&mut self.bytes, *length));
            }
        }
    }

    fn key(&mut self, key: u64) {
        written(write::write_uint(&mut self.bytes, key));
    }

    fn array_len(&mut self, count: usize) {
        written(write::write_array_len(&mut self.bytes, length(count)));
    }

    fn map_len(&mut self, count: usize) {
        written(write::write_map_len(&mut self.bytes, length(count)));
    }
}

/// MessagePack holds at most 2³² elements; a message of that size cannot be sent (gRPC stops at 2 GiB).
fn length(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A prefix short enough for Terraform. When cut, the last character goes too, since what follows might combine
/// with it.
fn shortened(prefix: &str) -> &str {
    if prefix.len() <= MAX_PREFIX {
        return prefix;
    }
    let whole =
        prefix.char_indices().take_while(|(start, character)| start + character.len_utf8() <= MAX_PREFIX);
    let last = whole.last().map_or(0, |(start, _)| start);
    &prefix[..last]
}
