//! Any sequence of requests, in any state: nothing breaks, what is shown agrees, and everything comes to rest.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};
use std::collections::BTreeSet;

use super::client::{Answer, Azure, SUBSCRIPTION, smallest};

const GROUPS: [&str; 2] = ["rg", "other"];
const CLUSTERS: [&str; 2] = ["one", "two"];
const POOLS: [&str; 3] = ["system", "user", "extra"];
const NETWORKS: [&str; 2] = ["vnet", "hub"];

/// States that clusters and pools are documented or recorded to show.
const STATES: [&str; 13] = [
    "Creating",
    "Updating",
    "Scaling",
    "Starting",
    "Stopping",
    "Upgrading",
    "UpgradingNodeImageVersion",
    "RotatingClusterCertificates",
    "Deleting",
    "Canceling",
    "Canceled",
    "Failed",
    "Succeeded",
];

/// A request, or time that passes.
#[derive(Debug, Clone)]
enum Step {
    Send { method: &'static str, path: String, body: Option<Value>, guard: Option<&'static str> },
    Pass(u8),
}

fn group(g: usize) -> String {
    format!("{SUBSCRIPTION}/resourceGroups/{}", GROUPS[g])
}

fn cluster(g: usize, c: usize) -> String {
    format!("{}/providers/Microsoft.ContainerService/managedClusters/{}", group(g), CLUSTERS[c])
}

fn network(g: usize, n: usize) -> String {
    format!("{}/providers/Microsoft.Network/virtualNetworks/{}", group(g), NETWORKS[n])
}

fn any_cluster_body(g: usize) -> impl Strategy<Value = Value> {
    let profiles = vec![
        json!(null),
        json!({"networkPlugin": "kubenet"}),
        json!({"networkPlugin": "azure"}),
        json!({"networkPlugin": "azure", "networkPluginMode": "overlay", "podCidr": "10.244.0.0/16"}),
        json!({"networkPlugin": "azure", "networkPluginMode": "overlay", "podCidr": "10.240.0.0/12"}),
        json!({"networkPlugin": "azure", "networkPluginMode": "overlay", "ipFamilies": ["IPv4", "IPv6"]}),
        json!({"networkPlugin": "azure", "networkPluginMode": "overlay", "networkDataplane": "cilium"}),
        json!({"outboundType": "managedNATGateway"}),
        json!({"outboundType": "none"}),
    ];
    let subnet = format!("{}/subnets/nodes", network(g, 0));
    (prop::sample::select(profiles), 0_i64..5, any::<bool>(), prop::sample::select(vec!["", "1.34", "1.35"]))
        .prop_map(move |(profile, count, own_subnet, version)| {
            let mut body = smallest();
            body["properties"]["networkProfile"] = profile;
            body["properties"]["kubernetesVersion"] = version.into();
            let pool = &mut body["properties"]["agentPoolProfiles"][0];
            pool["count"] = count.into();
            if own_subnet {
                pool["vnetSubnetID"] = subnet.clone().into();
            }
            body
        })
}

fn any_pool_body() -> impl Strategy<Value = Value> {
    let options = (0_i64..5, prop::sample::select(vec!["System", "User"]), any::<bool>());
    options.prop_map(|(count, mode, scaled)| {
        let mut properties = json!({"count": count, "mode": mode, "vmSize": "Standard_DS2_v2"});
        if scaled {
            properties["enableAutoScaling"] = true.into();
            properties["minCount"] = 1.into();
            properties["maxCount"] = 4.into();
        }
        json!({ "properties": properties })
    })
}

fn send(method: &'static str, path: String, body: Option<Value>) -> Step {
    Step::Send { method, path, body, guard: None }
}

