//! The headers that every answer carries.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method};

use super::{Answer, Request};
use crate::throttling::Budget;

/// What marks an answer as the answer to one request.
pub(super) struct Seal<'a> {
    pub(super) correlation: &'a str,
    pub(super) budget: Option<Budget>,
    pub(super) date: String,
}

/// The answer as it goes over the wire. What it says itself goes before what every answer carries.
pub(super) fn dress(answer: Answer, request: &Request, seal: Option<Seal<'_>>) -> http::Response<Bytes> {
    let body = if request.method == Method::HEAD { Bytes::new() } else { answer.bytes() };
    let mut response = http::Response::new(body);
    *response.status_mut() = http::StatusCode::from_u16(answer.status).unwrap_or(http::StatusCode::OK);
    let headers = response.headers_mut();
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
        {
            headers.append(name, value);
        }
    }
    let mut add = |name: &'static str, value: &str| {
        if let (Ok(value), false) = (HeaderValue::from_str(value), headers.contains_key(name)) {
            headers.append(name, value);
        }
    };
    if answer.body.is_some() {
        let content = if answer.plain_json { "application/json" } else { "application/json; charset=utf-8" };
        add("content-type", content);
    }
    add("cache-control", "no-cache");
    add("pragma", "no-cache");
    add("expires", "-1");
    add("strict-transport-security", "max-age=31536000; includeSubDomains");
    add("x-content-type-options", "nosniff");
    add("x-cache", "CONFIG_NOCACHE");
    let Some(Seal { correlation, budget, date }) = seal else { return response };
    add("date", &date);
    add("x-ms-correlation-request-id", correlation);
    add("x-ms-request-id", correlation);
    add("x-ms-routing-request-id", &format!("EMULATED:{correlation}"));
    if request.header("x-ms-return-client-request-id") == Some("true")
        && let Some(id) = request.header("x-ms-client-request-id")
    {
        add("x-ms-client-request-id", id);
    }
    if let Some(budget) = budget {
        add(budget.header, &budget.remaining.to_string());
    }
    response
}
