//! Resource providers are registered, waited for, and shared.

use serde_json::json;
use tfplugin_framework::{config, testing::Config};

use crate::world::World;

const PROVIDER: &str = "aksoverlay_provider_registration";
const NAMESPACE: &str = "Microsoft.Dashboard";
const AT: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Dashboard";

fn provider() -> Config {
    config! { namespace = NAMESPACE }
}

/// Ends the registration behind Terraform's back.
async fn others_unregister(world: &World) {
    let others = world.another_terraform().await;
    others.apply(PROVIDER, provider().with("on_destroy", "unregister")).await.expect_create();
    others.destroy(PROVIDER).await.expect_delete();
}

#[tokio::test]
async fn a_provider_is_registered_and_waited_for() {
    let world = World::new().await;
    let applied = world.terraform.apply(PROVIDER, provider()).await.expect_create();
    applied.expect_value("state", "Registered").expect_value("id", AT);
    assert_eq!(world.writes(&format!("{AT}/register")).len(), 1);
    world.terraform.plan(PROVIDER, provider()).await.expect_noop();
}

#[tokio::test]
async fn a_registered_provider_is_adopted_without_a_request() {
    let world = World::new().await;
    let aks = config! { namespace = "microsoft.containerservice" };
    world.terraform.apply(PROVIDER, &aks).await.expect_create().expect_value("state", "Registered");
    assert_eq!(world.writes(&AT.replace("Microsoft.Dashboard", "Microsoft.ContainerService/register")), []);
    world.terraform.plan(PROVIDER, &aks).await.expect_noop();
}

#[tokio::test]
async fn a_destroy_keeps_the_registration() {
    let world = World::new().await;
    world.terraform.apply(PROVIDER, provider()).await.expect_create();
    world.terraform.destroy(PROVIDER).await.expect_delete();
    assert_eq!(world.writes(&format!("{AT}/unregister")), []);
}

#[tokio::test]
async fn a_destroy_ends_the_registration_where_that_was_asked_for() {
    let world = World::new().await;
    world.terraform.apply(PROVIDER, provider()).await.expect_create();
    let unregister = provider().with("on_destroy", "unregister");
    world.terraform.apply(PROVIDER, &unregister).await.expect_update_in_place();
    world.terraform.destroy(PROVIDER).await.expect_delete();
    assert_eq!(world.writes(&format!("{AT}/unregister")).len(), 1);
}

#[tokio::test]
async fn a_registration_that_others_ended_is_planned_as_a_change_that_renews_it() {
    let world = World::new().await;
    world.terraform.apply(PROVIDER, provider()).await.expect_create();
    others_unregister(&world).await;
    let planned = world.terraform.plan(PROVIDER, provider()).await.expect_update_in_place();
    planned.expect_warning("is not registered").expect_planned("state", "Registered");
    world.terraform.apply(PROVIDER, provider()).await.expect_update_in_place();
    world.terraform.plan(PROVIDER, provider()).await.expect_noop();
}

#[tokio::test]
async fn a_replica_that_lags_behind_is_no_drift() {
    let world = World::new().await;
    world.terraform.apply(PROVIDER, provider()).await.expect_create();
    world.fault(&json!({
        "match": {"method": "GET", "path": "*/providers/Microsoft.Dashboard"},
        "times": 4,
        "answer": {"status": 200, "body": {"namespace": NAMESPACE, "registrationState": "NotRegistered"}},
    }));
    world.terraform.plan(PROVIDER, provider()).await.expect_noop();
}

#[tokio::test]
async fn a_provider_that_does_not_exist_is_an_error_that_names_it() {
    let world = World::new().await;
    let refused = world.terraform.apply(PROVIDER, config! { namespace = "Microsoft.Nothing" }).await;
    refused.expect_error_at("There is no resource provider \"Microsoft.Nothing\"", "namespace");
}

#[tokio::test]
async fn a_registration_that_is_not_permitted_names_the_action() {
    let world = World::new().await;
    world.fault(&json!({
        "match": {"method": "POST", "path": "*/register"},
        "answer": {"status": 403, "code": "AuthorizationFailed"},
    }));
    let refused = world.terraform.apply(PROVIDER, provider()).await;
    refused.expect_error("Microsoft.Dashboard/register/action");
}

#[tokio::test]
async fn a_provider_is_imported_by_namespace_by_id_and_by_identity() {
    let world = World::new().await;
    world.terraform.apply(PROVIDER, provider()).await.expect_create();
    for id in [AT, "microsoft.dashboard"] {
        let terraform = world.another_terraform().await;
        terraform.import(PROVIDER, id).await.expect_ok().expect_value("id", AT);
        terraform.plan(PROVIDER, provider()).await.expect_noop();
    }
    let terraform = world.another_terraform().await;
    terraform.import_by_identity(PROVIDER, config! { id = AT }).await.expect_ok().expect_value("id", AT);
    let terraform = world.another_terraform().await;
    terraform.import(PROVIDER, "Dashboard").await.expect_error("Not the ID of a resource provider");
}

#[tokio::test]
async fn a_provider_that_is_not_registered_is_imported_and_then_registered() {
    let world = World::new().await;
    world.terraform.import(PROVIDER, NAMESPACE).await.expect_ok().expect_value("state", "NotRegistered");
    world.terraform.apply(PROVIDER, provider()).await.expect_update_in_place();
    world.terraform.plan(PROVIDER, provider()).await.expect_noop();
}
