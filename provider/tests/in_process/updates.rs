//! What Azure changes in place is planned and made in place, with one write.

use tfplugin_framework::{config, testing::Config};

use crate::world::{CLUSTER, CLUSTER_ID, World, cluster, with_network, with_pool};

/// Plans, applies and plans again: in place, one write of this method, nothing left.
async fn changes_in_place(before: Config, after: Config, method: &str) -> World {
    let world = World::with_cluster(&before).await;
    world.terraform.plan(CLUSTER, &after).await.expect_update_in_place();
    world.terraform.apply(CLUSTER, &after).await.expect_update_in_place();
    world.terraform.plan(CLUSTER, &after).await.expect_noop();
    let writes: Vec<String> =
        world.writes(CLUSTER_ID).into_iter().skip(1).map(|(method, _)| method).collect();
    assert_eq!(writes, [method]);
    world
}

#[tokio::test]
async fn tags_are_changed_with_a_patch() {
    let tagged = |team| cluster().with("tags", config! { team = team });
    changes_in_place(tagged("a"), tagged("b"), "PATCH").await;
}

#[tokio::test]
async fn tags_are_taken_away() {
    let tagged = cluster().with("tags", config! { team = "a" });
    changes_in_place(tagged, cluster(), "PATCH").await;
}

#[tokio::test]
async fn the_tier_is_changed() {
    changes_in_place(cluster(), cluster().with("sku_tier", "Standard"), "PUT").await;
}

#[tokio::test]
async fn kubernetes_is_upgraded_and_the_pool_goes_along_in_the_same_write() {
    let before = cluster().with("kubernetes_version", "1.34");
    let after = cluster().with("kubernetes_version", "1.35");
    let world = changes_in_place(before, after.clone(), "PUT").await;
    let refreshed = world.terraform.refresh(CLUSTER).await;
    refreshed
        .expect_value("current_kubernetes_version", "1.35.7")
        .expect_value("system_pool.kubernetes_version", "1.35");
}

#[tokio::test]
async fn a_version_in_full_may_be_shortened_to_its_alias_without_a_write() {
    let world = World::with_cluster(&cluster().with("kubernetes_version", "1.35.7")).await;
    let alias = cluster().with("kubernetes_version", "1.35");
    world.terraform.apply(CLUSTER, &alias).await.expect_update_in_place();
    world.terraform.plan(CLUSTER, &alias).await.expect_noop();
    assert_eq!(world.writes(CLUSTER_ID).len(), 1);
}

#[tokio::test]
async fn the_pod_cidr_is_expanded() {
    let pods = |cidr| with_network(config! { pod_cidrs = [cidr] });
    let world = changes_in_place(pods("10.244.0.0/16"), pods("10.244.0.0/15"), "PUT").await;
    assert_eq!(world.azure(CLUSTER_ID)["properties"]["networkProfile"]["podCidr"], "10.244.0.0/15");
}

#[tokio::test]
async fn ipv6_is_added_with_ranges_of_ones_own() {
    let before = with_network(config! { pod_cidrs = ["10.244.0.0/16"], service_cidrs = ["10.0.0.0/16"] });
    let after = with_network(config! {
        ip_families = ["IPv4", "IPv6"],
        pod_cidrs = ["10.244.0.0/16", "fd12:3456:789a::/64"],
        service_cidrs = ["10.0.0.0/16", "fd12:3456:789a:1::/108"],
    });
    changes_in_place(before, after, "PUT").await;
}

#[tokio::test]
async fn ipv6_is_added_with_ranges_that_azure_chooses() {
    let world =
        changes_in_place(cluster(), with_network(config! { ip_families = ["IPv4", "IPv6"] }), "PUT").await;
    let refreshed = world.terraform.refresh(CLUSTER).await;
    assert!(refreshed.at("network.pod_cidrs[1]").as_str().is_some_and(|cidr| cidr.contains(':')));
    refreshed.expect_value("network.load_balancer.managed_outbound_ipv6_count", 1);
}

#[tokio::test]
async fn a_node_subnet_cluster_moves_to_overlay() {
    let before = with_network(config! { plugin = "azure", plugin_mode = "none" });
    let after = with_network(config! { pod_cidrs = ["10.244.0.0/16"] });
    let world = World::with_cluster(&before).await;
    let planned = world.terraform.plan(CLUSTER, &after).await.expect_update_in_place();
    let planned = planned.expect_planned("network.plugin_mode", "overlay");
    planned.expect_warning("(R41)");
    world.terraform.apply(CLUSTER, &after).await.expect_update_in_place();
    world.terraform.plan(CLUSTER, &after).await.expect_noop();
}

#[tokio::test]
async fn a_kubenet_cluster_moves_to_overlay() {
    let before = with_network(config! { plugin = "kubenet", plugin_mode = "none" });
    let after = with_network(config! { plugin = "azure", plugin_mode = "overlay" });
    let world = World::with_cluster(&before).await;
    let planned = world.terraform.plan(CLUSTER, &after).await.expect_update_in_place();
    planned.expect_planned("network.plugin", "azure").expect_planned("network.plugin_mode", "overlay");
    world.terraform.apply(CLUSTER, &after).await.expect_update_in_place();
    world.terraform.plan(CLUSTER, &after).await.expect_noop();
}

