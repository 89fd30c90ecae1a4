//! Preview features are registered, waited for, handed on to their resource provider, and shared.

use serde_json::{Value, json};
use tfplugin_framework::{config, testing::Config};

use crate::world::{CLUSTER, World, cluster, with_network};

const FEATURE: &str = "aksoverlay_feature_registration";
const AT: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/StaticEgressGatewayPreview";
const PROVIDER: &str =
    "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.ContainerService";

fn feature() -> Config {
    config! { name = "StaticEgressGatewayPreview" }
}

#[tokio::test]
async fn a_feature_is_registered_and_its_resource_provider_told() {
    let world = World::new().await;
    let applied = world.terraform.apply(FEATURE, feature()).await.expect_create();
    applied.expect_value("state", "Registered").expect_value("id", AT);
    assert_eq!(world.writes(&format!("{PROVIDER}/register")).len(), 1);
    world.terraform.plan(FEATURE, feature()).await.expect_noop();
}

#[tokio::test]
async fn a_registered_feature_is_adopted() {
    let world = World::new().await;
    world.terraform.apply(FEATURE, feature()).await.expect_create();
    let terraform = world.another_terraform().await;
    terraform.apply(FEATURE, feature()).await.expect_create().expect_value("state", "Registered");
    assert_eq!(world.writes(&format!("{AT}/register")).len(), 1);
}

#[tokio::test]
async fn a_destroy_keeps_the_registration() {
    let world = World::new().await;
    world.terraform.apply(FEATURE, feature()).await.expect_create();
    world.terraform.destroy(FEATURE).await.expect_delete();
    assert_eq!(world.writes(&format!("{AT}/unregister")), []);
}

#[tokio::test]
async fn a_destroy_unregisters_where_that_was_asked_for() {
    let world = World::new().await;
    world.terraform.apply(FEATURE, feature()).await.expect_create();
    let unregister = feature().with("on_destroy", "unregister");
    world.terraform.apply(FEATURE, &unregister).await.expect_update_in_place();
    world.terraform.destroy(FEATURE).await.expect_delete();
    assert_eq!(world.writes(&format!("{AT}/unregister")).len(), 1);
}

#[tokio::test]
async fn an_end_of_a_registration_is_handed_on_as_well() {
    let world = World::new().await;
    world.terraform.apply(FEATURE, feature().with("on_destroy", "unregister")).await.expect_create();
    world.terraform.destroy(FEATURE).await.expect_delete();
    assert_eq!(world.writes(&format!("{PROVIDER}/register")).len(), 2);
}

#[tokio::test]
async fn a_feature_that_others_unregistered_is_planned_as_a_change_that_registers_it() {
    let world = World::new().await;
    world.terraform.apply(FEATURE, feature()).await.expect_create();
    let others = world.another_terraform().await;
    others.apply(FEATURE, feature().with("on_destroy", "unregister")).await.expect_create();
    others.destroy(FEATURE).await.expect_delete();
    let planned = world.terraform.plan(FEATURE, feature()).await.expect_update_in_place();
    planned.expect_warning("is not registered any more").expect_planned("state", "Registered");
    world.terraform.apply(FEATURE, feature()).await.expect_update_in_place();
    assert_eq!(world.writes(&format!("{AT}/register")).len(), 2);
    world.terraform.plan(FEATURE, feature()).await.expect_noop();
}

/// What a replica says that has not heard of the registration.
fn outdated(skip: u32, times: u32) -> Value {
    json!({
        "match": {"method": "GET", "path": "*/features/StaticEgressGatewayPreview"},
        "skip": skip,
        "times": times,
        "answer": {"status": 200, "body": {
            "name": "Microsoft.ContainerService/StaticEgressGatewayPreview",
            "properties": {"state": "NotRegistered"},
        }},
    })
}

#[tokio::test]
async fn a_replica_that_lags_behind_is_no_drift() {
    let world = World::new().await;
    world.terraform.apply(FEATURE, feature()).await.expect_create();
    world.fault(&outdated(0, 4));
    world.terraform.plan(FEATURE, feature()).await.expect_noop();
}

