//! What each answer about an operation means. No clock and no network: both are handed in.

use std::time::Duration;

use azure_core::http::Url;
use serde_json::Value;
use tokio::time::Instant;

use super::{Ended, OperationKind, ended};
use crate::{
    client::{Answer, Phase, retry_after},
    error::{ArmError, ErrorBody, OperationError, RequestContext, operation_id},
    id::ResourceId,
    resource::provisioning_state,
};

/// Azure's replicas lag: a resource or an operation may be unknown for this long after it was accepted.
const UNKNOWN_AT_FIRST: Duration = Duration::from_secs(60);
/// Gateways fail and connections break while an operation runs on; silence for longer than this is an error.
const SILENCE: Duration = Duration::from_secs(300);
/// AKS starts follow-up updates by itself after a success; a longer one is not waited for.
const SETTLING: Duration = Duration::from_secs(15 * 60);
/// A deleted resource may show for this long after its operation succeeded.
const AFTERGLOW: Duration = Duration::from_secs(300);

/// Where the operation stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    /// It runs; this is where to ask.
    Polling(Source),
    /// It succeeded; the resource is to be read.
    Fetching,
    /// It succeeded; the resource is to be seen gone.
    Disappearing,
    /// It is over, with the resource as it now is, unless that was deleted.
    Done(Option<Value>),
}

/// Where to ask how far an operation is.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// The URL of `Azure-AsyncOperation`: answers 200 with a status.
    AsyncOperation(Url),
    /// The URL of `Location`: answers 202 until done.
    Location(Url),
    /// The resource: has a `provisioningState`.
    Resource,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The URLs are signed.
        f.write_str(match self {
            Self::AsyncOperation(_) => "AsyncOperation",
            Self::Location(_) => "Location",
            Self::Resource => "Resource",
        })
    }
}

/// What to do after an answer.
#[derive(Debug)]
pub(super) enum Step {
    /// Ask again after a while; Azure may have said how long.
    Wait { asked: Option<Duration> },
    /// Go on at once: the state has changed.
    Next,
    /// It failed for good.
    Failed(ArmError),
}

/// An operation and what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub resource_id: ResourceId,
    pub kind: OperationKind,
    pub state: State,
    /// Azure's last words about progress.
    pub status: Option<String>,
    /// When the present state began.
    since: Instant,
    /// Whether this process began the operation: then Azure may not know of it everywhere yet.
    fresh: bool,
    /// The wait that the answer to the beginning asked for, until the first question.
    pub first_pause: Option<Option<Duration>>,
    /// When answers stopped coming, while they do not come.
    silent_since: Option<Instant>,
    /// Azure's number for the operation, where its beginning told it.
    operation_id: Option<String>,
    /// The last error seen in an operation that had not failed: noise, unless it fails without a reason.
    noise: Option<ErrorBody>,
}

impl Machine {
    /// An operation whose beginning was answered by `answer`.
    pub(super) fn accepted(
        resource_id: ResourceId,
        kind: OperationKind,
        answer: &Answer,
        now: Instant,
    ) -> Self {
        let body = answer.json().unwrap_or_default();
        let running = provisioning_state(&body).is_some_and(|state| ended(state).is_none());
        let state =
            match (answer.link("azure-asyncoperation"), answer.link("location"), u16::from(answer.status)) {
                (Some(url), ..) => State::Polling(Source::AsyncOperation(url)),
                (None, Some(url), 202) => State::Polling(Source::Location(url)),
                _ if kind == OperationKind::Delete => State::Disappearing,
                (.., 202) => State::Polling(Source::Resource),
                _ if running => State::Polling(Source::Resource),
                _ => State::Fetching,
            };
        let operation_id = match &state {
            State::Polling(Source::AsyncOperation(url) | Source::Location(url)) => operation_id(url.path()),
            _ => None,
        };
        let first_pause = matches!(state, State::Polling(_)).then(|| retry_after(&answer.headers));
        Self { fresh: true, first_pause, operation_id, ..Self::new(resource_id, kind, state, now) }
    }

    /// An operation that somebody began and that only the resource can tell of.
    pub(super) fn resumed(resource_id: ResourceId, kind: OperationKind, now: Instant) -> Self {
        Self::new(resource_id, kind, State::Polling(Source::Resource), now)
    }

    /// An operation with nothing left to do.
    pub(super) fn done(resource_id: ResourceId, kind: OperationKind, now: Instant) -> Self {
        Self::new(resource_id, kind, State::Done(None), now)
    }

