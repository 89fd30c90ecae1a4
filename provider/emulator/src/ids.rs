//! Identifiers that the platform makes up: GUIDs, short random names, and bytes that look like signatures.

use uuid::Uuid;

use crate::world::World;

/// A new GUID: random, or the next of a fixed row in a deterministic world.
pub(crate) fn guid(world: &World<'_>) -> rusqlite::Result<String> {
    Ok(match world.options.deterministic {
        None => Uuid::new_v4(),
        Some(seed) => {
            let number = world.tx.count("guids", 1)?;
            Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{seed}/{number}").as_bytes())
        }
    }
    .to_string())
}

/// `length` lower-case hexadecimal digits, at most 32.
pub(crate) fn hex(world: &World<'_>, length: usize) -> rusqlite::Result<String> {
    let mut text = guid(world)?.replace('-', "");
    text.truncate(length);
    Ok(text)
}

/// Eight characters as they end the name of an API server.
pub(crate) fn suffix(world: &World<'_>) -> rusqlite::Result<String> {
    const LETTERS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let bytes = expand(&guid(world)?, 8);
    Ok(bytes.iter().map(|b| char::from(LETTERS[usize::from(*b) % LETTERS.len()])).collect())
}

/// A number that depends on the text alone, spread evenly.
pub(crate) fn spread(text: &str) -> u64 {
    let bytes = *Uuid::new_v5(&Uuid::NAMESPACE_URL, text.as_bytes()).as_bytes();
    // The version and variant bits of a UUID are in bytes 6 and 8.
    u64::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[10], bytes[11]])
}

/// `length` bytes that depend on the text alone.
pub(crate) fn expand(text: &str, length: usize) -> Vec<u8> {
    let blocks =
        (0..).flat_map(|n| *Uuid::new_v5(&Uuid::NAMESPACE_X500, format!("{n}/{text}").as_bytes()).as_bytes());
    blocks.take(length).collect()
}
