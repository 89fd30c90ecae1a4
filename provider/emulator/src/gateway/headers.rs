//! The headers that every answer carries.

use bytes::Bytes;
use http::{HeaderValue, Method};

use super::{Answer, Request};
use crate::world::World;

/// What a subscription may still do before it is throttled, per kind of request (since 2024: `-global-`).
const BUDGETS: [(&str, i64); 3] = [("reads", 16_500), ("writes", 12_000), ("deletes", 18_000)];
/// Budgets refill; the window after which this counter starts again, in milliseconds.
const WINDOW: i64 = 60_000;

fn budget(method: &Method) -> (&'static str, i64) {
    match *method {
        Method::GET | Method::HEAD | Method::OPTIONS => BUDGETS[0],
        Method::DELETE => BUDGETS[2],
        _ => BUDGETS[1],
    }
}

/// What is left of the budget that this request draws on.
pub(super) fn remaining(world: &World<'_>, request: &Request) -> rusqlite::Result<i64> {
    let (name, full) = budget(&request.method);
    let window = world.now / WINDOW;
    let setting = format!("budget-{name}");
    let used = world.tx.setting(&setting)?.and_then(|v| {
        let (at, used) = v.split_once('/')?;
        (at.parse() == Ok(window)).then(|| used.parse::<i64>().unwrap_or(0))
    });
    let used = used.unwrap_or(0) + 1;
    world.tx.set(&setting, &format!("{window}/{used}"))?;
    Ok((full - used).max(0))
}

/// The answer as it goes over the wire.
pub(super) fn dress(
    answer: Answer,
    request: &Request,
    correlation: &str,
    remaining: i64,
) -> http::Response<Bytes> {
    let body = if request.method == Method::HEAD { Bytes::new() } else { answer.bytes() };
    let mut response = http::Response::new(body);
    *response.status_mut() = http::StatusCode::from_u16(answer.status).unwrap_or(http::StatusCode::OK);
    let headers = response.headers_mut();
    let mut add = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(name, value);
        }
    };
    if answer.body.is_some() {
        let content = if answer.plain_json { "application/json" } else { "application/json; charset=utf-8" };
        add("content-type", content);
    }
    for (name, value) in &answer.headers {
        add(name, value);
    }
    add("cache-control", "no-cache");
    add("pragma", "no-cache");
    add("expires", "-1");
    add("strict-transport-security", "max-age=31536000; includeSubDomains");
    add("x-content-type-options", "nosniff");
    add("x-cache", "CONFIG_NOCACHE");
    if correlation.is_empty() {
        return response;
    }
    add("x-ms-correlation-request-id", correlation);
    add("x-ms-request-id", correlation);
    add("x-ms-routing-request-id", &format!("EMULATED:{correlation}"));
    if request.header("x-ms-return-client-request-id") == Some("true")
        && let Some(id) = request.header("x-ms-client-request-id")
    {
        add("x-ms-client-request-id", id);
    }
    let budget = match budget(&request.method).0 {
        "reads" => "x-ms-ratelimit-remaining-subscription-global-reads",
        "deletes" => "x-ms-ratelimit-remaining-subscription-global-deletes",
        _ => "x-ms-ratelimit-remaining-subscription-global-writes",
    };
    add(budget, &remaining.to_string());
    response
}
