//! The way to a machine's metadata service, which is there at once or not at all.

use std::sync::Arc;

use async_trait::async_trait;
use azure_core::{
    error::ErrorKind,
    http::{AsyncRawResponse, HttpClient, Request},
};

/// A transport whose failed connections are final.
///
/// azure_identity tries six times to connect to the metadata service, whatever the retry options say, so that outside
/// Azure the error would come after more than a minute.
#[derive(Debug)]
pub(super) struct MetadataService(pub(super) Arc<dyn HttpClient>);

#[async_trait]
impl HttpClient for MetadataService {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        self.0.execute_request(request).await.map_err(|error| match error.kind() {
            ErrorKind::Connection => azure_core::Error::new(ErrorKind::Other, error),
            _ => error,
        })
    }
}
