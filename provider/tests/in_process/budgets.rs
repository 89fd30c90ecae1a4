//! How many requests a plan costs: a resource is read once per refresh, whatever it is made of.

use tfplugin_framework::config;

use crate::world::{CLUSTER, CLUSTER_ID, SUBNET, World, cluster, with_pool};

/// The network of [`SUBNET`].
fn network() -> &'static str {
    SUBNET.rsplit_once("/subnets/").expect("a subnet's ID").0
}

#[tokio::test]
async fn a_plan_without_changes_reads_each_resource_once() {
    let config = with_pool(config! { node_count = 3, subnet_id = SUBNET });
    let world = World::with_cluster(&config).await;
    let terraform = world.another_terraform().await;
    terraform.import(CLUSTER, CLUSTER_ID).await.expect_ok();
    let before = world.requests().len();
    terraform.plan(CLUSTER, &config).await.expect_noop();
    let requests = world.requests().split_off(before);
    assert_eq!(requests, [format!("GET {CLUSTER_ID}"), format!("GET {}", network())]);
}

#[tokio::test]
async fn more_pools_cost_no_more_requests() {
    let config = cluster();
    let world = World::with_cluster(&config).await;
    let pool =
        serde_json::json!({ "properties": { "count": 1, "vmSize": "Standard_D4s_v5", "mode": "User" } });
    for number in 0..20 {
        world.put(&format!("{CLUSTER_ID}/agentPools/p{number}"), &pool).await;
    }
    let before = world.requests().len();
    world.terraform.plan(CLUSTER, &config).await.expect_noop();
    assert_eq!(world.requests().split_off(before), [format!("GET {CLUSTER_ID}")]);
}

#[tokio::test]
async fn what_is_around_many_clusters_is_read_once_per_plan() {
    let config = with_pool(config! { node_count = 3, subnet_id = SUBNET });
    let world = World::with_cluster(&config).await;
    let terraform = world.another_terraform().await;
    let before = world.requests().len();
    for name in ["a", "b", "c"] {
        terraform.plan(CLUSTER, config.clone().with("name", name)).await.expect_create();
    }
    let asked = world.requests().split_off(before);
    assert_eq!(asked.iter().filter(|request| **request == format!("GET {}", network())).count(), 1);
    let once: std::collections::BTreeSet<&String> = asked.iter().collect();
    assert_eq!(once.len(), asked.len(), "asked for twice: {asked:?}");
    assert!(asked.iter().all(|request| request.starts_with("GET ")), "{asked:?}");
}
