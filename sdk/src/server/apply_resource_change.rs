//! `ApplyResourceChange`: carries out a plan, and loses nothing when that fails half way.
//!
//! What Terraform does with the answer decides what is sent here: it stores a state that comes with an error, and
//! taints the resource if that was a create; a null state with an error keeps what was stored before, which after a
//! create is nothing, and the remote object is forgotten. So once the provider's code has recorded a state, that state
//! is part of the answer, whatever happens afterwards.

use std::sync::Arc;

use super::{
    convert,
    identity::{After, Asked},
    managed::Managed,
    operation::detached,
    state::State,
    write_only,
};
use crate::{
    context::Context,
    diag::{Diagnostic, Diagnostics},
    plan::{check, keep_spelling, without_unasked_blocks, without_unknowns},
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
    let managed = Managed::of(state, &request.type_name)?;
    let schema = managed.schema();
    let prior = managed.decode(request.prior_state.as_ref(), "the prior state")?;
    let planned = managed.decode(request.planned_state.as_ref(), "the plan")?;
    let config = managed.decode(request.config.as_ref(), "the configuration")?;
    let identity = managed.decode_identity(request.planned_identity.as_ref())?;
    let client = state.client().required("a change of a resource")?;

    let (operation, settings) = match (prior.is_null(), planned.is_null()) {
        (true, _) => (Operation::Create, &planned),
        (false, false) => (Operation::Update, &planned),
        (false, true) => (Operation::Delete, &prior),
    };
    let limit = managed.limit(operation, settings);
    let private = Private::decode(&request.planned_private);
    let ctx = Arc::new(state.surroundings(&limit, private, None, request.provider_meta.as_ref())?);
    let change = Change {
        resource: Arc::clone(&managed.resource),
        client,
        ctx: Arc::clone(&ctx),
        operation,
        prior: prior.clone(),
        planned: write_only::filled_in(schema, &config, &planned),
        saved: Slot::default(),
    };
    let saved = Arc::clone(&change.saved);
    // Terraform may hang up; the change then goes on until it has come to a good end.
    let outcome = detached(&state.stop, ctx.cancellation(), {
        let (limit, stop) = (limit.clone(), state.stop.clone());
        async move { limit.run(stop.watched(change.carry_out())).await }
    })
    .await;

    let mut diagnostics = ctx.take_reported();
    let mut kept_prior = false;
    let as_planned =
        |made: Value| without_unasked_blocks(schema, &planned, keep_spelling(schema, &planned, made));
    let new_state = match outcome {
        Ok(Value::Null) => Value::Null,
        Ok(new_state) => as_planned(new_state),
        Err(errors) => {
            diagnostics.extend(errors);
            match take(&saved) {
                Some(recorded) => without_unknowns(schema, as_planned(recorded)),
                None => {
                    kept_prior = true;
                    prior.clone()
                }
            }
        }
    };
    if !diagnostics.has_errors() {
        let violations = check::apply(schema, &planned, &new_state);
        diagnostics.extend(violations.into_iter().map(Diagnostic::from));
    }
    let new_identity = if new_state.is_null() || kept_prior {
        identity
    } else {
        let (after, stored) = match operation {
            Operation::Create => (After::Create, Value::Null),
            _ => (After::Update, identity),
        };
        let asked = Asked {
            after,
            stored: &stored,
            free: false,
            // An operation that failed has said what matters.
            told: !diagnostics.has_errors() && (state.knows_identity() || request.planned_identity.is_some()),
        };
        asked.of(&managed, &limit, &new_state).await.unwrap_or_else(|errors| {
            diagnostics.extend(errors);
            stored
        })
    };
    let new_identity = managed.encode_identity(&new_identity).map_err(|error| diagnostics.push(error));
    Ok(Response {
        new_state: Some(sent(&managed, new_state, &planned, &mut diagnostics)),
        private: ctx.with_private(|private| private.encode()),
        new_identity: new_identity.unwrap_or_else(|()| request.planned_identity.clone()),
        diagnostics: convert::diagnostics(diagnostics),
        legacy_type_system: false,
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
    managed: &Managed<C>,
    new_state: Value,
    planned: &Value,
    diagnostics: &mut Diagnostics,
) -> tf::DynamicValue {
    let error = match managed.encode(&new_state, "the state") {
        Ok(new_state) => return new_state,
        Err(error) => error,
    };
    diagnostics.push(error);
    let planned = without_unknowns(managed.schema(), planned.clone());
    managed.encode(&planned, "the plan").unwrap_or_default()
}
