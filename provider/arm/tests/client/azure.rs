//! An Azure of a few resources, in memory, that behaves as recorded traffic does and misbehaves as told.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
};

use arm_client::{ArmClient, ArmClientOptions, Cloud, Polling, credential::fixed_token, transport};
use async_trait::async_trait;
use azure_core::{
    error::ErrorKind,
    http::{AsyncRawResponse, Body, HttpClient, Method, Request, StatusCode, headers::Headers},
};
use serde_json::{Value, json};

/// What a signed operation URL looks like; the signature must not be seen anywhere.
pub(crate) const SIGNED: &str = "api-version=2025-03-01&t=638538329360416813&c=MIIHpTCCBo2gAwIBAgITfwM6vSxODJvqjFP4oQAEAzq9LDANBg-kqhk_iG9w0BAQsFADBE&s=pczr7SqE0BXCWL5fWNzcuEtRIkb8Nn6-SIGNATURE&h=mf5jBBpEJTRxuv1lUrU1yb1G341Azn9lMRG0fY45AmU";
/// The token of the client under test.
pub(crate) const TOKEN: &str = "eyJ.TOKEN.sig";

/// The emulated world; clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Azure(Arc<Mutex<World>>);

#[derive(Debug, Default)]
pub(crate) struct World {
    /// Resources by lower-case path.
    pub resources: BTreeMap<String, Value>,
    pub habits: Habits,
    pub faults: Vec<Fault>,
    pub journal: Vec<Seen>,
    operations: BTreeMap<String, Running>,
    /// States that the next reads of a resource show before it comes to rest.
    restless: BTreeMap<String, VecDeque<&'static str>>,
    etag: u64,
}

/// How the next operations go.
#[derive(Clone, Debug)]
pub(crate) struct Habits {
    /// Bodies of the status before the end.
    pub statuses: Vec<Value>,
    /// Body of the status at the end.
    pub end: Value,
    /// `provisioningState` of the reads after the end, before it comes to rest.
    pub afterwards: Vec<&'static str>,
    /// Whether `Azure-AsyncOperation` is sent.
    pub async_operation: bool,
    /// Whether `Location` is sent.
    pub location: bool,
    /// Whether an operation ends at the next look at its resource, though nobody asks for the operation.
    pub unattended: bool,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            statuses: vec![json!({"status": "InProgress"})],
            end: json!({"status": "Succeeded"}),
            afterwards: Vec::new(),
            async_operation: true,
            location: false,
            unattended: false,
        }
    }
}

#[derive(Debug)]
struct Running {
    path: String,
    delete: bool,
    statuses: VecDeque<Value>,
    end: Value,
    afterwards: Vec<&'static str>,
}

/// Something that goes wrong, `times` times, with requests of a method whose URL has a part.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub method: Method,
    pub url_has: &'static str,
    pub times: usize,
    pub what: What,
}

const SWALLOWED: &str = "the connection took too long";

#[derive(Clone, Debug)]
pub(crate) enum What {
    /// An answer instead of the real one.
    Answer(u16, Vec<(&'static str, &'static str)>, Value),
    /// The connection breaks before Azure gets the request.
    DropBefore,
    /// The connection breaks after Azure has acted on the request.
    DropAfter,
    /// No connection.
    Refuse,
    /// No connection, which shows only when the time for it has run out.
    Swallow,
    /// No answer in time, after Azure has acted on the request.
    TimeOut,
    /// Somebody else changes the resource just before the request.
    Meanwhile(fn(&mut Value)),
}

/// A request that came in.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub method: Method,
    pub url: String,
    pub headers: BTreeMap<String, String>,
    pub body: Value,
}

impl Azure {
    pub(crate) fn client(&self) -> ArmClient {
        ArmClient::new(self.options())
    }

    pub(crate) fn options(&self) -> ArmClientOptions {
        ArmClientOptions {
            cloud: Cloud::emulated(),
            subscription_id: "sub".to_owned(),
            credential: fixed_token(TOKEN),
            transport: Arc::new(self.clone()),
            user_agent: Some("test/1".to_owned()),
            polling: Polling::default(),
        }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap()
    }

    /// A resource that exists and is at rest.
    pub(crate) fn with(self, path: &str, resource: Value) -> Self {
        self.world().resources.insert(path.to_lowercase(), resource);
        self
    }

