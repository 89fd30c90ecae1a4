//! Configurations as a test writes them.

use std::collections::BTreeMap;

use crate::{
    model::PlanModel,
    value::{Number, Value},
};

/// A configuration, or a part of one, as HCL has it: without types, which the schema gives. Written with
/// [`config!`](crate::config) or taken from [JSON](Self::from_json).
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Config {
    /// Not given.
    #[default]
    Null,
    /// Known only at apply, as if it came from a resource that is created in the same run.
    Unknown,
    /// Text that is known only at apply, but begins with this, as the provider of the other resource promised.
    UnknownText(String),
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    String(String),
    /// `[...]`: a list, set or tuple.
    List(Vec<Config>),
    /// `{...}`: an object, a map, or a block.
    Object(BTreeMap<String, Config>),
}

/// The text that stands for an unknown value in JSON.
const UNKNOWN: &str = "${unknown}";

impl Config {
    /// An object of these members.
    pub fn object<K: Into<String>>(members: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// Reads JSON, in which the text `"${unknown}"` stands for an unknown value.
    ///
    /// # Errors
    /// When it is not JSON.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str::<serde_json::Value>(text).map(Self::from)
    }

    /// What a typed configuration says.
    pub fn from_model(model: &impl PlanModel) -> Self {
        Self::from(model.to_value())
    }

    /// The same with `value` in the place of what stands under `name`.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Self>) -> Self {
        if let Self::Object(members) = &mut self {
            members.insert(name.into(), value.into());
        }
        self
    }

    /// The same without `name`.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        if let Self::Object(members) = &mut self {
            members.remove(name);
        }
        self
    }
}

impl From<Value> for Config {
    /// The value as it would be written out, so that what one resource answered can be given to another.
    fn from(value: Value) -> Self {
        let convert = |members: BTreeMap<String, Value>| {
            Self::Object(members.into_iter().map(|(name, value)| (name, value.into())).collect())
        };
        match value {
            Value::Null => Self::Null,
            Value::Unknown(refinement) => {
                refinement.bounds().string_prefix.clone().map_or(Self::Unknown, Self::UnknownText)
            }
            Value::Bool(truth) => Self::Bool(truth),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::String(text),
            Value::List(elements) | Value::Set(elements) | Value::Tuple(elements) => elements.into(),
            Value::Map(members) | Value::Object(members) => convert(members),
            Value::Dynamic(typed) => typed.1.into(),
        }
    }
}

impl From<serde_json::Value> for Config {
    fn from(json: serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match json {
            Json::Null => Self::Null,
            Json::Bool(truth) => Self::Bool(truth),
            Json::Number(number) => number.to_string().parse().map_or(Self::Null, Self::Number),
            Json::String(text) if text == UNKNOWN => Self::Unknown,
            Json::String(text) => Self::String(text),
            Json::Array(elements) => elements.into(),
            Json::Object(members) => {
                Self::object(members.into_iter().map(|(name, value)| (name, value.into())))
            }
        }
    }
}

impl From<&Config> for Config {
    fn from(config: &Config) -> Self {
        config.clone()
    }
}

impl From<bool> for Config {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<&str> for Config {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<&String> for Config {
    fn from(text: &String) -> Self {
        Self::String(text.clone())
    }
}

impl From<String> for Config {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<Number> for Config {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

macro_rules! from_integers {
    ($($integer:ty),+) => {$(
        impl From<$integer> for Config {
            fn from(integer: $integer) -> Self {
                Self::Number(integer.into())
            }
        }
    )+};
}

from_integers!(i32, i64, u8, u16, u32, u64);

impl From<f64> for Config {
    /// As Rust prints it: `0.1` is 0.1. What is no number is null.
    fn from(float: f64) -> Self {
        float.to_string().parse().map_or(Self::Null, Self::Number)
    }
}

impl<T: Into<Config>> From<Vec<T>> for Config {
    fn from(elements: Vec<T>) -> Self {
        Self::List(elements.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Config>, const N: usize> From<[T; N]> for Config {
    fn from(elements: [T; N]) -> Self {
        Self::List(elements.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Config>> From<Option<T>> for Config {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Writes a [`Config`](crate::testing::Config) nearly as HCL: `config! { name = "n", pool = { count = 3 } }`.
///
/// Members are separated by commas. A value is a literal, `null`, `unknown`, `{ ... }`, `[ ... ]`, a variable, or any
/// other expression in parentheses. A name that is no identifier stands in quotes.
///
/// ```
/// use tfplugin_framework::{config, testing::Config};
///
/// let zone = "1";
/// let pool = config! {
///     name = "system",
///     zones = [zone, "2"],
///     subnet_id = unknown,
///     labels = { "kubernetes.io/os" = "linux" },
///     count = (1 + 2),
///     type = null,
/// };
/// assert_eq!(pool, Config::from_json(r#"{
///     "name": "system", "zones": ["1", "2"], "subnet_id": "${unknown}",
///     "labels": { "kubernetes.io/os": "linux" }, "count": 3, "type": null
/// }"#)?);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! config {
    (@name $name:ident) => { ::core::stringify!($name) };
    (@name $name:literal) => { $name };
    (@value null) => { $crate::testing::Config::Null };
    (@value unknown) => { $crate::testing::Config::Unknown };
    (@value { $($members:tt)* }) => { $crate::config! { $($members)* } };
    (@value [ $($element:tt),* $(,)? ]) => {
        $crate::testing::Config::List(::std::vec![$($crate::config!(@value $element)),*])
    };
    (@value $value:expr) => { $crate::testing::Config::from($value) };
    ($($name:tt = $value:tt),* $(,)?) => {
        $crate::testing::Config::Object(::std::collections::BTreeMap::from([
            $((::std::string::String::from($crate::config!(@name $name)), $crate::config!(@value $value))),*
        ]))
    };
}
