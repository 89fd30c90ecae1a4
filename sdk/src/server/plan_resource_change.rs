//! `PlanResourceChange`: what an apply would do. Called twice for a replacement (the second time without a prior
//! state), and once more by apply; the same question has to get the same answer.

use super::{convert, managed::Managed, state::State};
use crate::{
    context::{Context, Deferral},
    diag::{Diagnostic, Diagnostics},
    plan::{Planned, after_hook, check, keep_spelling, modify, plan_change},
    private::Private,
    proto::tfplugin6::plan_resource_change::{Request, Response},
    provider::Provider,
    registry::AnyResource,
    resource::Operation,
    value::Value,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let managed = Managed::of(state, &request.type_name)?;
    let (resource, schema) = (&managed.resource, managed.schema());
    let prior = managed.decode(request.prior_state.as_ref(), "the prior state")?;
    let proposed = managed.decode(request.proposed_new_state.as_ref(), "the proposed state")?;
    let config = managed.decode(request.config.as_ref(), "the configuration")?;
    let client = state.client();

    let limit = managed.limit(Operation::Read, &proposed);
    let (caller, meta) = (request.client_capabilities.as_ref(), request.provider_meta.as_ref());
    let ctx = state.surroundings(&limit, private(request, &prior), caller, meta)?;
    let without_provider = client.is_unknown() && ctx.deferral_allowed();
    let planned = limit
        .run(async {
            if without_provider && !resource.plans_without_provider() {
                let value = keep_spelling(schema, &Value::Null, proposed.clone());
                Ok(Planned { value, requires_replace: Vec::new() })
            } else if proposed.is_null() {
                destroy(&**resource, &ctx, client.ready(), &prior).await
            } else {
                change(&**resource, &ctx, client.ready(), &prior, &config).await
            }
        })
        .await;
    let mut diagnostics = ctx.take_reported();
    let planned = match planned {
        Ok(planned) => planned,
        Err(errors) => {
            diagnostics.extend(errors);
            return Err(diagnostics);
        }
    };
    let violations = if proposed.is_null() {
        check::destroy_plan(&planned.value)
    } else {
        check::plan(schema, &prior, &config, &planned.value, &planned.requires_replace)
    };
    diagnostics.extend(violations.into_iter().map(Diagnostic::from));

    let planned_state = managed.encode(&planned.value, "the plan").map_err(|error| diagnostics.push(error));
    // A new object, also the one that takes the place of another, gets an identity of its own. OpenTofu sends none
    // there, Terraform that of the object which goes away.
    let identity = match prior.is_null() {
        true => Value::Null,
        false => managed.decode_identity(request.prior_identity.as_ref())?,
    };
    let deferral = ctx.deferral().or(without_provider.then_some(Deferral::ProviderConfigUnknown));
    Ok(Response {
        planned_state: planned_state.ok(),
        requires_replace: planned.requires_replace.iter().map(convert::path).collect(),
        planned_private: ctx.with_private(|private| private.encode()),
        planned_identity: managed.encode_identity(&identity)?,
        diagnostics: convert::diagnostics(diagnostics),
        legacy_type_system: false,
        deferred: deferral.map(convert::deferred),
    })
}

/// The private state that the plan begins with.
fn private(request: &Request, prior: &Value) -> Private {
    if !request.planned_private.is_empty() {
        // Apply asks again: what the first plan noted is what it goes by.
        Private::decode(&request.planned_private)
    } else if prior.is_null() {
        // In the second half of a replacement Terraform sends that of the object that goes away.
        Private::default()
    } else {
        Private::decode(&request.prior_private)
    }
}

/// The plan of a create or update.
async fn change<C>(
    resource: &dyn AnyResource<C>,
    ctx: &Context,
    client: Option<&C>,
    prior: &Value,
    config: &Value,
) -> Result<Planned, Diagnostics> {
    let schema = &resource.shape().schema;
    let mut diagnostics = Diagnostics::new();
    let planned = modify(schema, prior, config, plan_change(schema, prior, config), &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    diagnostics.into_iter().for_each(|warning| ctx.report(warning));
    let hooked = resource.plan(ctx, client, prior, config, &planned.value).await?;
    Ok(after_hook(schema, prior, config, &planned, hooked.planned, hooked.replace))
}

/// The plan of a destroy: nothing, if the resource does not object.
async fn destroy<C>(
    resource: &dyn AnyResource<C>,
    ctx: &Context,
    client: Option<&C>,
    prior: &Value,
) -> Result<Planned, Diagnostics> {
    if !prior.is_null() {
        resource.plan_destroy(ctx, client, prior).await?;
    }
    Ok(Planned { value: Value::Null, requires_replace: Vec::new() })
}
