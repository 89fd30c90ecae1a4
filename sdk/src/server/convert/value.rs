//! Values.

use crate::{
    diag::{Diagnostic, Diagnostics},
    log::data::{self, Encoding, Message},
    proto::tfplugin6 as tf,
    value::{NumberError, Path, Step, Type, Value},
    wire::{Problem, WireError, json, msgpack},
};

/// Reads a value of a type. A message that is missing or empty means null: OpenTofu sends null arguments of functions
/// in this way.
///
/// `what` says in a message which value it was: `the configuration`.
pub(in crate::server) fn decode(
    value: Option<&tf::DynamicValue>,
    ty: &Type,
    what: &str,
) -> Result<Value, Diagnostics> {
    let Some(value) = value else { return Ok(Value::Null) };
    let decoded = if !value.msgpack.is_empty() {
        data::record(Message::Request, what, Encoding::Msgpack, &value.msgpack);
        msgpack::decode(&value.msgpack, ty)
    } else if !value.json.is_empty() {
        data::record(Message::Request, what, Encoding::Json, &value.json);
        json::decode(&value.json, ty)
    } else {
        return Ok(Value::Null);
    };
    decoded.map_err(|error| unreadable(&error, what).into())
}

fn unreadable(error: &WireError, what: &str) -> Diagnostic {
    // Terraform computes with numbers that it could not store itself: `log(0, 10)` is infinite.
    if let Problem::Number(NumberError::TooLarge | NumberError::NotFinite) = error.problem {
        let detail = format!(
            "In {what}, {error}. Terraform can compute such a number, but it cannot be stored. Give another, or leave \
             it out."
        );
        let diagnostic = Diagnostic::error("Number out of range", detail);
        // Further inside, a path that was read from bytes does not tell sets from lists.
        return match error.path.0.first() {
            Some(Step::Attribute(name)) => diagnostic.at(Path::of(name)),
            _ => diagnostic,
        };
    }
    Diagnostic::error(
        "Terraform's message cannot be read",
        format!(
            "Reading {what} failed: {error}. Terraform and the provider disagree about the schema; this is a bug in \
             the provider or in tfplugin-framework-rs. Please report it to the provider's authors."
        ),
    )
}

/// Writes a value of a type.
pub(in crate::server) fn encode(
    value: &Value,
    ty: &Type,
    what: &str,
) -> Result<tf::DynamicValue, Diagnostic> {
    match msgpack::encode(value, ty) {
        Ok(msgpack) => {
            data::record(Message::Response, what, Encoding::Msgpack, &msgpack);
            Ok(tf::DynamicValue { msgpack, json: Vec::new() })
        }
        Err(error) => Err(Diagnostic::error(
            "The provider's answer cannot be sent",
            format!(
                "Writing {what} failed: {error}. The value does not have the type that the schema says; this is a \
                 bug in the provider. Please report it to its authors."
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ty() -> Type {
        Type::object([("n", Type::list(Type::Number))])
    }

    fn from(msgpack: &[u8], json: &[u8]) -> Result<Value, Diagnostics> {
        let value = tf::DynamicValue { msgpack: msgpack.to_vec(), json: json.to_vec() };
        decode(Some(&value), &ty(), "the configuration")
    }

    #[test]
    fn a_value_comes_in_either_encoding_or_not_at_all() {
        let expected = Value::object([("n", Value::list([1]))]);
        assert_eq!(from(b"\x81\xa1n\x91\x01", b"").ok(), Some(expected.clone()));
        assert_eq!(from(b"", br#"{"n":[1]}"#).ok(), Some(expected));
        assert_eq!(from(b"", b"").ok(), Some(Value::Null));
        assert_eq!(decode(None, &ty(), "the configuration").ok(), Some(Value::Null));
    }

    #[test]
    fn an_answer_is_always_msgpack() {
        let message = encode(&Value::Null, &ty(), "the state").ok();
        assert_eq!(message, Some(tf::DynamicValue { msgpack: vec![0xc0], json: Vec::new() }));
    }

    #[test]
    fn an_infinite_number_is_the_configuration_s_fault_and_no_bug() {
        let told = from(b"\x81\xa1n\x91\xcb\xff\xf0\0\0\0\0\0\0", b"").unwrap_err();
        let told: Vec<_> = told.iter().collect();
        assert_eq!(told[0].summary, "Number out of range");
        assert!(
            told[0].detail.starts_with("In the configuration, n[0]: not a finite number."),
            "{}",
            told[0].detail
        );
        assert_eq!(told[0].path, Some(Path::of("n")));
    }

    #[test]
    fn bytes_of_another_type_are_a_bug_and_not_the_user_s_fault() {
        let told = from(b"\x81\xa1n\x91\xc3", b"").unwrap_err();
        let told: Vec<_> = told.iter().map(|diagnostic| diagnostic.detail.clone()).collect();
        assert!(told[0].contains("n[0]: expected number, found bool"), "{told:?}");
        assert!(told[0].contains("bug in the provider"), "{told:?}");
    }
}
