//! MessagePack to values.

use std::collections::BTreeMap;

use rmp::{Marker, decode as read};

use super::{REFINED_UNKNOWN, refinement_key as key};
use crate::{
    value::{Number, Path, Refinement, Step, Type, Value},
    wire::{DecodeError, MAX_DEPTH, Problem, ty},
};

/// The longest body of a refined unknown that Terraform writes or reads, in bytes.
const MAX_REFINEMENT: usize = 1024;

/// The value of type `ty` that MessagePack bytes hold.
///
/// # Errors
/// When they do not, with the place.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Value, DecodeError> {
    let mut decoder = Decoder { rest: bytes, path: Path::root() };
    let value = decoder.value(ty).and_then(|value| match decoder.rest.len() {
        0 => Ok(value),
        trailing => Err(Problem::Trailing(trailing)),
    });
    value.map_err(|problem| DecodeError { path: decoder.path, problem })
}

struct Decoder<'a> {
    rest: &'a [u8],
    /// Where the decoder is; after a problem it stays there.
    path: Path,
}

impl<'a> Decoder<'a> {
    fn value(&mut self, ty: &Type) -> Result<Value, Problem> {
        if self.path.0.len() > MAX_DEPTH {
            return Err(Problem::TooDeep);
        }
        let marker = self.peek()?;
        if marker == Marker::Null {
            self.skip_bytes(1)?;
            return Ok(Value::Null);
        }
        if is_extension(marker) {
            return self.unknown();
        }
        match ty {
            Type::Bool => match marker {
                Marker::True | Marker::False => {
                    self.skip_bytes(1)?;
                    Ok(Value::Bool(marker == Marker::True))
                }
                _ => Err(unexpected(ty, marker)),
            },
            Type::Number => self.number().map(Value::Number),
            Type::String => self.text("string").map(|text| Value::String(text.to_owned())),
            Type::List(element) => self.elements(ty, element).map(Value::List),
            Type::Set(element) => {
                self.elements(ty, element).map(|all| Value::Set(Value::without_duplicates(all)))
            }
            Type::Map(element) => self.map(ty, element),
            Type::Tuple(types) => self.tuple(ty, types),
            Type::Object(types) => self.object(ty, types),
            Type::Dynamic => self.dynamic(),
        }
    }

    fn elements(&mut self, ty: &Type, element: &Type) -> Result<Vec<Value>, Problem> {
        let count = self.array_len(ty)?;
        let mut elements = Vec::with_capacity(count);
        for index in 0..count {
            elements.push(self.inside(Step::Index(index), element)?);
        }
        Ok(elements)
    }

    fn tuple(&mut self, ty: &Type, types: &[Type]) -> Result<Value, Problem> {
        let count = self.array_len(ty)?;
        if count != types.len() {
            let expected = format!("a tuple of {} elements", types.len());
            return Err(Problem::Unexpected { expected, found: format!("{count} elements") });
        }
        let elements = types.iter().enumerate().map(|(index, ty)| self.inside(Step::Index(index), ty));
        elements.collect::<Result<_, _>>().map(Value::Tuple)
    }

    fn map(&mut self, ty: &Type, element: &Type) -> Result<Value, Problem> {
        let mut entries = BTreeMap::new();
        for _ in 0..self.map_len(ty)? {
            let name = self.text("a key of text")?.to_owned();
            let value = self.inside(Step::Key(name.clone()), element)?;
            entries.insert(name, value);
        }
        Ok(Value::Map(entries))
    }

    fn object(&mut self, ty: &Type, types: &BTreeMap<String, Type>) -> Result<Value, Problem> {
        let mut attributes = BTreeMap::new();
        for _ in 0..self.map_len(ty)? {
            let name = self.text("an attribute's name")?.to_owned();
            let Some(ty) = types.get(&name) else {
                self.path.0.push(Step::Attribute(name));
                let found = "an attribute that the schema does not have".to_owned();
                return Err(Problem::Unexpected { expected: "nothing".to_owned(), found });
            };
            let value = self.inside(Step::Attribute(name.clone()), ty)?;
            attributes.insert(name, value);
        }
        if let Some((name, ty)) = types.iter().find(|(name, _)| !attributes.contains_key(*name)) {
            self.path.0.push(Step::Attribute(name.clone()));
            return Err(Problem::Unexpected {
                expected: ty.to_string(),
                found: "no such attribute".to_owned(),
            });
        }
        Ok(Value::Object(attributes))
    }

