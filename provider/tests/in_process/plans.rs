//! The rules are asked at the earliest moment at which they can be decided, and not before.

use tfplugin_framework::{config, testing::Config};

use crate::world::{CLUSTER, CLUSTER_ID, SUBNET, World, cluster, with_network, with_pool};

const VNET: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke";

fn on_subnet(subnet: impl Into<Config>, pods: &str) -> Config {
    let pool = config! { name = "system", node_count = 3 }.with("subnet_id", subnet);
    with_network(config! { pod_cidrs = [pods] }).with("system_pool", pool)
}

#[tokio::test]
async fn what_the_configuration_alone_decides_is_refused_at_validate() {
    let world = World::new().await;
    let overlapping = with_network(config! { pod_cidrs = ["10.0.0.0/16"], service_cidrs = ["10.0.0.0/20"] });
    world.terraform.validate(CLUSTER, overlapping).await.expect_error("(R11)");
}

#[tokio::test]
async fn what_needs_azure_is_refused_at_plan() {
    let world = World::new().await;
    let overlapping = on_subnet(SUBNET, "10.10.0.0/16");
    world.terraform.validate(CLUSTER, &overlapping).await.expect_ok();
    world.terraform.plan(CLUSTER, overlapping).await.expect_error("(R07)");
}

#[tokio::test]
async fn what_is_known_only_at_apply_is_refused_before_the_first_write() {
    let world = World::new().await;
    let unknown = on_subnet(Config::Unknown, "10.10.0.0/16");
    world.terraform.plan(CLUSTER, &unknown).await.expect_create();
    world
        .terraform
        .apply_later(CLUSTER, unknown, on_subnet(SUBNET, "10.10.0.0/16"))
        .await
        .expect_error("(R07)");
    assert_eq!(world.writes(CLUSTER_ID), []);
}

#[tokio::test]
async fn what_is_known_only_at_apply_and_fits_is_made() {
    let world = World::new().await;
    let unknown = on_subnet(Config::Unknown, "10.244.0.0/16");
    world.terraform.apply_later(CLUSTER, unknown, on_subnet(SUBNET, "10.244.0.0/16")).await.expect_create();
    world.terraform.plan(CLUSTER, on_subnet(SUBNET, "10.244.0.0/16")).await.expect_noop();
}

#[tokio::test]
async fn a_network_that_is_wholly_unknown_is_no_reason_to_refuse() {
    let world = World::new().await;
    world.terraform.plan(CLUSTER, cluster().with("network", Config::Unknown)).await.expect_create();
    world.terraform.plan(CLUSTER, cluster().with("system_pool", Config::Unknown)).await.expect_create();
}

#[tokio::test]
async fn a_network_that_cannot_be_read_is_a_warning_that_names_the_rules() {
    let world = World::new().await;
    let elsewhere = SUBNET.replace("vnet-spoke", "vnet-nowhere");
    let planned = world.terraform.plan(CLUSTER, on_subnet(elsewhere, "10.244.0.0/16")).await.expect_create();
    assert_eq!(planned.warnings().count(), 1);
    planned.expect_warning("(R07)");
}

#[tokio::test]
async fn clusters_of_one_plan_read_their_common_network_once() {
    let world = World::new().await;
    for name in ["a", "b", "c"] {
        let config = on_subnet(SUBNET, "10.244.0.0/16").with("name", name);
        world.terraform.plan(&format!("{CLUSTER}.{name}"), config).await.expect_create();
    }
    assert_eq!(world.reads(VNET), 1);
}

#[tokio::test]
async fn a_provider_that_is_not_configured_yet_plans_without_azure() {
    let world = World::new().await;
    let terraform = world.another_terraform().await;
    terraform.configure(config! { subscription_id = unknown }).await.expect_ok();
    terraform.plan(CLUSTER, on_subnet(SUBNET, "10.244.0.0/16")).await.expect_create();
    terraform.plan(CLUSTER, on_subnet(SUBNET, "10.0.0.0/16")).await.expect_error("(R11)");
}

#[tokio::test]
async fn a_pool_without_a_size_or_with_two_is_refused() {
    let world = World::new().await;
    world.terraform.validate(CLUSTER, with_pool(config! {})).await.expect_error_at("no size", "system_pool");
    let two = with_pool(config! { node_count = 3, auto_scaling = { min = 1, max = 3 } });
    world.terraform.validate(CLUSTER, two).await.expect_error_at("two sizes", "system_pool.node_count");
    let unknown = with_pool(config! { node_count = unknown, auto_scaling = unknown });
    world.terraform.validate(CLUSTER, unknown).await.expect_ok();
}

#[tokio::test]
async fn a_rule_that_may_be_lowered_is_a_warning_where_the_provider_block_says_so() {
    let old_machines = with_pool(config! { node_count = 3, vm_size = "Standard_DC2s_v2" });
    let world = World::new().await;
    world.terraform.plan(CLUSTER, &old_machines).await.expect_error("dcsv2-pool");
    let settings = config! { rules = { overrides = { "dcsv2-pool" = "warning" } } };
    let world = World::with(settings, 100_000).await;
    world.terraform.plan(CLUSTER, old_machines).await.expect_warning("dcsv2-pool");
}
