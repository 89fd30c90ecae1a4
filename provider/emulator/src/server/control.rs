//! The control endpoint: what `arm-emulator fault`, `journal`, `list`, `patch` and `delete` do, for tests in any language.
//!
//! It lives below `/_emulator` on the server's own port, speaks JSON and asks for no token. It is no part of Azure: the
//! emulator itself does not know it, so that nothing embedded can reach it, and requests to it are neither throttled nor
//! journalled nor struck by faults.

use bytes::Bytes;
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::{caller, query};
use crate::gateway::Request;
use crate::options::Habits;
use crate::{FaultRule, Outside, OutsideError};

const ENDPOINTS: [&str; 12] = [
    "GET /_emulator/faults",
    "POST /_emulator/faults (a rule or a list of rules)",
    "DELETE /_emulator/faults",
    "DELETE /_emulator/faults/NAME",
    "GET /_emulator/journal?after=&method=&path=&status=&code=&fault=&limit=",
    "GET /_emulator/resources?type=",
    "GET /_emulator/resources/subscriptions/...",
    "PATCH /_emulator/resources/subscriptions/... (a JSON merge patch)",
    "DELETE /_emulator/resources/subscriptions/...",
    "GET /_emulator/clock",
    "POST /_emulator/clock ({\"advance\": SECONDS}, in a deterministic world)",
    "GET /_emulator",
];

/// The control endpoint of one world.
#[derive(Debug, Clone)]
pub(super) struct Control {
    dir: PathBuf,
    /// Opened by the first request.
    world: Arc<Mutex<Option<Outside>>>,
}

/// What went wrong with a request to the endpoint.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    message: String,
}

impl Control {
    pub(super) fn new(dir: PathBuf) -> Self {
        Self { dir, world: Arc::default() }
    }

    /// Whether a path is the endpoint's.
    pub(super) fn is_at(path: &str) -> bool {
        path == "/_emulator" || path.starts_with("/_emulator/")
    }

    /// Answers a request, away from the threads that serve connections.
    pub(super) async fn answer(&self, request: http::Request<Bytes>) -> Response<Bytes> {
        let control = self.clone();
        let answered = tokio::task::spawn_blocking(move || control.serve(request)).await;
        let refused = |refusal: Refusal| {
            (refusal.status, json!({"error": {"code": code(refusal.status), "message": refusal.message}}))
        };
        let (status, body) = match answered {
            Ok(Ok(answer)) => answer,
            Ok(Err(refusal)) => refused(refusal),
            Err(_) => refused(Refusal {
                status: StatusCode::INTERNAL_SERVER_ERROR,
                message: "The emulator failed on this request: this is a bug in arm-emulator.".to_owned(),
            }),
        };
        let mut response = Response::new(Bytes::from(body.to_string()));
        *response.status_mut() = status;
        let json = http::HeaderValue::from_static("application/json");
        response.headers_mut().insert(http::header::CONTENT_TYPE, json);
        response
    }

    fn serve(&self, request: http::Request<Bytes>) -> Result<(StatusCode, Value), Refusal> {
        if let Some(message) = caller::refusal(&request) {
            return Err(Refusal { status: StatusCode::FORBIDDEN, message });
        }
        let body = request.body().clone();
        let request = Request::read(request, &Habits::default());
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        let world = match &mut *world {
            Some(world) => world,
            none => none.insert(Outside::open(&self.dir)?),
        };
        route(world, &request, &body)
    }
}

fn route(world: &mut Outside, request: &Request, body: &Bytes) -> Result<(StatusCode, Value), Refusal> {
    let ok = |value: Value| Ok((StatusCode::OK, value));
    let segments = request.segments();
    query::check(&segments[1..], request)?;
    match (&segments[1..], &request.method) {
        ([], &Method::GET) => ok(json!({ "endpoints": ENDPOINTS })),
        (["faults"], &Method::GET) => ok(json!({ "value": world.faults()? })),
        (["faults"], &Method::POST) => Ok((StatusCode::CREATED, json!({ "armed": arm(world, body)? }))),
        (["faults"], &Method::DELETE) => ok(json!({ "cleared": world.clear_faults(None)? })),
        (["faults", name], &Method::DELETE) => ok(json!({ "cleared": world.clear_faults(Some(name))? })),
        (["journal"], &Method::GET) => {
            let (filter, limit) = query::search(request)?;
            ok(json!({ "value": world.requests(&filter, limit)? }))
        }
        (["resources"], &Method::GET) => ok(json!({ "value": world.list(request.query("type"))? })),
        (["resources", id @ ..], method) if !id.is_empty() => {
            let id = format!("/{}", id.join("/"));
            match *method {
                Method::GET => ok(world.show(&id)?),
                Method::PATCH => ok(world.patch(&id, &parsed(body)?)?),
                Method::DELETE => {
                    world.delete(&id)?;
                    ok(json!({ "deleted": id }))
                }
                _ => Err(unknown(request)),
            }
        }
        (["clock"], &Method::GET) => ok(json!({ "now": world.clock()? })),
        (["clock"], &Method::POST) => {
            let body = parsed(body)?;
            if let Some(other) = body.as_object().and_then(|o| o.keys().find(|name| *name != "advance")) {
                return Err(bad(format!(
                    "there is no member `{other}`; expected `advance`, in whole seconds"
                )));
            }
            let seconds = body.get("advance").and_then(Value::as_u64).and_then(|s| u32::try_from(s).ok());
            let seconds = seconds.ok_or_else(|| {
                let given = body.get("advance").map_or("missing".to_owned(), |v| format!("{v}"));
                bad(format!("`advance` is {given}; expected whole seconds, such as {{\"advance\": 60}}"))
            })?;
            ok(json!({ "now": world.advance_clock(seconds)? }))
        }
        _ => Err(unknown(request)),
    }
}

