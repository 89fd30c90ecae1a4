//! `UnlockState`: gives the lock of a state back.

use super::{convert, state::State, stores::surroundings};
use crate::{
    diag::Diagnostics,
    proto::tfplugin6::unlock_state::{Request, Response},
    provider::Provider,
    state_store::UnlockError,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let store = state.stores.of(&request.type_name)?;
    let (limit, ctx) = surroundings(state, "Unlocking the state");
    let Request { state_id, lock_id, .. } = request;
    let unlocking = async { Ok(store.states.unlock(&ctx, state_id, lock_id).await) };
    let unlocked = limit.run(unlocking).await.unwrap_or_else(|errors| Err(UnlockError::Failed(errors)));
    let mut diagnostics = ctx.take_reported();
    diagnostics.take(unlocked.map_err(|error| error.into_diagnostics(state_id, lock_id)));
    Ok(Response { diagnostics: convert::diagnostics(diagnostics) })
}
