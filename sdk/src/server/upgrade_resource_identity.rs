//! `UpgradeResourceIdentity`: from an identity that was stored with an older version to the present shape.

use super::{managed::Managed, state::State, stored};
use crate::{
    diag::Diagnostics,
    plan::check,
    proto::tfplugin6::upgrade_resource_identity::{Request, Response},
    provider::Provider,
};

pub(super) fn answer<P: Provider>(state: &State<P>, request: &Request) -> Result<Response, Diagnostics> {
    let managed = Managed::of(state, &request.type_name)?;
    let Some(identified) = managed.identified() else {
        return Err(stored::without_identity(&request.type_name).into());
    };
    let shape = identified.shape();
    let stored = stored::json(request.raw_identity.as_ref(), "identity", &request.type_name)?;
    let upgraded =
        stored::upgraded(&stored, request.version, shape, || identified.upgrade(request.version, &stored))?;
    stored::hold(check::identity(&shape.schema, &upgraded))?;
    let upgraded_identity = managed.encode_identity(&upgraded)?;
    Ok(Response { upgraded_identity, diagnostics: Vec::new() })
}
