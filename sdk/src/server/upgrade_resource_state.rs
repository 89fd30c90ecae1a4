//! `UpgradeResourceState`: from what was stored to the present schema. Called for every stored resource, also when the
//! versions are equal; then nothing may be lost, and attributes that are not known any more are left out.

use super::{managed::Managed, state::State, stored};
use crate::{
    diag::Diagnostics,
    plan::{check, keep_spelling},
    proto::tfplugin6::upgrade_resource_state::{Request, Response},
    provider::Provider,
    value::Value,
};

pub(super) fn answer<P: Provider>(state: &State<P>, request: &Request) -> Result<Response, Diagnostics> {
    let managed = Managed::of(state, &request.type_name)?;
    let resource = &managed.resource;
    let stored = stored::json(request.raw_state.as_ref(), "state", &request.type_name)?;
    let upgraded = stored::upgraded(&stored, request.version, resource.shape(), || {
        resource.upgrade(request.version, &stored)
    })?;
    let upgraded = keep_spelling(managed.schema(), &Value::Null, upgraded);
    stored::hold(check::upgrade(managed.schema(), &upgraded))?;
    Ok(Response { upgraded_state: Some(managed.encode(&upgraded, "the state")?), diagnostics: Vec::new() })
}
