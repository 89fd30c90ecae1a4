//! `InvokeAction`: a stream of progress events that ends with exactly one completed event.
//!
//! Terraform crashes on an event of neither kind and takes a stream without a completed event for a failure of its own
//! plumbing. So whatever becomes of the action, a panic, a deadline, Ctrl-C, the last event says it.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{Status, codegen::BoxStream};

use super::{
    call::{Call, observed},
    convert,
    operation::Limit,
    secrets,
    state::State,
};
use crate::{
    action::Progress,
    diag::{Diagnostic, Diagnostics},
    panic::contain,
    private::Private,
    proto::tfplugin6::{
        self as tf,
        invoke_action::{
            Event, Request,
            event::{self, Type},
        },
    },
    provider::Provider,
};

type Events = mpsc::Sender<Result<Event, Status>>;

/// Invokes the action in a task of its own: it comes to a good end also when Terraform takes its events slowly or hangs
/// up, which cancels it.
pub(super) fn answer<P: Provider>(state: &Arc<State<P>>, request: Request) -> BoxStream<Event> {
    let (events, stream) = mpsc::channel(1);
    let state = Arc::clone(state);
    tokio::spawn(async move {
        let call = Call::action("InvokeAction", &request.action_type);
        observed::<P, _>(&state.stop, call, async {
            let mut diagnostics = convert::diagnostics(run(&state, &request, &events).await);
            call.place(&state, &mut diagnostics);
            // An error means that Terraform is gone.
            let _ = events.send(Ok(completed(diagnostics))).await;
        })
        .await;
    });
    Box::pin(ReceiverStream::new(stream))
}

/// Runs the action and tells its progress; what is left to tell then is how it ended.
async fn run<P: Provider>(state: &State<P>, request: &Request, events: &Events) -> Diagnostics {
    let progress = Arc::new(Progress::default());
    let cancel = state.stop.operation();
    let invocation = async {
        let invoked = contain(invoke(state, request, &progress, &cancel)).await;
        progress.end();
        invoked.unwrap_or_else(|panicked| Diagnostic::from(panicked).into())
    };
    let (diagnostics, ()) = tokio::join!(invocation, tell(&progress, events, &cancel));
    diagnostics
}

async fn invoke<P: Provider>(
    state: &State<P>,
    request: &Request,
    progress: &Arc<Progress>,
    cancel: &CancellationToken,
) -> Diagnostics {
    let prepared = || {
        let action = state.action(&request.action_type)?;
        let shape = action.shape();
        let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
        if !config.is_wholly_known() {
            return Err(not_known().into());
        }
        secrets::redact(&shape.schema.block, &config);
        let client = state.client().required("invoking an action")?;
        let limit = Limit::for_work("The action", action.timeout(&config)?);
        Ok::<_, Diagnostics>((action, config, client, limit))
    };
    let (action, config, client, limit) = match prepared() {
        Ok(prepared) => prepared,
        Err(diagnostics) => return diagnostics,
    };
    let ctx = limit.context(cancel.clone(), Private::default());
    let ctx = ctx.with_progress(Arc::clone(progress));
    let invoked = limit.run(state.stop.watched(action.invoke(&ctx, &client, &config))).await;
    let mut diagnostics = ctx.take_reported();
    diagnostics.take(invoked);
    diagnostics
}

fn not_known() -> Diagnostic {
    Diagnostic::error(
        "The action's configuration is not known",
        "Terraform invokes an action once its configuration is wholly known, but part of it is not. This is a bug in \
         Terraform.",
    )
}

/// Sends each message as an event until the end, or until Terraform hangs up.
async fn tell(progress: &Progress, events: &Events, cancel: &CancellationToken) {
    let tell = async {
        while let Some(message) = progress.next().await {
            if events.send(Ok(progress_of(message))).await.is_err() {
                break;
            }
        }
    };
    tokio::select! {
        () = tell => {}
        () = events.closed() => {
            tracing::warn!("Terraform does not listen to the action any more; it is cancelled");
            cancel.cancel();
        }
    }
}

fn progress_of(message: String) -> Event {
    Event { r#type: Some(Type::Progress(event::Progress { message })) }
}

fn completed(diagnostics: Vec<tf::Diagnostic>) -> Event {
    Event { r#type: Some(Type::Completed(event::Completed { diagnostics })) }
}