#[tokio::test]
async fn a_registration_is_waited_for_until_the_replicas_agree() {
    let world = World::new().await;
    let others = world.another_terraform().await;
    others.apply(FEATURE, feature()).await.expect_create();
    let before = world.reads(AT);
    // Three reads say that it is registered, and then one that it is not.
    world.fault(&outdated(4, 1));
    world.terraform.apply(FEATURE, feature()).await.expect_create().expect_value("state", "Registered");
    assert_eq!(world.reads(AT) - before, 1 + 1 + 3 + 10, "at plan, at first, before the odd one, and after");
}

#[tokio::test]
async fn two_configurations_may_register_the_same_feature_at_once() {
    let world = World::new().await;
    let other = world.another_terraform().await;
    let (mine, theirs) =
        tokio::join!(world.terraform.apply(FEATURE, feature()), other.apply(FEATURE, feature()));
    mine.expect_create().expect_value("state", "Registered");
    theirs.expect_create().expect_value("state", "Registered");
}

#[tokio::test]
async fn a_feature_that_nothing_needs_any_more_is_not_registered() {
    let world = World::new().await;
    let retired = config! { name = "AzureOverlayPreview" };
    let applied = world.terraform.apply(FEATURE, &retired).await.expect_create();
    applied
        .expect_warning("Feature \"AzureOverlayPreview\" is not needed since 2024-01-23")
        .expect_value("state", "NotRegistered");
    let path = AT.replace("StaticEgressGatewayPreview", "AzureOverlayPreview");
    assert_eq!(world.writes(&format!("{path}/register")), []);
    world.terraform.plan(FEATURE, &retired).await.expect_noop();
}

#[tokio::test]
async fn a_feature_that_was_needed_on_the_day_of_the_rules_is_registered() {
    let world = World::with(config! { rules = { as_of = "2024-01-22" } }, 100_000).await;
    let applied = world.terraform.apply(FEATURE, config! { name = "AzureOverlayPreview" }).await;
    assert_eq!(applied.expect_create().expect_value("state", "Registered").warnings().count(), 0);
}

#[tokio::test]
async fn a_retired_feature_that_azure_has_removed_is_no_error_either() {
    let world = World::new().await;
    let gone = json!({
        "match": {"path": "*/features/EnableCiliumNodeSubnet"},
        "answer": {"status": 404, "code": "FeatureNotFound"},
    });
    world.fault(&gone);
    let retired = config! { name = "EnableCiliumNodeSubnet" };
    world.terraform.apply(FEATURE, &retired).await.expect_create();
    world.terraform.plan(FEATURE, &retired).await.expect_noop();
}

#[tokio::test]
async fn a_registered_feature_is_adopted_also_without_permission_to_refresh_its_provider() {
    let world = World::new().await;
    world.another_terraform().await.apply(FEATURE, feature()).await.expect_create();
    let forbidden = json!({
        "match": {"method": "POST", "path": "*/providers/Microsoft.ContainerService/register"},
        "answer": {"status": 403, "code": "AuthorizationFailed"},
    });
    world.fault(&forbidden);
    let applied = world.terraform.apply(FEATURE, feature()).await.expect_create();
    applied.expect_warning("could not be refreshed");
}

#[tokio::test]
async fn a_registration_that_is_not_permitted_names_the_actions() {
    let world = World::new().await;
    let forbidden = json!({
        "match": {"method": "POST", "path": "*/features/*/register"},
        "answer": {"status": 403, "code": "AuthorizationFailed"},
    });
    world.fault(&forbidden);
    let refused = world.terraform.apply(FEATURE, feature()).await;
    refused.expect_error("Microsoft.Features/providers/features/register/action");
}

#[tokio::test]
async fn a_feature_that_does_not_exist_is_an_error_that_names_it() {
    let world = World::new().await;
    let refused = world.terraform.apply(FEATURE, config! { name = "NoSuchPreview" }).await;
    refused.expect_error_at("There is no feature \"NoSuchPreview\"", "name");
}

#[tokio::test]
async fn a_feature_that_does_not_exist_is_refused_by_the_plan() {
    let world = World::new().await;
    let refused = world.terraform.plan(FEATURE, config! { name = "NoSuchPreview" }).await;
    refused.expect_error_at("There is no feature \"NoSuchPreview\"", "name");
}