    fn new(resource_id: ResourceId, kind: OperationKind, state: State, since: Instant) -> Self {
        Self {
            resource_id,
            kind,
            state,
            status: None,
            since,
            fresh: false,
            first_pause: None,
            silent_since: None,
            operation_id: None,
            noise: None,
        }
    }

    /// The URL to ask; `None` for the resource itself.
    pub(super) fn operation_url(&self) -> Option<&Url> {
        match &self.state {
            State::Polling(Source::AsyncOperation(url) | Source::Location(url)) => Some(url),
            _ => None,
        }
    }

    /// Why the caller waits now.
    pub(super) fn phase(&self) -> Phase {
        match &self.state {
            State::Polling(_) => Phase::Running,
            State::Fetching if self.status.is_some() => Phase::Settling,
            State::Fetching | State::Done(_) => Phase::Fetching,
            State::Disappearing => Phase::Disappearing,
        }
    }

    /// Takes the answer to a question about the operation.
    pub(super) fn observe(&mut self, result: Result<Answer, ArmError>, now: Instant) -> Step {
        let answer = match result {
            Ok(answer) => answer,
            Err(error) => return self.observe_error(error, now),
        };
        if let State::Polling(Source::Location(_)) = &self.state {
            return self.observe_location(&answer, now);
        }
        let body = match object(&answer) {
            Ok(body) => body,
            Err(error) => return self.observe_error(error, now),
        };
        self.silent_since = None;
        match &self.state {
            State::Polling(Source::Resource) => self.observe_running(&answer, body, now),
            State::Polling(_) => self.observe_status(&answer, &body, now),
            State::Fetching => self.observe_result(&answer, body, now),
            State::Disappearing => self.observe_remains(&answer, &body, now),
            State::Done(_) => Step::Next,
        }
    }

    fn observe_error(&mut self, error: ArmError, now: Instant) -> Step {
        let asks_resource = self.operation_url().is_none();
        if asks_resource && self.kind == OperationKind::Delete && error.is_not_found() {
            return self.enter(State::Done(None), now);
        }
        if let Some(throttled) = error.throttled() {
            self.silent_since = None;
            return Step::Wait { asked: throttled.retry_after };
        }
        let silent_for = now - *self.silent_since.get_or_insert(now);
        let early = self.fresh && now - self.since < UNKNOWN_AT_FIRST;
        if error.is_transient() {
            return if silent_for < SILENCE { Step::Wait { asked: None } } else { Step::Failed(error) };
        }
        if asks_resource {
            return if error.status() == Some(404) && early {
                Step::Wait { asked: None }
            } else {
                Step::Failed(error)
            };
        }
        // A `Location` tells of a failure by answering with its error: a resource group that cannot be deleted, 409.
        if let (State::Polling(Source::Location(_)), ArmError::Service(refusal)) = (&self.state, &error)
            && refusal.status == 409
        {
            return self.failed("Failed", refusal.body.clone(), &refusal.request);
        }
        match (&error, error.status()) {
            // Not there yet, or never again: then the resource can still tell.
            (_, Some(404)) if early => Step::Wait { asked: None },
            (_, Some(_)) if !error.is_unauthorized() => self.ask_resource(&error, now),
            (ArmError::Foreign { .. }, _) => self.ask_resource(&error, now),
            _ => Step::Failed(error),
        }
    }

    /// Goes on with the resource where its operation cannot be asked.
    fn ask_resource(&mut self, why: &dyn std::fmt::Display, now: Instant) -> Step {
        tracing::debug!(error = %why, "the operation cannot be asked any more; asking the resource");
        self.enter(State::Polling(Source::Resource), now)
    }

    /// The body of an `Azure-AsyncOperation` URL.
    fn observe_status(&mut self, answer: &Answer, body: &Value, now: Instant) -> Step {
        let Some(status) = body.get("status").and_then(Value::as_str) else {
            return self.ask_resource(&"its answer has no status", now);
        };
        let error = body.get("error").and_then(ErrorBody::from_value);
        match ended(status) {
            Some(Ended::Succeeded) => self.succeeded(now),
            Some(Ended::Failed | Ended::Cancelled) => {
                let reason = error.or_else(|| self.noise.take()).unwrap_or_default();
                self.failed(status, reason, &answer.request)
            }
            None => {
                self.noise = error.or_else(|| self.noise.take());
                self.status = Some(status.to_owned()).filter(|status| !status.is_empty());
                Step::Wait { asked: retry_after(&answer.headers) }
            }
        }
    }

