//! An apply or destroy that does not come to its end loses nothing.

use serde_json::json;
use tfplugin_framework::config;

use crate::world::{CLUSTER, CLUSTER_ID, World, cluster};

/// Slow enough that an operation still runs when the test interrupts it: a create takes four seconds.
const SLOW: i64 = 60;

/// A world in which the creation of the cluster was interrupted while Azure worked.
async fn with_an_interrupted_create() -> World {
    let world = World::at_speed(SLOW).await;
    let (applied, ()) = tokio::join!(world.terraform.apply(CLUSTER, cluster()), async {
        world.until_written("PUT", CLUSTER_ID).await;
        world.terraform.stop().await;
    });
    let applied = applied.expect_ok().expect_warning("Interrupted while Azure was creating");
    assert!(!applied.tainted);
    assert_eq!(applied.at("id").as_str(), Some(CLUSTER_ID));
    world
}

#[tokio::test]
async fn after_an_interrupted_create_the_next_apply_finishes_the_same_cluster_with_no_second_put() {
    let world = with_an_interrupted_create().await;
    let planned = world.terraform.plan(CLUSTER, cluster()).await.expect_update_in_place();
    planned.expect_warning("still being created");
    let applied = world.terraform.apply(CLUSTER, cluster()).await.expect_update_in_place();
    assert!(applied.at("kubelet_identity.object_id").as_str().is_some());
    world.terraform.plan(CLUSTER, cluster()).await.expect_noop();
    assert_eq!(world.writes(CLUSTER_ID), [("PUT".to_owned(), 201)]);
}

#[tokio::test]
async fn an_apply_that_waits_for_an_interrupted_create_may_be_interrupted_too() {
    let world = with_an_interrupted_create().await;
    let (applied, ()) = tokio::join!(world.terraform.apply(CLUSTER, cluster()), async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        world.terraform.stop().await;
    });
    assert_eq!(applied.at("id").as_str(), Some(CLUSTER_ID));
    world.terraform.apply(CLUSTER, cluster()).await.expect_update_in_place();
    world.terraform.plan(CLUSTER, cluster()).await.expect_noop();
    assert_eq!(world.writes(CLUSTER_ID), [("PUT".to_owned(), 201)]);
}

#[tokio::test]
async fn a_create_that_ended_after_its_interruption_leaves_nothing_to_do() {
    let world = with_an_interrupted_create().await;
    while world.azure(CLUSTER_ID)["properties"]["provisioningState"] != "Succeeded" {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    world.terraform.plan(CLUSTER, cluster()).await.expect_noop();
    assert_eq!(world.writes(CLUSTER_ID), [("PUT".to_owned(), 201)]);
}

#[tokio::test]
async fn a_change_that_was_written_after_an_interrupted_create_is_made_too() {
    let world = with_an_interrupted_create().await;
    let changed = cluster().with("tags", config! { team = "a" });
    world.terraform.apply(CLUSTER, &changed).await.expect_update_in_place();
    world.terraform.plan(CLUSTER, changed).await.expect_noop();
    assert_eq!(world.writes(CLUSTER_ID), [("PUT".to_owned(), 201), ("PATCH".to_owned(), 200)]);
}

#[tokio::test]
async fn an_interrupted_create_can_be_destroyed() {
    let world = with_an_interrupted_create().await;
    world.terraform.destroy(CLUSTER).await.expect_delete();
    assert!(!world.azure_has(CLUSTER_ID));
}

#[tokio::test]
async fn a_create_that_runs_into_its_timeout_keeps_the_cluster_and_says_which_setting_to_raise() {
    let world = World::at_speed(SLOW).await;
    let hasty = cluster().with("timeouts", config! { create = "1s" });
    let applied = world.terraform.apply(CLUSTER, hasty).await.expect_error("timeouts.create");
    assert_eq!(applied.at("id").as_str(), Some(CLUSTER_ID));
    assert!(applied.tainted);
}

#[tokio::test]
async fn after_an_interrupted_update_the_next_apply_waits_for_it_and_writes_nothing_again() {
    let world = World::at_speed(SLOW).await;
    world.terraform.apply(CLUSTER, cluster()).await.expect_create();
    let changed = cluster().with("sku_tier", "Standard");
    let (applied, ()) = tokio::join!(world.terraform.apply(CLUSTER, &changed), async {
        while world.writes(CLUSTER_ID).len() < 2 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        // The journal has the request before its answer has arrived.
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        world.terraform.stop().await;
    });
    applied.expect_ok().expect_warning("Interrupted while Azure was updating");
    world.terraform.apply(CLUSTER, &changed).await.expect_update_in_place();
    world.terraform.plan(CLUSTER, changed).await.expect_noop();
    assert_eq!(world.writes(CLUSTER_ID).len(), 2);
}

#[tokio::test]
async fn after_an_interrupted_destroy_the_next_one_waits_for_the_same_deletion() {
    let world = World::at_speed(SLOW).await;
    world.terraform.apply(CLUSTER, cluster()).await.expect_create();
    let (destroyed, ()) = tokio::join!(world.terraform.destroy(CLUSTER), async {
        world.until_written("DELETE", CLUSTER_ID).await;
        world.terraform.stop().await;
    });
    let destroyed = destroyed.expect_error("Stopped waiting for Azure to delete cluster");
    assert_eq!(destroyed.at("id").as_str(), Some(CLUSTER_ID));
    world.terraform.destroy(CLUSTER).await.expect_delete();
    let deletes = world.writes(CLUSTER_ID).into_iter().filter(|(method, _)| method == "DELETE").count();
    assert_eq!(deletes, 1);
}

#[tokio::test]
async fn a_cluster_that_is_still_being_deleted_is_waited_for_and_made_anew() {
    let world = World::at_speed(SLOW).await;
    world.terraform.apply(CLUSTER, cluster()).await.expect_create();
    let (destroyed, ()) = tokio::join!(world.terraform.destroy(CLUSTER), async {
        world.until_written("DELETE", CLUSTER_ID).await;
        world.terraform.stop().await;
    });
    destroyed.expect_error("Stopped waiting for Azure to delete cluster");
    let planned = world.terraform.plan(CLUSTER, cluster()).await.expect_update_in_place();
    planned.expect_unknown("fqdn").expect_warning("is being deleted");
    world.terraform.apply(CLUSTER, cluster()).await.expect_update_in_place();
    world.terraform.plan(CLUSTER, cluster()).await.expect_noop();
    let created =
        world.writes(CLUSTER_ID).into_iter().filter(|write| *write == ("PUT".to_owned(), 201)).count();
    assert_eq!(created, 2);
}

#[tokio::test]
async fn a_cluster_in_a_failed_state_is_repaired_by_the_next_apply() {
    let world = World::with_cluster(&cluster()).await;
    for state in ["Failed", "Canceled"] {
        world.patch(CLUSTER_ID, json!({ "properties": { "provisioningState": state } }));
        let planned = world.terraform.plan(CLUSTER, cluster()).await.expect_update_in_place();
        planned.expect_warning("failed");
        world.terraform.apply(CLUSTER, cluster()).await.expect_update_in_place();
        assert_eq!(world.azure(CLUSTER_ID)["properties"]["provisioningState"], "Succeeded");
        world.terraform.plan(CLUSTER, cluster()).await.expect_noop();
    }
}

#[tokio::test]
async fn a_cluster_that_azure_works_on_by_itself_is_no_change() {
    let world = World::with_cluster(&cluster()).await;
    world.patch(CLUSTER_ID, json!({ "properties": { "provisioningState": "Updating" } }));
    world.terraform.plan(CLUSTER, cluster()).await.expect_noop();
}
