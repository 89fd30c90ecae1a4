//! What was stored by another version of the schema, or by another type.

use crate::{
    diag::{Diagnostic, Diagnostics},
    log::data::{self, Encoding, Message},
    plan::check::Violation,
    proto::tfplugin6::RawState,
    registry::Shape,
    resource::{StoredState, unreadable},
    value::Value,
    wire::json,
};

/// The JSON that was stored. `what` is `state` or `identity`.
pub(super) fn json(raw: Option<&RawState>, what: &str, type_name: &str) -> Result<StoredState, Diagnostics> {
    if let Some(raw) = raw.filter(|raw| !raw.json.is_empty()) {
        data::record(Message::Request, &format!("the stored {what}"), Encoding::Json, &raw.json);
        return Ok(StoredState::new(raw.json.as_slice()));
    }
    if raw.is_some_and(|raw| !raw.flatmap.is_empty()) {
        return Err(Diagnostic::error(
            "Stored state is too old",
            format!(
                "The {what} of this {type_name} was written by Terraform 0.11 or older. Apply it once with Terraform \
                 0.12, or remove the resource from state and import it again."
            ),
        )
        .into());
    }
    Err(Diagnostic::error(
        "Stored state is missing",
        format!("Terraform sent no {what} of this {type_name} to be read. This is a bug in Terraform."),
    )
    .into())
}

/// What was stored with `version`, in the present shape. Of the same version it is taken as it is; of an older one
/// `upgrade` gives it.
pub(super) fn upgraded(
    stored: &StoredState,
    version: i64,
    shape: &Shape,
    upgrade: impl FnOnce() -> Result<Value, Diagnostics>,
) -> Result<Value, Diagnostics> {
    let known = shape.schema.version;
    if version > known {
        return Err(Diagnostic::error(
            "Stored state is of a newer version",
            format!(
                "It was stored with schema version {version}, this version of the provider knows {known} and older. \
                 Use the provider version that wrote it, or a newer one."
            ),
        )
        .into());
    }
    if version < known {
        return upgrade();
    }
    json::decode(stored.as_bytes(), &shape.ty).map_err(|error| unreadable(&error))
}

/// An error for each violation, if there are any.
pub(super) fn hold(violations: Vec<Violation>) -> Result<(), Diagnostics> {
    if violations.is_empty() {
        return Ok(());
    }
    Err(violations.into_iter().map(Diagnostic::from).collect())
}

/// Terraform speaks of an identity that the resource does not have.
pub(super) fn without_identity(type_name: &str) -> Diagnostic {
    Diagnostic::error(
        "The resource has no identity",
        format!(
            "{type_name} has no identity in this version of the provider. Name the object by its ID instead, or use a \
             provider version that knows of its identity."
        ),
    )
}
