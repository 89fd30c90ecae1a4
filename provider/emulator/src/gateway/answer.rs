//! Answers and refusals, in the two shapes that Azure has.
//!
//! The gateway wraps an error in `{"error": {...}}` and says so in `x-ms-failure-cause`; the AKS resource provider
//! answers with the bare members. Handlers give `Result<Answer, Fault>`; [`Fault::into_answer`] is the only place that
//! knows both shapes. A fault of the store is a 500 to the client and a line in the log.

use bytes::Bytes;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

use crate::store::{is_away, is_busy};

/// What goes back to the client, before the headers that every answer carries.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Option<Value>,
    /// A body that is no JSON.
    text: Option<String>,
    /// Answered by AKS itself, which names no charset.
    pub(crate) plain_json: bool,
    pub(crate) headers: Vec<(Cow<'static, str>, String)>,
}

impl Answer {
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self { status, body: Some(body), text: None, plain_json: false, headers: Vec::new() }
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self { status, body: None, text: None, plain_json: false, headers: Vec::new() }
    }

    /// Plain text, as a proxy on the way gives it.
    pub(crate) fn text(status: u16, text: String) -> Self {
        Self { text: Some(text), ..Self::empty(status) }.header("content-type", "text/plain; charset=utf-8")
    }

    /// Marks an answer of the AKS resource provider.
    pub(crate) fn plain(mut self) -> Self {
        self.plain_json = true;
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The code of the error that it reports, in either shape.
    pub(crate) fn error_code(&self) -> Option<String> {
        let body = self.body.as_ref().filter(|_| self.status >= 400)?;
        let code = body.pointer("/error/code").or_else(|| body.get("code")).or_else(|| body.get("error"))?;
        code.as_str().map(str::to_owned)
    }

    /// The body in bytes. AKS lays its answers out over lines, one blank deeper a level.
    pub(crate) fn bytes(&self) -> Bytes {
        let json =
            self.body.as_ref().map(|v| if self.plain_json { laid_out(v) } else { v.to_string().into() });
        json.or_else(|| self.text.clone().map(Bytes::from)).unwrap_or_default()
    }
}

/// JSON over several lines, one blank deeper a level.
fn laid_out(value: &Value) -> Bytes {
    let mut bytes = Vec::new();
    let layout = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, layout);
    // Writing a value to memory cannot fail.
    let _ = serde::Serialize::serialize(value, &mut serializer);
    Bytes::from(bytes)
}

/// Why a request was refused.
#[derive(Debug)]
pub(crate) enum Fault {
    Azure(Box<ArmError>),
    Store(rusqlite::Error),
}

/// An error in Azure's words.
#[derive(Debug, Clone)]
pub(crate) struct ArmError {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) target: Option<String>,
    subcode: String,
    details: Value,
    shape: Shape,
    headers: Vec<(Cow<'static, str>, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// `{"error": {...}}` from the front door.
    Gateway,
    /// `{"error": {...}}` from a resource provider.
    Provider,
    /// Bare members, from AKS.
    Aks,
}

impl Fault {
    /// An error of the front door.
    pub(crate) fn gateway(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self::new(Shape::Gateway, status, code, message.into())
    }

    /// An error of a resource provider that keeps to the common shape, such as Network.
    pub(crate) fn provider(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self::new(Shape::Provider, status, code, message.into())
    }

    /// An error of AKS.
    pub(crate) fn aks(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self::new(Shape::Aks, status, code, message.into())
    }

    fn new(shape: Shape, status: u16, code: &str, message: String) -> Self {
        Self::Azure(Box::new(ArmError {
            status,
            code: code.to_owned(),
            message,
            target: None,
            subcode: String::new(),
            details: Value::Null,
            shape,
            headers: Vec::new(),
        }))
    }

    pub(crate) fn target(self, target: &str) -> Self {
        self.with(|e| e.target = Some(target.to_owned()).filter(|t| !t.is_empty()))
    }

    pub(crate) fn subcode(self, subcode: &str) -> Self {
        self.with(|e| e.subcode = subcode.to_owned())
    }

    pub(crate) fn details(self, details: Value) -> Self {
        self.with(|e| e.details = details)
    }

    pub(crate) fn header(self, name: &'static str, value: impl Into<String>) -> Self {
        self.with(|e| e.headers.push((name.into(), value.into())))
    }

    fn with(mut self, change: impl FnOnce(&mut ArmError)) -> Self {
        if let Self::Azure(error) = &mut self {
            change(error);
        }
        self
    }

    /// The answer that carries this refusal.
    pub(crate) fn into_answer(self) -> Answer {
        match self {
            Self::Azure(error) => error.into_answer(),
            Self::Store(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the emulator's store failed");
                let fault = if is_busy(&error) {
                    let text = "The emulator's data directory is locked by another process.";
                    Self::gateway(503, "ServiceUnavailable", text)
                } else if is_away(&error) {
                    Self::gateway(503, "ServiceUnavailable", format!("The emulator cannot answer: {error}."))
                } else {
                    Self::gateway(500, "InternalServerError", format!("The emulator failed: {error}."))
                };
                fault
                    .with(|e| e.details = json!([{"code": "StoreFailure", "message": error.to_string()}]))
                    .into_answer()
            }
        }
    }
}

impl ArmError {
    fn into_answer(self) -> Answer {
        let mut error = Map::new();
        error.insert("code".into(), self.code.into());
        error.insert("message".into(), self.message.into());
        if let Some(target) = self.target {
            error.insert("target".into(), target.into());
        }
        let body = if self.shape == Shape::Aks {
            error.insert("details".into(), self.details);
            error.insert("subcode".into(), self.subcode.into());
            Value::Object(error)
        } else {
            if !self.details.is_null() {
                error.insert("details".into(), self.details);
            }
            json!({ "error": error })
        };
        let mut answer = Answer::json(self.status, body);
        answer.plain_json = self.shape == Shape::Aks;
        answer.headers = self.headers;
        if self.shape == Shape::Gateway {
            answer.headers.push(("x-ms-failure-cause".into(), "gateway".to_owned()));
        }
        answer
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aks_lays_its_answers_out_and_others_do_not() {
        let answer = Answer::json(200, json!({"a": {"b": 1}}));
        assert_eq!(answer.bytes(), r#"{"a":{"b":1}}"#);
        assert_eq!(answer.plain().bytes(), "{\n \"a\": {\n  \"b\": 1\n }\n}");
    }

    #[test]
    fn a_locked_world_is_unavailable_and_a_broken_one_an_error() {
        let failure = |code| {
            let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
            Fault::Store(error).into_answer().status
        };
        assert_eq!(failure(rusqlite::ffi::SQLITE_BUSY), 503);
        assert_eq!(failure(rusqlite::ffi::SQLITE_FULL), 500);
    }

    #[test]
    fn the_gateway_wraps_its_errors_and_aks_does_not() {
        let wrapped = Fault::gateway(404, "ResourceNotFound", "gone").into_answer();
        assert_eq!(wrapped.body, Some(json!({"error": {"code": "ResourceNotFound", "message": "gone"}})));
        assert_eq!(wrapped.headers, [("x-ms-failure-cause".into(), "gateway".to_owned())]);
        let bare = Fault::aks(400, "BadRequest", "no").target("networkProfile").into_answer();
        assert_eq!(
            bare.body,
            Some(
                json!({"code": "BadRequest", "message": "no", "target": "networkProfile", "details": null, "subcode": ""})
            )
        );
        assert!(bare.plain_json && bare.headers.is_empty());
    }
}