/// Arms a rule or a list of them, all or none.
fn arm(world: &mut Outside, body: &Bytes) -> Result<Vec<String>, Refusal> {
    let value = parsed(body)?;
    let given = match &value {
        Value::Array(list) if list.is_empty() => {
            return Err(
                bad("the list is empty; expected a fault rule, or a list of at least one".to_owned()),
            );
        }
        Value::Array(list) => list.iter().collect(),
        one => vec![one],
    };
    let rules: Result<Vec<FaultRule>, _> = given.into_iter().map(FaultRule::read).collect();
    let rules = rules.map_err(OutsideError::from)?;
    Ok(rules.iter().map(|rule| world.add_fault(rule)).collect::<Result<_, _>>()?)
}

fn parsed(body: &Bytes) -> Result<Value, Refusal> {
    serde_json::from_slice(body).map_err(|error| bad(format!("the body is no valid JSON: {error}")))
}

pub(super) fn bad(message: String) -> Refusal {
    Refusal { status: StatusCode::BAD_REQUEST, message }
}

fn unknown(request: &Request) -> Refusal {
    let message = format!(
        "there is no {} {}; the control endpoint has: {}",
        request.method,
        request.path,
        ENDPOINTS.join(", ")
    );
    Refusal { status: StatusCode::NOT_FOUND, message }
}

fn code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "BadRequest",
        StatusCode::FORBIDDEN => "Forbidden",
        StatusCode::NOT_FOUND => "NotFound",
        StatusCode::CONFLICT => "Conflict",
        StatusCode::SERVICE_UNAVAILABLE => "ServiceUnavailable",
        _ => "InternalServerError",
    }
}

impl From<crate::OpenError> for Refusal {
    fn from(error: crate::OpenError) -> Self {
        OutsideError::from(error).into()
    }
}

