//! What others change is found; what Azure fills in, reorders or spells otherwise is not.

use serde_json::{Value, json};
use tfplugin_framework::{config, testing::Config};

use crate::world::{CLUSTER, CLUSTER_ID, SUBNET, World, cluster, with_network, with_pool};

/// Every attribute that a user can set and others can change.
fn configured() -> Config {
    with_network(config! {
        pod_cidrs = ["10.244.0.0/16"],
        service_cidrs = ["10.0.0.0/16"],
        dns_service_ip = "10.0.0.10",
        ip_families = ["IPv4"],
        policy = "none",
        dataplane = "azure",
        outbound_type = "loadBalancer",
        load_balancer = {
            managed_outbound_ip_count = 2,
            managed_outbound_ipv6_count = 0,
            allocated_outbound_ports = 64,
            idle_timeout_minutes = 10,
        },
    })
    .with("kubernetes_version", "1.34")
    .with("sku_tier", "Standard")
    .with("tags", config! { team = "a" })
    .with("identity", config! { type = "SystemAssigned" })
    .with(
        "system_pool",
        config! {
            name = "system",
            vm_size = "Standard_D4s_v5",
            node_count = 3,
            subnet_id = SUBNET,
            max_pods = 100,
            os_sku = "Ubuntu",
            os_disk_size_gb = 64,
            os_disk_type = "Managed",
            zones = ["1", "2"],
            labels = { tier = "system" },
            taints = ["CriticalAddonsOnly=true:NoSchedule"],
            kubernetes_version = "1.34",
            upgrade = { max_surge = "33%", max_unavailable = "0", drain_timeout_minutes = 15, node_soak_minutes = 5 },
        },
    )
}

/// After the patch, the refreshed state shows another value at the place, and the plan is not empty: it puts the value
/// right, or says that it cannot be put right.
async fn is_found(id: &str, patch: Value, place: &str) {
    let world = World::with_cluster(&configured()).await;
    let before = world.terraform.refresh(CLUSTER).await.at(place);
    world.patch(id, patch);
    let planned = world.terraform.plan(CLUSTER, configured()).await;
    let refused = planned
        .errors()
        .any(|error| error.path.as_ref().is_some_and(|path| path.to_string().starts_with(place)));
    if !refused {
        planned.expect_update_in_place();
    }
    let after = world.terraform.refresh(CLUSTER).await.at(place);
    assert_ne!(before, after, "{place}");
}

async fn in_the_cluster(properties: Value, place: &str) {
    is_found(CLUSTER_ID, json!({ "properties": properties }), place).await;
}

async fn in_the_network(profile: Value, place: &str) {
    in_the_cluster(json!({ "networkProfile": profile }), place).await;
}

async fn in_the_pool(properties: Value, place: &str) {
    is_found(&format!("{CLUSTER_ID}/agentPools/system"), json!({ "properties": properties }), place).await;
}

#[tokio::test]
async fn a_change_of_the_cluster_is_found() {
    is_found(CLUSTER_ID, json!({ "tags": { "team": "b" } }), "tags").await;
    is_found(CLUSTER_ID, json!({ "sku": { "tier": "Premium" } }), "sku_tier").await;
    in_the_cluster(
        json!({ "kubernetesVersion": "1.35", "currentKubernetesVersion": "1.35.7" }),
        "kubernetes_version",
    )
    .await;
}

#[tokio::test]
async fn a_change_of_the_network_is_found() {
    in_the_network(json!({ "podCidr": "10.244.0.0/15", "podCidrs": ["10.244.0.0/15"] }), "network.pod_cidrs")
        .await;
    in_the_network(json!({ "networkPolicy": "calico" }), "network.policy").await;
    in_the_network(json!({ "networkDataplane": "cilium" }), "network.dataplane").await;
    in_the_network(json!({ "outboundType": "userDefinedRouting" }), "network.outbound_type").await;
    in_the_network(json!({ "ipFamilies": ["IPv4", "IPv6"] }), "network.ip_families").await;
    in_the_network(
        json!({ "serviceCidr": "10.0.0.0/17", "serviceCidrs": ["10.0.0.0/17"] }),
        "network.service_cidrs",
    )
    .await;
    in_the_network(json!({ "dnsServiceIP": "10.0.0.11" }), "network.dns_service_ip").await;
    in_the_network(json!({ "networkPlugin": "kubenet" }), "network.plugin").await;
    in_the_network(json!({ "networkPluginMode": null }), "network.plugin_mode").await;
}

#[tokio::test]
async fn a_change_of_the_load_balancer_is_found() {
    let balancer = |member: Value| json!({ "loadBalancerProfile": member });
    let at = |name: &str| format!("network.load_balancer.{name}");
    in_the_network(
        balancer(json!({ "managedOutboundIPs": { "count": 5 } })),
        &at("managed_outbound_ip_count"),
    )
    .await;
    in_the_network(
        balancer(json!({ "managedOutboundIPs": { "countIPv6": 2 } })),
        &at("managed_outbound_ipv6_count"),
    )
    .await;
    in_the_network(balancer(json!({ "allocatedOutboundPorts": 128 })), &at("allocated_outbound_ports")).await;
    in_the_network(balancer(json!({ "idleTimeoutInMinutes": 20 })), &at("idle_timeout_minutes")).await;
}

