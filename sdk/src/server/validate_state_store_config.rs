//! `ValidateStateStoreConfig`: a state store's configuration, alone.

use super::{convert, state::State};
use crate::{
    diag::Diagnostics,
    plan,
    proto::tfplugin6::validate_state_store::{Request, Response},
    provider::Provider,
};

pub(super) fn answer<P: Provider>(state: &State<P>, request: &Request) -> Result<Response, Diagnostics> {
    let store = state.state_store(&request.type_name)?;
    let shape = store.shape();
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    let mut diagnostics = plan::validate(&shape.schema, &config);
    diagnostics.extend(store.validate(&config));
    Ok(Response { diagnostics: convert::diagnostics(diagnostics) })
}
