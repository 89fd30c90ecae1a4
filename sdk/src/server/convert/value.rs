//! Values.

use crate::{
    diag::{Diagnostic, Diagnostics},
    log::data::{self, Encoding, Message},
    proto::tfplugin6 as tf,
    value::{Type, Value},
    wire::{json, msgpack},
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
        msgpack::decode(&value.msgpack, ty).map_err(|error| error.to_string())
    } else if !value.json.is_empty() {
        data::record(Message::Request, what, Encoding::Json, &value.json);
        json::decode(&value.json, ty).map_err(|error| error.to_string())
    } else {
        return Ok(Value::Null);
    };
    decoded.map_err(|error| {
        Diagnostic::error(
            "Terraform's message cannot be read",
            format!(
                "Reading {what} failed: {error}. Terraform and the provider disagree about the schema; this is a bug \
                 in the provider or in tfplugin-framework-rs. Please report it to the provider's authors."
            ),
        )
        .into()
    })
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
