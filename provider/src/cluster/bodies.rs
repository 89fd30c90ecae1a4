//! The bodies that a cluster is written with, against the JSON schema that Azure publishes for AKS.
//!
//! The schema is not part of this repository: see `arm/tests/schema/main.rs`.

#[path = "../../arm/tests/schema/schema.rs"]
#[expect(dead_code, reason = "pools have no resource of their own yet")]
mod schema;

use std::sync::{Arc, Mutex};

use serde_json::Value as Json;
use tfplugin_framework::{
    config,
    testing::{Config, Driver},
};

use super::faults::Lying;
use schema::{CLUSTER as BODY, Schema};

const CLUSTER: &str = "aksoverlay_cluster";

/// Terraform over an Azure, and what the cluster was written with so far.
async fn recorded() -> (Driver, Arc<Mutex<Vec<Json>>>) {
    let bodies = Arc::new(Mutex::new(Vec::new()));
    let azure = Lying::default();
    let terraform = azure.terraform().await;
    let written = Arc::clone(&bodies);
    azure.tell(move |request| {
        if request.method == "PUT" && request.is_for_the_cluster {
            written.lock().unwrap().push(request.body.clone());
        }
        None
    });
    (terraform, bodies)
}

fn cluster(network: Config, pool: Config) -> Config {
    let pool = pool.with("name", "system");
    config! { name = "prod", resource_group_name = "rg", location = "West Europe" }
        .with("network", network)
        .with("system_pool", pool)
}

/// Every network that a new cluster is declared with, and what it is then changed to.
fn networks() -> Vec<(Config, Config)> {
    vec![
        (config! {}, config! { pod_cidrs = ["10.240.0.0/12"] }),
        (config! { pod_cidrs = ["10.244.0.0/16"] }, config! { pod_cidrs = ["10.244.0.0/15"] }),
        (
            config! { pod_cidrs = ["10.244.0.0/16"] },
            config! { pod_cidrs = ["10.244.0.0/16"], dataplane = "cilium" },
        ),
        (
            config! { ip_families = ["IPv4", "IPv6"] },
            config! { ip_families = ["IPv4", "IPv6"], load_balancer = { managed_outbound_ip_count = 2, managed_outbound_ipv6_count = 2 } },
        ),
        (
            config! { plugin = "kubenet", plugin_mode = "none" },
            config! { plugin = "azure", plugin_mode = "overlay" },
        ),
        (
            config! { load_balancer = { managed_outbound_ip_count = 2, allocated_outbound_ports = 1024 } },
            config! { load_balancer = { managed_outbound_ip_count = 3, idle_timeout_minutes = 10 } },
        ),
    ]
}

fn pools() -> Vec<(Config, Config)> {
    vec![
        (config! { node_count = 3 }, config! { node_count = 5 }),
        (
            config! { node_count = 3, labels = { team = "a" }, zones = ["1", "2"], os_disk_size_gb = 64 },
            config! { auto_scaling = { min = 2, max = 6 }, zones = ["1", "2"], os_disk_size_gb = 64, upgrade = { max_surge = "33%", drain_timeout_minutes = 40 } },
        ),
    ]
}

#[tokio::test]
#[ignore = "needs AKS_SCHEMA, the file of the JSON schema of AKS; .ci/run gives it"]
async fn every_cluster_is_written_with_bodies_of_the_schema() {
    let schema = Schema::from_environment();
    for (network, other_network) in networks() {
        for (pool, other_pool) in pools() {
            let (terraform, bodies) = recorded().await;
            let created = cluster(network.clone(), pool.clone());
            terraform.apply(CLUSTER, created).await.expect_create();
            let changed = cluster(other_network.clone(), pool).with("sku_tier", "standard");
            terraform.apply(CLUSTER, changed).await.expect_update_in_place();
            let changed = cluster(other_network.clone(), other_pool).with("tags", config! { team = "a" });
            terraform.apply(CLUSTER, changed).await.expect_update_in_place();
            let bodies = bodies.lock().unwrap();
            assert_eq!(bodies.len(), 3);
            for body in bodies.iter() {
                assert_eq!(schema.faults(BODY, body), Vec::<String>::new(), "{body:#}");
            }
        }
    }
}
