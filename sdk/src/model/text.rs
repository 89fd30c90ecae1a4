//! Own types that are written as text.

use std::{
    fmt::{Debug, Display},
    str::FromStr,
};

use super::{
    Attr, Field,
    decode::{not_valid, refuse},
    derive::{attr_value, plan_attr},
    scalar::plan_is_attr,
};
use crate::{
    diag::{Diagnostic, Diagnostics},
    schema::{AttributeKind, Equivalence},
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
/// has another spelling. Where a remote side has a spelling of its own, say so with [`SPELLING`](Self::SPELLING):
///
/// ```
/// # use std::{fmt, net::{AddrParseError, Ipv6Addr}, str::FromStr};
/// use tfplugin_framework::{Diagnostic, Path, model::{Spelling, Text}};
///
/// /// An address, as it was written.
/// #[derive(Clone, Debug, PartialEq)]
/// struct Ipv6(String, Ipv6Addr);
/// #
/// # impl FromStr for Ipv6 {
/// #     type Err = AddrParseError;
/// #     fn from_str(text: &str) -> Result<Self, AddrParseError> {
/// #         text.parse().map(|address| Self(text.to_owned(), address))
/// #     }
/// # }
/// # impl fmt::Display for Ipv6 {
/// #     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
/// #         f.write_str(&self.0)
/// #     }
/// # }
///
/// impl Text for Ipv6 {
///     const EXPECTED: &'static str = "an IPv6 address";
///     const SPELLING: Spelling = Spelling::FreeInResults;
///
///     fn meaning(&self) -> String {
///         self.1.to_string()
///     }
///
///     fn invalid(_: &Path, text: &str, error: &AddrParseError) -> Diagnostic {
///         Diagnostic::error("Invalid IPv6 address", format!("{text:?}: {error}."))
///     }
/// }
/// ```
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

    /// Whether a text with the same [meaning](Self::meaning) counts as the same value: as an attribute, and as an
    /// element of lists, sets and maps.
    const SPELLING: Spelling = Spelling::Exact;

    /// What the text means, in one spelling for all texts of that meaning. Of use where [`SPELLING`](Self::SPELLING) is
    /// free.
    fn meaning(&self) -> String {
        self.to_string()
    }

    /// What the user reads when `text`, which stands at `at`, is not of this type. The framework adds the place. For a
    /// sensitive or write-only attribute it keeps the summary, so leave the text out of that, and says something else
    /// instead of the detail.
    fn invalid(at: &Path, text: &str, error: &Self::Err) -> Diagnostic {
        not_valid(at, Self::EXPECTED, &format!("{text:?} ({error})"))
    }
}

/// Whether a text may be written in other ways that mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// It may not: every text is a value of its own.
    Exact,
    /// What apply and read answer may be: state keeps the spelling of the configuration. Another spelling in the
    /// configuration is an update.
    FreeInResults,
    /// It may everywhere: another spelling in the configuration is no change either.
    Free,
}

impl<T: Text> Field for T {
    plan_is_attr!();

    fn kind() -> AttributeKind {
        AttributeKind::Plain(Type::String)
    }

    fn equivalence() -> Option<Equivalence> {
        /// A text that is not valid means nothing.
        fn meaning<T: Text>(value: &Value) -> Option<Value> {
            value.as_str()?.parse::<T>().ok().map(|text| Value::String(text.meaning()))
        }
        let equivalence = Equivalence::by_meaning(meaning::<T>);
        match T::SPELLING {
            Spelling::Exact => None,
            Spelling::FreeInResults => Some(equivalence.in_results()),
            Spelling::Free => Some(equivalence),
        }
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        let text = value.as_str().ok_or_else(|| refuse(at, "a string", value))?;
        text.parse().map_err(|error| T::invalid(at, text, &error).at(at.clone()).into())
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::{fmt, num::ParseIntError};

    use super::*;
    use crate::{
        Model,
        model::{PlanModel as _, Set},
    };

    /// A number as it was written: `7` and `07` mean the same.
    #[derive(Clone, Debug, PartialEq)]
    struct Padded(String);

    impl FromStr for Padded {
        type Err = ParseIntError;

        fn from_str(text: &str) -> Result<Self, ParseIntError> {
            text.parse::<u32>().map(|_| Self(text.to_owned()))
        }
    }

    impl Display for Padded {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&self.0)
        }
    }

    impl Text for Padded {
        const EXPECTED: &'static str = "a number";
        const SPELLING: Spelling = Spelling::FreeInResults;

        fn meaning(&self) -> String {
            self.0.trim_start_matches('0').to_owned()
        }

        fn invalid(_: &Path, text: &str, error: &ParseIntError) -> Diagnostic {
            Diagnostic::error("Invalid Padded Value", format!("Given Value: {text}\nError: {error}"))
        }
    }

    #[derive(Clone, Debug, PartialEq, Model)]
    struct Numbers {
        one: Padded,
        several: Option<Set<Padded>>,
        plain: Option<String>,
    }

    fn equivalence(name: &str) -> Option<Equivalence> {
        Numbers::block().attribute(name).unwrap().behavior.equivalent
    }

    #[test]
    fn a_text_with_a_meaning_gives_its_attribute_an_equivalence() {
        let one = equivalence("one").unwrap();
        assert!(one.same(&"7".into(), &"007".into()) && !one.same(&"7".into(), &"8".into()));
        assert!(!one.same(&"x".into(), &"0x".into()), "what is no number means nothing");
        assert!(!one.is_at_plan());
        assert!(equivalence("plain").is_none());
    }

    #[test]
    fn a_collection_of_such_texts_is_compared_element_by_element() {
        let several = equivalence("several").unwrap();
        assert_eq!(
            several.settle(&Value::set(["07", "8"]), &Value::set(["008", "7", "9"])),
            Value::set(["8", "07", "9"])
        );
    }

    #[test]
    fn a_text_words_its_own_error_and_the_framework_adds_the_place() {
        let config =
            Value::object([("one", "x".into()), ("several", Value::set(["y"])), ("plain", Value::Null)]);
        let errors = <Numbers as Model>::Plan::from_value(&config, &Path::root()).unwrap_err();
        let said: Vec<_> = errors
            .iter()
            .map(|error| (error.summary.as_str(), error.path.as_ref().map(ToString::to_string)))
            .collect();
        let summary = "Invalid Padded Value";
        assert_eq!(said, [(summary, Some("one".to_owned())), (summary, Some(r#"several["y"]"#.to_owned()))]);
    }
}
