//! `ReadResource`: from the stored state to what there really is.

use super::{convert, operation::Limit, state::State};
use crate::{
    context::Context,
    diag::{Diagnostic, Diagnostics},
    plan::{check, keep_spelling},
    private::Private,
    proto::tfplugin6::{
        self as tf,
        deferred::Reason,
        read_resource::{Request, Response},
    },
    provider::Provider,
    resource::Operation,
    value::Value,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let resource = state.resource(&request.type_name)?;
    let shape = resource.shape();
    let stored = convert::decode(request.current_state.as_ref(), &shape.ty, "the state")?;
    let client = state.client();
    if client.is_unknown() {
        return Ok(unrefreshed(request));
    }
    let client = client.required("reading a resource")?;

    let limit = Limit::new(Operation::Read, resource.timeouts().of(Operation::Read, &stored));
    let ctx = Context::new(state.stop.operation(), Some(limit.deadline), Private::decode(&request.private));
    let read = limit.run(resource.read(&ctx, &client, &stored)).await;
    let mut diagnostics = ctx.take_reported();
    let new_state = match read {
        Ok(Value::Null) => Value::Null,
        Ok(read) => {
            let read = keep_spelling(&shape.schema, &stored, read);
            diagnostics.extend(check::read(&shape.schema, &read).into_iter().map(Diagnostic::from));
            read
        }
        Err(errors) => {
            diagnostics.extend(errors);
            stored
        }
    };
    let new_state = match convert::encode(&new_state, &shape.ty, "the state") {
        Ok(new_state) => Some(new_state),
        Err(error) => {
            diagnostics.push(error);
            request.current_state.clone()
        }
    };
    // Terraform takes these instead of what it has, so they are always sent.
    let private = ctx.with_private(|private| private.encode());
    Ok(Response {
        new_state,
        private,
        diagnostics: convert::diagnostics(diagnostics),
        deferred: None,
        new_identity: request.current_identity.clone(),
    })
}

/// The stored state, as it is: there is no client to ask.
fn unrefreshed(request: &Request) -> Response {
    let mut response = Response {
        new_state: request.current_state.clone(),
        private: request.private.clone(),
        new_identity: request.current_identity.clone(),
        ..Response::default()
    };
    if request.client_capabilities.is_some_and(|capabilities| capabilities.deferral_allowed) {
        response.deferred = Some(tf::Deferred { reason: Reason::ProviderConfigUnknown.into() });
    } else {
        response.diagnostics = convert::diagnostics(
            Diagnostic::warning(
                "Not refreshed",
                "A value in the provider block is known only after apply, so what is stored was taken as it is: a \
                 change made outside of Terraform is not seen in this run.",
            )
            .into(),
        );
    }
    response
}
