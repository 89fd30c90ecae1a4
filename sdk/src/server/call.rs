//! The edge of each call: one log line, and no failure but diagnostics.

use std::{
    future::Future,
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use tonic::{Response, Status};
use tracing::{Instrument as _, field::Empty};

use super::{convert, state::State};
use crate::{
    diag::{Diagnostic, Diagnostics},
    log::{PROTO, data},
    model::Model,
    panic::contain,
    proto::tfplugin6 as tf,
    provider::Provider,
    stop::Stop,
};

/// Calls are numbered, for their log lines and recordings.
static REQUESTS: AtomicU64 = AtomicU64::new(1);

/// What is known of a call for its log lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'a> {
    rpc: &'static str,
    subject: Subject<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Subject<'a> {
    None,
    Resource(&'a str),
    DataSource(&'a str),
    EphemeralResource(&'a str),
    ListResource(&'a str),
    Action(&'a str),
    StateStore(&'a str),
    Function(&'a str),
}

impl<'a> Call<'a> {
    /// A call about the provider.
    pub(super) fn new(rpc: &'static str) -> Self {
        Self { rpc, subject: Subject::None }
    }

    /// A call about a resource type.
    pub(super) fn resource(rpc: &'static str, name: &'a str) -> Self {
        Self { rpc, subject: Subject::Resource(name) }
    }

    /// A call about a data source.
    pub(super) fn data_source(rpc: &'static str, name: &'a str) -> Self {
        Self { rpc, subject: Subject::DataSource(name) }
    }

    /// A call about an ephemeral resource.
    pub(super) fn ephemeral_resource(rpc: &'static str, name: &'a str) -> Self {
        Self { rpc, subject: Subject::EphemeralResource(name) }
    }

    /// A call about a list resource.
    pub(super) fn list_resource(rpc: &'static str, name: &'a str) -> Self {
        Self { rpc, subject: Subject::ListResource(name) }
    }

    /// A call about an action.
    pub(super) fn action(rpc: &'static str, name: &'a str) -> Self {
        Self { rpc, subject: Subject::Action(name) }
    }

    /// A call about a state store.
    pub(super) fn state_store(rpc: &'static str, name: &'a str) -> Self {
        Self { rpc, subject: Subject::StateStore(name) }
    }

    /// A call about a function.
    pub(super) fn function(rpc: &'static str, name: &'a str) -> Self {
        Self { rpc, subject: Subject::Function(name) }
    }

    /// Gives each diagnostic of the call the path for which Terraform shows the right line.
    pub(super) fn place<P: Provider>(self, state: &State<P>, diagnostics: &mut [tf::Diagnostic]) {
        for diagnostic in diagnostics {
            diagnostic.attribute = diagnostic.attribute.take().map(|path| self.shown(state, path));
        }
    }

    /// The path of a diagnostic, as far as Terraform shows the right line for it.
    fn shown<P: Provider>(self, state: &State<P>, path: tf::AttributePath) -> tf::AttributePath {
        let registry = &state.registry;
        let shape = match self.subject {
            Subject::None => return convert::without_wrong_line(path, &P::Config::block()),
            Subject::Resource(name) => registry.resources.get(name).map(|resource| resource.shape()),
            Subject::DataSource(name) => registry.data_sources.get(name).map(|source| source.shape()),
            Subject::EphemeralResource(name) => {
                registry.ephemeral_resources.get(name).map(|ephemeral| ephemeral.shape())
            }
            Subject::ListResource(name) => registry.list_resources.get(name).map(|list| list.shape()),
            Subject::Action(name) => registry.actions.get(name).map(|action| action.shape()),
            Subject::StateStore(name) => registry.state_stores.get(name).map(|store| store.shape()),
            Subject::Function(_) => None,
        };
        let path = match shape {
            Some(shape) => convert::without_wrong_line(path, &shape.schema.block),
            None => path,
        };
        match self.subject {
            // In HCL these arguments stand in the block `config`, beside `limit` and others that are Terraform's own.
            Subject::ListResource(_) => convert::inside("config", path),
            _ => path,
        }
    }

    /// The span that its log lines stand in, under the names that all providers use.
    fn span<P: Provider>(self, number: u64) -> tracing::Span {
        // An error line needs the fields as well, so the span is of that level.
        let span = tracing::error_span!(
            target: PROTO,
            "call",
            tf_rpc = self.rpc,
            tf_req_id = format!("{}-{number}", std::process::id()),
            tf_provider_addr = P::ADDRESS,
            tf_proto_version = "6.11",
            tf_resource_type = Empty,
            tf_data_source_type = Empty,
            tf_ephemeral_resource_type = Empty,
            tf_list_resource_type = Empty,
            tf_action_type = Empty,
            tf_state_store_type = Empty,
            tf_function = Empty,
        );
        match self.subject {
            Subject::None => &span,
            Subject::Resource(name) => span.record("tf_resource_type", name),
            Subject::DataSource(name) => span.record("tf_data_source_type", name),
            Subject::EphemeralResource(name) => span.record("tf_ephemeral_resource_type", name),
            Subject::ListResource(name) => span.record("tf_list_resource_type", name),
            Subject::Action(name) => span.record("tf_action_type", name),
            Subject::StateStore(name) => span.record("tf_state_store_type", name),
            Subject::Function(name) => span.record("tf_function", name),
        };
        span
    }
}

/// A message that can carry diagnostics.
pub(super) trait Answer: Default {
    /// Its diagnostics.
    fn diagnostics(&mut self) -> &mut Vec<tf::Diagnostic>;
}

macro_rules! answers {
    ($($module:ident),* $(,)?) => {$(
        impl Answer for tf::$module::Response {
            fn diagnostics(&mut self) -> &mut Vec<tf::Diagnostic> {
                &mut self.diagnostics
            }
        }
    )*};
}

answers!(
    apply_resource_change,
    close_ephemeral_resource,
    configure_provider,
    configure_state_store,
    delete_state,
    generate_resource_config,
    get_functions,
    get_metadata,
    get_provider_schema,
    get_resource_identity_schemas,
    get_states,
    import_resource_state,
    move_resource_state,
    lock_state,
    open_ephemeral_resource,
    plan_action,
    plan_resource_change,
    read_data_source,
    read_resource,
    renew_ephemeral_resource,
    upgrade_resource_identity,
    unlock_state,
    upgrade_resource_state,
    validate_action_config,
    validate_data_resource_config,
    validate_ephemeral_resource_config,
    validate_list_resource_config,
    validate_provider_config,
    validate_resource_config,
    validate_state_store,
    write_state_bytes,
);

/// Answers a call. Errors and panics of `work` become diagnostics of an otherwise empty answer.
pub(super) async fn answer<P: Provider, A: Answer>(
    state: &State<P>,
    call: Call<'_>,
    work: impl Future<Output = Result<A, Diagnostics>> + Send,
) -> Result<Response<A>, Status> {
    let mut answer = match observed::<P, _>(&state.stop, call, contain(work)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(diagnostics)) => failed(diagnostics),
        Err(panicked) => failed(Diagnostic::from(panicked).into()),
    };
    call.place(state, answer.diagnostics());
    Ok(Response::new(answer))
}

/// Does the work of a call in its span, and counts it as in flight.
pub(super) async fn observed<P: Provider, T>(
    stop: &Stop,
    call: Call<'_>,
    work: impl Future<Output = T> + Send,
) -> T {
    let _in_flight = stop.track();
    let started = Instant::now();
    let number = REQUESTS.fetch_add(1, Ordering::Relaxed);
    async move {
        let done = data::during(call.rpc, number, work).await;
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(target: PROTO, tf_req_duration_ms = milliseconds, "answered");
        done
    }
    .instrument(call.span::<P>(number))
    .await
}

fn failed<A: Answer>(diagnostics: Diagnostics) -> A {
    let mut answer = A::default();
    *answer.diagnostics() = convert::diagnostics(diagnostics.of_failure());
    answer
}
