//! JSON as Terraform stores states and as the protocol allows it for values.
//!
//! Numbers keep their text: a JSON number that no float can hold is read as it is written.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{DecodeError, EncodeError, MAX_DEPTH, Problem, ty};
use crate::value::{Number, Path, Step, Type, Value};

/// The value of type `ty` that JSON holds. Attributes that the type does not have are left out and missing ones are
/// null: a stored state may be older or newer than the schema.
///
/// # Errors
/// When it is not JSON or does not fit, with the place.
pub fn decode(json: &[u8], ty: &Type) -> Result<Value, DecodeError> {
    let mut decoder = Decoder { path: Path::root() };
    let value = serde_json::from_slice::<&RawValue>(json)
        .map_err(|error| Problem::Json(error.to_string()))
        .and_then(|raw| decoder.value(raw, ty));
    value.map_err(|problem| DecodeError { path: decoder.path, problem })
}

/// The value as JSON of type `ty`.
///
/// # Errors
/// When the value is not of the type or has an unknown in it, which JSON cannot say.
pub fn encode(value: &Value, ty: &Type) -> Result<String, EncodeError> {
    let mut encoder = Encoder { json: String::new(), path: Path::root() };
    encoder.value(value, ty)?;
    Ok(encoder.json)
}

struct Decoder {
    /// Where the decoder is; after a problem it stays there.
    path: Path,
}

impl Decoder {
    fn value(&mut self, raw: &RawValue, ty: &Type) -> Result<Value, Problem> {
        if self.path.0.len() > MAX_DEPTH {
            return Err(Problem::TooDeep);
        }
        let json = raw.get();
        if json == "null" {
            return Ok(Value::Null);
        }
        match ty {
            // cty converts between the three primitive types when it reads JSON; so must who reads its states.
            Type::Bool => match json {
                "true" | "\"true\"" => Ok(Value::Bool(true)),
                "false" | "\"false\"" => Ok(Value::Bool(false)),
                _ => Err(unexpected(ty, json)),
            },
            Type::Number => {
                let text = if json.starts_with('"') { parse::<String>(json, ty)? } else { json.to_owned() };
                if !text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
                    return Err(unexpected(ty, json));
                }
                text.parse::<Number>().map(Value::Number).map_err(Problem::Number)
            }
            Type::String => match json.as_bytes().first() {
                Some(b'"') => parse(json, ty).map(Value::String),
                Some(b'[' | b'{') | None => Err(unexpected(ty, json)),
                Some(_) => Ok(Value::String(json.to_owned())),
            },
            Type::List(element) => self.elements(json, ty, element).map(Value::List),
            Type::Set(element) => self
                .elements(json, ty, element)
                .map(|elements| Value::Set(Value::without_duplicates(elements))),
            Type::Tuple(types) => {
                let elements: Vec<&RawValue> = parse(json, ty)?;
                if elements.len() != types.len() {
                    let expected = format!("a tuple of {} elements", types.len());
                    return Err(Problem::Unexpected {
                        expected,
                        found: format!("{} elements", elements.len()),
                    });
                }
                let elements = elements.into_iter().zip(types).enumerate();
                let elements = elements.map(|(index, (raw, ty))| self.inside(Step::Index(index), raw, ty));
                elements.collect::<Result<_, _>>().map(Value::Tuple)
            }
            Type::Map(element) => {
                let entries: BTreeMap<String, &RawValue> = parse(json, ty)?;
                let entries = entries.into_iter().map(|(name, raw)| {
                    let value = self.inside(Step::Key(name.clone()), raw, element)?;
                    Ok((name, value))
                });
                entries.collect::<Result<_, _>>().map(Value::Map)
            }
            Type::Object(types) => {
                let entries: BTreeMap<String, &RawValue> = parse(json, ty)?;
                let attributes = types.iter().map(|(name, ty)| {
                    let value = match entries.get(name) {
                        Some(raw) => self.inside(Step::Attribute(name.clone()), raw, ty)?,
                        None => Value::Null,
                    };
                    Ok((name.clone(), value))
                });
                attributes.collect::<Result<_, _>>().map(Value::Object)
            }
            Type::Dynamic => self.dynamic(json),
        }
    }

    fn elements(&mut self, json: &str, ty: &Type, element: &Type) -> Result<Vec<Value>, Problem> {
        let elements: Vec<&RawValue> = parse(json, ty)?;
        elements
            .into_iter()
            .enumerate()
            .map(|(index, raw)| self.inside(Step::Index(index), raw, element))
            .collect()
    }

    fn dynamic(&mut self, json: &str) -> Result<Value, Problem> {
        let mut parts: BTreeMap<String, &RawValue> = parse(json, &Type::Dynamic)?;
        let (Some(ty), Some(value)) = (parts.remove("type"), parts.remove("value")) else {
            let found = "an object without them".to_owned();
            return Err(Problem::Unexpected {
                expected: "an object with `type` and `value`".to_owned(),
                found,
            });
        };
        let ty = ty::decode(ty.get().as_bytes())?;
        // The step only counts, so that types inside types cannot go down for ever.
        let value = self.inside(Step::Index(0), value, &ty)?;
        Ok(Value::Dynamic(Box::new((ty, value))))
    }

    fn inside(&mut self, step: Step, raw: &RawValue, ty: &Type) -> Result<Value, Problem> {
        self.path.0.push(step);
        let value = self.value(raw, ty)?;
        self.path.0.pop();
        Ok(value)
    }
}