    /// The answer of a `Location` URL.
    fn observe_location(&mut self, answer: &Answer, now: Instant) -> Step {
        self.silent_since = None;
        if u16::from(answer.status) == 202 {
            return Step::Wait { asked: retry_after(&answer.headers) };
        }
        self.succeeded(now)
    }

    /// The resource, while it is all that tells how far the operation is.
    fn observe_running(&mut self, answer: &Answer, body: Value, now: Instant) -> Step {
        let state = provisioning_state(&body).unwrap_or("Succeeded");
        match (ended(state), self.kind) {
            (
                Some(Ended::Succeeded),
                OperationKind::Create | OperationKind::Update | OperationKind::Action,
            ) => self.enter(State::Done(Some(body)), now),
            (Some(Ended::Succeeded), OperationKind::Delete) if now - self.since > UNKNOWN_AT_FIRST => {
                self.failed(state, told("it is still there and is not being deleted"), &answer.request)
            }
            (Some(Ended::Failed | Ended::Cancelled), _) => {
                let reason = failure(&body).or_else(|| self.noise.take()).unwrap_or_default();
                self.failed(state, reason, &answer.request)
            }
            _ => {
                self.status = Some(state.to_owned());
                Step::Wait { asked: retry_after(&answer.headers) }
            }
        }
    }

    /// The resource, after its operation succeeded. What happens to it now is not the operation's doing.
    fn observe_result(&mut self, answer: &Answer, body: Value, now: Instant) -> Step {
        match provisioning_state(&body) {
            Some(state) if ended(state).is_none() && now - self.since < SETTLING => {
                self.status = Some(state.to_owned());
                Step::Wait { asked: retry_after(&answer.headers) }
            }
            _ => self.enter(State::Done(Some(body)), now),
        }
    }

    /// The resource, which should be gone.
    fn observe_remains(&mut self, answer: &Answer, body: &Value, now: Instant) -> Step {
        let state = provisioning_state(body).unwrap_or_default();
        if ended(state) == Some(Ended::Failed) {
            return self.failed(state, failure(body).unwrap_or_default(), &answer.request);
        }
        let being_made = state.eq_ignore_ascii_case("Creating");
        let made = ended(state).is_some() && now - self.since > UNKNOWN_AT_FIRST;
        if being_made || made {
            // Somebody took the name again. What was to be deleted is gone.
            return self.enter(State::Done(None), now);
        }
        if now - self.since > AFTERGLOW {
            return self.failed(
                state,
                told("it still shows long after its deletion succeeded"),
                &answer.request,
            );
        }
        self.status = Some(state.to_owned()).filter(|state| !state.is_empty());
        Step::Wait { asked: retry_after(&answer.headers) }
    }

    fn succeeded(&mut self, now: Instant) -> Step {
        self.status = None;
        self.enter(
            if self.kind == OperationKind::Delete { State::Disappearing } else { State::Fetching },
            now,
        )
    }

    fn failed(&self, status: &str, body: ErrorBody, request: &RequestContext) -> Step {
        let operation_id = request.operation_id.clone().or_else(|| self.operation_id.clone());
        Step::Failed(ArmError::Operation(Box::new(OperationError {
            resource_id: self.resource_id.clone(),
            kind: self.kind,
            status: status.to_owned(),
            body,
            request: RequestContext { operation_id, ..request.clone() },
        })))
    }

    fn enter(&mut self, state: State, now: Instant) -> Step {
        self.state = state;
        self.since = now;
        self.silent_since = None;
        Step::Next
    }
}

/// The body of an answer. One that is cut off or is no object counts as a lost answer.
fn object(answer: &Answer) -> Result<Value, ArmError> {
    let body = answer.json()?;
    let expected = "the state of a resource or of an operation";
    if body.is_object() {
        return Ok(body);
    }
    Err(ArmError::unreadable(&answer.request, expected, None))
}

/// Why a resource is in the state `Failed`: AKS keeps it in `properties.status.provisioningError`.
fn failure(resource: &Value) -> Option<ErrorBody> {
    ErrorBody::from_value(resource.get("properties")?.get("status")?.get("provisioningError")?)
}

/// A reason in our words, where Azure gives none.
fn told(message: &str) -> ErrorBody {
    ErrorBody { message: message.to_owned(), ..ErrorBody::default() }
}
