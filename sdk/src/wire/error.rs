//! What is wrong with bytes or with a value.

use crate::value::{NumberError, Path};

use super::TypeJsonError;

/// A value could not be read or written.
///
/// Neither the path nor the problem shows the value itself, which may be secret: elements of sets are addressed by
/// their position.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("{}: {problem}", if path.is_root() { "the value".to_owned() } else { path.to_string() })]
pub struct WireError {
    /// Where in the value.
    pub path: Path,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with bytes or with a value.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum Problem {
    /// Something else stands there than the type says.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What the type says.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// The bytes end before the value does.
    #[error("the data ends early")]
    EndOfData,
    /// The value ends before the bytes do.
    #[error("{0} bytes follow the value")]
    TrailingBytes(usize),
    /// A byte that begins no value.
    #[error("byte 0x{0:02x} begins no value")]
    Marker(u8),
    /// Text that is not UTF-8.
    #[error("the text is not UTF-8")]
    Utf8,
    /// An attribute of the type is not there.
    #[error("the attribute is missing")]
    MissingAttribute,
    /// The type has no such attribute.
    #[error("the type has no such attribute")]
    UnknownAttribute,
    /// The same attribute or key twice.
    #[error("it stands there twice")]
    Duplicate,
    /// A number of elements other than the tuple's.
    #[error("expected {expected} elements, found {found}")]
    Length {
        /// How many the type has.
        expected: usize,
        /// How many stand there.
        found: usize,
    },
    /// More elements or bytes than the encoding can count.
    #[error("it is too long to be written")]
    TooLong,
    /// Deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    #[error("values are nested deeper than {} levels", super::MAX_DEPTH)]
    TooDeep,
    /// No number.
    #[error("{0}")]
    Number(NumberError),
    /// The type that travels with a value is no type.
    #[error("the type of the value cannot be read: {0}")]
    Type(TypeJsonError),
    /// Elements of a collection of any type that differ in theirs.
    #[error(
        "the elements of a collection must all have the same type, but there are {first} and {other}; a tuple or an \
         object can hold both"
    )]
    MixedTypes {
        /// The type of an element.
        first: String,
        /// The type of another.
        other: String,
    },
    /// JSON has no word for a value that is unknown.
    #[error("the value is unknown, which JSON cannot express")]
    Unknown,
    /// No JSON.
    #[error("not JSON: {0}")]
    Json(String),
}
