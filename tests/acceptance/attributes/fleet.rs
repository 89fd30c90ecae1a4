//! Many resources of one kind in one configuration: what they ask for, what a plan does with each, and what was written.

use std::collections::BTreeMap;

use acceptance::{Failure, Finished, Install, Outcome, Release, Request, Terraform, World};
use serde_json::{Map, Value as Json, json};

use super::table::{Row, lay};

/// What the resources are.
pub(crate) struct Kind {
    resource: &'static str,
    /// What each has, but for its name.
    base: fn() -> Json,
    /// The ID in front of its name.
    parent: &'static str,
    /// What else is in the configuration.
    around: fn() -> Json,
    /// What else is in Azure.
    seed: fn() -> Vec<Json>,
}

impl Kind {
    /// Whether the table's changes by others are of what Azure has under `properties`.
    pub(crate) fn is_of_properties(&self) -> bool {
        self.resource == "aksoverlay_node_pool"
    }
}

/// Clusters, each for itself.
pub(crate) const CLUSTERS: Kind = Kind {
    resource: "aksoverlay_cluster",
    base: || {
        json!({
            "resource_group_name": "${aksoverlay_resource_group.rg.name}",
            "location": "westeurope",
            "system_pool": { "name": "system", "node_count": 3 },
        })
    },
    parent: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters",
    around: || json!({}),
    seed: Vec::new,
};

/// Pools of one cluster.
pub(crate) const NODE_POOLS: Kind = Kind {
    resource: "aksoverlay_node_pool",
    base: || {
        json!({
            "cluster_id": "${aksoverlay_cluster.pools.id}",
            "vm_size": "Standard_D4s_v5",
            "node_count": 1,
            "subnet_id": NODES,
        })
    },
    parent: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/pools/agentPools",
    around: || {
        json!({ "pools": {
            "name": "pools",
            "resource_group_name": "${aksoverlay_resource_group.rg.name}",
            "location": "westeurope",
            "sku_tier": "Standard",
            "kubernetes_version": "1.35",
            "network": { "pod_cidrs": ["10.240.0.0/14"] },
            "system_pool": { "name": "system", "node_count": 3, "subnet_id": NODES },
        }})
    },
    seed: || ["a", "b"].map(snapshot).into(),
};

const NODES: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/nodes";
const GROUP: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg";

/// A snapshot of a pool.
fn snapshot(name: &str) -> Json {
    json!({
        "id": format!("{GROUP}/providers/Microsoft.ContainerService/snapshots/{name}"),
        "location": "westeurope",
        "properties": {
            "snapshotType": "NodePool",
            "kubernetesVersion": "1.35.5",
            "osType": "Linux",
            "osSku": "Ubuntu",
        },
    })
}

/// One resource for each row.
pub(crate) struct Fleet {
    pub(crate) world: World,
    pub(crate) kind: &'static Kind,
    pub(crate) rows: Vec<Row>,
}

impl Fleet {
    /// A world with an Azure for them and nothing configured.
    pub(crate) fn new(kind: &'static Kind, rows: Vec<Row>) -> Outcome<Self> {
        let world = World::new(&Terraform::release(Release::V1_11)?, Install::DevOverrides)?;
        let seed = include_str!("../../../provider/tests/in_process/seed.json");
        let mut seed: Vec<Json> = serde_json::from_str(seed).unwrap();
        seed.push(json!({ "id": GROUP, "location": "westeurope" }));
        seed.extend((kind.seed)());
        world.write("seed.json", &Json::from(seed).to_string())?;
        let emulated =
            "environment = \"emulated\"\n  emulator = { seed_file = \"seed.json\", speed = 100000 }";
        world.write("main.tf", &World::PRELUDE.replace("environment = \"emulated\"", emulated))?;
        let import = format!("import {{\n  to = aksoverlay_resource_group.rg\n  id = \"{GROUP}\"\n}}\n");
        let group = "resource \"aksoverlay_resource_group\" \"rg\" {\n  name = \"rg\"\n  location = \"westeurope\"\n}\n";
        world.write("group.tf", &format!("{import}{group}"))?;
        Ok(Self { world, kind, rows })
    }

    /// What the resource of a row asks for, with these parts.
    pub(crate) fn config(&self, at: usize, parts: &[&Json]) -> Json {
        let mut config = (self.kind.base)();
        lay(&mut config, &json!({ "name": name(at) }));
        parts.iter().for_each(|part| lay(&mut config, part));
        config
    }

