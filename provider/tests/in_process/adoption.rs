//! A create that finds its resource in place takes it over if it is the planned one, and says how to import it if not.

use serde_json::json;
use tfplugin_framework::config;

use crate::world::{CLUSTER, CLUSTER_ID, GROUP, GROUP_ID, World, cluster, group, with_network};

#[tokio::test]
async fn a_cluster_that_is_as_planned_is_adopted_without_a_second_write() {
    let config = with_network(config! { pod_cidrs = ["10.128.0.0/16"] }).with("location", "West Europe");
    let world = World::with_cluster(&config).await;
    let terraform = world.another_terraform().await;
    terraform.apply(CLUSTER, &config).await.expect_create().expect_warning("was adopted");
    terraform.plan(CLUSTER, config).await.expect_noop();
    assert_eq!(world.writes(CLUSTER_ID), [("PUT".to_owned(), 201), ("PUT".to_owned(), 412)]);
}

#[tokio::test]
async fn a_cluster_that_is_still_being_created_is_adopted_and_waited_for() {
    let world = World::at_speed(60).await;
    tokio::select! {
        _ = world.terraform.apply(CLUSTER, cluster()) => panic!("the creation ended before it was cut off"),
        () = world.until_written("PUT", CLUSTER_ID) => {}
    }
    let terraform = world.another_terraform().await;
    let applied = terraform.apply(CLUSTER, cluster()).await.expect_create().expect_warning("was adopted");
    assert!(applied.at("kubelet_identity.object_id").as_str().is_some());
    terraform.plan(CLUSTER, cluster()).await.expect_noop();
    assert_eq!(world.writes(CLUSTER_ID), [("PUT".to_owned(), 201), ("PUT".to_owned(), 412)]);
}

#[tokio::test]
async fn a_cluster_that_differs_is_not_adopted_and_the_error_says_where_and_how_to_import_it() {
    let world = World::with_cluster(&cluster()).await;
    let terraform = world.another_terraform().await;
    let other = with_network(config! { pod_cidrs = ["10.128.0.0/16"] });
    let refused = terraform.apply(CLUSTER, other).await.expect_error(&format!("id = \"{CLUSTER_ID}\""));
    refused.expect_error(
        "network.pod_cidrs: [\"10.244.0.0/16\"] in Azure, [\"10.128.0.0/16\"] in the configuration",
    );
    assert_eq!(terraform.stored_json(CLUSTER), None);
}

#[tokio::test]
async fn a_cluster_with_more_than_was_written_differs() {
    let world = World::with_cluster(&cluster()).await;
    world.patch(CLUSTER_ID, json!({ "tags": { "owner": "somebody" } }));
    let terraform = world.another_terraform().await;
    terraform.apply(CLUSTER, cluster()).await.expect_error("tags: { owner = \"somebody\" } in Azure");
}

#[tokio::test]
async fn a_cluster_in_a_failed_state_is_not_adopted() {
    let world = World::with_cluster(&cluster()).await;
    world.patch(CLUSTER_ID, json!({ "properties": { "provisioningState": "Failed" } }));
    let terraform = world.another_terraform().await;
    terraform.apply(CLUSTER, cluster()).await.expect_error("\"failed\"");
}

#[tokio::test]
async fn nothing_is_adopted_where_the_provider_block_says_so() {
    let world = World::with(config! { adopt_existing = false }, 100_000).await;
    world.terraform.apply(CLUSTER, cluster()).await.expect_create();
    let terraform = world.another_terraform().await;
    terraform.apply(CLUSTER, cluster()).await.expect_error("adopt_existing = false");
    terraform.apply(GROUP, group()).await.expect_error("import {");
}

#[tokio::test]
async fn a_resource_group_that_is_as_planned_is_adopted() {
    let world = World::new().await;
    let terraform = world.another_terraform().await;
    terraform.apply(GROUP, group()).await.expect_create().expect_warning("was adopted");
    terraform.plan(GROUP, group()).await.expect_noop();
    assert_eq!(world.writes(GROUP_ID).len(), 1);
}

#[tokio::test]
async fn a_resource_group_that_differs_is_not_adopted() {
    let world = World::new().await;
    let terraform = world.another_terraform().await;
    let refused = terraform.apply(GROUP, group().with("location", "northeurope")).await;
    refused.expect_error("location: \"westeurope\" in Azure, \"northeurope\" in the configuration");
}
