//! `ReadResource`: from the stored state to what there really is.

use super::{
    convert,
    identity::{After, Asked},
    managed::Managed,
    state::State,
};
use crate::{
    context::Deferral,
    diag::{Diagnostic, Diagnostics},
    plan::{check, keep_spelling, without_unasked_blocks},
    private::{Mark, Private},
    proto::tfplugin6::read_resource::{Request, Response},
    provider::Provider,
    resource::Operation,
    value::Value,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let managed = Managed::of(state, &request.type_name)?;
    let stored = managed.decode(request.current_state.as_ref(), "the state")?;
    let client = state.client();
    if client.is_unknown() {
        return Ok(unrefreshed(request));
    }
    let client = client.required("reading a resource")?;

    let limit = managed.limit(Operation::Read, &stored);
    let mut private = Private::decode(&request.private);
    let imported = private.unmark(Mark::Imported);
    let caller = request.client_capabilities.as_ref();
    let computed_blocks_allowed = convert::capabilities(caller).computed_blocks_allowed;
    let ctx = state.surroundings(&limit, private, caller, request.provider_meta.as_ref())?;
    let known_identity = managed.decode_identity(request.current_identity.as_ref())?;
    let read = limit.run(managed.resource.read(&ctx, &client, &stored)).await;
    let deferral = ctx.deferral();
    let found = match read {
        Ok(Value::Null) => Ok(Found { state: Value::Null, identity: Value::Null }),
        Ok(read) => {
            let asked = Asked {
                after: After::Read,
                stored: &known_identity,
                free: imported,
                // A deferred answer is not acted on, so it need not be complete.
                told: deferral.is_none() && (state.knows_identity() || request.current_identity.is_some()),
            };
            let mut state = keep_spelling(managed.schema(), &stored, read);
            if !computed_blocks_allowed {
                state = without_unasked_blocks(managed.schema(), &stored, state);
            }
            asked.of(&managed, &limit, &state).await.map(|identity| Found { state, identity })
        }
        Err(errors) => Err(errors),
    };
    let mut diagnostics = ctx.take_reported();
    let found = found.unwrap_or_else(|errors| {
        diagnostics.extend(errors);
        if imported {
            ctx.with_private(|private| private.mark(Mark::Imported));
        }
        Found { state: stored, identity: known_identity }
    });
    if deferral.is_none() && !diagnostics.has_errors() {
        diagnostics.extend(check::read(managed.schema(), &found.state).into_iter().map(Diagnostic::from));
    }
    let new_state = managed.encode(&found.state, "the state").map_err(|error| diagnostics.push(error));
    let new_identity = managed.encode_identity(&found.identity).map_err(|error| diagnostics.push(error));
    // Terraform takes these instead of what it has, so they are always sent.
    Ok(Response {
        new_state: new_state.ok().or_else(|| request.current_state.clone()),
        private: ctx.with_private(|private| private.encode()),
        new_identity: new_identity.unwrap_or_else(|()| request.current_identity.clone()),
        diagnostics: convert::diagnostics(diagnostics),
        deferred: deferral.map(convert::deferred),
    })
}

/// What there is; null if nothing.
struct Found {
    state: Value,
    identity: Value,
}

/// The stored state, as it is: there is no client to ask.
fn unrefreshed(request: &Request) -> Response {
    let mut response = Response {
        new_state: request.current_state.clone(),
        private: request.private.clone(),
        new_identity: request.current_identity.clone(),
        ..Response::default()
    };
    if convert::capabilities(request.client_capabilities.as_ref()).deferral_allowed {
        response.deferred = Some(convert::deferred(Deferral::ProviderConfigUnknown));
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
