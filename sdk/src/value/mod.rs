//! Values, types and paths as Terraform's type system (cty) has them.

mod number;
mod path;
mod refinement;
mod ty;

use std::collections::BTreeMap;

pub use number::Number;
pub use path::{Path, Step};
pub use refinement::Refinement;
pub use ty::Type;

/// A value of Terraform's type system.
///
/// Strings are compared after NFC normalisation and sets without regard to order, as Terraform compares them.
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

/// Every element of one is in the other.
fn same_elements(left: &[Value], right: &[Value]) -> bool {
    left.iter().all(|value| right.contains(value)) && right.iter().all(|value| left.contains(value))
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Unknown(left), Self::Unknown(right)) => left == right,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Number(left), Self::Number(right)) => left == right,
            (Self::String(left), Self::String(right)) => left == right,
            (Self::List(left), Self::List(right)) | (Self::Tuple(left), Self::Tuple(right)) => left == right,
            (Self::Set(left), Self::Set(right)) => same_elements(left, right),
            (Self::Map(left), Self::Map(right)) | (Self::Object(left), Self::Object(right)) => left == right,
            (Self::Dynamic(left), Self::Dynamic(right)) => left == right,
            _ => false,
        }
    }
}
