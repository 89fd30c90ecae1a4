//! IPv6 for a cluster that another tool manages: here it is made by another Terraform.

use serde_json::json;
use tfplugin_framework::{Value, config, testing::Config};

use crate::world::{CLUSTER, CLUSTER_ID, World, cluster, with_network};

const DUAL_STACK: &str = "aksoverlay_dual_stack";

/// Slow enough that an operation still runs when the test interrupts it.
const SLOW: i64 = 200;

fn dual_stack() -> Config {
    config! { cluster_id = CLUSTER_ID }
}

/// An Azure with a cluster that is not in the state of `world.terraform`.
async fn world_with(cluster: Config, speed: i64) -> World {
    let world = World::at_speed(speed).await;
    world.another_terraform().await.apply(CLUSTER, cluster).await.expect_create();
    world
}

async fn world() -> World {
    world_with(cluster(), 100_000).await
}

/// How many times the cluster was written after its creation.
fn writes(world: &World) -> usize {
    world.writes(CLUSTER_ID).len() - 1
}

#[tokio::test]
async fn ipv6_is_added_in_place_with_one_write() {
    let world = world().await;
    let planned = world.terraform.plan(DUAL_STACK, dual_stack()).await.expect_create();
    planned.expect_unknown("pod_cidrs");
    let applied = world.terraform.apply(DUAL_STACK, dual_stack()).await.expect_create();
    applied
        .expect_value("ip_families[1]", "IPv6")
        .expect_value("pod_cidrs[0]", "10.244.0.0/16")
        .expect_value("load_balancer.managed_outbound_ipv6_count", 1)
        .expect_value("id", CLUSTER_ID)
        .expect_value("status", "Succeeded");
    assert_eq!(writes(&world), 1);
    assert_eq!(
        world.azure(CLUSTER_ID)["properties"]["networkProfile"]["ipFamilies"],
        json!(["IPv4", "IPv6"])
    );
    world.terraform.plan(DUAL_STACK, dual_stack()).await.expect_noop();
}

#[tokio::test]
async fn what_is_not_its_own_is_written_back_as_it_was() {
    let world = world_with(cluster().with("tags", config! { team = "a" }), 100_000).await;
    let profile = json!({"imageCleaner": {"enabled": true, "intervalHours": 48}});
    world.patch(CLUSTER_ID, json!({"properties": {"securityProfile": profile}}));
    let before = world.azure(CLUSTER_ID);
    world.terraform.apply(DUAL_STACK, dual_stack()).await.expect_create();
    let after = world.azure(CLUSTER_ID);
    assert_eq!(after["properties"]["securityProfile"], profile);
    assert_eq!(after["tags"], before["tags"]);
    assert_eq!(after["properties"]["kubernetesVersion"], before["properties"]["kubernetesVersion"]);
    let v4 = |body: &serde_json::Value| body["properties"]["networkProfile"]["podCidr"].clone();
    assert_eq!(v4(&after), v4(&before));
}

#[tokio::test]
async fn ranges_and_addresses_are_those_that_are_asked_for() {
    let world = world().await;
    let asked = config! {
        cluster_id = CLUSTER_ID,
        pod_cidrs = ["10.244.0.0/16", "FD12:3456:789A::/64"],
        service_cidrs = ["10.0.0.0/16", "fd12:3456:789a:1::/108"],
        load_balancer = { managed_outbound_ipv6_count = 2 },
    };
    world.terraform.apply(DUAL_STACK, &asked).await.expect_create();
    let network = world.azure(CLUSTER_ID)["properties"]["networkProfile"].clone();
    assert_eq!(network["loadBalancerProfile"]["managedOutboundIPs"], json!({"count": 1, "countIPv6": 2}));
    assert_eq!(network["serviceCidrs"], json!(["10.0.0.0/16", "fd12:3456:789a:1::/108"]));
    world.terraform.plan(DUAL_STACK, asked).await.expect_noop();
}

