//! An attribute that may be null or unknown.

use crate::value::Refinement;

/// An attribute of a configuration or plan: null, not known before apply, or known.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Attr<T> {
    /// Not given.
    #[default]
    Null,
    /// Known only at apply.
    Unknown(Refinement),
    /// Known.
    Known(T),
}

impl<T> Attr<T> {
    /// An unknown of which nothing is known.
    pub fn unknown() -> Self {
        Self::Unknown(Refinement::default())
    }

    /// The value, if it is known and not null.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown(_) => None,
        }
    }

    /// Whether it will be known only at apply.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// Whether it was not given.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}
