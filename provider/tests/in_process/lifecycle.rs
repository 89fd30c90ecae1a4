//! A cluster comes, stays as it is, and goes.

use tfplugin_framework::config;

use crate::world::{CLUSTER, CLUSTER_ID, SUBNET, World, cluster, with_network, with_pool};

#[tokio::test]
async fn a_plan_after_an_apply_is_empty() {
    let world = World::with_cluster(&cluster()).await;
    world.terraform.plan(CLUSTER, cluster()).await.expect_noop();
}

#[tokio::test]
async fn what_azure_computes_is_in_state() {
    let world = World::new().await;
    let applied = world.terraform.apply(CLUSTER, cluster()).await.expect_create();
    for place in ["id", "fqdn", "node_resource_group", "kubelet_identity.object_id", "identity.principal_id"]
    {
        assert!(
            applied.at(place).as_str().is_some_and(|text| !text.is_empty()),
            "{place}: {:?}",
            applied.at(place)
        );
    }
    applied
        .expect_value("id", CLUSTER_ID)
        .expect_value("current_kubernetes_version", "1.35.7")
        .expect_value("dns_prefix", "prod")
        .expect_value("network.plugin_mode", "overlay")
        .expect_value("network.pod_cidrs[0]", "10.244.0.0/16")
        .expect_value("system_pool.max_pods", 250);
}

#[tokio::test]
async fn a_cluster_is_created_with_one_put() {
    let world = World::with_cluster(&cluster()).await;
    assert_eq!(world.writes(CLUSTER_ID), [("PUT".to_owned(), 201)]);
}

#[tokio::test]
async fn everything_that_can_be_written_is_kept_as_written() {
    let config = with_network(config! {
        plugin = "azure",
        plugin_mode = "Overlay",
        pod_cidrs = ["10.128.0.0/16", "FD12:3456:789A::/64"],
        service_cidrs = ["10.1.0.0/16", "fd12:3456:789a:1::/108"],
        dns_service_ip = "10.1.0.10",
        ip_families = ["ipv4", "IPv6"],
        policy = "cilium",
        dataplane = "cilium",
        outbound_type = "LoadBalancer",
        load_balancer = {
            managed_outbound_ip_count = 2,
            managed_outbound_ipv6_count = 2,
            allocated_outbound_ports = 64,
            idle_timeout_minutes = 10,
        },
    })
    .with("location", "West Europe")
    .with("kubernetes_version", "1.35")
    .with("sku_tier", "standard")
    .with("dns_prefix", "api")
    .with("tags", config! { team = "platform" })
    .with("timeouts", config! { create = "2h" })
    .with(
        "system_pool",
        config! {
            name = "system",
            vm_size = "standard_d4s_v5",
            auto_scaling = { min = 2, max = 5 },
            subnet_id = (SUBNET.replace("resourceGroups", "resourcegroups").replace("/nodes", "/dual")),
            max_pods = 100,
            os_sku = "azurelinux",
            os_disk_size_gb = 64,
            os_disk_type = "Managed",
            zones = ["1", "2"],
            labels = { tier = "system" },
            taints = ["CriticalAddonsOnly=true:NoSchedule"],
            kubernetes_version = "1.35",
            upgrade = { max_surge = "50%", max_unavailable = "0", drain_timeout_minutes = 15, node_soak_minutes = 5 },
        },
    );
    let world = World::with_cluster(&config).await;
    world.terraform.plan(CLUSTER, config).await.expect_noop();
}

#[tokio::test]
async fn a_range_as_wide_as_needed_may_be_all_that_is_said_of_the_network() {
    let config = with_network(config! { pod_cidrs = ["10.128.0.0/14"] });
    let world = World::with_cluster(&config).await;
    world.terraform.plan(CLUSTER, config).await.expect_noop();
}

#[tokio::test]
async fn an_autoscaled_pool_has_no_node_count_and_its_growth_is_no_drift() {
    let config = with_pool(config! { auto_scaling = { min = 1, max = 9 } });
    let world = World::with_cluster(&config).await;
    let pool = format!("{CLUSTER_ID}/agentPools/system");
    world.patch(&pool, serde_json::json!({ "properties": { "count": 7 } }));
    let planned = world.terraform.plan(CLUSTER, config).await.expect_noop();
    assert!(planned.at("system_pool.node_count").is_null());
}

#[tokio::test]
async fn a_nat_gateway_can_be_the_way_out() {
    let config = with_network(config! {
        outbound_type = "managedNATGateway",
        nat_gateway = { managed_outbound_ip_count = 2, idle_timeout_minutes = 10 },
    });
    let world = World::with_cluster(&config).await;
    world.terraform.plan(CLUSTER, config).await.expect_noop();
}

#[tokio::test]
async fn an_identity_of_ones_own_is_used() {
    let id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks";
    let config = cluster().with("identity", config! { type = "UserAssigned", identity_ids = [id] });
    let world = World::with_cluster(&config).await;
    world.terraform.plan(CLUSTER, config).await.expect_noop();
}

#[tokio::test]
async fn a_destroyed_cluster_is_gone() {
    let world = World::with_cluster(&cluster()).await;
    world.terraform.destroy(CLUSTER).await.expect_delete();
    assert!(!world.azure_has(CLUSTER_ID));
}

#[tokio::test]
async fn a_cluster_that_is_gone_already_is_destroyed_without_complaint() {
    let world = World::with_cluster(&cluster()).await;
    world.delete(CLUSTER_ID);
    world.terraform.destroy(CLUSTER).await.expect_ok();
}

#[tokio::test]
async fn a_cluster_that_others_deleted_is_planned_anew() {
    let world = World::with_cluster(&cluster()).await;
    world.delete(CLUSTER_ID);
    world.terraform.plan(CLUSTER, cluster()).await.expect_create();
}
