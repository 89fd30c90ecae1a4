//! `LockState`: takes the lock of a state. An answer without an ID and without an error means that the store knows no
//! locks.

use super::{convert, state::State, stores::surroundings};
use crate::{
    diag::Diagnostics,
    proto::tfplugin6::lock_state::{Request, Response},
    provider::Provider,
    state_store::{Lock, LockError},
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let store = state.stores.of(&request.type_name)?;
    let (limit, ctx) = surroundings(state, "Locking the state");
    let lock = Lock::new(&request.operation);
    let locking = async { Ok(store.states.lock(&ctx, &request.state_id, &lock).await) };
    let locked = limit.run(locking).await.unwrap_or_else(|errors| Err(LockError::Failed(errors)));
    let mut diagnostics = ctx.take_reported();
    let lock_id = match locked {
        Ok(()) => lock.id,
        Err(error) => {
            diagnostics.extend(error.into_diagnostics(&request.state_id).into_iter().flatten());
            String::new()
        }
    };
    Ok(Response { lock_id, diagnostics: convert::diagnostics(diagnostics) })
}
