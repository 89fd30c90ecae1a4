//! Listening, and one task per connection.

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
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
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::control::Control;
use super::tls;
use crate::{Dropped, Emulator};

/// The largest body Resource Manager takes is 4 MB.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// A client that does not finish its handshake or its headers is let go.
const PATIENCE: Duration = Duration::from_secs(15);

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
    /// Only one of the authority's two files is there.
    #[error(
        "the TLS directory `{}` holds only one of ca.pem and ca.key: remove it to get a new authority, or restore the \
         other file",
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
        loop {
            tokio::select! {
                () = &mut stop => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        let tls = self.tls.0.clone();
                        tokio::spawn(connection(stream, tls, self.emulator.clone(), self.control.clone(), closed.clone()));
                    }
                    Err(error) => {
                        // Out of file descriptors, most likely: the next connection may fare better.
                        tracing::warn!(error = &error as &dyn std::error::Error, "a connection was not accepted");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                },
            }
        }
        drop(self.listener);
        drop(closed);
        let _ = closing.send(true);
        // Every connection holds a receiver; the channel closes when the last one is done.
        let _ = tokio::time::timeout(PATIENCE, closing.closed()).await;
    }
}

/// One connection, for as many requests as the client likes.
async fn connection(
    stream: TcpStream,
    tls: TlsAcceptor,
    emulator: Emulator,
    control: Control,
    mut closed: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, tls.accept(stream)).await else { return };
    let service = service_fn(|request| answer(request, &emulator, &control));
    let mut builder = hyper::server::conn::http1::Builder::new();
    // Operation URLs alone have some three thousand characters, and clients send them back.
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(Some(Duration::from_secs(300)))
        .max_buf_size(256 * 1024);
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

async fn answer(
    request: http::Request<Incoming>,
    emulator: &Emulator,
    control: &Control,
) -> Result<http::Response<Full<Bytes>>, Dropped> {
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => {
            let body = r#"{"error":{"code":"RequestContentTooLarge","message":"The request content exceeds 4 MB."}}"#;
            let mut response = http::Response::new(Full::from(body));
            *response.status_mut() = http::StatusCode::PAYLOAD_TOO_LARGE;
            return Ok(response);
        }
    };
    let request = http::Request::from_parts(parts, body);
    if Control::is_at(request.uri().path()) {
        return Ok(control.answer(request).await.map(Full::new));
    }
    let response = emulator.handle(request).await?;
    Ok(response.map(Full::new))
}
