//! MessagePack items, one by one, from bytes.

use rmp::Marker;

use crate::wire::Problem;

/// What is left to read. Nothing is allocated by a length that the bytes only claim: strings are slices of the bytes,
/// and an array or map that claims more elements than there are bytes left for is refused at its head.
pub(super) struct Reader<'a>(&'a [u8]);

/// One item; the elements of an array or map follow it.
#[derive(Debug, PartialEq)]
pub(super) enum Item<'a> {
    Nil,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Str(&'a [u8]),
    Bin(&'a [u8]),
    Ext(i8, &'a [u8]),
    Array(usize),
    Map(usize),
}

impl Item<'_> {
    /// The integer that is not negative, in whichever encoding.
    pub(super) fn unsigned(&self) -> Option<u64> {
        match self {
            Self::Unsigned(integer) => Some(*integer),
            Self::Signed(integer) => u64::try_from(*integer).ok(),
            _ => None,
        }
    }

    /// The kind of item, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Nil => "null",
            Self::Bool(_) => "bool",
            Self::Signed(_) | Self::Unsigned(_) | Self::Float(_) => "number",
            Self::Str(_) => "string",
            Self::Bin(_) => "binary data",
            Self::Ext(..) => "unknown value",
            Self::Array(_) => "array",
            Self::Map(_) => "map",
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// How many bytes are left.
    pub(super) fn remaining(&self) -> usize {
        self.0.len()
    }

    pub(super) fn item(&mut self) -> Result<Item<'a>, Problem> {
        let [byte] = self.array()?;
        Ok(match Marker::from_u8(byte) {
            Marker::Null => Item::Nil,
            Marker::True => Item::Bool(true),
            Marker::False => Item::Bool(false),
            Marker::FixPos(integer) => Item::Unsigned(integer.into()),
            Marker::FixNeg(integer) => Item::Signed(integer.into()),
            Marker::U8 => Item::Unsigned(self.u8()?.into()),
            Marker::U16 => Item::Unsigned(u16::from_be_bytes(self.array()?).into()),
            Marker::U32 => Item::Unsigned(u32::from_be_bytes(self.array()?).into()),
            Marker::U64 => Item::Unsigned(u64::from_be_bytes(self.array()?)),
            Marker::I8 => Item::Signed(i8::from_be_bytes(self.array()?).into()),
            Marker::I16 => Item::Signed(i16::from_be_bytes(self.array()?).into()),
            Marker::I32 => Item::Signed(i32::from_be_bytes(self.array()?).into()),
            Marker::I64 => Item::Signed(i64::from_be_bytes(self.array()?)),
            Marker::F32 => Item::Float(f32::from_be_bytes(self.array()?).into()),
            Marker::F64 => Item::Float(f64::from_be_bytes(self.array()?)),
            Marker::FixStr(length) => Item::Str(self.bytes(length.into())?),
            Marker::Str8 => Item::Str(self.counted8()?),
            Marker::Str16 => Item::Str(self.counted16()?),
            Marker::Str32 => Item::Str(self.counted32()?),
            Marker::Bin8 => Item::Bin(self.counted8()?),
            Marker::Bin16 => Item::Bin(self.counted16()?),
            Marker::Bin32 => Item::Bin(self.counted32()?),
            Marker::FixExt1 => self.ext(1)?,
            Marker::FixExt2 => self.ext(2)?,
            Marker::FixExt4 => self.ext(4)?,
            Marker::FixExt8 => self.ext(8)?,
            Marker::FixExt16 => self.ext(16)?,
            Marker::Ext8 => {
                let length = self.u8()?.into();
                self.ext(length)?
            }
            Marker::Ext16 => {
                let length = self.u16()?.into();
                self.ext(length)?
            }
            Marker::Ext32 => {
                let length = self.length32()?;
                self.ext(length)?
            }
            Marker::FixArray(length) => self.array_of(length.into())?,
            Marker::Array16 => {
                let length = self.u16()?.into();
                self.array_of(length)?
            }
            Marker::Array32 => {
                let length = self.length32()?;
                self.array_of(length)?
            }
            Marker::FixMap(length) => self.map_of(length.into())?,
            Marker::Map16 => {
                let length = self.u16()?.into();
                self.map_of(length)?
            }
            Marker::Map32 => {
                let length = self.length32()?;
                self.map_of(length)?
            }
            Marker::Reserved => return Err(Problem::Marker(byte)),
        })
    }

    /// Passes over one item and everything in it, however deep.
    pub(super) fn skip(&mut self) -> Result<(), Problem> {
        let mut items = 1_u64;
        while items > 0 {
            items -= 1;
            items += match self.item()? {
                Item::Array(length) => length as u64,
                Item::Map(length) => 2 * length as u64,
                _ => 0,
            };
        }
        Ok(())
    }

    fn ext(&mut self, length: usize) -> Result<Item<'a>, Problem> {
        let kind = i8::from_be_bytes(self.array()?);
        Ok(Item::Ext(kind, self.bytes(length)?))
    }

    /// The head of an array, each element of which takes a byte at least.
    fn array_of(&self, length: usize) -> Result<Item<'a>, Problem> {
        if length > self.remaining() { Err(Problem::EndOfData) } else { Ok(Item::Array(length)) }
    }

    /// The head of a map, each entry of which takes two bytes at least.
    fn map_of(&self, length: usize) -> Result<Item<'a>, Problem> {
        if length > self.remaining() / 2 { Err(Problem::EndOfData) } else { Ok(Item::Map(length)) }
    }

    fn counted8(&mut self) -> Result<&'a [u8], Problem> {
        let length = self.u8()?;
        self.bytes(length.into())
    }

    fn counted16(&mut self) -> Result<&'a [u8], Problem> {
        let length = self.u16()?;
        self.bytes(length.into())
    }

    fn counted32(&mut self) -> Result<&'a [u8], Problem> {
        let length = self.length32()?;
        self.bytes(length)
    }

    fn u8(&mut self) -> Result<u8, Problem> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    fn u16(&mut self) -> Result<u16, Problem> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    /// A length of 32 bits; one that memory cannot hold is beyond the end of the data anyway.
    fn length32(&mut self) -> Result<usize, Problem> {
        usize::try_from(u32::from_be_bytes(self.array()?)).map_err(|_| Problem::EndOfData)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Problem> {
        let (first, rest) = self.0.split_first_chunk().ok_or(Problem::EndOfData)?;
        self.0 = rest;
        Ok(*first)
    }

    fn bytes(&mut self, length: usize) -> Result<&'a [u8], Problem> {
        let (first, rest) = self.0.split_at_checked(length).ok_or(Problem::EndOfData)?;
        self.0 = rest;
        Ok(first)
    }
}
