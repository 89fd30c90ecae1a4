//! `RenewEphemeralResource`: prolongs what is open. Gets the private data of the last renewal, or of the opening.

use super::{
    convert,
    operation::{Limit, detached},
    state::State,
};
use crate::{
    diag::Diagnostics,
    private::Private,
    proto::tfplugin6::renew_ephemeral_resource::{Request, Response},
    provider::Provider,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let ephemeral = state.ephemeral_resource(&request.type_name)?;
    let client = state.client().required("renewing an ephemeral resource")?;
    let limit = Limit::for_work("Renewing", ephemeral.timeout());
    let private = Private::decode(request.private.as_deref().unwrap_or_default());
    let ctx = limit.context(state.stop.operation(), private);
    let cancel = ctx.cancellation().clone();
    let renewed = detached(&state.stop, &cancel, async move {
        let renewed = limit.run(ephemeral.renew(&ctx, &client)).await;
        let mut diagnostics = ctx.take_reported();
        Ok(Response {
            renew_at: diagnostics.take(renewed).flatten().map(Into::into),
            private: Some(ctx.with_private(|private| private.encode())),
            diagnostics: convert::diagnostics(diagnostics),
        })
    });
    renewed.await
}
