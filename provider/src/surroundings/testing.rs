//! An Azure for tests of lookups: seeded with what stands around a cluster, and asked through a session.

use std::time::Duration;

use arm_client::{ManagedClusterId, Polling};
use arm_emulator::{Emulator, FaultRule, Habits, Options, Outside};
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tfplugin_framework::Attr;

use super::{Look, Occasion, gather};
use crate::{
    emulated::{self, World},
    rules::{Lookups, Pool, RuleSettings, Source, View},
    session::{self, Session},
    today,
};

/// The subscription of the seeds.
pub(crate) const SUBSCRIPTION: &str = "00000000-0000-0000-0000-000000000000";

/// An Azure and a session with it.
pub(crate) struct Azure {
    pub(crate) session: Session,
    dir: TempDir,
}

impl Azure {
    /// An Azure in which these resources exist.
    pub(crate) fn seeded(resources: impl IntoIterator<Item = Json>) -> Self {
        let dir = TempDir::new().unwrap();
        let seed = dir.path().join("seed.json");
        let resources: Vec<Json> = resources.into_iter().collect();
        std::fs::write(&seed, Json::from(resources).to_string()).unwrap();
        let world = World {
            data_dir: dir.path().join("azure"),
            seed_file: Some(seed),
            faults_file: None,
            speed: 100_000.0,
            habits: Habits::default(),
            deterministic: None,
        };
        let transport = emulated::open(&world).unwrap_or_else(|error| panic!("{error}"));
        let arm = session::over(transport, SUBSCRIPTION.to_owned(), Polling::at_speed(world.speed));
        Self { session: Session::new(arm, true, RuleSettings::as_of(today())), dir }
    }

    /// The same, whose plans wait for a look around no longer than this.
    pub(crate) fn impatient(mut self, patience: Duration) -> Self {
        self.session.memory.patience = patience;
        self
    }

    /// The same, into whose clusters the provider may look.
    pub(crate) fn that_may_be_inspected(mut self) -> Self {
        self.session.inspect_clusters = true;
        self
    }

    /// Everything that can be asked about a view of a cluster that does not exist, whatever the rules need.
    pub(crate) async fn everything_around(&self, view: &View) -> Lookups {
        gather(&Look::around(&self.session, Occasion::Report), view, None, &|_| true).await
    }

    /// What can be asked about a view of a cluster, as far as these are needed.
    pub(crate) async fn around(
        &self,
        view: &View,
        cluster: Option<&ManagedClusterId>,
        needed: &[Source],
    ) -> Lookups {
        let look = Look::around(&self.session, Occasion::Report);
        gather(&look, view, cluster, &|source| needed.contains(&source)).await
    }

    /// Has requests fail, as a fault rule says.
    pub(crate) fn fault(&self, rule: &Json) {
        let rule = FaultRule::read(rule).unwrap();
        self.outside().add_fault(&rule).unwrap();
    }

    /// Has requests for paths that fit a pattern refused with 403.
    pub(crate) fn forbid(&self, path: &str) {
        let answer = json!({ "status": 403, "code": "AuthorizationFailed", "message": "No." });
        self.fault(&json!({ "match": { "path": path }, "answer": answer }));
    }

    /// Writes a resource that no seed can hold.
    pub(crate) async fn put(&self, id: &str, api_version: &str, body: Json) {
        let emulator = Emulator::open(Options::new(self.dir.path().join("azure"))).unwrap();
        let uri = format!("https://azure.test{id}?api-version={api_version}");
        let request = http::Request::put(uri).body(body.to_string().into()).unwrap();
        let answer = emulator.handle(request).await.unwrap();
        assert!(answer.status().is_success(), "{answer:?}");
    }

    /// Methods and paths of all requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        let journal = self.outside().journal(0, 100_000).unwrap();
        let path = |path: &str| path.split('?').next().unwrap_or_default().to_owned();
        journal.into_iter().map(|entry| format!("{} {}", entry.method, path(&entry.path))).collect()
    }

    fn outside(&self) -> Outside {
        Outside::open(self.dir.path().join("azure")).unwrap()
    }
}

/// The ID of a resource of `Microsoft.Network` in the resource group `net`, as in `network_id("virtualNetworks/spoke")`.
pub(crate) fn network_id(kind_and_name: &str) -> String {
    format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.Network/{kind_and_name}")
}

/// A resource of `Microsoft.Network` in the resource group `net`.
pub(crate) fn network(kind_and_name: &str, properties: Json) -> Json {
    json!({ "id": network_id(kind_and_name), "location": "westeurope", "properties": properties })
}

/// A virtual network of one range, with subnets by name and range, and what else each of them has.
pub(crate) fn vnet(name: &str, space: &str, subnets: &[(&str, &str, Json)]) -> Json {
    let subnets: Vec<Json> = subnets
        .iter()
        .map(|(name, range, properties)| {
            let mut properties = properties.clone();
            properties["addressPrefix"] = json!(range);
            json!({ "name": name, "properties": properties })
        })
        .collect();
    let properties = json!({ "addressSpace": { "addressPrefixes": [space] }, "subnets": subnets });
    network(&format!("virtualNetworks/{name}"), properties)
}

/// A reference to a resource of `Microsoft.Network`.
pub(crate) fn to(kind_and_name: &str) -> Json {
    json!({ "id": network_id(kind_and_name) })
}

/// A view of a cluster with a pool in each of the subnets of the virtual network `spoke`.
pub(crate) fn in_subnets(subnets: &[&str]) -> View {
    let pool = |subnet: &&str| Pool {
        subnet_id: Attr::Known(network_id(&format!("virtualNetworks/spoke/subnets/{subnet}"))),
        ..Pool::default()
    };
    View { pools: subnets.iter().map(pool).collect(), ..View::default() }
}