#[tokio::test]
async fn a_network_policy_is_installed_and_taken_away() {
    let policy = |policy| with_network(config! { policy = policy });
    changes_in_place(policy("none"), policy("calico"), "PUT").await;
    changes_in_place(policy("azure"), policy("none"), "PUT").await;
}

#[tokio::test]
async fn the_data_plane_becomes_cilium_and_the_policy_with_it() {
    changes_in_place(cluster(), with_network(config! { dataplane = "cilium", policy = "cilium" }), "PUT")
        .await;
}

#[tokio::test]
async fn the_load_balancer_is_changed() {
    let balancer = |count: i64, ports: i64, idle: i64| {
        with_network(config! {
            load_balancer = {
                managed_outbound_ip_count = count,
                allocated_outbound_ports = ports,
                idle_timeout_minutes = idle,
            },
        })
    };
    changes_in_place(balancer(1, 0, 30), balancer(3, 64, 10), "PUT").await;
}

#[tokio::test]
async fn own_addresses_take_the_place_of_managed_ones_and_back() {
    let ip = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/publicIPAddresses/out";
    let managed = with_network(config! { load_balancer = { managed_outbound_ip_count = 2 } });
    let own = with_network(config! { load_balancer = { outbound_ip_ids = [ip] } });
    let world = changes_in_place(managed.clone(), own, "PUT").await;
    world.terraform.apply(CLUSTER, &managed).await.expect_update_in_place();
    world.terraform.plan(CLUSTER, managed).await.expect_noop();
}

#[tokio::test]
async fn the_way_out_is_changed() {
    let after = with_network(config! { outbound_type = "managedNATGateway" });
    changes_in_place(cluster(), after, "PUT").await;
}

#[tokio::test]
async fn the_pool_is_scaled() {
    changes_in_place(with_pool(config! { node_count = 3 }), with_pool(config! { node_count = 5 }), "PUT")
        .await;
}

#[tokio::test]
async fn the_autoscaler_is_switched_on_and_off() {
    let fixed = with_pool(config! { node_count = 3 });
    let scaled = with_pool(config! { auto_scaling = { min = 2, max = 6 } });
    changes_in_place(fixed.clone(), scaled.clone(), "PUT").await;
    changes_in_place(scaled, fixed, "PUT").await;
}

#[tokio::test]
async fn labels_taints_and_upgrade_settings_of_the_pool_are_changed() {
    let before = with_pool(config! { node_count = 3, labels = { a = "1" }, taints = ["a=b:NoSchedule"] });
    let after = with_pool(config! {
        node_count = 3,
        labels = { b = "2" },
        taints = ["CriticalAddonsOnly=true:NoSchedule"],
        upgrade = { max_surge = "50%", drain_timeout_minutes = 10, node_soak_minutes = 2 },
    });
    changes_in_place(before, after, "PUT").await;
}

#[tokio::test]
async fn labels_and_taints_of_the_pool_are_taken_away() {
    let before = with_pool(config! { node_count = 3, labels = { a = "1" }, taints = ["a=b:NoSchedule"] });
    changes_in_place(before, with_pool(config! { node_count = 3 }), "PUT").await;
}

#[tokio::test]
async fn the_identity_becomes_one_of_ones_own() {
    let id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks";
    let after = cluster().with("identity", config! { type = "UserAssigned", identity_ids = [id] });
    changes_in_place(cluster(), after, "PUT").await;
}

#[tokio::test]
async fn several_changes_are_one_write() {
    let before = cluster().with("kubernetes_version", "1.34");
    let after = with_network(config! { pod_cidrs = ["10.244.0.0/15"] })
        .with("kubernetes_version", "1.35")
        .with("tags", config! { team = "a" })
        .with("sku_tier", "Standard");
    changes_in_place(before, after, "PUT").await;
}

#[tokio::test]
async fn what_is_not_modelled_survives_an_update() {
    let world = World::with_cluster(&cluster()).await;
    world.patch(
        CLUSTER_ID,
        serde_json::json!({ "properties": { "aiToolchainOperatorProfile": { "enabled": true } } }),
    );
    world.terraform.apply(CLUSTER, cluster().with("sku_tier", "Standard")).await.expect_update_in_place();
    assert_eq!(world.azure(CLUSTER_ID)["properties"]["aiToolchainOperatorProfile"]["enabled"], true);
}

#[tokio::test]
async fn a_setting_of_terraform_alone_is_changed_without_a_write() {
    let world = World::with_cluster(&cluster()).await;
    let patient = cluster().with("timeouts", config! { update = "3h" });
    world.terraform.apply(CLUSTER, &patient).await.expect_update_in_place();
    world.terraform.plan(CLUSTER, patient).await.expect_noop();
    assert_eq!(world.writes(CLUSTER_ID).len(), 1);
}
