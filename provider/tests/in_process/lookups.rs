//! What Azure does not tell about a cluster's surroundings is one warning, and what the user tells in its place counts.

use serde_json::json;
use tfplugin_framework::{config, testing::Config};

use crate::world::{CLUSTER, CLUSTER_ID, SUBNET, World, cluster, with_pool};

fn in_the_subnet() -> Config {
    with_pool(config! { node_count = 3, subnet_id = SUBNET })
}

/// Answers requests for a path with an error of this status.
fn refuse(world: &World, path: &str, status: u16) {
    let answer = json!({ "status": status, "code": "AuthorizationFailed", "message": "No." });
    world.fault(&json!({ "match": { "method": "GET", "path": path }, "answer": answer }));
}

#[tokio::test]
async fn a_network_that_may_not_be_read_is_one_warning_with_the_missing_action_and_the_rules() {
    let world = World::new().await;
    refuse(&world, "*/virtualNetworks/*", 403);
    let planned = world.terraform.plan(CLUSTER, in_the_subnet()).await;
    let unchecked: Vec<_> =
        planned.warnings().filter(|warning| warning.summary.contains("not checked in full")).collect();
    assert_eq!(unchecked.len(), 1, "{unchecked:?}");
    let detail = &unchecked[0].detail;
    assert!(detail.contains("Microsoft.Network/virtualNetworks/read"), "{detail}");
    assert!(detail.contains("pod-cidr-overlaps-subnet (R07)"), "{detail}");
    planned.expect_create();
}

#[tokio::test]
async fn a_network_that_may_not_be_read_does_not_keep_the_cluster_from_being_created() {
    let world = World::new().await;
    refuse(&world, "*/virtualNetworks/vnet-spoke", 403);
    world.terraform.apply(CLUSTER, in_the_subnet()).await.expect_create();
    assert!(world.azure_has(CLUSTER_ID));
}

#[tokio::test]
async fn a_refused_network_is_asked_for_once_in_a_plan_of_many_clusters() {
    let world = World::new().await;
    refuse(&world, "*/virtualNetworks/*", 403);
    let before = world.requests().len();
    for name in ["a", "b", "c"] {
        world.terraform.plan(CLUSTER, in_the_subnet().with("name", name)).await.expect_create();
    }
    let asked = world.requests().split_off(before);
    let networks = asked.iter().filter(|request| request.contains("/virtualNetworks/")).count();
    assert_eq!(networks, 1, "{asked:?}");
}

#[tokio::test]
async fn declared_networks_are_taken_in_every_form_and_never_written_to_azure() {
    let world = World::with_cluster(&cluster()).await;
    let forms: [Config; 3] = [
        ["192.168.0.0/16", "fd00:1::/48"].into(),
        config! { datacenter = ["192.168.0.0/16"], branch = ["192.168.7.0/24", "192.168.8.0/24"] },
        config! { datacenter = "192.168.0.0/16" },
    ];
    for declared in forms {
        let config = cluster().with("declared_networks", declared);
        world.terraform.apply(CLUSTER, &config).await.expect_update_in_place();
        world.terraform.plan(CLUSTER, &config).await.expect_noop();
    }
    assert_eq!(world.writes(CLUSTER_ID), [("PUT".to_owned(), 201)]);
}

#[tokio::test]
async fn a_declared_network_that_is_no_cidr_is_named_at_its_place() {
    let world = World::new().await;
    let declared = config! { datacenter = ["192.168.0.0/16", "192.168.0.0/40"] };
    let refused = world.terraform.plan(CLUSTER, cluster().with("declared_networks", declared)).await;
    refused.expect_error_at("Invalid declared network", "declared_networks[\"datacenter\"][1]");
}

#[tokio::test]
async fn a_network_of_the_provider_block_that_is_unknown_keeps_nobody_from_planning() {
    let world = World::with(config! { declared_networks = unknown }, 100_000).await;
    world.terraform.plan(CLUSTER, cluster()).await.expect_create();
}