#[tokio::test]
async fn what_is_in_place_already_is_taken_over_without_a_write() {
    let world = world_with(with_network(config! { ip_families = ["IPv4", "IPv6"] }), 100_000).await;
    let planned = world.terraform.plan(DUAL_STACK, dual_stack()).await.expect_create();
    assert!(matches!(planned.planned_at("pod_cidrs[1]"), Value::String(_)), "the ranges are known");
    world.terraform.apply(DUAL_STACK, dual_stack()).await.expect_create();
    assert_eq!(writes(&world), 0);
}

#[tokio::test]
async fn a_destroy_leaves_the_cluster_as_it_is_and_says_so() {
    let world = world().await;
    world.terraform.apply(DUAL_STACK, dual_stack()).await.expect_create();
    let destroyed = world.terraform.destroy(DUAL_STACK).await.expect_delete();
    destroyed.expect_warning("The cluster keeps its IP families");
    assert_eq!(writes(&world), 1);
}

#[tokio::test]
async fn a_change_of_its_own_is_made_in_place() {
    let world = world().await;
    world.terraform.apply(DUAL_STACK, dual_stack()).await.expect_create();
    let more = dual_stack().with("load_balancer", config! { managed_outbound_ipv6_count = 3 });
    world.terraform.apply(DUAL_STACK, &more).await.expect_update_in_place();
    assert_eq!(writes(&world), 2);
    world.terraform.plan(DUAL_STACK, more).await.expect_noop();
}

#[tokio::test]
async fn drift_is_planned_as_a_change() {
    let world = world().await;
    let config = dual_stack().with("load_balancer", config! { managed_outbound_ipv6_count = 1 });
    world.terraform.apply(DUAL_STACK, &config).await.expect_create();
    let profile = json!({"loadBalancerProfile": {"managedOutboundIPs": {"count": 1, "countIPv6": 4}}});
    world.patch(CLUSTER_ID, json!({"properties": {"networkProfile": profile}}));
    let planned = world.terraform.plan(DUAL_STACK, &config).await.expect_update_in_place();
    planned.expect_planned("load_balancer.managed_outbound_ipv6_count", 1);
    world.terraform.apply(DUAL_STACK, &config).await.expect_update_in_place();
    world.terraform.plan(DUAL_STACK, config).await.expect_noop();
}

#[tokio::test]
async fn ipv6_cannot_be_taken_away() {
    let world = world().await;
    world.terraform.apply(DUAL_STACK, dual_stack()).await.expect_create();
    let less = dual_stack().with("ip_families", vec!["IPv4"]);
    let refused = world.terraform.plan(DUAL_STACK, less).await;
    refused.expect_error_at("does not take it away", "ip_families");
    assert_eq!(writes(&world), 1);
}

#[tokio::test]
async fn a_service_cidr_cannot_be_changed() {
    let world = world().await;
    let other = dual_stack().with("service_cidrs", vec!["10.7.0.0/16", "fd12:3456:789a:1::/108"]);
    let refused = world.terraform.plan(DUAL_STACK, other).await;
    refused.expect_error_at("Azure fixes the service CIDRs", "service_cidrs");
}

#[tokio::test]
async fn the_rules_of_clusters_refuse_what_azure_would() {
    let world = world().await;
    let wide = dual_stack().with("service_cidrs", vec!["10.0.0.0/16", "fd12:3456:789a:1::/64"]);
    let refused = world.terraform.plan(DUAL_STACK, wide).await;
    refused.expect_error_at("Rule: ipv6-service-cidr-too-large", "service_cidrs[1]");
    let one_range = dual_stack().with("pod_cidrs", vec!["10.244.0.0/16"]);
    let refused = world.terraform.validate(DUAL_STACK, one_range).await;
    refused.expect_error("Rule: pod-cidrs-match-ip-families");
}

#[tokio::test]
async fn what_is_wrong_with_the_cluster_is_told_of_the_cluster() {
    let world = world_with(with_network(config! { policy = "azure" }), 100_000).await;
    let refused = world.terraform.plan(DUAL_STACK, dual_stack()).await;
    refused.expect_error("Rule: dual-stack-azure-policy");
    assert_eq!(writes(&world), 0);
}

