//! The way to the network: reqwest with rustls, connecting fast or not at all.
//!
//! Proxies come from `HTTPS_PROXY` and `NO_PROXY`. Trust comes from the system, and from `SSL_CERT_FILE` where set.

mod proxy;
mod trust;

pub use trust::TrustError;

use std::{env, sync::Arc, time::Duration};

use async_trait::async_trait;
use azure_core::{
    error::ErrorKind,
    http::{
        AsyncRawResponse, Body, HttpClient, Request, StatusCode,
        headers::{HeaderName, HeaderValue, Headers},
    },
};

use proxy::{Proxy, ThroughProxy};

/// How long a connection may take. With all tries together, a host that swallows packets is an error in under ten seconds.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(4);
/// Azure's gateway gives up on a resource provider after a minute.
const ANSWER: Duration = Duration::from_secs(75);

/// The real transport.
///
/// # Errors
/// `SSL_CERT_FILE` or `SSL_CERT_DIR` names what cannot be used; the TLS library cannot be set up.
pub fn https() -> Result<Arc<dyn HttpClient>, TransportBuildError> {
    trust::check(|name| env::var_os(name))?;
    let client = reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(ANSWER)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(TransportBuildError::Client)?;
    Ok(Arc::new(Https { client, proxy: Proxy::of(|name| env::var(name).ok()) }))
}

/// No client for HTTPS could be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportBuildError {
    /// What the environment says about trust cannot be used.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// The TLS library or the system's trust store cannot be used.
    #[error("no client for HTTPS could be set up")]
    Client(#[source] reqwest::Error),
}

/// azure_core can use a reqwest client as it is, but then error texts have the URL in them, with its signature.
#[derive(Debug)]
struct Https {
    client: reqwest::Client,
    proxy: Option<Proxy>,
}

#[async_trait]
impl HttpClient for Https {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let method = reqwest::Method::from_bytes(request.method().as_str().as_bytes());
        let method = method.map_err(|error| azure_core::Error::new(ErrorKind::Other, error))?;
        let mut builder = self.client.request(method, request.url().clone());
        for (name, value) in request.headers().iter() {
            builder = builder.header(name.as_str(), value.as_str());
        }
        if let Body::Bytes(bytes) = request.body() {
            builder = builder.body(bytes.clone());
        }
        let failed = |error| self.failed(error, request.url().host_str().unwrap_or_default());
        let response = builder.send().await.map_err(failed)?;
        let status = StatusCode::from(response.status().as_u16());
        let mut headers = Headers::new();
        for (name, value) in response.headers() {
            if let Ok(value) = value.to_str() {
                headers
                    .insert(HeaderName::from(name.as_str().to_owned()), HeaderValue::from(value.to_owned()));
            }
        }
        let body = response.bytes().await.map_err(failed)?;
        Ok(AsyncRawResponse::from_bytes(status, headers, body))
    }
}

impl Https {
    fn failed(&self, error: reqwest::Error, host: &str) -> azure_core::Error {
        let kind = match &error {
            error if error.is_builder() => ErrorKind::Other,
            error if error.is_connect() => ErrorKind::Connection,
            _ => ErrorKind::Io,
        };
        let source = error.without_url();
        match self.proxy.as_ref().filter(|proxy| kind == ErrorKind::Connection && proxy.is_for(host)) {
            Some(proxy) => azure_core::Error::new(kind, ThroughProxy { proxy: proxy.clone(), source }),
            None => azure_core::Error::new(kind, source),
        }
    }
}
