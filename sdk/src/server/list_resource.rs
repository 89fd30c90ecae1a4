//! `ListResource`: a stream of objects that were found.
//!
//! Terraform stops listening once it has enough. The provider's code is then dropped at the await at which it is, and so
//! it is when the limit is reached. An event has the identity of an object, or diagnostics, or both.

use std::{pin::pin, sync::Arc};

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, codegen::BoxStream};

use super::{
    call::{Call, observed},
    convert,
    managed::Managed,
    operation::Limit,
    secrets,
    state::State,
};
use crate::{
    context::Context,
    diag::{Diagnostic, Diagnostics},
    list_resource::{Item, Sink},
    panic::contain,
    plan::{check, keep_spelling},
    private::Private,
    proto::tfplugin6::list_resource::{Event, Request},
    provider::Provider,
    registry::AnyIdentified,
    value::Value,
};

type Events = mpsc::Sender<Result<Event, Status>>;

/// Lists as long as Terraform listens.
pub(super) fn answer<P: Provider>(state: &Arc<State<P>>, request: Request) -> BoxStream<Event> {
    let (events, stream) = mpsc::channel(1);
    let state = Arc::clone(state);
    tokio::spawn(async move {
        let call = Call::list_resource("ListResource", &request.type_name);
        let work = async {
            let listed = tokio::select! {
                listed = contain(list(&state, &request, &events)) => listed,
                () = events.closed() => return,
            };
            let diagnostics = listed.unwrap_or_else(|panicked| Diagnostic::from(panicked).into());
            if diagnostics.is_empty() {
                return;
            }
            let mut diagnostic = convert::diagnostics(diagnostics);
            call.place(&state, &mut diagnostic);
            // An error means that Terraform is gone.
            let _ = events.send(Ok(Event { diagnostic, ..Event::default() })).await;
        };
        observed::<P, _>(&state.stop, call, work).await;
    });
    Box::pin(ReceiverStream::new(stream))
}

/// Lists; what is not told with the objects is left to be told.
async fn list<P: Provider>(state: &State<P>, request: &Request, events: &Events) -> Diagnostics {
    let listed = try_list(state, request, events).await;
    listed.unwrap_or_else(|diagnostics| diagnostics)
}

async fn try_list<P: Provider>(
    state: &State<P>,
    request: &Request,
    events: &Events,
) -> Result<Diagnostics, Diagnostics> {
    let list = state.list_resource(&request.type_name)?;
    let shape = list.shape();
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    secrets::redact(&shape.schema.block, &config);
    let client = state.client().required("a list of resources")?;
    let limit = Limit::for_work("Listing", list.timeout(&config)?);
    let ctx = limit.context(state.stop.operation(), Private::default());
    let listing = Listing {
        managed: Managed::of(state, &request.type_name)?,
        client: &client,
        ctx: &ctx,
        limit: &limit,
        wants_state: request.include_resource_object,
    };

    // A limit of zero or less is none.
    let mut room = u64::try_from(request.limit).ok().filter(|limit| *limit > 0);
    let (sink, mut items) = Sink::new(request.include_resource_object, room);
    let mut work = pin!(limit.run(list.list(&ctx, &client, &config, sink)));
    let mut ended = None;
    // The end of the work closes the channel, after the last item has come out of it.
    loop {
        let item = tokio::select! {
            biased;
            item = items.recv() => item,
            result = &mut work, if ended.is_none() => {
                ended = Some(result);
                continue;
            }
        };
        let Some(item) = item else { break };
        let Some(event) = listing.event(item).await? else { continue };
        room = room.map(|room| room - 1);
        if events.send(Ok(event)).await.is_err() || room == Some(0) {
            break;
        }
    }
    let mut diagnostics = ctx.take_reported();
    diagnostics.take(ended.unwrap_or(Ok(())));
    Ok(diagnostics)
}

/// What is needed to make an event of an object.
struct Listing<'a, C> {
    managed: Managed<C>,
    client: &'a C,
    ctx: &'a Context,
    limit: &'a Limit,
    wants_state: bool,
}

impl<C: Send + Sync> Listing<'_, C> {
    /// The event for an object; `None` if it is gone by now.
    async fn event(&self, item: Item) -> Result<Option<Event>, Diagnostics> {
        let identified = self.managed.identified().ok_or_else(without_identity)?;
        let identity = self.limit.run(async { identity(identified, &item) }).await?;
        let state = match item.state {
            _ if !self.wants_state => None,
            Some(state) => Some(state),
            None => match self.limit.run(self.read(identified, &identity)).await? {
                Some(Value::Null) => return Ok(None),
                read => read,
            },
        };
        let state = state.map(|state| keep_spelling(self.managed.schema(), &Value::Null, state));
        let violations =
            check::listed(&identified.shape().schema, self.managed.schema(), &identity, state.as_ref());
        if !violations.is_empty() {
            return Err(violations.into_iter().map(Diagnostic::from).collect());
        }
        if self.wants_state && state.is_none() {
            self.ctx.report(incomplete(&item.display_name));
        }
        Ok(Some(Event {
            identity: self.managed.encode_identity(&identity)?,
            display_name: item.display_name,
            resource_object: state.map(|state| self.managed.encode(&state, "an object")).transpose()?,
            diagnostic: convert::diagnostics(self.ctx.take_reported()),
        }))
    }

    /// The state of an object; null if it is gone, `None` if it cannot be had.
    async fn read(
        &self,
        identified: &dyn AnyIdentified<C>,
        identity: &Value,
    ) -> Result<Option<Value>, Diagnostics> {
        let Some(imported) = identified.import(self.ctx, self.client, identity).await? else {
            return Ok(None);
        };
        self.managed.resource.read(self.ctx, self.client, &imported).await.map(Some)
    }
}

fn identity<C>(identified: &dyn AnyIdentified<C>, item: &Item) -> Result<Value, Diagnostics> {
    match (&item.identity, &item.state) {
        (Some(identity), _) => Ok(identity.clone()),
        (None, Some(state)) => identified.identity(state, &Value::Null),
        (None, None) => Ok(Value::Null),
    }
}

fn incomplete(display_name: &str) -> Diagnostic {
    Diagnostic::warning(
        "Incomplete list result",
        format!(
            "Terraform asked for the state of {display_name:?}, but the provider gave none, and the resource cannot be \
             imported by its identity."
        ),
    )
}

fn without_identity() -> Diagnostics {
    Diagnostic::error(
        "Provider bug: a list resource needs a resource with an identity",
        "The managed resource of the same name is registered without its identity. Nothing in the configuration causes \
         it; please report it to the provider's developers.",
    )
    .into()
}
