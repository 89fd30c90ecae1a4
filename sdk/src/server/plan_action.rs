//! `PlanAction`: whether an action can be invoked, as far as that is known at plan.

use super::{convert, operation::Limit, state::State};
use crate::{
    diag::Diagnostics,
    private::Private,
    proto::tfplugin6::{
        self as tf,
        deferred::Reason,
        plan_action::{Request, Response},
    },
    provider::Provider,
    resource::Timeouts,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let action = state.action(&request.action_type)?;
    let shape = action.shape();
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    let client = state.client();
    let may_defer = request.client_capabilities.is_some_and(|capabilities| capabilities.deferral_allowed);
    if client.is_unknown() && may_defer {
        // The one reason for which Terraform defers an action.
        let deferred = Some(tf::Deferred { reason: Reason::ProviderConfigUnknown.into() });
        return Ok(Response { deferred, ..Response::default() });
    }

    let limit = Limit::for_work("Planning the action", Timeouts::default().read);
    let ctx = limit.context(state.stop.operation(), Private::default());
    let planned = limit.run(action.plan(&ctx, client.ready(), &config)).await;
    let mut diagnostics = ctx.take_reported();
    diagnostics.take(planned);
    Ok(Response { diagnostics: convert::diagnostics(diagnostics), deferred: None })
}
