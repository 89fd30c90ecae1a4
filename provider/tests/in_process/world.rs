//! A world for a test: the provider, an emulated Azure in a directory of its own, and a view on it from outside.

use aksoverlay::AksOverlay;
use arm_emulator::{Emulator, FaultRule, Options, Outside};
use serde_json::Value;
use tempfile::TempDir;
use tfplugin_framework::{
    config,
    testing::{Config, Driver},
};

/// The cluster of most tests.
pub(crate) const CLUSTER: &str = "aksoverlay_cluster";
/// The group that it is in.
pub(crate) const GROUP: &str = "aksoverlay_resource_group";
/// Where the subnets of the seeded network are.
pub(crate) const SUBNET: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/nodes";
/// Its ID in Azure.
pub(crate) const CLUSTER_ID: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/prod";
/// The ID of its group.
pub(crate) const GROUP_ID: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg";

/// A provider and its Azure.
pub(crate) struct World {
    /// What stands in Terraform's place.
    pub(crate) terraform: Driver,
    settings: Config,
    dir: TempDir,
}

impl World {
    /// An Azure with the resource group `rg`, in which operations take some milliseconds.
    pub(crate) async fn new() -> Self {
        Self::at_speed(100_000).await
    }

    /// The same at another speed; at 1 operations take as long as in Azure.
    pub(crate) async fn at_speed(speed: i64) -> Self {
        Self::with(config! {}, speed).await
    }

    /// The same with further settings in the provider block.
    pub(crate) async fn with(settings: Config, speed: i64) -> Self {
        let dir = TempDir::new().expect("a temporary directory");
        let seed = dir.path().join("seed.json");
        std::fs::write(&seed, include_str!("seed.json")).expect("a seed file");
        let data = dir.path().join("azure").display().to_string();
        let seed = seed.display().to_string();
        let emulator = config! { data_dir = (data), seed_file = (seed), speed = speed };
        let settings = settings.with("environment", "emulated").with("emulator", emulator);
        let world = Self { terraform: Driver::new(AksOverlay), settings, dir };
        world.terraform.configure(world.settings.clone()).await.expect_ok();
        world.terraform.apply(GROUP, group()).await.expect_create();
        world
    }

    /// An Azure with the group and the cluster `config`.
    pub(crate) async fn with_cluster(config: &Config) -> Self {
        let world = Self::new().await;
        world.terraform.apply(CLUSTER, config).await.expect_create();
        world
    }

    /// The same Azure, seen by a new process of the provider with an empty state.
    pub(crate) async fn another_terraform(&self) -> Driver {
        let terraform = Driver::new(AksOverlay);
        terraform.configure(self.settings.clone()).await.expect_ok();
        terraform
    }

    fn outside(&self) -> Outside {
        Outside::open(self.dir.path().join("azure")).expect("a data directory")
    }

    /// The resource as Azure has it.
    pub(crate) fn azure(&self, id: &str) -> Value {
        self.outside().show(id).expect("a resource")
    }

    /// Whether Azure has it.
    pub(crate) fn azure_has(&self, id: &str) -> bool {
        self.outside().show(id).is_ok()
    }

    /// The IDs of all that Azure has.
    pub(crate) async fn exists(&self) -> Vec<String> {
        let listed = self.outside().list(None).expect("a list");
        listed.into_iter().map(|summary| summary.id).collect()
    }

    /// Writes a resource as another client of Azure would, and waits until nothing runs on it.
    pub(crate) async fn put(&self, id: &str, body: &Value) {
        let mut options = Options::new(self.dir.path().join("azure"));
        options.speed = 100_000.0;
        let emulator = Emulator::open(options).expect("a data directory");
        let api_version = if id.contains("/Microsoft.Network/") { "2025-07-01" } else { "2026-05-01" };
        let request = http::Request::put(format!("https://azure.invalid{id}?api-version={api_version}"))
            .header("authorization", "Bearer x")
            .body(body.to_string().into())
            .expect("a request");
        let answer = emulator.handle(request).await.expect("an answer");
        assert!(answer.status().is_success(), "{answer:?}");
        // Not everything has a state.
        let ended = |state: &Value| state.is_null() || state == "Succeeded";
        while !ended(&self.azure(id)["properties"]["provisioningState"]) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// Changes a resource behind Terraform's back.
    pub(crate) fn patch(&self, id: &str, patch: Value) {
        self.outside().patch(id, &patch).expect("a patched resource");
    }

    /// Deletes a resource behind Terraform's back.
    pub(crate) fn delete(&self, id: &str) {
        self.outside().delete(id).expect("a deleted resource");
    }

    /// Arms a fault rule.
    pub(crate) fn fault(&self, rule: &Value) {
        let rule = FaultRule::read(rule).expect("a fault rule");
        self.outside().add_fault(&rule).expect("an armed rule");
    }

    /// Methods and statuses of the writes to a resource so far.
    pub(crate) fn writes(&self, id: &str) -> Vec<(String, u16)> {
        let journal = self.outside().journal(0, 100_000).expect("a journal");
        let to_it = |path: &str| path.split('?').next().is_some_and(|path| path.eq_ignore_ascii_case(id));
        let writes = journal.into_iter().filter(|entry| entry.method != "GET" && to_it(&entry.path));
        writes.map(|entry| (entry.method, entry.status)).collect()
    }

    /// Methods and paths of all requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        let journal = self.outside().journal(0, 100_000).expect("a journal");
        let path = |path: &str| path.split('?').next().unwrap_or_default().to_owned();
        journal.into_iter().map(|entry| format!("{} {}", entry.method, path(&entry.path))).collect()
    }

    /// How many times a resource was read so far.
    pub(crate) fn reads(&self, id: &str) -> usize {
        let journal = self.outside().journal(0, 100_000).expect("a journal");
        let to_it = |path: &str| path.split('?').next().is_some_and(|path| path.eq_ignore_ascii_case(id));
        journal.iter().filter(|entry| entry.method == "GET" && to_it(&entry.path)).count()
    }

    /// Comes back when Azure has been asked for this.
    pub(crate) async fn until_written(&self, method: &str, id: &str) {
        while !self.writes(id).iter().any(|(written, status)| written == method && *status < 300) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
}

/// The group.
pub(crate) fn group() -> Config {
    config! { name = "rg", location = "westeurope" }
}

/// The cluster with nothing but what it must have.
pub(crate) fn cluster() -> Config {
    config! {
        name = "prod",
        resource_group_name = "rg",
        location = "westeurope",
        system_pool = { name = "system", node_count = 3 },
    }
}

/// The cluster with this network.
pub(crate) fn with_network(network: Config) -> Config {
    cluster().with("network", network)
}

/// The cluster with these attributes in its pool, beside the name.
pub(crate) fn with_pool(pool: Config) -> Config {
    cluster().with("system_pool", pool.with("name", "system"))
}
