//! Values that are not shown.

use std::fmt;

use super::{
    Attr, Field,
    decode::redacted,
    derive::{attr_value, plan_attr},
    facts::Facts,
    scalar::plan_is_attr,
};
use crate::{
    diag::Diagnostics,
    schema::{AttributeKind, Equivalence},
    value::{Path, Value},
};

/// A secret. Its `Debug` and `Display` show nothing of it, its attribute is sensitive in the schema, and errors about
/// it leave the value out.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Sensitive<T>(T);

impl<T> Sensitive<T> {
    /// Guards `secret`.
    pub fn new(secret: T) -> Self {
        Self(secret)
    }

    /// The secret itself. Do not print it.
    pub fn expose(&self) -> &T {
        &self.0
    }

    /// The secret itself. Do not print it.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Sensitive<T> {
    fn from(secret: T) -> Self {
        Self(secret)
    }
}

impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(sensitive)")
    }
}

impl<T> fmt::Display for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(sensitive)")
    }
}

impl<T> Field for Sensitive<T>
where
    T: Field<Plan = Attr<T>> + Clone + PartialEq + Send + Sync + 'static,
{
    plan_is_attr!();

    const SENSITIVE: bool = true;
    const FACTS: Facts = T::FACTS;

    fn kind() -> AttributeKind {
        T::kind()
    }

    fn equivalence() -> Option<Equivalence> {
        T::equivalence()
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        redacted(T::from_value(value, at), value, at).map(Self)
    }

    fn to_value(&self) -> Value {
        self.0.to_value()
    }
}
