//! A small client, without any belief about Azure: it sends JSON and hands back what comes.

use arm_emulator::{Emulator, Options};
use bytes::Bytes;
use http::{HeaderMap, Request};
use serde_json::{Value, json};

/// The subscription of all tests.
pub(crate) const SUBSCRIPTION: &str = "/subscriptions/00000000-0000-0000-0000-000000000000";
/// The resource group that [`Azure::new`] makes.
pub(crate) const GROUP: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg";

const AKS: &str = "2026-05-01";
const NETWORK: &str = "2025-07-01";
const RESOURCES: &str = "2025-04-01";

/// An emulator on a directory of its own.
pub(crate) struct Azure {
    pub(crate) emulator: Emulator,
    pub(crate) dir: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Azure {
    /// A world with the resource group `rg` in westeurope, without updates that come by themselves.
    pub(crate) fn new() -> Self {
        Self::with(|options| options.habits.background_updates = false)
    }

    /// A world with options of one's own.
    pub(crate) fn with(change: impl FnOnce(&mut Options)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut options = Options::new(dir.path());
        options.deterministic = Some(7);
        change(&mut options);
        let azure = Self {
            emulator: Emulator::open(options).unwrap(),
            dir,
            runtime: tokio::runtime::Builder::new_current_thread().build().unwrap(),
        };
        azure.put(GROUP, json!({"location": "westeurope"})).expect(201);
        azure
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    pub(crate) fn put(&self, path: &str, body: Value) -> Answer {
        self.send("PUT", path, &[], Some(body))
    }

    pub(crate) fn patch(&self, path: &str, body: Value) -> Answer {
        self.send("PATCH", path, &[], Some(body))
    }

    pub(crate) fn post(&self, path: &str) -> Answer {
        self.send("POST", path, &[], None)
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[], None)
    }

    /// Sends a request; a path without a query gets the API version of its namespace.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        let path = if path.contains('?') {
            path.to_owned()
        } else {
            format!("{path}?api-version={}", version(path))
        };
        let uri = if path.starts_with("https:") { path } else { format!("https://azure.test{path}") };
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map(|b| Bytes::from(b.to_string())).unwrap_or_default();
        self.exchange(request.body(body).unwrap())
    }

    /// Sends a body that need not be JSON.
    pub(crate) fn send_bytes(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        let uri = format!("https://azure.test{path}?api-version={}", version(path));
        let request = Request::builder().method(method).uri(uri);
        self.exchange(request.body(Bytes::copy_from_slice(body)).unwrap())
    }

    fn exchange(&self, request: Request<Bytes>) -> Answer {
        let response = self.runtime.block_on(self.emulator.handle(request)).unwrap();
        let (parts, body) = response.into_parts();
        let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() };
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// Polls the operation of an answer until it ends, and gives what it said on the way.
    pub(crate) fn wait(&self, answer: &Answer) -> Vec<String> {
        let url = answer.header("azure-asyncoperation").expect("the answer names no operation").to_owned();
        let mut said = Vec::new();
        for _ in 0..500 {
            let poll = self.get(&url).expect(200);
            said.push(poll.text("status").to_owned());
            if ["Succeeded", "Failed", "Canceled"].contains(&poll.text("status")) {
                return said;
            }
        }
        panic!("the operation does not end: {said:?}");
    }

    /// Makes a cluster and waits for it.
    pub(crate) fn cluster(&self, name: &str, body: Value) -> Answer {
        let path = cluster(name);
        let created = self.put(&path, body).expect(201);
        self.wait(&created);
        self.get(&path).expect(200)
    }

    /// Changes a cluster as careful clients do: read, change, write everything back, wait.
    pub(crate) fn update(&self, name: &str, change: impl FnOnce(&mut Value)) -> Answer {
        let path = cluster(name);
        let mut body = self.get(&path).expect(200).body;
        change(&mut body);
        let updated = self.put(&path, body).expect(200);
        self.wait(&updated);
        self.get(&path).expect(200)
    }

    /// Reads, changes, writes back, and gives the refusal.
    pub(crate) fn refused(&self, name: &str, change: impl FnOnce(&mut Value)) -> Answer {
        let path = cluster(name);
        let mut body = self.get(&path).expect(200).body;
        change(&mut body);
        self.put(&path, body)
    }

    /// Makes the network `vnet` with the given subnets, and waits for it.
    pub(crate) fn network(&self, space: &str, subnets: &[(&str, &str)]) {
        let subnets: Vec<Value> = subnets
            .iter()
            .map(|(name, range)| json!({"name": name, "properties": {"addressPrefix": range}}))
            .collect();
        let path = format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet");
        let made = self.put(
            &path,
            json!({
                "location": "westeurope",
                "properties": {"addressSpace": {"addressPrefixes": [space]}, "subnets": subnets},
            }),
        );
        self.wait(&made);
    }
}

impl Answer {
    /// Fails the test unless the status is the expected one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|v| v.to_str().unwrap())
    }

    /// The member at a dotted path.
    pub(crate) fn at(&self, path: &str) -> &Value {
        at(&self.body, path)
    }

    /// The text at a dotted path.
    #[track_caller]
    pub(crate) fn text(&self, path: &str) -> &str {
        self.at(path).as_str().unwrap_or_else(|| panic!("no text at {path} in {}", self.body))
    }

    /// The first pool of a cluster.
    pub(crate) fn pool(&self) -> &Value {
        self.at("properties.agentPoolProfiles.0")
    }
}

/// The member at a dotted path; numbers index lists.
pub(crate) fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.').fold(value, |v, name| match name.parse::<usize>() {
        Ok(index) => &v[index],
        Err(_) => &v[name],
    })
}

/// The path of a cluster in the group of the tests.
pub(crate) fn cluster(name: &str) -> String {
    format!("{GROUP}/providers/Microsoft.ContainerService/managedClusters/{name}")
}

/// The identifier of a subnet of `vnet`.
pub(crate) fn subnet(name: &str) -> String {
    format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/{name}")
}

/// The smallest cluster: one system pool, the network left to Azure.
pub(crate) fn smallest() -> Value {
    json!({
        "location": "westeurope",
        "identity": {"type": "SystemAssigned"},
        "properties": {
            "dnsPrefix": "dns",
            "agentPoolProfiles": [{"name": "system", "mode": "System", "count": 3, "vmSize": "Standard_DS2_v2"}],
        },
    })
}

/// The smallest cluster with a network profile.
pub(crate) fn with_network(profile: Value) -> Value {
    let mut body = smallest();
    body["properties"]["networkProfile"] = profile;
    body
}

fn version(path: &str) -> &'static str {
    if path.contains("Microsoft.Features") {
        "2021-07-01"
    } else if path.contains("Microsoft.Authorization") {
        "2022-04-01"
    } else if path.ends_with("register") || path.ends_with("tags/default") {
        RESOURCES
    } else if path.contains("/Microsoft.ContainerService/") {
        AKS
    } else if path.contains("Microsoft.Network/") {
        NETWORK
    } else if path.contains("Microsoft.ManagedIdentity") {
        "2024-11-30"
    } else {
        RESOURCES
    }
}
