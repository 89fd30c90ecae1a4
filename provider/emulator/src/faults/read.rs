//! Rules out of JSON.

use serde_json::Value;
use std::time::Duration;

use super::check;
use super::error::FaultRuleError;
use super::members::{Members, wrong};
use super::pattern::PathPattern;
use super::rule::{
    BackgroundUpdate, Content, Effects, End, FaultRule, Matching, Moment, ScriptedAnswer, Shape, Twist,
    Window,
};
use crate::operations::Kind;

pub(super) const RULE: [&str; 13] = [
    "name",
    "match",
    "skip",
    "times",
    "nth",
    "delay",
    "answer",
    "drop",
    "expired_token",
    "operation",
    "background_update",
    "token_lifetime",
    "clock_skew",
];
pub(super) const MATCH: [&str; 6] = ["method", "path", "type", "api_version", "operation", "headers"];
pub(super) const ANSWER: [&str; 8] =
    ["when", "status", "code", "message", "shape", "retry_after", "headers", "body"];
const METHODS: [&str; 7] = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"];
/// Longer than any client waits.
const LONGEST_DELAY: f64 = 3600.0;
/// About ten years.
const LONGEST: i64 = 315_360_000;
const COUNT: i64 = 1_000_000;

impl FaultRule {
    /// Reads a rule.
    ///
    /// # Errors
    /// [`FaultRuleError`], naming the member, its value and what was expected.
    pub fn read(value: &Value) -> Result<Self, FaultRuleError> {
        let name = value.get("name").and_then(Value::as_str).map(str::to_owned);
        read(value).map_err(|error| error.in_rule(name))
    }
}

fn read(value: &Value) -> Result<FaultRule, FaultRuleError> {
    let all = Members::of(value, "", &RULE)?;
    let effects = Effects {
        delay: Duration::from_secs_f64(
            all.number("delay", 0.0..=LONGEST_DELAY, "seconds to hold the answer back")?.unwrap_or(0.0),
        ),
        answer: all.object("answer", &ANSWER)?.map(|inner| answer(&inner)).transpose()?,
        drop: moment(&all, "drop")?,
        expired_token: all.flag("expired_token")?,
        operation: all
            .object("operation", &["end", "code", "message", "slower"])?
            .map(|o| twist(&o))
            .transpose()?,
        background_update: all
            .object("background_update", &["after", "lasts", "patch"])?
            .map(|inner| background_update(&inner))
            .transpose()?,
        token_lifetime: all.whole("token_lifetime", 0..=LONGEST, "seconds that tokens are good for")?,
        clock_skew: all.whole("clock_skew", -LONGEST..=LONGEST, "seconds that Azure's clock is ahead")?,
    };
    let rule = FaultRule {
        name: name(&all)?,
        matching: match all.object("match", &MATCH)? {
            Some(inner) => matching(&inner)?,
            None => Matching::default(),
        },
        window: window(&all)?,
        effects,
        text: value.clone(),
    };
    check::together(&all, &rule)?;
    Ok(rule)
}

fn name(all: &Members<'_>) -> Result<Option<String>, FaultRuleError> {
    let expected = "a name of at most 100 letters, digits, spaces and -_.";
    let name = all.text("name", expected)?;
    let is_plain = |name: &String| {
        name.len() <= 100
            && name.chars().all(|c| c.is_alphanumeric() || " -_.".contains(c))
            && name.trim() == name
    };
    match name {
        Some(name) if !is_plain(&name) => Err(all.wrong("name", expected)),
        name => Ok(name),
    }
}

fn window(all: &Members<'_>) -> Result<Window, FaultRuleError> {
    let skip = all.whole("skip", 0..=COUNT, "matching requests that pass first")?;
    let times = all.whole("times", 1..=COUNT, "matching requests that are struck")?;
    let nth = all.whole("nth", 1..=COUNT, "the one matching request that is struck")?;
    match nth {
        Some(_) if skip.is_some() || times.is_some() => Err(all.wrong(
            "nth",
            "either `nth` or `skip` and `times`: the 3rd request alone is `skip` 2, `times` 1",
        )),
        Some(nth) => Ok(Window { skip: nth - 1, times: 1 }),
        None => Ok(Window { skip: skip.unwrap_or(0), times: times.unwrap_or(i64::MAX) }),
    }
}

