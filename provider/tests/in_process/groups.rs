//! Resource groups.

use serde_json::json;
use tfplugin_framework::config;

use crate::world::{CLUSTER, CLUSTER_ID, GROUP, GROUP_ID, World, cluster, group};

#[tokio::test]
async fn a_group_is_made_tagged_and_deleted() {
    let world = World::new().await;
    let tagged = group().with("tags", config! { team = "a" });
    world.terraform.apply(GROUP, &tagged).await.expect_update_in_place();
    world.terraform.plan(GROUP, tagged).await.expect_noop();
    world.terraform.apply(GROUP, group()).await.expect_update_in_place();
    world.terraform.plan(GROUP, group()).await.expect_noop();
    world.terraform.destroy(GROUP).await.expect_delete();
    assert!(!world.azure_has(GROUP_ID));
}

#[tokio::test]
async fn a_group_is_neither_renamed_nor_moved_nor_replaced() {
    let world = World::new().await;
    world
        .terraform
        .plan(GROUP, group().with("name", "other"))
        .await
        .expect_error_at("cannot be changed", "name");
    let moved = group().with("location", "northeurope");
    world.terraform.plan(GROUP, moved).await.expect_error_at("cannot be changed", "location");
    world.terraform.plan(GROUP, group().with("location", "West Europe")).await.expect_noop();
}

#[tokio::test]
async fn a_group_with_a_cluster_is_not_deleted() {
    let world = World::with_cluster(&cluster()).await;
    world.terraform.destroy(GROUP).await.expect_error("prod");
    assert!(world.azure_has(CLUSTER_ID));
    world.terraform.destroy(CLUSTER).await.expect_delete();
    world.terraform.destroy(GROUP).await.expect_delete();
}

#[tokio::test]
async fn a_change_of_the_tags_is_found() {
    let world = World::new().await;
    world.patch(GROUP_ID, json!({ "tags": { "owner": "somebody" } }));
    world.terraform.plan(GROUP, group()).await.expect_update_in_place();
}

#[tokio::test]
async fn a_region_that_does_not_exist_is_refused_by_its_name() {
    let world = World::new().await;
    let refused = world
        .terraform
        .apply("aksoverlay_resource_group.lost", config! { name = "lost", location = "westeurop" })
        .await;
    refused.expect_error("westeurop");
}

#[tokio::test]
async fn a_cluster_in_a_group_that_does_not_exist_says_how_to_make_one() {
    let world = World::new().await;
    let refused = world.terraform.apply(CLUSTER, cluster().with("resource_group_name", "nowhere")).await;
    refused.expect_error("aksoverlay_resource_group.NAME.name");
}
