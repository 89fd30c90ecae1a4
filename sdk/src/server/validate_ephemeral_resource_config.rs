//! `ValidateEphemeralResourceConfig`: an ephemeral resource's configuration, alone and perhaps with unknown values.

use super::{convert, state::State};
use crate::{
    diag::Diagnostics,
    plan,
    proto::tfplugin6::validate_ephemeral_resource_config::{Request, Response},
    provider::Provider,
};

pub(super) fn answer<P: Provider>(state: &State<P>, request: &Request) -> Result<Response, Diagnostics> {
    let ephemeral = state.ephemeral_resource(&request.type_name)?;
    let shape = ephemeral.shape();
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    let mut diagnostics = plan::validate(&shape.schema, &config);
    diagnostics.extend(ephemeral.validate(&config));
    Ok(Response { diagnostics: convert::diagnostics(diagnostics) })
}
