//! Data sources, and what the provider block makes of mistakes.

use aksoverlay::AksOverlay;
use tfplugin_framework::{config, testing::Driver};

use crate::world::World;

const VERSIONS: &str = "aksoverlay_kubernetes_versions";

#[tokio::test]
async fn the_versions_of_a_region_are_listed_newest_first() {
    let world = World::new().await;
    let read =
        world.terraform.read_data_source(VERSIONS, config! { location = "West Europe" }).await.expect_ok();
    read.expect_value("default_version", "1.35")
        .expect_value("latest", "1.36.4")
        .expect_value("versions[0].version", "1.36")
        .expect_value("versions[0].patches[0]", "1.36.4")
        .expect_value("versions[1].is_default", true);
}

#[tokio::test]
async fn previews_are_listed_for_those_who_ask_for_them() {
    let world = World::new().await;
    let config = config! { location = "westeurope", include_preview = true };
    let read = world.terraform.read_data_source(VERSIONS, config).await.expect_ok();
    read.expect_value("versions[0].version", "1.37").expect_value("versions[0].is_preview", true);
}

#[tokio::test]
async fn the_versions_of_a_region_that_does_not_exist_are_an_error_that_names_it() {
    let world = World::new().await;
    let read = world.terraform.read_data_source(VERSIONS, config! { location = "atlantis" }).await;
    read.expect_error_at("atlantis", "location");
}

#[tokio::test]
async fn an_unknown_cloud_is_refused_with_the_known_ones() {
    let terraform = Driver::new(AksOverlay);
    terraform
        .configure(config! { environment = "mars" })
        .await
        .expect_error_at("usgovernment", "environment");
}

#[tokio::test]
async fn a_data_directory_that_cannot_be_made_is_named() {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let under_a_file = file.path().join("azure").display().to_string();
    let terraform = Driver::new(AksOverlay);
    let emulator = config! { data_dir = (under_a_file.clone()) };
    let settings = config! { environment = "emulated" }.with("emulator", emulator);
    terraform.configure(settings).await.expect_error(&under_a_file);
}

#[tokio::test]
async fn a_rule_that_does_not_exist_is_refused_with_the_one_that_may_be_meant() {
    let terraform = Driver::new(AksOverlay);
    let settings =
        config! { environment = "emulated", rules = { overrides = { "pod-cidr-capacty" = "warning" } } };
    terraform.configure(settings).await.expect_error("Did you mean \"pod-cidr-capacity\"?");
}