fn parse<'a, T: serde::Deserialize<'a>>(json: &'a str, ty: &Type) -> Result<T, Problem> {
    serde_json::from_str(json).map_err(|_| unexpected(ty, json))
}

fn unexpected(ty: &Type, json: &str) -> Problem {
    let found = match json.as_bytes().first() {
        Some(b'"') => "string",
        Some(b'[') => "list",
        Some(b'{') => "object",
        Some(b't' | b'f') => "bool",
        _ => "number",
    };
    Problem::Unexpected { expected: ty.to_string(), found: found.to_owned() }
}

struct Encoder {
    json: String,
    path: Path,
}

impl Encoder {
    fn value(&mut self, value: &Value, ty: &Type) -> Result<(), EncodeError> {
        match (value, ty) {
            (Value::Null, _) => self.json.push_str("null"),
            (Value::Bool(truth), Type::Bool) => self.json.push_str(if *truth { "true" } else { "false" }),
            (Value::Number(number), Type::Number) => self.json.push_str(&number.to_string()),
            (Value::String(text), Type::String) => self.text(text),
            (Value::List(elements), Type::List(ty)) | (Value::Set(elements), Type::Set(ty)) => {
                let elements = elements.iter().enumerate();
                self.array(elements.map(|(index, element)| (Step::Index(index), element, ty.as_ref())))?;
            }
            (Value::Tuple(elements), Type::Tuple(types)) if elements.len() == types.len() => {
                let elements = elements.iter().zip(types).enumerate();
                self.array(elements.map(|(index, (element, ty))| (Step::Index(index), element, ty)))?;
            }
            (Value::Map(entries), Type::Map(ty)) => {
                self.object(
                    entries.iter().map(|(name, value)| (name, Step::Key(name.clone()), value, ty.as_ref())),
                )?;
            }
            (Value::Object(attributes), Type::Object(types)) if attributes.keys().eq(types.keys()) => {
                let attributes = attributes.iter().zip(types.values());
                self.object(
                    attributes.map(|((name, value), ty)| (name, Step::Attribute(name.clone()), value, ty)),
                )?;
            }
            (Value::Dynamic(typed), Type::Dynamic) => {
                let (ty, value) = typed.as_ref();
                self.json.push_str("{\"type\":");
                self.json.push_str(&String::from_utf8_lossy(&ty::encode(ty)));
                self.json.push_str(",\"value\":");
                self.value(value, ty)?;
                self.json.push('}');
            }
            (value, ty) => {
                return Err(EncodeError {
                    path: self.path.clone(),
                    expected: ty.to_string(),
                    found: value.kind_name().to_owned(),
                });
            }
        }
        Ok(())
    }