fn matching(inner: &Members<'_>) -> Result<Matching, FaultRuleError> {
    let path = inner.text("path", "a path pattern such as */managedClusters/*")?;
    let path = path.map(|text| {
        PathPattern::parse(&text).map_err(|e| {
            inner.wrong("path", &format!("a path pattern such as */managedClusters/* ({})", e.problem))
        })
    });
    let operation = match inner.text("operation", "a kind of operation")? {
        None => None,
        Some(given) => {
            let known = Kind::names().find(|name| name.eq_ignore_ascii_case(&given));
            let all = Kind::names().collect::<Vec<_>>().join(", ");
            let kind = known.and_then(Kind::of);
            Some(kind.ok_or_else(|| inner.wrong("operation", &format!("one of {all}")))?)
        }
    };
    Ok(Matching {
        methods: methods(inner)?,
        path: path.transpose()?,
        kind: inner.text("type", "a resource type such as Microsoft.ContainerService/managedClusters")?,
        api_version: inner.text("api_version", "an API version or a pattern such as 2026-*")?,
        operation,
        headers: headers(inner, "headers")?,
    })
}

fn methods(inner: &Members<'_>) -> Result<Vec<String>, FaultRuleError> {
    let given: Vec<&Value> = match inner.at("method") {
        None => return Ok(Vec::new()),
        Some(Value::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
    };
    let known = |value: &&Value| {
        METHODS.into_iter().find(|m| value.as_str().is_some_and(|v| v.eq_ignore_ascii_case(m)))
    };
    let read: Option<Vec<String>> = given.iter().map(|value| known(value).map(str::to_owned)).collect();
    let expected = format!("one or several of {}", METHODS.join(", "));
    read.filter(|methods| !methods.is_empty()).ok_or_else(|| inner.wrong("method", &expected))
}

/// Names and values of headers.
fn headers(inner: &Members<'_>, name: &str) -> Result<Vec<(String, String)>, FaultRuleError> {
    let Some(value) = inner.at(name) else { return Ok(Vec::new()) };
    let expected = "an object of header names and texts";
    let map = value.as_object().ok_or_else(|| inner.wrong(name, expected))?;
    let mut read = Vec::new();
    for (header, value) in map {
        let fine = http::HeaderName::from_bytes(header.as_bytes()).ok();
        let text = value.as_str().filter(|v| http::HeaderValue::from_str(v).is_ok());
        match (fine, text) {
            (Some(fine), Some(text)) => read.push((fine.as_str().to_owned(), text.to_owned())),
            _ => {
                return Err(wrong(
                    inner.path(&format!("{name}.{header}")),
                    Some(value),
                    "a header's name and text",
                ));
            }
        }
    }
    Ok(read)
}

fn moment(inner: &Members<'_>, name: &str) -> Result<Option<Moment>, FaultRuleError> {
    let word = inner.word(name, &["before", "after"])?;
    Ok(word.map(|word| if word == "before" { Moment::Before } else { Moment::After }))
}

fn answer(inner: &Members<'_>) -> Result<ScriptedAnswer, FaultRuleError> {
    const STATUS: &str = "the HTTP status to answer with";
    let status = inner.whole("status", 200..=599, STATUS)?;
    let status = status.and_then(|s| u16::try_from(s).ok()).ok_or_else(|| inner.wrong("status", STATUS))?;
    let mut headers = headers(inner, "headers")?;
    if let Some(seconds) = inner.whole("retry_after", 0..=LONGEST, "the seconds of the Retry-After header")? {
        if headers.iter().any(|(name, _)| name == "retry-after") {
            return Err(inner.wrong("retry_after", "either this or a `retry-after` among `headers`"));
        }
        headers.push(("retry-after".to_owned(), seconds.to_string()));
    }
    let code = inner.text("code", "an error code such as Throttled")?;
    let message = inner.text("message", "the text of the error")?;
    let shape = inner.word("shape", &["aks", "gateway"])?;
    let shape = shape.map(|word| if word == "aks" { Shape::Aks } else { Shape::Gateway });
    let spoken = ["code", "message", "shape"].into_iter().find(|name| inner.has(name));
    let content = match (inner.at("body"), spoken) {
        (Some(_), Some(name)) => {
            return Err(inner.wrong(
                name,
                "either a `body`, which is sent as it is, or an error made of `code`, `message` and `shape`",
            ));
        }
        (Some(_), None) if matches!(status, 204 | 304) => {
            return Err(inner.wrong("body", &format!("no body: an answer of {status} has none")));
        }
        (Some(body), None) => Content::Body(body.clone()),
        (None, Some(name)) if status < 400 => {
            return Err(inner.wrong(
                name,
                &format!("no error: {status} is none; give a `body` instead, or a status from 400"),
            ));
        }
        (None, None) if status < 400 => Content::Nothing,
        (None, _) => {
            let (known_code, known_message) = known_error(status);
            let code = code.unwrap_or_else(|| known_code.to_owned());
            Content::Error { code, message: message.unwrap_or_else(|| known_message.to_owned()), shape }
        }
    };
    Ok(ScriptedAnswer { when: moment(inner, "when")?.unwrap_or(Moment::Before), status, headers, content })
}

/// What Azure says with a status, where the rule leaves it out.
fn known_error(status: u16) -> (&'static str, &'static str) {
    match status {
        401 => ("AuthenticationFailed", "Authentication failed."),
        403 => ("AuthorizationFailed", "The client does not have authorization to perform the action."),
        404 => ("ResourceNotFound", "The Resource was not found."),
        408 => ("RequestTimeout", "The request timed out."),
        409 => (
            "OperationNotAllowed",
            "Operation is not allowed: Another operation is in progress, please wait for it to finish before starting a new operation.",
        ),
        412 => ("PreconditionFailed", "The condition of the request is not met."),
        429 => ("Throttled", "The request is being throttled."),
        502 => {
            ("BadGatewayConnection", "The network connectivity issue encountered for the resource provider.")
        }
        503 => ("ServerUnavailable", "The service is unavailable."),
        504 => (
            "GatewayTimeout",
            "The gateway did not receive a response from the resource provider within the specified time period.",
        ),
        400..=499 => ("BadRequest", "The request is invalid."),
        _ => ("InternalServerError", "Encountered internal server error."),
    }
}

fn twist(inner: &Members<'_>) -> Result<Twist, FaultRuleError> {
    let end = inner.word("end", &["failed", "canceled", "never"])?;
    let (code, message) =
        (inner.text("code", "an error code")?, inner.text("message", "the text of the error")?);
    if let Some(name) =
        ["code", "message"].into_iter().find(|name| inner.has(name)).filter(|_| end != Some("failed"))
    {
        return Err(inner.wrong(name, "no error unless `end` is \"failed\""));
    }
    let slower = inner.number("slower", 0.001..=1_000_000.0, "how many times as long it takes")?;
    if slower.is_some() && end == Some("never") {
        return Err(inner.wrong("slower", "none where `end` is \"never\""));
    }
    let end = end.map(|word| match word {
        "failed" => End::Failed {
            code: code.unwrap_or_else(|| "InternalOperationError".to_owned()),
            message: message.unwrap_or_else(|| "An internal error ended the operation.".to_owned()),
        },
        "canceled" => End::Canceled,
        _ => End::Never,
    });
    if end.is_none() && slower.is_none() {
        return Err(inner.wrong("end", "`end` (failed, canceled, never), `slower`, or both"));
    }
    Ok(Twist { end, slower })
}

fn background_update(inner: &Members<'_>) -> Result<BackgroundUpdate, FaultRuleError> {
    let seconds = 0.0..=86_400.0;
    let expected = "a JSON merge patch on the cluster, without id, name, type and node pools";
    let fits = |patch: &&Value| {
        patch.is_object()
            && ["/id", "/name", "/type", "/properties/agentPoolProfiles"]
                .iter()
                .all(|p| patch.pointer(p).is_none())
            && patch.get("properties").is_none_or(Value::is_object)
    };
    let patch = inner.at("patch");
    if patch.is_some_and(|patch| !fits(&patch)) {
        return Err(inner.wrong("patch", expected));
    }
    Ok(BackgroundUpdate {
        after: inner.number("after", seconds.clone(), "seconds of Azure's time")?.unwrap_or(0.0),
        lasts: inner.number("lasts", seconds, "seconds of Azure's time")?.unwrap_or(90.0),
        patch: patch.cloned(),
    })
}
