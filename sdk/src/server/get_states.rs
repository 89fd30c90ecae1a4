//! `GetStates`: the IDs of the states in a store, in order.

use super::{convert, state::State, stores::surroundings};
use crate::{
    diag::Diagnostics,
    proto::tfplugin6::get_states::{Request, Response},
    provider::Provider,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let store = state.stores.of(&request.type_name)?;
    let (limit, ctx) = surroundings(state, "Listing the states");
    let listed = limit.run(store.states.list(&ctx)).await;
    let mut diagnostics = ctx.take_reported();
    let mut state_id = diagnostics.take(listed).unwrap_or_default();
    state_id.sort();
    Ok(Response { state_id, diagnostics: convert::diagnostics(diagnostics) })
}
