//! Data sources, and what the provider block makes of mistakes.

use aksoverlay::AksOverlay;
use tfplugin_framework::{Value, config, testing::Driver};

use crate::world::{CLUSTER, CLUSTER_ID, World, cluster, with_pool};

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
async fn a_cluster_is_shown_as_it_is_by_its_id() {
    let world = World::with_cluster(&cluster()).await;
    let read = world.terraform.read_data_source(CLUSTER, config! { id = CLUSTER_ID }).await.expect_ok();
    read.expect_value("name", "prod")
        .expect_value("resource_group_name", "rg")
        .expect_value("location", "westeurope")
        .expect_value("network.plugin_mode", "overlay")
        .expect_value("network.pod_cidrs[0]", "10.244.0.0/16")
        .expect_value("network.load_balancer.managed_outbound_ip_count", 1)
        .expect_value("node_pools[0].name", "system")
        .expect_value("node_pools[0].node_count", 3)
        .expect_value("node_pools[0].max_pods", 250)
        .expect_value("power_state", "Running")
        .expect_value("provisioning_state", "Succeeded")
        .expect_value("local_account_disabled", false);
}

#[tokio::test]
async fn a_cluster_is_shown_with_what_people_and_pods_sign_in_by() {
    let access = config! { authorized_ip_ranges = ["203.0.113.0/24"] };
    let config = cluster()
        .with("oidc_issuer_enabled", true)
        .with("workload_identity_enabled", true)
        .with("api_server_access", access);
    let world = World::with_cluster(&config).await;
    let read = world.terraform.read_data_source(CLUSTER, config! { id = CLUSTER_ID }).await.expect_ok();
    assert!(read.at("oidc_issuer_url").as_str().is_some_and(|url| url.starts_with("https://")));
    let ranges = read.at("api_server_access.authorized_ip_ranges");
    assert_eq!(ranges, Value::set([Value::from("203.0.113.0/24")]));
    read.expect_value("workload_identity_enabled", true).expect_value("aad", Value::Null);
}

#[tokio::test]
async fn a_cluster_is_found_by_its_group_and_name_in_any_case() {
    let world = World::with_cluster(&cluster()).await;
    let asked = config! { name = "PROD", resource_group_name = "RG" };
    let read = world.terraform.read_data_source(CLUSTER, asked).await.expect_ok();
    assert!(read.at("id").as_str().is_some_and(|id| id.eq_ignore_ascii_case(CLUSTER_ID)));
    read.expect_value("fqdn", world.azure(CLUSTER_ID)["properties"]["fqdn"].as_str().expect("a name"));
}

#[tokio::test]
async fn the_nodes_of_a_pool_that_scales_itself_are_counted() {
    let config = with_pool(config! { auto_scaling = { min = 2, max = 5 } });
    let world = World::with_cluster(&config).await;
    let read = world.terraform.read_data_source(CLUSTER, config! { id = CLUSTER_ID }).await.expect_ok();
    read.expect_value("node_pools[0].node_count", 2).expect_value("node_pools[0].auto_scaling.max", 5);
}

#[tokio::test]
async fn the_addresses_that_a_cluster_leaves_with_are_listed() {
    let world = World::with_cluster(&cluster()).await;
    let read = world.terraform.read_data_source(CLUSTER, config! { id = CLUSTER_ID }).await.expect_ok();
    let azure = world.azure(CLUSTER_ID);
    let profile = &azure["properties"]["networkProfile"]["loadBalancerProfile"];
    let id = profile["effectiveOutboundIPs"][0]["id"].as_str().expect("an address");
    assert_eq!(read.at("effective_outbound_ip_ids"), Value::set([Value::from(id)]));
}

#[tokio::test]
async fn a_cluster_that_does_not_exist_is_named() {
    let world = World::new().await;
    let read = world.terraform.read_data_source(CLUSTER, config! { id = CLUSTER_ID }).await;
    read.expect_error_at("There is no cluster \"prod\"", "id");
    let by_name = config! { name = "prod", resource_group_name = "rg" };
    let read = world.terraform.read_data_source(CLUSTER, by_name).await;
    read.expect_error_at("There is no cluster \"prod\"", "name");
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