fn any_step() -> impl Strategy<Value = Step> {
    let verbs = vec![
        "start",
        "stop",
        "abort",
        "rotateClusterCertificates",
        "listClusterAdminCredential",
        "listClusterUserCredential",
        "resetAADProfile",
    ];
    let below = vec!["abort", "upgradeNodeImageVersion"];
    // Mostly the same few resources, so that requests meet what earlier ones left.
    let mostly_first = |other| prop_oneof![5 => Just(0_usize), 1 => Just(other)];
    let (g, c, p, n) = (mostly_first(1), mostly_first(1), 0..POOLS.len(), mostly_first(1));
    let guard = prop::option::weighted(0.2, prop::sample::select(vec!["*", "no-such-tag"]));
    let cluster_put = (g.clone(), c.clone(), guard).prop_flat_map(|(g, c, guard)| {
        any_cluster_body(g).prop_map(move |body| Step::Send {
            method: "PUT",
            path: cluster(g, c),
            body: Some(body),
            guard,
        })
    });
    prop_oneof![
        6 => cluster_put,
        6 => (g.clone(), c.clone(), p.clone(), any_pool_body())
            .prop_map(|(g, c, p, body)| send("PUT", format!("{}/agentPools/{}", cluster(g, c), POOLS[p]), Some(body))),
        2 => (g.clone(), c.clone(), p.clone())
            .prop_map(|(g, c, p)| send("DELETE", format!("{}/agentPools/{}", cluster(g, c), POOLS[p]), None)),
        2 => (g.clone(), c.clone(), p, prop::sample::select(below))
            .prop_map(|(g, c, p, verb)| send("POST", format!("{}/agentPools/{}/{verb}", cluster(g, c), POOLS[p]), None)),
        4 => (g.clone(), c.clone(), prop::sample::select(verbs))
            .prop_map(|(g, c, verb)| send("POST", format!("{}/{verb}", cluster(g, c)), None)),
        2 => (g.clone(), c.clone())
            .prop_map(|(g, c)| send("PATCH", cluster(g, c), Some(json!({"tags": {"a": "b"}})))),
        2 => (g.clone(), c).prop_map(|(g, c)| send("DELETE", cluster(g, c), None)),
        2 => g.clone().prop_map(|g| send("PUT", group(g), Some(json!({"location": "westeurope"})))),
        1 => g.clone().prop_map(|g| send("DELETE", group(g), None)),
        2 => (g.clone(), n.clone()).prop_map(|(g, n)| send("PUT", network(g, n), Some(json!({
            "location": "westeurope",
            "properties": {
                "addressSpace": {"addressPrefixes": ["172.16.0.0/16"]},
                "subnets": [{"name": "nodes", "properties": {"addressPrefix": "172.16.0.0/20"}}],
            },
        })))),
        1 => (g.clone(), n.clone()).prop_map(|(g, n)| send("DELETE", network(g, n), None)),
        1 => (g, n).prop_map(|(g, n)| send("DELETE", format!("{}/subnets/nodes", network(g, n)), None)),
        8 => (1_u8..100).prop_map(Step::Pass),
    ]
}

/// A world with the URLs of all operations that were begun in it.
struct Told {
    azure: Azure,
    operations: BTreeSet<String>,
}

