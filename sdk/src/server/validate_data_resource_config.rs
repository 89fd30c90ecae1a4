//! `ValidateDataResourceConfig`: a data source's configuration, alone and perhaps with unknown values.

use super::{convert, state::State};
use crate::{
    diag::Diagnostics,
    plan,
    proto::tfplugin6::validate_data_resource_config::{Request, Response},
    provider::Provider,
};

pub(super) fn answer<P: Provider>(state: &State<P>, request: &Request) -> Result<Response, Diagnostics> {
    let data_source = state.data_source(&request.type_name)?;
    let shape = data_source.shape();
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    let mut diagnostics = plan::validate(&shape.schema, &config);
    diagnostics.extend(data_source.validate(&config));
    Ok(Response { diagnostics: convert::diagnostics(diagnostics) })
}
