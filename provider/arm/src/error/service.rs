//! Errors that Azure itself reports.

use std::{fmt, time::Duration};

use azure_core::http::{StatusCode, headers::Headers};

use super::{ErrorBody, redact::redact};
use crate::{client::retry_after, id::ResourceId, operation::OperationKind};

/// Which request an error is about: what a support ticket asks for, and nothing secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestContext {
    /// HTTP method.
    pub method: &'static str,
    /// Path without host and without query, because queries of operation URLs are signed.
    pub path: String,
    /// `x-ms-correlation-request-id`: the same for all requests of one client.
    pub correlation_id: String,
    /// `x-ms-request-id`: Azure's number for the request, once there was an answer.
    pub request_id: Option<String>,
    /// Azure's number for the long-running operation, where the request is about one.
    pub operation_id: Option<String>,
}

/// Azure answered a request with an error status.
#[derive(Clone, Debug)]
pub struct ServiceError {
    /// The request.
    pub request: RequestContext,
    /// HTTP status.
    pub status: u16,
    /// How long Azure asks to wait before the next try.
    pub retry_after: Option<Duration>,
    /// What Azure said; empty where the answer had no readable body.
    pub body: ErrorBody,
}

/// A long-running operation ended without success.
#[derive(Clone, Debug)]
pub struct OperationError {
    /// The resource.
    pub resource_id: ResourceId,
    /// What was being done to it.
    pub kind: OperationKind,
    /// `Failed` or `Canceled`, in Azure's spelling.
    pub status: String,
    /// What Azure said; empty where it gave no reason.
    pub body: ErrorBody,
    /// The last request about it.
    pub request: RequestContext,
}

impl ServiceError {
    pub(crate) fn new(request: RequestContext, status: StatusCode, headers: &Headers, body: &[u8]) -> Self {
        let body = ErrorBody::parse(body).unwrap_or_else(|| ErrorBody {
            code: headers.get_optional_string(&"x-ms-error-code".into()).unwrap_or_default(),
            message: plain_text(body),
            ..ErrorBody::default()
        });
        Self { request, status: status.into(), retry_after: retry_after(headers), body }
    }
}

/// The start of a body that is no error JSON: a proxy's page says more than nothing.
fn plain_text(body: &[u8]) -> String {
    const LONGEST: usize = 200;
    let text = redact(&String::from_utf8_lossy(body));
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(LONGEST) {
        words.truncate(end);
        words.push('…');
    }
    words
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { request, status, body, .. } = self;
        write!(f, "{} {} was answered with {status}", request.method, request.path)?;
        if body != &ErrorBody::default() {
            write!(f, " {body}")?;
        }
        request.fmt_ids(f)
    }
}

impl fmt::Display for OperationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { resource_id, kind, status, body, request } = self;
        write!(f, "the {kind} of {resource_id} ended as {status}")?;
        if body == &ErrorBody::default() {
            f.write_str(" and Azure gave no reason")?;
        } else {
            write!(f, ": {body}")?;
        }
        request.fmt_ids(f)
    }
}

impl RequestContext {
    /// The numbers that Azure's support asks for, in parentheses.
    pub(crate) fn ids(&self) -> String {
        let further = [("request", &self.request_id), ("operation", &self.operation_id)];
        let further = further.map(|(name, id)| id.as_ref().map(|id| format!(", {name} ID {id}")));
        format!(
            " (correlation ID {}{})",
            self.correlation_id,
            further.into_iter().flatten().collect::<String>()
        )
    }

    pub(super) fn fmt_ids(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.ids())
    }
}

/// The number in the path of an operation's status or result.
pub(crate) fn operation_id(path: &str) -> Option<String> {
    let mut segments = path.split('/').rev();
    let (id, kind) = (segments.next()?, segments.next()?);
    let known = ["operations", "operationresults", "operationstatuses"];
    known.iter().any(|known| known.eq_ignore_ascii_case(kind)).then(|| id.to_owned())
}

impl std::error::Error for ServiceError {}
impl std::error::Error for OperationError {}
