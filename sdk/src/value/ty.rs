//! Terraform's types.

use std::collections::BTreeMap;

/// A type constraint of Terraform's type system.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// true or false.
    Bool,
    /// A decimal number of any size.
    Number,
    /// Text.
    String,
    /// Any type; the value carries its own ([`Value::Dynamic`](super::Value::Dynamic)).
    Dynamic,
    /// An ordered collection.
    List(Box<Type>),
    /// A collection without order or duplicates.
    Set(Box<Type>),
    /// Values by key.
    Map(Box<Type>),
    /// A sequence in which each place has a type of its own.
    Tuple(Vec<Type>),
    /// Named attributes.
    Object(BTreeMap<String, Type>),
}
