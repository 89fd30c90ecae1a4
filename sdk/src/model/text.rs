//! Own types that are written as text.

use std::{
    fmt::{Debug, Display},
    str::FromStr,
};

use super::{
    Attr, Field,
    decode::{not_allowed, refuse},
    derive::{attr_value, plan_attr},
    scalar::plan_is_attr,
};
use crate::{
    diag::Diagnostics,
    schema::AttributeKind,
    value::{Path, Type, Value},
};

/// A type of yours that is a string in Terraform: a CIDR, a resource ID, one of a few words. Parsed when a
/// configuration is validated, so that a bad value is refused before anything happens, and typed from there on.
///
/// ```
/// use std::{fmt, str::FromStr};
/// use tfplugin_framework::model::Text;
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Region(String);
///
/// impl FromStr for Region {
///     type Err = &'static str;
///
///     fn from_str(text: &str) -> Result<Self, Self::Err> {
///         let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
///         if plain { Ok(Self(text.to_owned())) } else { Err("letters and digits only") }
///     }
/// }
///
/// impl fmt::Display for Region {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         f.write_str(&self.0)
///     }
/// }
///
/// impl Text for Region {
///     const EXPECTED: &'static str = "a region such as westeurope";
/// }
/// ```
///
/// `Display` must write what `FromStr` read, to the letter: Terraform refuses an answer in which a configured value
/// has another spelling.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a model's field",
    label = "no Terraform type stands for this",
    note = "fields are strings, bools, numbers, `Value`, models, and `Option`, `Vec`, `BTreeSet`, `Set` or \
            `BTreeMap<String, _>` of these",
    note = "for a struct add `#[derive(Model)]`; for a type that is text implement `tfplugin_framework::model::Text`"
)]
pub trait Text: FromStr<Err: Display> + Display + Clone + Debug + PartialEq + Send + Sync + 'static {
    /// What is expected, to complete "must be": `a CIDR such as 10.0.0.0/16`.
    const EXPECTED: &'static str;
}

impl<T: Text> Field for T {
    plan_is_attr!();

    fn kind() -> AttributeKind {
        AttributeKind::Plain(Type::String)
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        let text = value.as_str().ok_or_else(|| refuse(at, "a string", value))?;
        text.parse().map_err(|error| not_allowed(at, T::EXPECTED, &format!("{text:?} ({error})")))
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}
