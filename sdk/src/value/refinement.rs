//! What is known of an unknown value.

use super::Number;

/// What is known of a value before the value itself is known. The default says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refinement {
    /// The value will not be null.
    pub not_null: bool,
    /// The text will begin with this.
    pub string_prefix: Option<String>,
    /// The number will be at least this; `true` if this bound itself is allowed.
    pub number_min: Option<(Number, bool)>,
    /// The number will be at most this; `true` if this bound itself is allowed.
    pub number_max: Option<(Number, bool)>,
    /// The collection will have at least this many elements.
    pub length_min: Option<u64>,
    /// The collection will have at most this many elements.
    pub length_max: Option<u64>,
}
