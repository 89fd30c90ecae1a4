//! The provider's process: started by Terraform, or by hand under a debugger.
//!
//! [`serve`] is all that a provider's `main` calls. It reads the command line (`invocation`) and the environment
//! (`handshake`), listens (`socket`), encrypts (`tls`), accepts (`connection`), and ends when it is time (`lifetime`).

mod companions;
mod connection;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod handshake;
mod invocation;
mod lifetime;
mod reattach;
mod socket;
mod tls;

use std::{
    io::{self, Write as _},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Server;

use crate::{
    log, panic,
    proto::{
        plugin::{
            grpc_broker_server::GrpcBrokerServer, grpc_controller_server::GrpcControllerServer,
            grpc_stdio_server::GrpcStdioServer,
        },
        tfplugin6::provider_server::ProviderServer,
    },
    provider::Provider,
    server::Service,
    stop::Stop,
};
use companions::Companions;
use connection::{Connection, Presence};
use handshake::{Launch, LaunchError};
use invocation::Invocation;
use lifetime::Ending;
use socket::{Place, Socket, SocketError};
use tls::{Identity, TlsError};

/// Terraform's own limit for what it sends; tonic's would be 4 MiB.
const LARGEST_MESSAGE: usize = 256 << 20;

/// Two threads carry thousands of waiting calls, and each costs memory in every one of Terraform's provider processes.
const WORKERS: usize = 2;

/// How long connections may take to close once nothing is in flight any more.
const FAREWELL: Duration = Duration::from_millis(500);

/// Serves a provider: the one call in its `main`.
///
/// ```no_run
/// # use tfplugin_framework::*;
/// # #[derive(Clone, Debug)] struct MyProvider;
/// # fn run<P: Provider>(provider: P) -> std::process::ExitCode {
/// serve(provider)
/// # }
/// ```
///
/// Started by Terraform or OpenTofu, it speaks the plugin protocol until they say that it is over, and never prints to
/// standard output after the handshake. `--debug` serves without them and prints the `TF_REATTACH_PROVIDERS` to give
/// them; `--version` and `--help` do what they say. Started by hand in any other way, it explains what it is and fails.
pub fn serve<P: Provider>(provider: P) -> ExitCode {
    let variable = |name: &str| std::env::var(name).ok();
    let mode = match Invocation::parse(std::env::args_os().skip(1)) {
        Invocation::Version => return invocation::version::<P>(),
        Invocation::Help => return invocation::help::<P>(),
        Invocation::Unknown(argument) => return invocation::unknown::<P>(&argument),
        Invocation::Debug => Mode::Debug,
        Invocation::Plugin => match Launch::from_env(variable) {
            Ok(launch) => Mode::Plugin(launch),
            Err(LaunchError::NotAPlugin) => return invocation::not_a_plugin::<P>(),
            Err(error) => return failed(&error.into()),
        },
    };
    panic::install_hook();
    log::install(P::ADDRESS);
    let runtime =
        match tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return failed(&ServeError::Runtime(error)),
        };
    let outcome = runtime.block_on(run(provider, mode, Place::from_env(variable)));
    // What is still running has been cancelled and had its time.
    runtime.shutdown_background();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

enum Mode {
    Plugin(Launch),
    Debug,
}

/// Why the provider cannot be served.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error("cannot start as a Terraform plugin")]
    Launch(#[from] LaunchError),
    #[error("cannot start the runtime")]
    Runtime(#[source] io::Error),
    #[error("cannot open the plugin's socket")]
    Socket(#[from] SocketError),
    #[error("cannot encrypt the plugin's socket")]
    Tls(#[from] TlsError),
    #[error("cannot tell Terraform where to connect")]
    Handshake(#[source] io::Error),
    #[error("cannot watch for signals")]
    Signals(#[source] io::Error),
    #[error("cannot serve on the plugin's socket")]
    Serve(#[source] tonic::transport::Error),
}

async fn run<P: Provider>(provider: P, mode: Mode, place: Place) -> Result<(), ServeError> {
    let stop = Stop::default();
    let presence = Presence::new();
    let (socket, tls, ending) = match mode {
        Mode::Plugin(launch) => {
            // From the start: Ctrl-C goes to the whole process group, this process included.
            let ending = Ending::of_plugin().map_err(ServeError::Signals)?;
            let socket = Socket::bind(&place, launch.ports).await?;
            let identity = launch.client_certificate.is_some().then(Identity::generate).transpose()?;
            let line = handshake::line(&socket.address(), identity.as_ref().map(|own| &own.certificate));
            let tls = match (identity, launch.client_certificate) {
                (Some(identity), Some(client)) => Some(tls::acceptor(identity, client)?),
                _ => None,
            };
            print(&line).map_err(ServeError::Handshake)?;
            if !launch.protocol_offered {
                tracing::warn!("this Terraform does not speak protocol version {}", handshake::PROTOCOL);
            }
            (socket, tls, ending)
        }
        Mode::Debug => {
            let ending = Ending::of_debug_session().map_err(ServeError::Signals)?;
            let socket = Socket::bind(&place, (1024, u16::MAX)).await?;
            print(&reattach::instructions(P::ADDRESS, &socket.address())).map_err(ServeError::Handshake)?;
            (socket, None, ending)
        }
    };

    // The socket's file goes away with this function, whatever the tasks do.
    let socket = Arc::new(socket);
    let (sender, connections) = mpsc::channel(1);
    let accepting = tokio::spawn(connection::accept(socket, tls, presence.clone(), sender));
    let serving = grpc(Service::with_stop(provider, stop.clone()), stop.clone(), connections);
    tokio::pin!(serving);
    let outcome = tokio::select! {
        outcome = &mut serving => outcome,
        patience = ending.wait(&stop, &presence) => {
            stop.process();
            if tokio::time::timeout(patience, stop.idle()).await.is_err() {
                tracing::warn!("ending although operations are still in flight");
            }
            tokio::time::timeout(FAREWELL, serving).await.unwrap_or(Ok(()))
        }
    };
    accepting.abort();
    // Resolves once the task, and with it the socket, is gone.
    let _ = accepting.await;
    outcome
}

/// Serves all services until the process ends.
async fn grpc<P: Provider>(
    service: Service<P>,
    stop: Stop,
    connections: mpsc::Receiver<io::Result<Connection>>,
) -> Result<(), ServeError> {
    let (reporter, health) = tonic_health::server::health_reporter();
    // The name under which go-plugin asks.
    reporter.set_service_status("plugin", tonic_health::ServingStatus::Serving).await;
    let companions = Companions { stop: stop.clone() };
    Server::builder()
        .add_service(ProviderServer::new(service).max_decoding_message_size(LARGEST_MESSAGE))
        .add_service(GrpcControllerServer::new(companions.clone()))
        .add_service(GrpcBrokerServer::new(companions.clone()))
        .add_service(GrpcStdioServer::new(companions))
        .add_service(health)
        .serve_with_incoming_shutdown(ReceiverStream::new(connections), async move {
            stop.process_ends().await;
            stop.idle().await;
        })
        .await
        .map_err(ServeError::Serve)
}

/// Standard output carries the handshake and nothing else.
fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Tells why, cause by cause.
fn failed(error: &ServeError) -> ExitCode {
    let mut text = format!("Error: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(io::stderr(), "{text}");
    ExitCode::FAILURE
}
