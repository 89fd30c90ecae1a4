//! One request and its answer.

use azure_core::{
    Bytes,
    http::{Body, Method, Request, StatusCode, Url, headers::Headers},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{ArmError, RequestContext, operation_id};

/// A request, before policies.
#[derive(Clone)]
pub(crate) struct Call {
    pub method: Method,
    pub url: Url,
    pub body: Option<Value>,
    pub precondition: Option<Precondition>,
    /// Whether the same request may be sent again when nobody knows if it took effect.
    pub repeatable: bool,
}

/// What must be true of the resource for a write to take effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Precondition {
    /// It does not exist.
    Absent,
    /// It has this eTag.
    Unchanged(String),
}

impl Call {
    /// A read.
    pub(crate) fn get(url: Url) -> Self {
        Self { method: Method::Get, url, body: None, precondition: None, repeatable: true }
    }

    /// A write that is sent again only where it was refused before it could take effect.
    pub(crate) fn write(method: Method, url: Url, body: Option<Value>) -> Self {
        Self { method, url, body, precondition: None, repeatable: false }
    }

    /// A write that does no harm when it takes effect twice.
    pub(crate) fn repeatable(self) -> Self {
        Self { repeatable: true, ..self }
    }

    /// With a precondition.
    pub(crate) fn if_(self, precondition: Option<Precondition>) -> Self {
        Self { precondition, ..self }
    }

    /// What errors say about it.
    pub(super) fn context(&self, correlation_id: &str) -> RequestContext {
        RequestContext {
            method: self.method.as_str(),
            path: self.url.path().to_owned(),
            correlation_id: correlation_id.to_owned(),
            request_id: None,
            operation_id: operation_id(self.url.path()),
        }
    }

    pub(super) fn request(&self) -> Request {
        let mut request = Request::new(self.url.clone(), self.method);
        request.insert_header("accept", "application/json");
        if let Some(body) = &self.body {
            request.insert_header("content-type", "application/json");
            request.set_body(Body::from(Bytes::from(body.to_string())));
        }
        match &self.precondition {
            Some(Precondition::Absent) => request.insert_header("if-none-match", "*"),
            Some(Precondition::Unchanged(etag)) => request.insert_header("if-match", etag.clone()),
            None => {}
        }
        request
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Queries are signed, and bodies hold passwords and keys.
        write!(f, "{} {}", self.method, self.url.path())
    }
}

/// An answer with a status of success.
#[derive(Clone)]
pub(crate) struct Answer {
    pub request: RequestContext,
    /// The URL that was asked.
    pub url: Url,
    pub status: StatusCode,
    pub headers: Headers,
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Result<Value, ArmError> {
        self.read("JSON")
    }

    /// The body as a type.
    pub(crate) fn read<T: DeserializeOwned>(&self, expected: &'static str) -> Result<T, ArmError> {
        serde_json::from_slice(&self.body)
            .map_err(|source| ArmError::unreadable(&self.request, expected, Some(source)))
    }

    /// The URL in a header; it may be relative (RFC 9110, section 10.2.2).
    pub(crate) fn link(&self, name: &'static str) -> Option<Url> {
        self.header(name).and_then(|text| self.url.join(&text).ok())
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &'static str) -> Option<String> {
        self.headers.get_optional_string(&name.into())
    }
}
