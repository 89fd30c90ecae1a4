//! Values, types and paths as Terraform's type system (cty) has them.
//!
//! [`Value`] is what every message carries, [`Type`] what it must conform to, [`Path`] where in it something stands.
//! Provider code mostly meets the typed structs of [`model`](crate::model) instead.

mod compare;
mod conform;
mod convert;
mod number;
mod path;
mod refinement;
mod ty;
mod typed;
mod walk;

use std::collections::BTreeMap;

pub(crate) use compare::normalized;
pub use conform::Mismatch;
pub use number::{MAX_EXPONENT, Number, NumberError};
pub use path::{Path, Step};
pub use refinement::{Bounds, Refinement};
pub use ty::Type;

/// A value of Terraform's type system.
///
/// Values are compared as Terraform compares them: strings and map keys after NFC normalisation, sets without regard
/// to order or duplicates, numbers by what they are worth.
#[derive(Clone, Debug)]
pub enum Value {
    /// No value was given.
    Null,
    /// A value that Terraform learns only at apply, with what is already known of it.
    Unknown(Refinement),
    /// true or false.
    Bool(bool),
    /// A decimal number of any size.
    Number(Number),
    /// Text.
    String(String),
    /// An ordered collection of one element type.
    List(Vec<Value>),
    /// A collection of one element type without order or duplicates.
    Set(Vec<Value>),
    /// An ordered sequence in which each place has a type of its own.
    Tuple(Vec<Value>),
    /// Values of one type by key.
    Map(BTreeMap<String, Value>),
    /// Named attributes; every attribute of the type is present.
    Object(BTreeMap<String, Value>),
    /// A value whose type travels with it; found where the schema says [`Type::Dynamic`].
    Dynamic(Box<(Type, Value)>),
}

impl Value {
    /// An unknown of which nothing is known.
    pub fn unknown() -> Self {
        Self::Unknown(Refinement::default())
    }

    /// An object of these attributes.
    pub fn object<K: Into<String>>(attributes: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Object(attributes.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// A map of these elements.
    pub fn map<K: Into<String>>(elements: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Map(elements.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// A list of these elements.
    pub fn list<V: Into<Self>>(elements: impl IntoIterator<Item = V>) -> Self {
        Self::List(elements.into_iter().map(Into::into).collect())
    }

    /// A set of these elements; of equal ones the first stays.
    pub fn set<V: Into<Self>>(elements: impl IntoIterator<Item = V>) -> Self {
        Self::Set(Self::without_duplicates(elements.into_iter().map(Into::into).collect()))
    }

    /// The value with its [type](Self::type_of) beside it, for an attribute of type [`Type::Dynamic`]; types that stand
    /// beside parts of it become parts of that one. Null stays null; a dynamic value stays as it is.
    #[must_use]
    pub fn into_dynamic(self) -> Self {
        match self {
            Self::Null | Self::Dynamic(_) => self,
            value => Self::Dynamic(Box::new(value.into_typed())),
        }
    }

    /// Whether it is null, also when its type travels with it.
    pub fn is_null(&self) -> bool {
        matches!(self.inner(), Self::Null)
    }

    /// Whether it is unknown as a whole, also when its type travels with it.
    pub fn is_unknown(&self) -> bool {
        matches!(self.inner(), Self::Unknown(_))
    }

    /// The value without the type that travels with it.
    pub fn inner(&self) -> &Self {
        match self {
            Self::Dynamic(typed) => typed.1.inner(),
            value => value,
        }
    }

    /// The text, if it is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self.inner() {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth, if it is a bool.
    pub fn as_bool(&self) -> Option<bool> {
        match self.inner() {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<&Number> {
        match self.inner() {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The elements of a list, set or tuple.
    pub fn as_elements(&self) -> Option<&[Self]> {
        match self.inner() {
            Self::List(elements) | Self::Set(elements) | Self::Tuple(elements) => Some(elements),
            _ => None,
        }
    }

    /// The elements of a map or attributes of an object.
    pub fn as_entries(&self) -> Option<&BTreeMap<String, Self>> {
        match self.inner() {
            Self::Map(entries) | Self::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The attribute or map element of this name.
    pub fn entry(&self, name: &str) -> Option<&Self> {
        self.as_entries()?.get(name)
    }
}