    fn dynamic(&mut self) -> Result<Value, Problem> {
        let marker = self.peek()?;
        if self.array_len(&Type::Dynamic)? != 2 {
            return Err(Problem::Unexpected {
                expected: "a type and a value of it".to_owned(),
                found: found(marker).to_owned(),
            });
        }
        let json = match self.peek()? {
            Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => {
                let length = read::read_bin_len(&mut self.rest).map_err(|_| Problem::Truncated)?;
                self.take(length as usize)?
            }
            _ => self.text("a type as JSON")?.as_bytes(),
        };
        let ty = ty::decode(json)?;
        // A step that says nothing: it only counts, so that types inside types cannot go down for ever.
        self.path.0.push(Step::Index(0));
        let value = self.value(&ty)?;
        self.path.0.pop();
        Ok(Value::Dynamic(Box::new((ty, value))))
    }

    fn inside(&mut self, step: Step, ty: &Type) -> Result<Value, Problem> {
        self.path.0.push(step);
        let value = self.value(ty)?;
        self.path.0.pop();
        Ok(value)
    }

    fn number(&mut self) -> Result<Number, Problem> {
        let marker = self.peek()?;
        match marker {
            Marker::FixPos(_) | Marker::U8 | Marker::U16 | Marker::U32 | Marker::U64 => {
                read::read_int::<u64, _>(&mut self.rest).map(Number::from).map_err(|_| Problem::Truncated)
            }
            Marker::FixNeg(_) | Marker::I8 | Marker::I16 | Marker::I32 | Marker::I64 => {
                read::read_int::<i64, _>(&mut self.rest).map(Number::from).map_err(|_| Problem::Truncated)
            }
            Marker::F32 => {
                let float = read::read_f32(&mut self.rest).map_err(|_| Problem::Truncated)?;
                Number::try_from(f64::from(float)).map_err(Problem::Number)
            }
            Marker::F64 => {
                let float = read::read_f64(&mut self.rest).map_err(|_| Problem::Truncated)?;
                Number::try_from(float).map_err(Problem::Number)
            }
            _ => self.text("number")?.parse().map_err(Problem::Number),
        }
    }

