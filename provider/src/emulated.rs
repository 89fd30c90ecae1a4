//! The embedded Azure as a transport: requests of arm-client go to the emulator in this process, with no socket.

use std::{path::PathBuf, sync::Arc};

use arm_emulator::{Dropped, Emulator, OpenError, Options};
use async_trait::async_trait;
use azure_core::{
    Error, Result,
    error::ErrorKind,
    http::{
        AsyncRawResponse, HttpClient, Request,
        headers::{HeaderName, HeaderValue, Headers},
        request::Body,
    },
};
use bytes::Bytes;

/// What the `emulator` argument of the provider block says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct World {
    /// Where the emulated resources are kept.
    pub(crate) data_dir: PathBuf,
    /// Resources that exist from the beginning.
    pub(crate) seed_file: Option<PathBuf>,
    /// How many times faster than Azure operations run.
    pub(crate) speed: f64,
}

/// Opens the world and gives a transport into it.
///
/// # Errors
/// When the data directory or the seed file cannot be used.
pub(crate) fn open(world: &World) -> std::result::Result<Arc<dyn HttpClient>, OpenError> {
    let mut options = Options::new(&world.data_dir);
    options.seed_file.clone_from(&world.seed_file);
    options.speed = world.speed;
    Ok(Arc::new(Embedded(Emulator::open(options)?)))
}

struct Embedded(Emulator);

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Embedded")
    }
}

#[async_trait]
impl HttpClient for Embedded {
    async fn execute_request(&self, request: &Request) -> Result<AsyncRawResponse> {
        let response = self.0.handle(outgoing(request)?).await.map_err(lost)?;
        let (parts, body) = response.into_parts();
        let headers = parts.headers.iter().filter_map(|(name, value)| {
            let value = value.to_str().ok()?;
            Some((HeaderName::from(name.as_str().to_owned()), HeaderValue::from(value.to_owned())))
        });
        let headers = Headers::from(headers.collect::<std::collections::HashMap<_, _>>());
        Ok(AsyncRawResponse::from_bytes(parts.status.as_u16().into(), headers, body))
    }
}

/// What a transport over the network reports of a connection that was closed in the middle of a request.
fn lost(dropped: Dropped) -> Error {
    Error::new(ErrorKind::Io, std::io::Error::new(std::io::ErrorKind::ConnectionReset, dropped))
}

fn outgoing(request: &Request) -> Result<http::Request<Bytes>> {
    let body = match request.body() {
        Body::Bytes(bytes) => bytes.clone(),
        Body::SeekableStream(_) => {
            return Err(Error::with_message(
                ErrorKind::Other,
                "the embedded Azure takes no streamed request body",
            ));
        }
    };
    let mut outgoing = http::Request::builder().method(request.method().as_str()).uri(request.url().as_str());
    for (name, value) in request.headers().iter() {
        outgoing = outgoing.header(name.as_str(), value.as_str());
    }
    outgoing
        .body(body)
        .map_err(|error| Error::with_error(ErrorKind::Other, error, "the request cannot be expressed"))
}
