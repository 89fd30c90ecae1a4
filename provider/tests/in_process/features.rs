//! Preview features are registered, waited for, handed on to their resource provider, and shared.

use tfplugin_framework::{config, testing::Config};

use crate::world::World;

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
async fn a_feature_that_others_unregistered_is_planned_anew() {
    let world = World::new().await;
    let unregister = feature().with("on_destroy", "unregister");
    world.terraform.apply(FEATURE, feature()).await.expect_create();
    let others = world.another_terraform().await;
    others.apply(FEATURE, unregister).await.expect_create();
    others.destroy(FEATURE).await.expect_delete();
    world.terraform.plan(FEATURE, feature()).await.expect_create();
}

#[tokio::test]
async fn a_feature_that_does_not_exist_is_an_error_that_names_it() {
    let world = World::new().await;
    let refused = world.terraform.apply(FEATURE, config! { name = "NoSuchPreview" }).await;
    refused.expect_error_at("There is no feature \"NoSuchPreview\"", "name");
}

#[tokio::test]
async fn a_feature_that_waits_for_approval_is_an_error_that_says_so() {
    let world = World::new().await;
    let refused = world.terraform.apply(FEATURE, config! { name = "AskMicrosoftPreview" }).await;
    refused.expect_error("waits for approval");
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