#[tokio::test]
async fn a_feature_that_waits_for_approval_is_an_error_that_says_so() {
    let world = World::new().await;
    let refused = world.terraform.apply(FEATURE, config! { name = "AskMicrosoftPreview" }).await;
    refused.expect_error_at("waits for approval", "name");
    let planned = world.terraform.plan(FEATURE, config! { name = "AskMicrosoftPreview" }).await;
    planned.expect_create().expect_warning("waits for approval");
}

#[tokio::test]
async fn a_feature_that_was_approved_meanwhile_is_adopted() {
    let world = World::new().await;
    let config = config! { name = "AskMicrosoftPreview" };
    world.terraform.apply(FEATURE, &config).await.expect_error("waits for approval");
    let stored = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Features/featureProviders/Microsoft.ContainerService/subscriptionFeatureRegistrations/AskMicrosoftPreview";
    world.patch(stored, json!({"properties": {"state": "Registered"}}));
    world.terraform.apply(FEATURE, &config).await.expect_create().expect_value("state", "Registered");
    let asked = world.writes(&format!("{}/register", AT.replace("StaticEgressGateway", "AskMicrosoft")));
    assert_eq!(asked.len(), 1, "the request is not made a second time");
}

#[tokio::test]
async fn a_feature_that_is_not_registered_is_imported_and_then_registered() {
    let world = World::new().await;
    world.terraform.import(FEATURE, AT).await.expect_ok().expect_value("state", "NotRegistered");
    world.terraform.apply(FEATURE, feature()).await.expect_update_in_place();
    world.terraform.plan(FEATURE, feature()).await.expect_noop();
}

#[tokio::test]
async fn a_feature_is_imported_by_either_form_of_its_id() {
    let world = World::new().await;
    world.terraform.apply(FEATURE, feature()).await.expect_create();
    for id in [AT, "Microsoft.ContainerService/StaticEgressGatewayPreview"] {
        let terraform = world.another_terraform().await;
        terraform.import(FEATURE, id).await.expect_ok().expect_value("id", AT);
        terraform.plan(FEATURE, feature()).await.expect_noop();
    }
    let terraform = world.another_terraform().await;
    let refused = terraform.import(FEATURE, "StaticEgressGatewayPreview").await;
    refused.expect_error("is not the ID of a feature");
}

/// The rules of a day on which dual-stack was a preview.
async fn before_dual_stack() -> World {
    World::with(config! { rules = { as_of = "2024-02-01" } }, 100_000).await
}

fn dual_stack() -> Config {
    with_network(config! { ip_families = ["IPv4", "IPv6"] })
}

#[tokio::test]
async fn a_cluster_that_needs_a_feature_is_refused_without_it() {
    let world = before_dual_stack().await;
    world.terraform.plan(CLUSTER, dual_stack()).await.expect_error("AzureOverlayDualStackPreview");
    world.terraform.plan(CLUSTER, cluster()).await.expect_create();
}

#[tokio::test]
async fn a_feature_that_the_same_run_registers_before_is_there_for_the_cluster() {
    let world = before_dual_stack().await;
    let registration = config! { name = "AzureOverlayDualStackPreview" };
    world.terraform.plan(FEATURE, &registration).await.expect_create();
    world.terraform.plan(CLUSTER, dual_stack()).await.expect_create();
    world.terraform.apply(FEATURE, &registration).await.expect_create();
    world.terraform.apply(CLUSTER, dual_stack()).await.expect_create();
}

#[tokio::test]
async fn a_feature_that_was_planned_and_is_not_registered_after_all_stops_the_write() {
    let world = before_dual_stack().await;
    world.terraform.plan(FEATURE, config! { name = "AzureOverlayDualStackPreview" }).await.expect_create();
    world.terraform.plan(CLUSTER, dual_stack()).await.expect_create();
    let refused = world.terraform.apply(CLUSTER, dual_stack()).await;
    refused.expect_error("AzureOverlayDualStackPreview");
    assert_eq!(world.writes(crate::world::CLUSTER_ID), []);
}
