//! `UpgradeResourceState`: from what was stored to the present schema. Called for every stored resource, also when the
//! versions are equal; then nothing may be lost, and attributes that are not known any more are left out.

use super::{convert, state::State};
use crate::{
    diag::{Diagnostic, Diagnostics},
    log::data::{self, Encoding, Message},
    plan::check,
    proto::tfplugin6::upgrade_resource_state::{Request, Response},
    provider::Provider,
    resource::{StoredState, unreadable},
    value::{Type, Value},
    wire::json,
};

pub(super) fn answer<P: Provider>(state: &State<P>, request: &Request) -> Result<Response, Diagnostics> {
    let resource = state.resource(&request.type_name)?;
    let shape = resource.shape();
    let stored = stored(request)?;
    let upgraded = if request.version == shape.schema.version {
        read(stored, &shape.ty)?
    } else {
        resource.upgrade(request.version, &StoredState::new(stored))?
    };
    let violations = check::upgrade(&shape.schema, &upgraded);
    if !violations.is_empty() {
        let mut diagnostics = Diagnostics::new();
        diagnostics.extend(violations.into_iter().map(Diagnostic::from));
        return Err(diagnostics);
    }
    let upgraded_state = convert::encode(&upgraded, &shape.ty, "the state")?;
    Ok(Response { upgraded_state: Some(upgraded_state), diagnostics: Vec::new() })
}

fn stored(request: &Request) -> Result<&[u8], Diagnostics> {
    let raw = request.raw_state.as_ref();
    if let Some(raw) = raw.filter(|raw| !raw.json.is_empty()) {
        data::record(Message::Request, "the stored state", Encoding::Json, &raw.json);
        return Ok(&raw.json);
    }
    if raw.is_some_and(|raw| !raw.flatmap.is_empty()) {
        return Err(Diagnostic::error(
            "Stored state is too old",
            format!(
                "The state of this {} was written by Terraform 0.11 or older. Apply it once with Terraform 0.12, or \
                 remove the resource from state and import it again.",
                request.type_name
            ),
        )
        .into());
    }
    Err(Diagnostic::error(
        "Stored state is missing",
        format!(
            "Terraform sent no state of this {} to be read. This is a bug in Terraform.",
            request.type_name
        ),
    )
    .into())
}

fn read(stored: &[u8], ty: &Type) -> Result<Value, Diagnostics> {
    json::decode(stored, ty).map_err(|error| unreadable(&error))
}
