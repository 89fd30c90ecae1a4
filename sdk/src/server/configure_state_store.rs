//! `ConfigureStateStore`: from a configuration to a store, and the size of the chunks in which states travel.

use super::{
    chunks, convert, secrets,
    state::State,
    stores::{Store, surroundings},
};
use crate::{
    diag::Diagnostics,
    proto::tfplugin6::{
        StateStoreServerCapabilities,
        configure_state_store::{Request, Response},
    },
    provider::Provider,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let kind = state.state_store(&request.type_name)?;
    let shape = kind.shape();
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    secrets::redact(&shape.schema.block, &config);
    let client = state.client().required("configuring a state store")?;
    let (limit, ctx) = surroundings(state, "Configuring the state store");
    let configured = limit.run(kind.configure(&ctx, &client, &config)).await;
    let mut diagnostics = ctx.take_reported();
    if let Some(states) = diagnostics.take(configured) {
        let chunk_size = chunk_size(request);
        state.stores.configure(&request.type_name, Store { states, chunk_size });
    }
    Ok(Response { diagnostics: convert::diagnostics(diagnostics), capabilities: None })
}

/// What is agreed on with Terraform; it crashes on an answer that says nothing of it, also when there are errors.
pub(super) fn capabilities(request: &Request) -> StateStoreServerCapabilities {
    StateStoreServerCapabilities { chunk_size: chunk_size(request) }
}

fn chunk_size(request: &Request) -> i64 {
    chunks::size(request.capabilities.map_or(0, |proposed| proposed.chunk_size))
}
