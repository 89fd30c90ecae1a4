//! Bytes ⇄ values: the encodings in which Terraform sends and stores what it knows.
//!
//! All of them are directed by a [`Type`](crate::Type): the bytes alone do not tell a list from a set or an object
//! from a map. Decoding never trusts a length or a depth that the bytes claim.

pub mod json;
pub mod msgpack;
pub mod ty;

use crate::value::{NumberError, Path};

/// How deeply values may be nested. Terraform's own limit on configurations is far below.
const MAX_DEPTH: usize = 128;

/// Why bytes are not a value of the type that was expected.
#[derive(Clone, Debug, PartialEq)]
pub struct DecodeError {
    /// Where, seen from the root of the value.
    pub path: Path,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong at a place in encoded bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Something else stands there.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What the type asks for.
        expected: String,
        /// What stands there, without the value itself, which may be secret.
        found: String,
    },
    /// The bytes end in the middle of a value, or claim more than there is.
    #[error("the bytes end before the value does")]
    Truncated,
    /// Bytes follow the value.
    #[error("{0} bytes follow the value")]
    Trailing(usize),
    /// Values are nested too deeply.
    #[error("values are nested more than {MAX_DEPTH} levels deep")]
    TooDeep,
    /// A number is none that can be held.
    #[error("{0}")]
    Number(NumberError),
    /// Text is not UTF-8.
    #[error("text is not UTF-8")]
    Utf8,
    /// JSON that cannot be read at all.
    #[error("not JSON: {0}")]
    Json(String),
    /// A type that cannot be read.
    #[error("not a type: {0}")]
    Type(String),
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.path.is_root() {
            write!(f, "{}", self.problem)
        } else {
            write!(f, "{}: {}", self.path, self.problem)
        }
    }
}

impl std::error::Error for DecodeError {}

/// Why a value cannot be encoded as a type: it is not of that type, or JSON was asked for an unknown.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}{expected} cannot be written: found {found}", at(path))]
pub struct EncodeError {
    /// Where, seen from the root of the value.
    pub path: Path,
    /// What the type asks for.
    pub expected: String,
    /// What stands there instead, without the value itself.
    pub found: String,
}

fn at(path: &Path) -> String {
    if path.is_root() { String::new() } else { format!("{path}: ") }
}