impl From<OutsideError> for Refusal {
    fn from(error: OutsideError) -> Self {
        let status = match &error {
            OutsideError::Unknown { .. } | OutsideError::UnknownRule { .. } => StatusCode::NOT_FOUND,
            OutsideError::RealClock => StatusCode::CONFLICT,
            OutsideError::BadId(_)
            | OutsideError::BadPatch { .. }
            | OutsideError::BadRule(_)
            | OutsideError::BadFilter { .. } => StatusCode::BAD_REQUEST,
            OutsideError::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let message = match &error {
            OutsideError::Store(source) => format!("{error}: {source}"),
            error => error.to_string(),
        };
        Self { status, message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g";

    fn ask(control: &Control, method: &str, path: &str, body: &str) -> (u16, Value) {
        let request = http::Request::builder().method(method).uri(format!("https://localhost{path}"));
        match control.serve(request.body(Bytes::from(body.to_owned())).unwrap()) {
            Ok((status, value)) => (status.as_u16(), value),
            Err(refusal) => (refusal.status.as_u16(), refusal.message.into()),
        }
    }

    fn world() -> (tempfile::TempDir, Control) {
        let dir = tempfile::tempdir().unwrap();
        let control = Control::new(dir.path().to_owned());
        (dir, control)
    }

    #[test]
    fn rules_are_armed_listed_and_cleared() {
        let (_dir, control) = world();
        let rules = r#"[{"name": "a b", "delay": 1}, {"drop": "after", "times": 2}]"#;
        assert_eq!(
            ask(&control, "POST", "/_emulator/faults", rules),
            (201, json!({"armed": ["a b", "fault-1"]}))
        );
        let (_, listed) = ask(&control, "GET", "/_emulator/faults", "");
        assert_eq!(
            (&listed["value"][1]["left"], &listed["value"][0]["rule"]["delay"]),
            (&json!(2), &json!(1))
        );
        assert_eq!(ask(&control, "DELETE", "/_emulator/faults/a%20b", ""), (200, json!({"cleared": 1})));
        assert_eq!(ask(&control, "DELETE", "/_emulator/faults", ""), (200, json!({"cleared": 1})));
        assert_eq!(ask(&control, "DELETE", "/_emulator/faults/x", "").0, 404);
    }

    #[test]
    fn a_list_of_rules_with_a_mistake_is_not_armed_at_all() {
        let (_dir, control) = world();
        let (status, text) = ask(&control, "POST", "/_emulator/faults", r#"[{"delay": 1}, {"delay": "x"}]"#);
        assert_eq!(status, 400);
        assert!(text.as_str().unwrap().contains("`delay` is \"x\"; expected seconds"), "{text}");
        assert_eq!(ask(&control, "GET", "/_emulator/faults", "").1, json!({"value": []}));
    }

    #[test]
    fn resources_are_listed_shown_patched_and_deleted() {
        let (dir, control) = world();
        let seed = dir.path().join("seed.json");
        std::fs::write(&seed, json!([{"id": GROUP, "location": "eastus"}]).to_string()).unwrap();
        Outside::open(dir.path()).unwrap().seed(&seed).unwrap();
        let path = format!("/_emulator/resources{GROUP}");
        assert_eq!(ask(&control, "GET", "/_emulator/resources", "").1["value"][0]["id"], GROUP);
        assert_eq!(ask(&control, "PATCH", &path, r#"{"tags": {"a": "b"}}"#).1["tags"]["a"], "b");
        assert_eq!(ask(&control, "GET", &path, "").1["tags"]["a"], "b");
        assert_eq!(ask(&control, "DELETE", &path, "").0, 200);
        assert_eq!(ask(&control, "GET", &path, "").0, 404);
    }

    #[cfg(unix)]
    #[test]
    fn a_world_that_is_gone_is_unavailable() {
        let (dir, control) = world();
        assert_eq!(ask(&control, "GET", "/_emulator/faults", "").0, 200);
        std::fs::remove_dir_all(dir.path()).unwrap();
        let (status, text) = ask(&control, "GET", "/_emulator/faults", "");
        assert_eq!(status, 503);
        assert!(text.as_str().unwrap().contains("put the directory back"), "{text}");
    }

    #[test]
    fn a_page_in_a_browser_changes_nothing() {
        let (_dir, control) = world();
        let request = http::Request::delete("https://localhost/_emulator/faults").header("origin", "null");
        let refused = control.serve(request.body(Bytes::new()).unwrap()).unwrap_err();
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }

    #[test]
    fn mistakes_name_the_member_the_value_and_the_way_out() {
        let (_dir, control) = world();
        for (method, path, body, status, text) in [
            (
                "GET",
                "/_emulator/nothing",
                "",
                404,
                "there is no GET /_emulator/nothing; the control endpoint has: GET /_emulator/faults",
            ),
            ("POST", "/_emulator/faults", "{", 400, "the body is no valid JSON"),
            ("GET", "/_emulator/journal?after=x", "", 400, "`after` is `x`; expected a whole number"),
            (
                "GET",
                "/_emulator/journal?status=x",
                "",
                400,
                "`status` is `x`; expected an HTTP status such as 409",
            ),
            (
                "GET",
                "/_emulator/journal?method=PUT&count=1",
                "",
                400,
                "`count` is no member of the query of /_emulator/journal; expected `after`, `method`, `path`,",
            ),
            ("GET", "/_emulator/journal?status=409&Status=200", "", 400, "`Status` stands twice"),
            ("GET", "/_emulator/resources?kind=x", "", 400, "`kind` is no member of the query"),
            ("DELETE", "/_emulator/faults?name=x", "", 400, "`name` is no member of the query"),
            ("GET", "/_emulator?x=1", "", 400, "`x` is no member of the query of /_emulator; expected none"),
            ("POST", "/_emulator/faults", "[]", 400, "the list is empty; expected a fault rule"),
            (
                "POST",
                "/_emulator/clock",
                "{\"advance\": 1, \"unit\": \"h\"}",
                400,
                "there is no member `unit`; expected `advance`",
            ),
            ("POST", "/_emulator/clock", "{\"advance\": -1}", 400, "`advance` is -1; expected whole seconds"),
            (
                "POST",
                "/_emulator/clock",
                "{\"advance\": 1}",
                409,
                "this world goes by the clock of the machine",
            ),
            ("GET", "/_emulator/resources/x", "", 400, "`/x` is no resource ID"),
        ] {
            let (found, message) = ask(&control, method, path, body);
            assert_eq!(found, status, "{path}");
            assert!(message.as_str().unwrap().starts_with(text), "{message}");
        }
    }
}