    fn array<'v>(
        &mut self,
        elements: impl Iterator<Item = (Step, &'v Value, &'v Type)>,
    ) -> Result<(), EncodeError> {
        self.json.push('[');
        for (position, (step, element, ty)) in elements.enumerate() {
            self.separate(position);
            self.inside(step, element, ty)?;
        }
        self.json.push(']');
        Ok(())
    }

    fn object<'v>(
        &mut self,
        entries: impl Iterator<Item = (&'v String, Step, &'v Value, &'v Type)>,
    ) -> Result<(), EncodeError> {
        self.json.push('{');
        for (position, (name, step, value, ty)) in entries.enumerate() {
            self.separate(position);
            self.text(name);
            self.json.push(':');
            self.inside(step, value, ty)?;
        }
        self.json.push('}');
        Ok(())
    }

    fn inside(&mut self, step: Step, value: &Value, ty: &Type) -> Result<(), EncodeError> {
        self.path.0.push(step);
        self.value(value, ty)?;
        self.path.0.pop();
        Ok(())
    }

    fn separate(&mut self, position: usize) {
        if position > 0 {
            self.json.push(',');
        }
    }

    fn text(&mut self, text: &str) {
        self.json.push_str(&serde_json::Value::from(text).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> Type {
        Type::object([
            ("count", Type::Number),
            ("labels", Type::map(Type::String)),
            ("name", Type::String),
            ("zones", Type::set(Type::String)),
            ("any", Type::Dynamic),
        ])
    }

    #[test]
    fn a_stored_state_is_read_and_written() {
        let json = r#"{"any":{"type":["tuple",["bool","number"]],"value":[true,0.1]},"count":100000000000000000000,"labels":{"a":"\u00e9"},"name":"x","zones":["1","2"]}"#;
        let value = decode(json.as_bytes(), &state()).unwrap();
        assert_eq!(
            value,
            Value::object([
                ("count", Value::Number("1e20".parse().unwrap())),
                ("labels", Value::map([("a", "é".into())])),
                ("name", "x".into()),
                ("zones", Value::set(["2", "1"])),
                (
                    "any",
                    Value::Dynamic(Box::new((
                        Type::Tuple(vec![Type::Bool, Type::Number]),
                        Value::Tuple(vec![true.into(), Value::Number("0.1".parse().unwrap())]),
                    ))),
                ),
            ])
        );
        let written = encode(&value, &state()).unwrap();
        assert_eq!(written, json.replace("\\u00e9", "é"));
    }

    #[test]
    fn attributes_of_another_schema_are_left_out_and_missing_ones_are_null() {
        let value = decode(br#"{"name":"x","gone":{"deep":[1]}}"#, &state()).unwrap();
        let Value::Object(attributes) = value else { panic!("{value:?}") };
        assert_eq!(attributes["name"], "x".into());
        assert_eq!(attributes["count"], Value::Null);
        assert_eq!(attributes.len(), 5);
    }

    #[test]
    fn primitives_are_read_as_the_type_that_is_asked_for() {
        assert_eq!(decode(b"\"12\"", &Type::Number), Ok(12.into()));
        assert_eq!(decode(b"1.50", &Type::String), Ok("1.50".into()));
        assert_eq!(decode(b"\"true\"", &Type::Bool), Ok(true.into()));
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        let error = |json: &str| decode(json.as_bytes(), &state()).unwrap_err().to_string();
        assert_eq!(error(r#"{"zones":["a",{}]}"#), "zones[1]: expected string, found object");
        assert_eq!(error(r#"{"count":"many"}"#), "count: expected number, found string");
        assert_eq!(error("[]"), format!("expected {}, found list", state()));
        assert!(error("{").starts_with("not JSON: "));
        assert!(error(r#"{"any":1}"#).starts_with("any: "));
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = "[".repeat(100_000);
        assert!(decode(deep.as_bytes(), &Type::Dynamic).is_err());
        let mut json = "1".to_owned();
        for _ in 0..300 {
            json = format!(r#"{{"type":"dynamic","value":{json}}}"#);
        }
        assert!(decode(json.as_bytes(), &Type::Dynamic).is_err());
    }

    #[test]
    fn an_unknown_cannot_be_written() {
        let value = Value::object([("a", Value::unknown())]);
        let error = encode(&value, &Type::object([("a", Type::String)])).unwrap_err();
        assert_eq!(error.to_string(), "a: string cannot be written: found unknown value");
    }
}
