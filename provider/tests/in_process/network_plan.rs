//! The data source `aksoverlay_network_plan`.

use serde_json::json;
use tfplugin_framework::{
    Value, config,
    testing::{Config, Outcome},
};

use crate::world::{CLUSTER_ID, SUBNET, World, cluster, with_pool};

const PLAN: &str = "aksoverlay_network_plan";
const VNET: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke";

fn of_cluster() -> Config {
    config! { cluster_id = (CLUSTER_ID) }
}

fn in_subnet() -> Config {
    with_pool(config! { subnet_id = (SUBNET), auto_scaling = { min = 2, max = 10 } })
        .with("network", config! { pod_cidrs = ["10.244.0.0/20"] })
}

/// Codes and severities, in order.
fn findings(read: &Outcome) -> Vec<(String, String)> {
    let findings = if let Value::List(findings) = read.at("findings") { findings } else { Vec::new() };
    let text = |finding: &Value, name: &str| match finding {
        Value::Object(members) => members[name].as_str().unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    findings.iter().map(|finding| (text(finding, "code"), text(finding, "severity"))).collect()
}

#[tokio::test]
async fn an_existing_cluster_is_counted_in_blocks_and_addresses() {
    let world = World::with_cluster(&in_subnet()).await;
    let read = world.terraform.read_data_source(PLAN, of_cluster()).await.expect_ok();
    read.expect_value("node_blocks.pod_cidr", "10.244.0.0/20")
        .expect_value("node_blocks.total", 16)
        .expect_value("node_blocks.used", 2)
        .expect_value("node_blocks.left", 14)
        .expect_value("node_blocks.at_max_count", 10)
        // Azure's own max_surge for the pool is 10 %: one node.
        .expect_value("node_blocks.left_with_surge", 5)
        .expect_value("node_blocks.sufficient_cidr", "10.244.0.0/20")
        .expect_value("node_blocks.expansions[0].cidr", "10.244.0.0/19")
        .expect_value("subnets[0].id", SUBNET)
        .expect_value("subnets[0].total", 1019)
        .expect_value("subnets[0].free_at_max_count", 1009);
}

#[tokio::test]
async fn a_subnet_that_others_added_is_found_though_the_cluster_did_not_change() {
    let world = World::with_cluster(&in_subnet()).await;
    let before = world.terraform.read_data_source(PLAN, of_cluster()).await.expect_ok();
    assert!(!findings(&before).iter().any(|(_, severity)| severity != "information"), "{before:?}");
    let space = json!({"location": "westeurope", "properties": {"addressSpace": {
        "addressPrefixes": ["10.10.0.0/16", "10.244.0.0/16", "fd10:10::/56"]
    }}});
    world.patch(VNET, space);
    let subnet = json!({"properties": {"addressPrefix": "10.244.3.0/24"}});
    world.put(&format!("{VNET}/subnets/new"), &subnet).await;
    let read = world.terraform.read_data_source(PLAN, of_cluster()).await.expect_ok();
    let found = findings(&read);
    assert!(found.contains(&("pod-cidr-overlaps-subnet".into(), "warning".into())), "{found:?}");
    read.expect_value("overlaps[0].with", "10.244.3.0/24").expect_value("overlaps[0].what", "subnet new");
}

#[tokio::test]
async fn planned_pools_stand_in_the_place_of_those_that_there_are() {
    let world = World::with_cluster(&in_subnet()).await;
    let pools = config! { cluster_id = (CLUSTER_ID), pools = [
        { name = "system", max_count = 10, max_surge = "1" },
        { name = "user", node_count = 12, max_surge = "33%" },
    ] };
    let read = world.terraform.read_data_source(PLAN, pools).await.expect_ok();
    read.expect_value("node_blocks.at_max_count", 22)
        .expect_value("node_blocks.left_at_max_count", -6)
        .expect_value("node_blocks.first_pool_that_fails", "user")
        .expect_value("node_blocks.sufficient_cidr", "10.244.0.0/19");
}

#[tokio::test]
async fn a_cluster_that_is_only_planned_is_judged_with_the_defaults_of_azure() {
    let world = World::new().await;
    let planned =
        config! { service_cidrs = ["10.244.0.0/24"], pools = [{ name = "system", node_count = 300 }] };
    let read = world.terraform.read_data_source(PLAN, planned).await.expect_ok();
    let found = findings(&read);
    assert!(found.contains(&("pod-cidr-overlaps-service-cidr".into(), "error".into())), "{found:?}");
    assert!(found.contains(&("pod-cidr-capacity".into(), "error".into())), "{found:?}");
    assert!(found.contains(&("implied-default-ranges".into(), "information".into())), "{found:?}");
    read.expect_value("node_blocks.total", 256).expect_value("overlaps[0].what", "service CIDR");
}

#[tokio::test]
async fn declared_networks_are_overlapped_and_kept_clear_of() {
    let world = World::with_cluster(&cluster()).await;
    let declared =
        of_cluster().with("declared_networks", config! { berlin = ["10.244.0.0/24", "10.1.0.0/16"] });
    let read = world.terraform.read_data_source(PLAN, declared).await.expect_ok();
    read.expect_value("overlaps[0].what", "declared network berlin")
        .expect_value("next_free_cidr", "10.2.0.0/16");
}

#[tokio::test]
async fn rules_are_those_of_the_day_that_is_asked_for() {
    let world = World::new().await;
    let on = |day: &str| {
        config! { pod_cidrs = ["169.254.0.0/16"], pools = [{ name = "system", node_count = 1 }], as_of = (day) }
    };
    let codes = |read: Outcome| findings(&read).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    let before = codes(world.terraform.read_data_source(PLAN, on("2025-01-29")).await.expect_ok());
    assert!(!before.contains(&"reserved-range".to_owned()), "{before:?}");
    let after = world.terraform.read_data_source(PLAN, on("2025-01-30")).await.expect_ok();
    assert!(codes(after).contains(&"reserved-range".to_owned()));
    let never = world.terraform.read_data_source(PLAN, on("yesterday")).await;
    never.expect_error_at("is not a date", "as_of");
}

#[tokio::test]
async fn a_network_that_cannot_be_read_is_unchecked_and_no_error() {
    let world = World::with_cluster(&in_subnet()).await;
    world.fault(&json!({
        "match": {"method": "GET", "path": "*/virtualNetworks/vnet-spoke"},
        "answer": {"status": 403, "code": "AuthorizationFailed"},
    }));
    let read = world.terraform.read_data_source(PLAN, of_cluster()).await.expect_ok();
    let everything_behind_it = "the virtual network, the connected networks, the network security groups, the route tables and the NAT gateways";
    read.expect_value("unchecked[0].what", everything_behind_it).expect_value("unchecked[1]", Value::Null);
}

#[tokio::test]
async fn a_cluster_that_does_not_exist_and_nothing_at_all_are_errors() {
    let world = World::new().await;
    let missing = world.terraform.read_data_source(PLAN, of_cluster()).await;
    missing.expect_error_at("There is no such cluster", "cluster_id");
    let nothing = world.terraform.read_data_source(PLAN, config! {}).await;
    nothing.expect_error_at("There is nothing to plan for", "cluster_id");
}