#[tokio::test]
async fn a_cluster_is_imported_by_its_id() {
    let world = world_with(with_network(config! { ip_families = ["IPv4", "IPv6"] }), 100_000).await;
    let lower_case = CLUSTER_ID.to_lowercase();
    let imported = world.terraform.import(DUAL_STACK, &lower_case).await.expect_ok();
    imported.expect_value("ip_families[1]", "IPv6");
    world.terraform.plan(DUAL_STACK, dual_stack()).await.expect_noop();
    let terraform = world.another_terraform().await;
    terraform.import_by_identity(DUAL_STACK, config! { id = CLUSTER_ID }).await.expect_ok();
    let terraform = world.another_terraform().await;
    terraform.import(DUAL_STACK, "prod").await.expect_error("Not the ID of an AKS cluster");
}

#[tokio::test]
async fn a_cluster_that_is_not_there_is_told_at_plan_and_refused_at_apply() {
    let world = World::new().await;
    let planned = world.terraform.plan(DUAL_STACK, dual_stack()).await.expect_create();
    planned.expect_warning("There is no cluster \"prod\"");
    world.terraform.apply(DUAL_STACK, dual_stack()).await.expect_error("There is no cluster \"prod\"");
}

#[tokio::test]
async fn a_cluster_that_was_deleted_takes_its_ip_families_along() {
    let world = world().await;
    world.terraform.apply(DUAL_STACK, dual_stack()).await.expect_create();
    world.delete(CLUSTER_ID);
    world.terraform.plan(DUAL_STACK, dual_stack()).await.expect_create();
}

#[tokio::test]
async fn after_an_interrupted_create_the_next_apply_waits_and_writes_nothing_again() {
    let world = world_with(cluster(), SLOW).await;
    let (applied, ()) = tokio::join!(world.terraform.apply(DUAL_STACK, dual_stack()), async {
        while writes(&world) < 1 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        world.terraform.stop().await;
    });
    applied.expect_error("The next terraform apply waits for what runs");
    world.terraform.apply(DUAL_STACK, dual_stack()).await.expect_create();
    assert_eq!(writes(&world), 1);
    world.terraform.plan(DUAL_STACK, dual_stack()).await.expect_noop();
}

#[tokio::test]
async fn after_an_interrupted_update_the_next_apply_sees_to_its_end() {
    let world = world_with(with_network(config! { ip_families = ["IPv4", "IPv6"] }), SLOW).await;
    world.terraform.apply(DUAL_STACK, dual_stack()).await.expect_create();
    let more = dual_stack().with("load_balancer", config! { managed_outbound_ipv6_count = 3 });
    let (applied, ()) = tokio::join!(world.terraform.apply(DUAL_STACK, &more), async {
        while writes(&world) < 1 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        world.terraform.stop().await;
    });
    applied.expect_error("The next terraform apply waits for what runs");
    let planned = world.terraform.plan(DUAL_STACK, &more).await.expect_update_in_place();
    planned.expect_warning("is not finished");
    world.terraform.apply(DUAL_STACK, &more).await.expect_update_in_place();
    assert_eq!(writes(&world), 1);
    world.terraform.plan(DUAL_STACK, more).await.expect_noop();
}

#[tokio::test]
async fn after_a_change_that_failed_the_next_apply_writes_again() {
    let world = world().await;
    world.fault(&json!({
        "match": {"operation": "ClusterToDualStack"},
        "times": 1,
        "operation": {"end": "failed", "code": "SubnetIsFull", "message": "no room"},
    }));
    world.terraform.apply(DUAL_STACK, dual_stack()).await.expect_error("SubnetIsFull");
    world.terraform.apply(DUAL_STACK, dual_stack()).await.expect_create();
    assert_eq!(writes(&world), 2);
    assert_eq!(world.azure(CLUSTER_ID)["properties"]["provisioningState"], "Succeeded");
    world.terraform.plan(DUAL_STACK, dual_stack()).await.expect_noop();
}
