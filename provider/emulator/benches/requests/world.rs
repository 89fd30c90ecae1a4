//! Worlds with many clusters.

use std::path::PathBuf;

use arm_emulator::{Habits, Options};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const SUBSCRIPTION: &str = "/subscriptions/00000000-0000-0000-0000-000000000000";

/// A data directory with a group `many` full of clusters.
pub(crate) struct World {
    pub(crate) clusters: usize,
    dir: TempDir,
}

impl World {
    /// Without the background updates that would come due while others are measured.
    pub(crate) fn with_clusters(clusters: usize) -> Self {
        let dir = TempDir::new().expect("a temporary directory");
        let world = Self { clusters, dir };
        let group = json!({"id": group(), "location": "eastus"});
        let all: Vec<Value> =
            std::iter::once(group).chain((0..clusters).map(|number| seed(&cluster(number)))).collect();
        let file = world.dir.path().join("seed.json");
        std::fs::write(&file, Value::from(all).to_string()).expect("a seed file");
        let mut options = world.options();
        options.seed_file = Some(file);
        drop(arm_emulator::Emulator::open(options).expect("a seeded world"));
        world
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.dir.path().join("azure")
    }

    pub(crate) fn tls_dir(&self) -> PathBuf {
        self.dir.path().join("tls")
    }

    pub(crate) fn options(&self) -> Options {
        options(self.data_dir())
    }
}

/// Options that let a benchmark ask as often as it likes.
pub(crate) fn options(dir: PathBuf) -> Options {
    let mut options = Options::new(dir);
    options.habits = Habits::default();
    options.habits.throttling = false;
    options.habits.background_updates = false;
    options.speed = 1e6;
    options
}

pub(crate) fn group() -> String {
    format!("{SUBSCRIPTION}/resourceGroups/many")
}

pub(crate) fn clusters() -> String {
    format!("{}/providers/Microsoft.ContainerService/managedClusters", group())
}

pub(crate) fn cluster(number: usize) -> String {
    format!("{}/cluster-{number:05}", clusters())
}

/// A small cluster on overlay.
pub(crate) fn body() -> Value {
    json!({
        "location": "eastus",
        "identity": {"type": "SystemAssigned"},
        "properties": {
            "dnsPrefix": "bench",
            "agentPoolProfiles": [
                {"name": "system", "mode": "System", "count": 3, "vmSize": "Standard_D4s_v5"},
            ],
            "networkProfile": {"networkPlugin": "azure", "networkPluginMode": "overlay"},
        },
    })
}

fn seed(id: &str) -> Value {
    let mut seed = body();
    seed["id"] = id.into();
    seed
}
