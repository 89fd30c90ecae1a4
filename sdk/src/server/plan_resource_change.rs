//! `PlanResourceChange`: what an apply would do. Called twice for a replacement (the second time without a prior
//! state), and once more by apply; the same question has to get the same answer.

use super::{convert, operation::Limit, state::State};
use crate::{
    context::Context,
    diag::{Diagnostic, Diagnostics},
    plan::{Planned, after_hook, check, plan_change},
    private::Private,
    proto::tfplugin6::{
        self as tf,
        deferred::Reason,
        plan_resource_change::{Request, Response},
    },
    provider::Provider,
    registry::AnyResource,
    resource::Operation,
    value::Value,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let resource = state.resource(&request.type_name)?;
    let shape = resource.shape();
    let prior = convert::decode(request.prior_state.as_ref(), &shape.ty, "the prior state")?;
    let proposed = convert::decode(request.proposed_new_state.as_ref(), &shape.ty, "the proposed state")?;
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    let client = state.client();

    let limit = Limit::new(Operation::Read, resource.timeouts().of(Operation::Read, &proposed));
    // In the second half of a replacement Terraform sends the private state of the object that goes away.
    let private = if prior.is_null() { Private::default() } else { Private::decode(&request.prior_private) };
    let ctx = Context::new(state.stop.operation(), Some(limit.deadline), private);
    let planned = limit
        .run(async {
            if proposed.is_null() {
                destroy(&*resource, &ctx, client.ready(), &prior).await
            } else {
                change(&*resource, &ctx, client.ready(), &prior, &config).await
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
        check::plan(&shape.schema, &prior, &config, &planned.value, &planned.requires_replace)
    };
    diagnostics.extend(violations.into_iter().map(Diagnostic::from));

    let planned_state = match convert::encode(&planned.value, &shape.ty, "the plan") {
        Ok(planned_state) => Some(planned_state),
        Err(error) => {
            diagnostics.push(error);
            None
        }
    };
    let may_defer = request.client_capabilities.is_some_and(|capabilities| capabilities.deferral_allowed);
    let deferred = (client.is_unknown() && may_defer)
        .then(|| tf::Deferred { reason: Reason::ProviderConfigUnknown.into() });
    Ok(Response {
        planned_state,
        requires_replace: planned.requires_replace.iter().map(convert::path).collect(),
        planned_private: ctx.with_private(|private| private.encode()),
        diagnostics: convert::diagnostics(diagnostics),
        legacy_type_system: false,
        deferred,
        planned_identity: request.prior_identity.clone(),
    })
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
    let planned = plan_change(schema, prior, config);
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
