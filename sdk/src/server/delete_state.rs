//! `DeleteState`: removes a state from a store.

use super::{convert, state::State, stores::surroundings};
use crate::{
    diag::Diagnostics,
    proto::tfplugin6::delete_state::{Request, Response},
    provider::Provider,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let store = state.stores.of(&request.type_name)?;
    let (limit, ctx) = surroundings(state, "Deleting the state");
    let deleted = limit.run(store.states.delete(&ctx, &request.state_id)).await;
    let mut diagnostics = ctx.take_reported();
    diagnostics.take(deleted);
    Ok(Response { diagnostics: convert::diagnostics(diagnostics) })
}