    fn text(&mut self, expected: &str) -> Result<&'a str, Problem> {
        let marker = self.peek()?;
        if !matches!(marker, Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32) {
            return Err(Problem::Unexpected {
                expected: expected.to_owned(),
                found: found(marker).to_owned(),
            });
        }
        let length = read::read_str_len(&mut self.rest).map_err(|_| Problem::Truncated)?;
        std::str::from_utf8(self.take(length as usize)?).map_err(|_| Problem::Utf8)
    }

    fn array_len(&mut self, ty: &Type) -> Result<usize, Problem> {
        let marker = self.peek()?;
        if !matches!(marker, Marker::FixArray(_) | Marker::Array16 | Marker::Array32) {
            return Err(unexpected(ty, marker));
        }
        let count = read::read_array_len(&mut self.rest).map_err(|_| Problem::Truncated)?;
        self.plausible(count, 1)
    }

    fn map_len(&mut self, ty: &Type) -> Result<usize, Problem> {
        let marker = self.peek()?;
        if !matches!(marker, Marker::FixMap(_) | Marker::Map16 | Marker::Map32) {
            return Err(unexpected(ty, marker));
        }
        let count = read::read_map_len(&mut self.rest).map_err(|_| Problem::Truncated)?;
        self.plausible(count, 2)
    }

    /// A count that the remaining bytes can hold; memory is reserved only for those.
    fn plausible(&self, count: u32, bytes_each: usize) -> Result<usize, Problem> {
        let count = count as usize;
        if count > self.rest.len() / bytes_each { Err(Problem::Truncated) } else { Ok(count) }
    }

    /// Any extension is an unknown value; one kind says what is known of it.
    fn unknown(&mut self) -> Result<Value, Problem> {
        let meta = read::read_ext_meta(&mut self.rest).map_err(|_| Problem::Truncated)?;
        let body = self.take(meta.size as usize)?;
        if meta.typeid != REFINED_UNKNOWN || body.len() <= 1 || body.len() > MAX_REFINEMENT {
            return Ok(Value::Unknown(Refinement::default()));
        }
        let outer = std::mem::replace(&mut self.rest, body);
        let refinement = self.refinement()?;
        self.rest = outer;
        Ok(Value::Unknown(refinement))
    }

    fn refinement(&mut self) -> Result<Refinement, Problem> {
        let mut refinement = Refinement::default();
        for _ in 0..self.map_len(&Type::map(Type::Dynamic))? {
            match read::read_int::<u64, _>(&mut self.rest).map_err(|_| Problem::Truncated)? {
                key::NULLNESS => refinement.not_null = !self.bool()?,
                key::STRING_PREFIX => refinement.string_prefix = Some(self.text("a prefix")?.to_owned()),
                key::NUMBER_MIN => refinement.number_min = Some(self.bound()?),
                key::NUMBER_MAX => refinement.number_max = Some(self.bound()?),
                key::LENGTH_MIN => refinement.length_min = self.number()?.to_u64(),
                key::LENGTH_MAX => refinement.length_max = self.number()?.to_u64(),
                // A later protocol's refinement: it only says more than we need.
                _ => self.skip_value(0)?,
            }
        }
        Ok(refinement)
    }

    fn bound(&mut self) -> Result<(Number, bool), Problem> {
        match self.array_len(&Type::list(Type::Dynamic))? {
            2 => Ok((self.number()?, self.bool()?)),
            count => Err(Problem::Unexpected {
                expected: "a bound and whether it is inclusive".to_owned(),
                found: format!("{count} elements"),
            }),
        }
    }

    fn bool(&mut self) -> Result<bool, Problem> {
        match self.peek()? {
            marker @ (Marker::True | Marker::False) => {
                self.skip_bytes(1)?;
                Ok(marker == Marker::True)
            }
            marker => Err(unexpected(&Type::Bool, marker)),
        }
    }

    fn skip_value(&mut self, depth: usize) -> Result<(), Problem> {
        if depth > MAX_DEPTH {
            return Err(Problem::TooDeep);
        }
        let marker = self.peek()?;
        let inner = match marker {
            Marker::Null | Marker::True | Marker::False | Marker::Reserved => {
                self.skip_bytes(1)?;
                0
            }
            Marker::FixArray(_) | Marker::Array16 | Marker::Array32 => self.array_len(&Type::Dynamic)?,
            Marker::FixMap(_) | Marker::Map16 | Marker::Map32 => 2 * self.map_len(&Type::Dynamic)?,
            Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => {
                let length = read::read_bin_len(&mut self.rest).map_err(|_| Problem::Truncated)?;
                self.take(length as usize)?;
                0
            }
            _ if is_extension(marker) => {
                let meta = read::read_ext_meta(&mut self.rest).map_err(|_| Problem::Truncated)?;
                self.take(meta.size as usize)?;
                0
            }
            Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32 => {
                self.text("text")?;
                0
            }
            _ => {
                self.number()?;
                0
            }
        };
        (0..inner).try_for_each(|_| self.skip_value(depth + 1))
    }

    fn peek(&self) -> Result<Marker, Problem> {
        self.rest.first().map(|byte| Marker::from_u8(*byte)).ok_or(Problem::Truncated)
    }

    fn skip_bytes(&mut self, count: usize) -> Result<(), Problem> {
        self.take(count).map(|_| ())
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Problem> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Problem::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }
}

fn is_extension(marker: Marker) -> bool {
    use Marker::{Ext8, Ext16, Ext32, FixExt1, FixExt2, FixExt4, FixExt8, FixExt16};
    matches!(marker, FixExt1 | FixExt2 | FixExt4 | FixExt8 | FixExt16 | Ext8 | Ext16 | Ext32)
}

fn unexpected(ty: &Type, marker: Marker) -> Problem {
    Problem::Unexpected { expected: ty.to_string(), found: found(marker).to_owned() }
}

fn found(marker: Marker) -> &'static str {
    match marker {
        Marker::Null => "null",
        Marker::True | Marker::False => "bool",
        Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32 => "string",
        Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => "bytes",
        Marker::FixArray(_) | Marker::Array16 | Marker::Array32 => "list",
        Marker::FixMap(_) | Marker::Map16 | Marker::Map32 => "map",
        Marker::Reserved => "a reserved byte",
        _ => "number",
    }
}
