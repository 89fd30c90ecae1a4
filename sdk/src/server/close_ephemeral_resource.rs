//! `CloseEphemeralResource`: takes back what is open. Gets the private data of the opening.

use super::{
    convert,
    operation::{Limit, detached},
    state::State,
};
use crate::{
    diag::Diagnostics,
    private::Private,
    proto::tfplugin6::close_ephemeral_resource::{Request, Response},
    provider::Provider,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let ephemeral = state.ephemeral_resource(&request.type_name)?;
    let client = state.client().required("closing an ephemeral resource")?;
    let limit = Limit::for_work("Closing", ephemeral.timeout());
    let private = Private::decode(request.private.as_deref().unwrap_or_default());
    let ctx = limit.context(state.stop.operation(), private);
    let cancel = ctx.cancellation().clone();
    let closed = detached(&state.stop, &cancel, async move {
        let closed = limit.run(ephemeral.close(&ctx, &client)).await;
        let mut diagnostics = ctx.take_reported();
        diagnostics.take(closed);
        Ok(Response { diagnostics: convert::diagnostics(diagnostics) })
    });
    closed.await
}