    /// Writes the configuration of these resources, and of no others.
    pub(crate) fn write(&self, configs: &BTreeMap<usize, Json>) -> Outcome {
        let resources: Map<String, Json> =
            configs.iter().map(|(at, config)| (name(*at), config.clone())).collect();
        let mut all = json!({ "resource": { "aksoverlay_cluster": (self.kind.around)() } });
        lay(&mut all, &json!({ "resource": { self.kind.resource: resources } }));
        self.world.write("fleet.tf.json", &format!("{all:#}"))
    }

    /// Imports these resources, and what is around them.
    pub(crate) fn import(&self, rows: impl Iterator<Item = usize>) -> Outcome {
        let around = (self.kind.around)();
        let clusters = around.as_object().into_iter().flat_map(Map::keys);
        let clusters = clusters
            .map(|name| (format!("{}.{name}", CLUSTERS.resource), format!("{}/{name}", CLUSTERS.parent)));
        let own = rows.map(|at| (self.address(at), self.id(at)));
        let imports: Vec<Json> = clusters.chain(own).map(|(to, id)| json!({ "to": to, "id": id })).collect();
        self.world.write("import.tf.json", &json!({ "import": imports }).to_string())
    }

    /// The address of a row's resource.
    pub(crate) fn address(&self, at: usize) -> String {
        format!("{}.{}", self.kind.resource, name(at))
    }

    /// The ID of a row's resource.
    pub(crate) fn id(&self, at: usize) -> String {
        format!("{}/{}", self.kind.parent, name(at))
    }

    /// Successful writes to a row's resource, and to what is below it, from this line of the journal on.
    pub(crate) fn writes(&self, at: usize, journal: &[Request]) -> (Vec<String>, usize) {
        let id = self.id(at).to_lowercase();
        let below = format!("{id}/maintenanceconfigurations/");
        let writes = journal.iter().filter(|request| request.method != "GET" && request.status < 300);
        let (mut own, mut children) = (Vec::new(), 0);
        for request in writes {
            let path = request.path.to_lowercase();
            if path == id {
                own.push(request.method.clone());
            } else if path.starts_with(&below) {
                children += 1;
            }
        }
        (own, children)
    }

    /// The resources that an error was reported of, and the errors' summaries.
    pub(crate) fn refused(&self, args: &[&str]) -> Outcome<BTreeMap<String, Vec<String>>> {
        let finished = self.world.terraform(args).finish()?.exits(1)?;
        let mut refused: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for diagnostic in diagnostics(&finished) {
            if diagnostic["severity"] == "error" {
                let address = address_of(&diagnostic).unwrap_or_default();
                let text = |key: &str| diagnostic[key].as_str().unwrap_or_default().to_owned();
                refused.entry(address).or_default().push(format!("{}: {}", text("summary"), text("detail")));
            }
        }
        if refused.is_empty() {
            return Err(Failure::expected("errors", finished.output));
        }
        Ok(refused)
    }
}

/// The label of a row's resource, and its name in Azure: short enough for a Windows pool.
fn name(at: usize) -> String {
    format!("r{at:03}")
}

/// The resource that an error is of: Terraform names it, or the place in the configuration, `resource.TYPE.NAME.…`.
fn address_of(diagnostic: &Json) -> Option<String> {
    if let Some(address) = diagnostic["address"].as_str() {
        return Some(address.to_owned());
    }
    let place = diagnostic["snippet"]["context"].as_str()?.strip_prefix("resource.")?;
    Some(place.split('.').take(2).collect::<Vec<_>>().join("."))
}

/// Errors and warnings that Terraform printed as JSON: one message a line (`plan`), or one object (`validate`).
fn diagnostics(finished: &Finished) -> Vec<Json> {
    let whole = serde_json::from_str::<Json>(&finished.output).ok();
    if let Some(list) = whole.as_ref().and_then(|whole| whole["diagnostics"].as_array()) {
        return list.clone();
    }
    let messages = finished.output.lines().filter_map(|line| serde_json::from_str::<Json>(line).ok());
    messages
        .filter(|message| message["type"] == "diagnostic")
        .map(|mut message| message["diagnostic"].take())
        .collect()
}
