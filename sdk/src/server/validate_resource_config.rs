//! `ValidateResourceConfig`: a resource's configuration, alone and perhaps with unknown values.

use super::{convert, state::State};
use crate::{
    diag::Diagnostics,
    plan,
    proto::tfplugin6::validate_resource_config::{Request, Response},
    provider::Provider,
    resource::check_timeouts,
};

pub(super) fn answer<P: Provider>(state: &State<P>, request: &Request) -> Result<Response, Diagnostics> {
    let resource = state.resource(&request.type_name)?;
    let shape = resource.shape();
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    let mut diagnostics = plan::validate(&shape.schema, &config);
    diagnostics.extend(check_timeouts(&config));
    diagnostics.extend(resource.validate(&config));
    Ok(Response { diagnostics: convert::diagnostics(diagnostics) })
}
