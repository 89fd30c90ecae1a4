//! `ApplyResourceChange`: carries out a plan, and loses nothing when that fails half way.
//!
//! What Terraform does with the answer decides what is sent here: it stores a state that comes with an error, and
//! taints the resource if that was a create; a null state with an error keeps what was stored before, which after a
//! create is nothing, and the remote object is forgotten. So once the provider's code has recorded a state, that state
//! is part of the answer, whatever happens afterwards.

use std::sync::Arc;

use super::{convert, operation::Limit, state::State, write_only};
use crate::{
    context::Context,
    diag::{Diagnostic, Diagnostics},
    plan::{check, keep_spelling, without_unknowns},
    private::Private,
    proto::tfplugin6::{
        self as tf,
        apply_resource_change::{Request, Response},
    },
    provider::Provider,
    registry::AnyResource,
    resource::{Operation, Slot, take},
    value::Value,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let resource = state.resource(&request.type_name)?;
    let shape = resource.shape();
    let prior = convert::decode(request.prior_state.as_ref(), &shape.ty, "the prior state")?;
    let planned = convert::decode(request.planned_state.as_ref(), &shape.ty, "the plan")?;
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    let client = state.client().required("a change of a resource")?;

    let (operation, settings) = match (prior.is_null(), planned.is_null()) {
        (true, _) => (Operation::Create, &planned),
        (false, false) => (Operation::Update, &planned),
        (false, true) => (Operation::Delete, &prior),
    };
    let limit = Limit::new(operation, resource.timeouts().of(operation, settings));
    let ctx = Arc::new(Context::new(
        state.stop.operation(),
        Some(limit.deadline),
        Private::decode(&request.planned_private),
    ));
    let change = Change {
        resource: Arc::clone(&resource),
        client,
        ctx: Arc::clone(&ctx),
        operation,
        prior: prior.clone(),
        planned: write_only::filled_in(&shape.schema, &config, &planned),
        saved: Slot::default(),
    };
    let saved = Arc::clone(&change.saved);

    // Terraform may hang up; the change then goes on in its own task until it has come to a good end.
    let hung_up = ctx.cancellation().clone().drop_guard();
    let in_flight = state.stop.track();
    let task = tokio::spawn({
        let limit = limit.clone();
        let span = tracing::Span::current();
        let work = async move {
            let _in_flight = in_flight;
            limit.run(change.carry_out()).await
        };
        tracing::Instrument::instrument(work, span)
    });
    let outcome = task.await.unwrap_or_else(|error| Err(lost(&error).into()));
    hung_up.disarm();

    let mut diagnostics = ctx.take_reported();
    let new_state = match outcome {
        Ok(Value::Null) => Value::Null,
        Ok(new_state) => keep_spelling(&shape.schema, &planned, new_state),
        Err(errors) => {
            diagnostics.extend(errors);
            match take(&saved) {
                Some(recorded) => {
                    without_unknowns(&shape.schema, keep_spelling(&shape.schema, &planned, recorded))
                }
                None => prior.clone(),
            }
        }
    };
    if !diagnostics.has_errors() {
        let violations = check::apply(&shape.schema, &planned, &new_state);
        diagnostics.extend(violations.into_iter().map(Diagnostic::from));
    }
    Ok(Response {
        new_state: Some(sent(&*resource, new_state, &planned, &mut diagnostics)),
        private: ctx.with_private(|private| private.encode()),
        diagnostics: convert::diagnostics(diagnostics),
        legacy_type_system: false,
        new_identity: request.planned_identity.clone(),
    })
}

/// A change that is carried out.
struct Change<C> {
    resource: Arc<dyn AnyResource<C>>,
    client: Arc<C>,
    ctx: Arc<Context>,
    operation: Operation,
    prior: Value,
    planned: Value,
    saved: Slot,
}

impl<C: Send + Sync + 'static> Change<C> {
    async fn carry_out(self) -> Result<Value, Diagnostics> {
        let Self { resource, client, ctx, operation, prior, planned, saved } = self;
        match operation {
            Operation::Create => resource.create(&ctx, &client, &planned, saved).await,
            Operation::Update => resource.update(&ctx, &client, &prior, &planned, saved).await,
            Operation::Delete => resource.delete(&ctx, &client, &prior).await.map(|()| Value::Null),
            Operation::Read => Ok(prior),
        }
    }
}

/// The state as a message. One that cannot be written is replaced by the plan, since something has to be stored.
fn sent<C>(
    resource: &dyn AnyResource<C>,
    new_state: Value,
    planned: &Value,
    diagnostics: &mut Diagnostics,
) -> tf::DynamicValue {
    let shape = resource.shape();
    let error = match convert::encode(&new_state, &shape.ty, "the state") {
        Ok(new_state) => return new_state,
        Err(error) => error,
    };
    diagnostics.push(error);
    let planned = without_unknowns(&shape.schema, planned.clone());
    convert::encode(&planned, &shape.ty, "the plan").unwrap_or_default()
}

fn lost(error: &tokio::task::JoinError) -> Diagnostic {
    Diagnostic::error(
        "The operation was broken off",
        format!(
            "The process ended while it was running ({error}). Run terraform plan to see how far it got."
        ),
    )
}