impl Told {
    /// A network, and a cluster that is being made.
    fn begin(&mut self) {
        let vnet = json!({
            "location": "westeurope",
            "properties": {
                "addressSpace": {"addressPrefixes": ["172.16.0.0/16"]},
                "subnets": [{"name": "nodes", "properties": {"addressPrefix": "172.16.0.0/20"}}],
            },
        });
        self.take(&send("PUT", network(0, 0), Some(vnet)));
        self.take(&send("PUT", cluster(0, 0), Some(smallest())));
        self.take(&Step::Pass(100));
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Pass(ticks) => (0..*ticks).for_each(|_| drop(self.read(SUBSCRIPTION))),
            Step::Send { method, path, body, guard } => {
                let headers: Vec<_> = guard.iter().map(|tag| ("if-match", *tag)).collect();
                let answer = self.azure.send(method, path, &headers, body.clone());
                assert!(answer.status < 500, "{method} {path}: {} {}", answer.status, answer.body);
                assert_explained(&answer);
                for name in ["azure-asyncoperation", "location"] {
                    self.operations.extend(answer.header(name).map(str::to_owned));
                }
            }
        }
    }

    fn read(&self, path: &str) -> Answer {
        let answer = self.azure.get(path);
        assert!([200, 202, 204, 404].contains(&answer.status), "{path}: {} {}", answer.status, answer.body);
        assert_explained(&answer);
        answer
    }

    /// What the lists, the resources and what is inside them say of each other.
    fn agree(&self) {
        for g in 0..GROUPS.len() {
            let there = self.read(&group(g)).status == 200;
            for c in 0..CLUSTERS.len() {
                let before = self.read(&cluster(g, c));
                assert!(there || before.status == 404, "a cluster without its group: {}", before.body);
                if before.status == 404 {
                    let below = format!("{}/agentPools/{}", cluster(g, c), POOLS[0]);
                    assert_eq!(self.read(&below).status, 404, "a pool without its cluster");
                    continue;
                }
                let pools: Vec<Answer> =
                    POOLS.iter().map(|p| self.read(&format!("{}/agentPools/{p}", cluster(g, c)))).collect();
                let list =
                    self.read(&format!("{}/providers/Microsoft.ContainerService/managedClusters", group(g)));
                // The clock moves with every request: only what did not change meanwhile can be compared.
                if self.read(&cluster(g, c)).body == before.body {
                    agree_on_cluster(&before, &pools, &list);
                }
            }
        }
    }

    /// Time passes until everything must have come to its end.
    fn come_to_rest(&mut self) {
        for _ in 0..1000 {
            self.read(SUBSCRIPTION);
        }
        for url in &self.operations {
            let answer = self.read(url);
            if let Some(status) = answer.body["status"].as_str() {
                assert!(["Succeeded", "Failed", "Canceled"].contains(&status), "{url}: {}", answer.body);
            } else {
                assert_ne!(answer.status, 202, "{url}: {}", answer.body);
            }
        }
        for (g, c) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let answer = self.read(&cluster(g, c));
            if answer.status == 200 {
                let state = answer.text("properties.provisioningState");
                assert!(["Succeeded", "Failed", "Canceled"].contains(&state), "{state}");
            }
        }
    }
}

fn agree_on_cluster(cluster: &Answer, pools: &[Answer], list: &Answer) {
    let listed = list.body["value"].as_array().map(Vec::as_slice).unwrap_or_default();
    let id = cluster.text("id");
    let in_list = listed.iter().find(|c| c["id"].as_str().is_some_and(|i| i.eq_ignore_ascii_case(id)));
    assert_eq!(in_list, Some(&cluster.body));
    let state = cluster.text("properties.provisioningState");
    assert!(STATES.contains(&state), "{state}");
    let inside = cluster.at("properties.agentPoolProfiles").as_array().map(Vec::as_slice).unwrap_or_default();
    let shown: BTreeSet<&str> = inside.iter().map(|p| p["name"].as_str().unwrap()).collect();
    let found: BTreeSet<&str> = pools.iter().filter(|p| p.status == 200).map(|p| p.text("name")).collect();
    assert_eq!(shown, found);
    for pool in pools.iter().filter(|p| p.status == 200) {
        let twin = inside.iter().find(|p| p["name"] == pool.body["name"]).unwrap();
        for member in [
            "provisioningState",
            "count",
            "vmSize",
            "mode",
            "eTag",
            "powerState",
            "currentOrchestratorVersion",
        ] {
            assert_eq!(twin[member], pool.body["properties"][member], "{member} of {}", pool.body["id"]);
        }
        let state = pool.text("properties.provisioningState");
        assert!(STATES.contains(&state), "{state}");
    }
}

/// A refusal has a code and a message.
fn assert_explained(answer: &Answer) {
    if answer.status >= 400 {
        let error = answer.body.get("error").unwrap_or(&answer.body);
        let has = |member: &str| error[member].as_str().is_some_and(|text| !text.is_empty());
        assert!(has("code") && has("message"), "{}: {}", answer.status, answer.body);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 8,
        rng_seed: RngSeed::Fixed(4),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_sequence_of_requests_keeps_the_world_whole(steps in prop::collection::vec(any_step(), 10..40)) {
        let azure = Azure::with(|options| {
            options.habits.throttling = false;
            // The clock moves by twenty seconds with each request, and a check makes some thirty: slow enough that
            // operations are met while they run.
            options.speed = 0.1;
        });
        let mut told = Told { azure, operations: BTreeSet::new() };
        told.begin();
        for step in &steps {
            told.take(step);
            told.agree();
        }
        told.come_to_rest();
        told.agree();
    }
}
