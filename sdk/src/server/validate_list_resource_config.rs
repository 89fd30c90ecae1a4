//! `ValidateListResourceConfig`: what a query looks for, alone and perhaps with unknown values.

use super::{convert, state::State};
use crate::{
    diag::Diagnostics,
    plan,
    proto::tfplugin6::validate_list_resource_config::{Request, Response},
    provider::Provider,
};

pub(super) fn answer<P: Provider>(state: &State<P>, request: &Request) -> Result<Response, Diagnostics> {
    let list = state.list_resource(&request.type_name)?;
    let shape = list.shape();
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    let mut diagnostics = plan::validate(&shape.schema, &config);
    diagnostics.extend(list.validate(&config));
    Ok(Response { diagnostics: convert::diagnostics(diagnostics) })
}
