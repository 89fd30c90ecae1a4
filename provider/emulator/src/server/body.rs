//! Reading the body of a request: bounded in size, in time, and in what all bodies together take.

use bytes::Bytes;
use http::StatusCode;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// The largest body Resource Manager takes is 4 MB.
const LARGEST: u32 = 4 * 1024 * 1024;
/// What all bodies that are being read or answered may take; the next ones wait.
const TOGETHER: u32 = 16 * LARGEST;
/// A client on the same machine that takes longer has stopped sending.
const PATIENCE: Duration = Duration::from_secs(60);

/// The memory for bodies.
#[derive(Debug)]
pub(super) struct Bodies(Semaphore);

/// A body that could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyError {
    TooLarge,
    TooSlow,
    Broken,
}

impl Bodies {
    pub(super) fn new() -> Self {
        Self(Semaphore::new(TOGETHER as usize))
    }

    /// The whole body, and its share of the memory, to be held until it is answered.
    pub(super) async fn read(
        &self,
        body: Incoming,
    ) -> Result<(Bytes, Option<SemaphorePermit<'_>>), BodyError> {
        let announced = body.size_hint().upper().unwrap_or(LARGEST.into());
        let size = u32::try_from(announced).unwrap_or(u32::MAX);
        if size > LARGEST {
            return Err(BodyError::TooLarge);
        }
        let read = async {
            // The semaphore is never closed.
            let share = self.0.acquire_many(size).await.ok();
            let body = Limited::new(body, LARGEST as usize).collect().await.map_err(|error| {
                if error.is::<LengthLimitError>() { BodyError::TooLarge } else { BodyError::Broken }
            })?;
            Ok((body.to_bytes(), share))
        };
        tokio::time::timeout(PATIENCE, read).await.unwrap_or(Err(BodyError::TooSlow))
    }
}

impl BodyError {
    /// The refusal; the connection is of no further use.
    pub(super) fn answer(self) -> http::Response<Full<Bytes>> {
        match self {
            Self::TooLarge => refusal(
                StatusCode::PAYLOAD_TOO_LARGE,
                "RequestContentTooLarge",
                "The request content exceeds 4 MB.",
            ),
            Self::TooSlow => refusal(
                StatusCode::REQUEST_TIMEOUT,
                "RequestTimeout",
                "The request content did not arrive in 60 seconds.",
            ),
            Self::Broken => refusal(
                StatusCode::BAD_REQUEST,
                "InvalidRequestContent",
                "The request content could not be read: it is shorter than announced, or its chunks are malformed.",
            ),
        }
    }
}

/// An answer in the gateway's shape, before the emulator has seen the request.
pub(super) fn refusal(status: StatusCode, code: &str, message: &str) -> http::Response<Full<Bytes>> {
    let body = serde_json::json!({"error": {"code": code, "message": message}}).to_string();
    let mut response = http::Response::new(Full::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert("content-type", http::HeaderValue::from_static("application/json; charset=utf-8"));
    headers.insert("connection", http::HeaderValue::from_static("close"));
    response
}
