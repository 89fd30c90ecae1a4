//! MessagePack, as go-cty writes and reads it.
//!
//! | value | bytes |
//! |---|---|
//! | null | nil |
//! | unknown | ext of type 0; with a refinement, of type 12 around a map. Any ext is read as unknown |
//! | number | an int if it fits 64 bits, a float if it is exactly one and has a fraction, else decimal text |
//! | list, set, tuple | array |
//! | map, object | map with string keys; an object has every attribute of its type and no other |
//! | dynamic | array of two: the type as JSON in a bin, and the value |

mod decode;
mod encode;
mod reader;
mod refinement;
mod writer;

pub use decode::decode;
pub use encode::encode;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod properties;