    pub(crate) fn habits(self, habits: Habits) -> Self {
        self.world().habits = habits;
        self
    }

    pub(crate) fn fault(self, method: Method, url_has: &'static str, times: usize, what: What) -> Self {
        self.world().faults.push(Fault { method, url_has, times, what });
        self
    }

    /// The requests of a method whose URL has a part.
    pub(crate) fn seen(&self, method: Method, url_has: &str) -> Vec<Seen> {
        let world = self.world();
        world
            .journal
            .iter()
            .filter(|seen| seen.method == method && seen.url.contains(url_has))
            .cloned()
            .collect()
    }
}

#[async_trait]
impl HttpClient for Azure {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let taken = self.world().take(request);
        if matches!(&taken, Err(error) if error.to_string() == SWALLOWED) {
            tokio::time::sleep(transport::CONNECT_TIMEOUT).await;
        }
        let (status, headers, body) = taken?;
        let mut map = Headers::new();
        for (name, value) in headers {
            map.insert(name, value);
        }
        let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        Ok(AsyncRawResponse::from_bytes(StatusCode::from(status), map, bytes))
    }
}

type Reply = (u16, Vec<(&'static str, String)>, Value);

impl World {
    fn take(&mut self, request: &Request) -> azure_core::Result<Reply> {
        let seen = seen(request);
        self.journal.push(seen.clone());
        // With the clock paused, a client that waits in vain would ask for ever.
        assert!(self.journal.len() < 5000, "the client never stops asking");
        let path = request.url().path().to_lowercase();
        let fault = self
            .faults
            .iter_mut()
            .find(|fault| fault.times > 0 && fault.method == seen.method && seen.url.contains(fault.url_has));
        let what = fault.map(|fault| {
            fault.times -= 1;
            fault.what.clone()
        });
        match what {
            Some(What::Answer(status, headers, body)) => Ok((
                status,
                headers.into_iter().map(|(name, value)| (name, value.to_owned())).collect(),
                body,
            )),
            Some(What::DropBefore) => Err(azure_core::Error::with_message(ErrorKind::Io, "connection reset")),
            Some(What::Refuse) => {
                Err(azure_core::Error::with_message(ErrorKind::Connection, "connection refused"))
            }
            Some(What::Swallow) => Err(azure_core::Error::with_message(ErrorKind::Connection, SWALLOWED)),
            Some(What::DropAfter) => {
                self.answer(&seen, &path);
                Err(azure_core::Error::with_message(ErrorKind::Io, "connection reset"))
            }
            Some(What::TimeOut) => {
                self.answer(&seen, &path);
                let timeout = std::io::Error::from(std::io::ErrorKind::TimedOut);
                Err(azure_core::Error::new(ErrorKind::Io, timeout))
            }
            Some(What::Meanwhile(change)) => {
                self.etag += 1;
                let etag = format!("etag-{}", self.etag);
                if let Some(resource) = self.resources.get_mut(&path) {
                    change(resource);
                    resource["eTag"] = json!(etag);
                }
                Ok(self.answer(&seen, &path))
            }
            None => Ok(self.answer(&seen, &path)),
        }
    }

    fn answer(&mut self, seen: &Seen, path: &str) -> Reply {
        if self.operations.contains_key(&seen.url) {
            return self.poll(&seen.url);
        }
        match seen.method {
            Method::Get => self.read(path),
            Method::Put => self.put(seen, path),
            Method::Patch => self.patch(seen, path),
            Method::Delete => self.delete(path),
            Method::Post => self.post(path),
            _ => (405, Vec::new(), Value::Null),
        }
    }

    fn read(&mut self, path: &str) -> Reply {
        let Some(resource) = self.resources.get_mut(path) else { return not_found() };
        let body = resource.clone();
        if self.habits.unattended && body["properties"]["provisioningState"] == "Deleting" {
            self.resources.remove(path);
            return (200, Vec::new(), body);
        }
        if self.habits.unattended {
            resource["properties"]["provisioningState"] = json!("Succeeded");
        }
        if let Some(states) = self.restless.get_mut(path) {
            resource["properties"]["provisioningState"] = json!(states.pop_front().unwrap_or("Succeeded"));
        }
        (200, Vec::new(), body)
    }

    fn put(&mut self, seen: &Seen, path: &str) -> Reply {
        let existing = self.resources.get(path);
        let etag = existing.and_then(|it| it["eTag"].as_str().or(it["properties"]["eTag"].as_str()));
        let failed = match (seen.headers.get("if-none-match"), seen.headers.get("if-match")) {
            (Some(_), _) => existing.is_some(),
            (_, Some(wanted)) => etag != Some(wanted),
            _ => false,
        };
        if failed {
            return (
                412,
                Vec::new(),
                json!({"code": "PreconditionFailed", "message": "etag", "subcode": ""}),
            );
        }
        let (status, state) = if existing.is_some() { (200, "Updating") } else { (201, "Creating") };
        let mut resource = seen.body.clone();
        resource["properties"]["provisioningState"] = json!(state);
        resource["id"] = json!(path);
        self.resources.insert(path.to_owned(), resource.clone());
        let headers = self.begin(path, false);
        (status, headers, resource)
    }

    fn patch(&mut self, seen: &Seen, path: &str) -> Reply {
        let Some(resource) = self.resources.get_mut(path) else { return not_found() };
        resource["tags"] = seen.body["tags"].clone();
        (200, Vec::new(), resource.clone())
    }

    fn delete(&mut self, path: &str) -> Reply {
        let Some(resource) = self.resources.get_mut(path) else { return (204, Vec::new(), Value::Null) };
        resource["properties"]["provisioningState"] = json!("Deleting");
        (202, self.begin(path, true), Value::Null)
    }

    /// An action: the last segment is a verb.
    fn post(&mut self, path: &str) -> Reply {
        let (target, _) = path.rsplit_once('/').unwrap();
        if !self.resources.contains_key(target) {
            return not_found();
        }
        (202, self.begin(target, false), Value::Null)
    }

    fn begin(&mut self, path: &str, delete: bool) -> Vec<(&'static str, String)> {
        let number = self.operations.len();
        let url = format!(
            "https://emulated.azure.invalid/subscriptions/sub/providers/Microsoft.ContainerService/locations/eastus/operations/{number}?{SIGNED}"
        );
        let habits = self.habits.clone();
        let running = Running {
            path: path.to_owned(),
            delete,
            statuses: habits.statuses.into(),
            end: habits.end,
            afterwards: habits.afterwards,
        };
        self.operations.insert(url.clone(), running);
        let names = [(habits.async_operation, "azure-asyncoperation"), (habits.location, "location")];
        names.into_iter().filter(|(wanted, _)| *wanted).map(|(_, name)| (name, url.clone())).collect()
    }

    fn poll(&mut self, url: &str) -> Reply {
        self.etag += 1;
        let etag = format!("etag-{}", self.etag);
        let location = !self.habits.async_operation;
        let running = self.operations.get_mut(url).unwrap();
        if let Some(status) = running.statuses.pop_front() {
            return if location { (202, Vec::new(), Value::Null) } else { (200, Vec::new(), status) };
        }
        let (path, end) = (running.path.clone(), running.end.clone());
        let mut afterwards = VecDeque::from(running.afterwards.clone());
        let state = end["status"].as_str().unwrap_or("Succeeded").to_owned();
        if running.delete && state == "Succeeded" && afterwards.is_empty() {
            self.resources.remove(&path);
        } else if let Some(resource) = self.resources.get_mut(&path) {
            resource["eTag"] = json!(etag);
            resource["properties"]["provisioningState"] = json!(afterwards.pop_front().unwrap_or(&state));
            if state == "Succeeded" {
                self.restless.insert(path, afterwards);
            }
        }
        (200, Vec::new(), end)
    }
}

fn not_found() -> Reply {
    let body = json!({"error": {"code": "ResourceNotFound", "message": "The Resource was not found."}});
    (404, vec![("x-ms-failure-cause", "gateway".to_owned())], body)
}

fn seen(request: &Request) -> Seen {
    let body = match request.body() {
        Body::Bytes(bytes) => serde_json::from_slice(bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(bytes).into_owned())),
        _ => Value::Null,
    };
    Seen {
        method: request.method(),
        url: request.url().to_string(),
        headers: request
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.as_str().to_owned()))
            .collect(),
        body,
    }
}
