//! Listening, and one task per connection.

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::body::{Bodies, refusal};
use super::control::Control;
use super::{plain_http, tls};
use crate::{Dropped, Emulator};

/// A client that does not finish its handshake is let go, and so are those that are left when the server ends.
const PATIENCE: Duration = Duration::from_secs(15);
/// A connection on which no whole request head arrives is let go; clients come back to one after minutes.
const IDLE: Duration = Duration::from_secs(300);
/// Connections that are served at once, under the 1024 open files that a process commonly may have; the next ones wait.
const CONNECTIONS: usize = 1000;

/// An emulator listening on the loopback interface.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    tls: TlsSettings,
    emulator: Emulator,
    control: Control,
    authority: PathBuf,
}

/// Settings of the acceptor, which has no `Debug` of its own.
struct TlsSettings(TlsAcceptor);

impl std::fmt::Debug for TlsSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TlsSettings")
    }
}

/// Why the server could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address is reachable from other machines.
    #[error(
        "{address} is not a loopback address: the emulator accepts any credential and listens on 127.0.0.1 or [::1] only"
    )]
    NotLoopback {
        /// The address asked for.
        address: SocketAddr,
    },
    /// The address is taken or not allowed.
    #[error("cannot listen on {address}: choose another port, or 0 for a free one")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The directory of the certificate authority cannot be used.
    #[error("the TLS directory `{}` cannot be used: make it writable, or choose another one", dir.display())]
    TlsDir {
        /// The directory.
        dir: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The authority's certificate is there without its key.
    #[error(
        "the TLS directory `{}` holds ca.pem without ca.key: remove ca.pem to get a new authority, or restore the key",
        dir.display()
    )]
    HalfAuthority {
        /// The directory.
        dir: PathBuf,
    },
    /// The authority's key cannot be read.
    #[error("`{}` is no private key: remove it and ca.pem beside it to get a new authority", file.display())]
    Key {
        /// The key's file.
        file: PathBuf,
        /// What the parser said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A certificate could not be made.
    #[error("the server certificate could not be made")]
    Certificate(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Server {
    /// Binds the address, and makes or reuses the certificate authority in `tls_dir`.
    ///
    /// # Errors
    /// [`ServeError`]; an address that other machines can reach is refused.
    pub async fn bind(address: SocketAddr, tls_dir: &Path, emulator: Emulator) -> Result<Self, ServeError> {
        if !address.ip().is_loopback() {
            return Err(ServeError::NotLoopback { address });
        }
        let (config, authority) = tls::config(tls_dir)?;
        let listener =
            TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })?;
        let tls = TlsSettings(TlsAcceptor::from(Arc::new(config)));
        let control = Control::new(emulator.options().data_dir.clone());
        Ok(Self { listener, tls, emulator, control, authority })
    }

    /// The address that was bound, with the port that was chosen.
    ///
    /// # Errors
    /// What the system says of a socket that is no longer there.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// The file with the certificate that clients have to trust.
    pub fn authority(&self) -> &Path {
        &self.authority
    }

    /// Serves until `stop` ends, then lets the requests that are under way finish.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let (closing, closed) = watch::channel(false);
        let shared = Arc::new(Shared {
            tls: self.tls.0,
            emulator: self.emulator,
            control: self.control,
            bodies: Bodies::new(),
            authority: self.authority,
        });
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            let accepted = tokio::select! {
                () = &mut stop => break,
                accepted = accept(&self.listener, &places) => accepted,
            };
            match accepted {
                Ok((stream, place)) => {
                    let (shared, closed) = (Arc::clone(&shared), closed.clone());
                    tokio::spawn(async move {
                        connection(stream, &shared, closed).await;
                        drop(place);
                    });
                }
                Err(error) => {
                    // Out of file descriptors, most likely: the next connection may fare better.
                    tracing::warn!(error = &error as &dyn std::error::Error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
        drop(self.listener);
        drop(closed);
        let _ = closing.send(true);
        // Every connection holds a receiver; the channel closes when the last one is done.
        let _ = tokio::time::timeout(PATIENCE, closing.closed()).await;
    }
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> std::io::Result<(TcpStream, Option<OwnedSemaphorePermit>)> {
    // The semaphore is never closed.
    let place = Arc::clone(places).acquire_owned().await.ok();
    let (stream, _) = listener.accept().await?;
    Ok((stream, place))
}

/// What all connections share.
struct Shared {
    tls: TlsAcceptor,
    emulator: Emulator,
    control: Control,
    bodies: Bodies,
    authority: PathBuf,
}

/// One connection, for as many requests as the client likes.
async fn connection(stream: TcpStream, shared: &Shared, mut closed: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let stream = tokio::select! {
        accepted = tokio::time::timeout(PATIENCE, secured(stream, shared)) => match accepted {
            Ok(Ok(Some(stream))) => stream,
            _ => return,
        },
        _ = closed.changed() => return,
    };
    let service = service_fn(|request| answer(request, shared));
    let mut builder = hyper::server::conn::http1::Builder::new();
    // Operation URLs alone have some three thousand characters, and clients send them back.
    builder.timer(TokioTimer::new()).header_read_timeout(Some(IDLE)).max_buf_size(256 * 1024);
    let mut served = pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        // A client that goes away is nothing to report, nor is one whose connection is dropped: an error of the
        // service ends the connection without an answer.
        _ = &mut served => {}
        _ = closed.changed() => {
            served.as_mut().graceful_shutdown();
            let _ = served.await;
        }
    }
}

/// The connection with TLS on it; `None` for a client that speaks none, and has been told.
async fn secured(stream: TcpStream, shared: &Shared) -> std::io::Result<Option<TlsStream<TcpStream>>> {
    if plain_http::is_spoken(&stream).await? {
        plain_http::answer(stream, &shared.authority).await?;
        return Ok(None);
    }
    shared.tls.accept(stream).await.map(Some)
}

async fn answer(
    request: http::Request<Incoming>,
    shared: &Shared,
) -> Result<http::Response<Full<Bytes>>, Dropped> {
    let (parts, body) = request.into_parts();
    if !names_one_host(&parts) {
        let text = "The request must name the host once, as HOST or HOST:PORT, in its Host header.";
        return Ok(refusal(http::StatusCode::BAD_REQUEST, "InvalidHostName", text));
    }
    let (body, _share) = match shared.bodies.read(body).await {
        Ok(read) => read,
        Err(error) => return Ok(error.answer()),
    };
    let request = http::Request::from_parts(parts, body);
    if Control::is_at(request.uri().path()) {
        return Ok(shared.control.answer(request).await.map(Full::new));
    }
    let response = shared.emulator.handle(request).await?;
    Ok(response.map(Full::new))
}

/// Whether the Host header is as RFC 9112, section 3.2, wants it. The addresses in answers are made from it.
fn names_one_host(request: &http::request::Parts) -> bool {
    let mut hosts = request.headers.get_all(http::header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => request.version < http::Version::HTTP_11,
        (Some(host), None) => http::uri::Authority::try_from(host.as_bytes()).is_ok(),
        (Some(_), Some(_)) => false,
    }
}