#[tokio::test]
async fn a_change_of_the_pool_is_found() {
    in_the_pool(json!({ "count": 7 }), "system_pool.node_count").await;
    in_the_pool(
        json!({ "enableAutoScaling": true, "minCount": 1, "maxCount": 9 }),
        "system_pool.auto_scaling",
    )
    .await;
    in_the_pool(json!({ "vmSize": "Standard_D8s_v5" }), "system_pool.vm_size").await;
    in_the_pool(json!({ "maxPods": 50 }), "system_pool.max_pods").await;
    in_the_pool(json!({ "osSKU": "AzureLinux" }), "system_pool.os_sku").await;
    in_the_pool(json!({ "osDiskSizeGB": 128 }), "system_pool.os_disk_size_gb").await;
    in_the_pool(json!({ "osDiskType": "Ephemeral" }), "system_pool.os_disk_type").await;
    in_the_pool(json!({ "availabilityZones": ["3"] }), "system_pool.zones").await;
    in_the_pool(json!({ "nodeLabels": { "tier": "other" } }), "system_pool.labels").await;
    in_the_pool(json!({ "nodeTaints": ["a=b:NoExecute"] }), "system_pool.taints").await;
    in_the_pool(
        json!({ "orchestratorVersion": "1.33", "currentOrchestratorVersion": "1.33.13" }),
        "system_pool.kubernetes_version",
    )
    .await;
    in_the_pool(json!({ "mode": "User" }), "system_pool.mode").await;
    in_the_pool(json!({ "vnetSubnetID": SUBNET.replace("/nodes", "/others") }), "system_pool.subnet_id")
        .await;
}

#[tokio::test]
async fn a_change_of_the_pools_upgrade_settings_is_found() {
    let upgrade = |member: Value| json!({ "upgradeSettings": member });
    let at = |name: &str| format!("system_pool.upgrade.{name}");
    in_the_pool(upgrade(json!({ "maxSurge": "1" })), &at("max_surge")).await;
    in_the_pool(upgrade(json!({ "maxUnavailable": "1" })), &at("max_unavailable")).await;
    in_the_pool(upgrade(json!({ "drainTimeoutInMinutes": 60 })), &at("drain_timeout_minutes")).await;
    in_the_pool(upgrade(json!({ "nodeSoakDurationInMinutes": 9 })), &at("node_soak_minutes")).await;
}

#[tokio::test]
async fn what_others_add_where_nothing_was_written_is_found() {
    let world = World::with_cluster(&cluster()).await;
    world.patch(CLUSTER_ID, json!({ "tags": { "owner": "somebody" } }));
    world.terraform.plan(CLUSTER, cluster()).await.expect_update_in_place();
    world.terraform.apply(CLUSTER, cluster()).await.expect_update_in_place();
    world.patch(
        &format!("{CLUSTER_ID}/agentPools/system"),
        json!({ "properties": { "nodeLabels": { "a": "b" } } }),
    );
    world.terraform.plan(CLUSTER, cluster()).await.expect_update_in_place();
}

/// No difference after the patch.
async fn is_nothing(config: Config, id: &str, patch: Value) {
    let world = World::with_cluster(&config).await;
    world.patch(id, patch);
    world.terraform.plan(CLUSTER, config).await.expect_noop();
}

#[tokio::test]
async fn another_spelling_is_no_drift() {
    let profile = json!({
        "networkPlugin": "Azure", "networkPluginMode": "Overlay", "networkPolicy": "None", "loadBalancerSku": "Standard",
        "outboundType": "LoadBalancer",
    });
    is_nothing(configured(), CLUSTER_ID, json!({ "properties": { "networkProfile": profile } })).await;
    is_nothing(configured(), CLUSTER_ID, json!({ "sku": { "tier": "standard" } })).await;
    let pool = json!({ "properties": { "osSKU": "ubuntu", "vnetSubnetID": SUBNET.to_uppercase().replace("/SUBSCRIPTIONS", "/subscriptions") } });
    is_nothing(configured(), &format!("{CLUSTER_ID}/agentPools/system"), pool).await;
}

#[tokio::test]
async fn a_policy_that_azure_leaves_out_is_none() {
    is_nothing(
        configured(),
        CLUSTER_ID,
        json!({ "properties": { "networkProfile": { "networkPolicy": null } } }),
    )
    .await;
}

#[tokio::test]
async fn a_patch_of_the_minor_version_that_was_written_is_no_drift() {
    let versions = json!({ "kubernetesVersion": "1.34.10", "currentKubernetesVersion": "1.34.10" });
    is_nothing(configured(), CLUSTER_ID, json!({ "properties": versions })).await;
}

#[tokio::test]
async fn what_nobody_wrote_may_change() {
    let pool = json!({ "properties": { "nodeImageVersion": "AKSUbuntu-2204gen2containerd-203001.01.0" } });
    is_nothing(configured(), &format!("{CLUSTER_ID}/agentPools/system"), pool).await;
    let added = json!({ "properties": { "aiToolchainOperatorProfile": { "enabled": true } } });
    is_nothing(configured(), CLUSTER_ID, added).await;
    is_nothing(
        with_pool(config! { node_count = 3 }),
        CLUSTER_ID,
        json!({ "properties": { "autoUpgradeProfile": { "upgradeChannel": "stable" } } }),
    )
    .await;
}

#[tokio::test]
async fn a_pool_that_others_deleted_is_one_error_that_says_what_to_do() {
    let world = World::with_cluster(&cluster()).await;
    world.delete(&format!("{CLUSTER_ID}/agentPools/system"));
    let planned = world.terraform.plan(CLUSTER, cluster()).await;
    assert_eq!(planned.errors().count(), 1);
    planned.expect_error_at("has no node pool any more", "system_pool");
}
