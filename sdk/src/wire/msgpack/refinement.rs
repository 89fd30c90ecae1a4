//! Unknown values, and what is known of them.
//!
//! An unknown is an ext. Type 0 says nothing; type 12 has a map in its body that says what the value will be like. The
//! format is go-cty's (`cty/msgpack/unknown.go`).

use std::borrow::Cow;

use super::{
    encode::write_number,
    reader::{Item, Reader},
    writer::Writer,
};
use crate::{
    value::{Bounds, Number, Refinement, Type, normalized},
    wire::Problem,
};

const REFINED: i8 = 0x0c;

/// go-cty reads no more.
const MAX_BODY: usize = 1024;

/// go-cty's own limit for what it sends; the rest of the body then fits in any case.
const MAX_PREFIX: usize = 256;

/// Keys of the map.
const NULLNESS: u64 = 1;
const STRING_PREFIX: u64 = 2;
const NUMBER_MIN: u64 = 3;
const NUMBER_MAX: u64 = 4;
const LENGTH_MIN: u64 = 5;
const LENGTH_MAX: u64 = 6;

/// Writes an unknown of type `ty` with as much of the refinement as applies to that type.
pub(super) fn write(out: &mut Writer, refinement: &Refinement, ty: &Type) {
    let mut body = Writer::new();
    let count = write_entries(&mut body, refinement, ty);
    let mut refined = Writer::new();
    refined.map(count);
    let refined = [refined.into_bytes(), body.into_bytes()].concat();
    if count == 0 || refined.len() > MAX_BODY {
        out.ext(0, &[0]);
    } else {
        out.ext(REFINED, &refined);
    }
}

/// Gives the number of entries.
fn write_entries(out: &mut Writer, refinement: &Refinement, ty: &Type) -> u32 {
    let limits = refinement.bounds();
    let mut count = 0;
    let mut key = |out: &mut Writer, key: u64| {
        out.int(key as i64);
        count += 1;
    };
    // Of a value that may be of any type nothing can be said.
    if *ty != Type::Dynamic && refinement.not_null {
        key(out, NULLNESS);
        out.bool(false);
    }
    match ty {
        Type::String => {
            if let Some(prefix) =
                limits.string_prefix.as_deref().map(safe_prefix).filter(|text| !text.is_empty())
            {
                key(out, STRING_PREFIX);
                out.str(&prefix);
            }
        }
        Type::Number => {
            let bounds = [(NUMBER_MIN, &limits.number_min), (NUMBER_MAX, &limits.number_max)];
            for (name, (bound, inclusive)) in
                bounds.into_iter().filter_map(|(name, bound)| Some((name, bound.as_ref()?)))
            {
                key(out, name);
                out.array(2);
                write_number(out, bound);
                out.bool(*inclusive);
            }
        }
        Type::List(_) | Type::Set(_) | Type::Map(_) => {
            let bounds = [(LENGTH_MIN, limits.length_min), (LENGTH_MAX, limits.length_max)];
            for (name, bound) in
                bounds.into_iter().filter_map(|(name, bound)| Some((name, i64::try_from(bound?).ok()?)))
            {
                key(out, name);
                out.int(bound);
            }
        }
        Type::Bool | Type::Dynamic | Type::Tuple(_) | Type::Object(_) => {}
    }
    count
}

/// The prefix in NFC. One that is too long is cut where no combining character that may follow the cut can change what
/// is before it.
fn safe_prefix(prefix: &str) -> Cow<'_, str> {
    let prefix = normalized(prefix);
    if prefix.len() <= MAX_PREFIX {
        return prefix;
    }
    let whole_characters = prefix.char_indices().map(|(start, _)| start).take_while(|end| *end <= MAX_PREFIX);
    let last = whole_characters.last().map_or(0, |end| last_character(&prefix[..end]));
    prefix[..last].to_owned().into()
}

/// Where the last character begins.
fn last_character(text: &str) -> usize {
    text.char_indices().next_back().map_or(0, |(start, _)| start)
}

/// What an ext says of the unknown it stands for. What cannot be understood says nothing: every ext is an unknown.
pub(super) fn read(kind: i8, body: &[u8]) -> Refinement {
    if kind != REFINED || body.len() > MAX_BODY {
        return Refinement::default();
    }
    read_entries(&mut Reader::new(body)).unwrap_or_default()
}

fn read_entries(reader: &mut Reader<'_>) -> Result<Refinement, Problem> {
    let mut not_null = false;
    let mut bounds = Bounds::default();
    let Item::Map(entries) = reader.item()? else { return Ok(Refinement::default()) };
    for _ in 0..entries {
        let Some(key) = reader.item()?.unsigned() else { return Ok(Refinement::default()) };
        match key {
            NULLNESS => not_null = reader.item()? == Item::Bool(false),
            STRING_PREFIX => bounds.string_prefix = text(&reader.item()?),
            NUMBER_MIN => bounds.number_min = bound(reader)?,
            NUMBER_MAX => bounds.number_max = bound(reader)?,
            LENGTH_MIN => bounds.length_min = length(&reader.item()?),
            LENGTH_MAX => bounds.length_max = length(&reader.item()?),
            _ => reader.skip()?,
        }
    }
    Ok(Refinement::new(not_null, bounds))
}

fn bound(reader: &mut Reader<'_>) -> Result<Option<(Number, bool)>, Problem> {
    let Item::Array(2) = reader.item()? else { return Err(Problem::EndOfData) };
    let number = super::decode::number(&reader.item()?);
    let Item::Bool(inclusive) = reader.item()? else { return Err(Problem::EndOfData) };
    Ok(number.ok().map(|number| (number, inclusive)))
}

fn text(item: &Item<'_>) -> Option<String> {
    match item {
        Item::Str(bytes) => std::str::from_utf8(bytes).ok().map(str::to_owned),
        _ => None,
    }
}

/// go-cty counts with signed integers.
fn length(item: &Item<'_>) -> Option<u64> {
    item.unsigned().filter(|length| i64::try_from(*length).is_ok())
}
