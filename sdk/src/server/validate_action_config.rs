//! `ValidateActionConfig`: an action's configuration, alone and perhaps with unknown values.

use super::{convert, state::State};
use crate::{
    diag::Diagnostics,
    plan,
    proto::tfplugin6::validate_action_config::{Request, Response},
    provider::Provider,
};

pub(super) fn answer<P: Provider>(state: &State<P>, request: &Request) -> Result<Response, Diagnostics> {
    let action = state.action(&request.type_name)?;
    let shape = action.shape();
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    let mut diagnostics = plan::validate(&shape.schema, &config);
    diagnostics.extend(action.validate(&config));
    Ok(Response { diagnostics: convert::diagnostics(diagnostics) })
}
