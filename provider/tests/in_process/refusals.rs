//! What Azure does not change is refused at plan, with the way out, and nothing is ever replaced unasked.

use tfplugin_framework::{config, testing::Config};

use crate::world::{CLUSTER, CLUSTER_ID, SUBNET, World, cluster, with_network, with_pool};

/// Refused at plan, at this place, without a write; a replacement at this place if that is allowed.
async fn is_refused(before: Config, after: Config, place: &str) {
    let world = World::with_cluster(&before).await;
    let refused = world.terraform.plan(CLUSTER, &after).await.expect_error_at("", place);
    assert_eq!(refused.errors().count(), 1);
    assert!(
        refused
            .errors()
            .all(|error| error.detail.contains("allow_replacement") || error.detail.contains("Rule: "))
    );
    world.terraform.apply(CLUSTER, &after).await.expect_error("");
    assert_eq!(world.writes(CLUSTER_ID).len(), 1);
    world.terraform.plan(CLUSTER, after.with("allow_replacement", true)).await.expect_replace([place]);
}

#[tokio::test]
async fn another_name() {
    is_refused(cluster(), cluster().with("name", "other"), "name").await;
}

#[tokio::test]
async fn another_resource_group() {
    is_refused(cluster(), cluster().with("resource_group_name", "other"), "resource_group_name").await;
}

#[tokio::test]
async fn another_region() {
    is_refused(cluster(), cluster().with("location", "northeurope"), "location").await;
}

#[tokio::test]
async fn another_dns_prefix() {
    is_refused(cluster(), cluster().with("dns_prefix", "other"), "dns_prefix").await;
}

#[tokio::test]
async fn an_older_kubernetes() {
    let version = |version| cluster().with("kubernetes_version", version);
    is_refused(version("1.35"), version("1.34"), "kubernetes_version").await;
}

#[tokio::test]
async fn a_skipped_minor_version_of_kubernetes() {
    let version = |version| cluster().with("kubernetes_version", version);
    is_refused(version("1.33"), version("1.35"), "kubernetes_version").await;
}

#[tokio::test]
async fn a_smaller_pod_cidr() {
    let pods = |cidr| with_network(config! { pod_cidrs = [cidr] });
    is_refused(pods("10.244.0.0/16"), pods("10.244.0.0/17"), "network.pod_cidrs[0]").await;
}

#[tokio::test]
async fn another_service_cidr() {
    let services = |cidr| with_network(config! { service_cidrs = [cidr] });
    is_refused(services("10.0.0.0/16"), services("10.1.0.0/16"), "network.service_cidrs").await;
}

#[tokio::test]
async fn another_dns_service_ip() {
    let dns = |ip| with_network(config! { service_cidrs = ["10.0.0.0/16"], dns_service_ip = ip });
    is_refused(dns("10.0.0.10"), dns("10.0.0.11"), "network.dns_service_ip").await;
}

#[tokio::test]
async fn one_ip_family_less() {
    let both = with_network(config! { ip_families = ["IPv4", "IPv6"] });
    let one = with_network(config! { ip_families = ["IPv4"] });
    let world = World::with_cluster(&both).await;
    world.terraform.plan(CLUSTER, one).await.expect_error_at("cannot be taken away", "network.ip_families");
}

#[tokio::test]
async fn the_way_back_from_overlay() {
    is_refused(cluster(), with_network(config! { plugin_mode = "none" }), "network.plugin_mode").await;
}

#[tokio::test]
async fn the_way_back_from_cilium() {
    let cilium = with_network(config! { dataplane = "cilium", policy = "cilium" });
    let azure = with_network(config! { dataplane = "azure", policy = "none" });
    is_refused(cilium, azure, "network.dataplane").await;
}

#[tokio::test]
async fn more_pods_per_node() {
    let pods = |pods: i64| with_pool(config! { node_count = 3, max_pods = pods });
    is_refused(pods(100), pods(200), "system_pool.max_pods").await;
}

#[tokio::test]
async fn other_machines_in_the_pool() {
    let size = |size| with_pool(config! { node_count = 3, vm_size = size });
    is_refused(size("Standard_D4s_v5"), size("Standard_D8s_v5"), "system_pool.vm_size").await;
}

#[tokio::test]
async fn another_subnet_of_the_pool() {
    let after = with_pool(config! { node_count = 3, subnet_id = SUBNET });
    is_refused(cluster(), after, "system_pool.subnet_id").await;
}

#[tokio::test]
async fn another_disk_of_the_pool() {
    let disk = |size: i64| with_pool(config! { node_count = 3, os_disk_size_gb = size });
    is_refused(disk(64), disk(128), "system_pool.os_disk_size_gb").await;
}

#[tokio::test]
async fn other_zones_of_the_pool() {
    let zones = |zones: Config| with_pool(config! { node_count = 3, zones = zones });
    is_refused(zones(["1"].into()), zones(["1", "2"].into()), "system_pool.zones").await;
}

#[tokio::test]
async fn another_name_of_the_pool() {
    let world = World::with_cluster(&cluster()).await;
    let after = cluster().with("system_pool", config! { name = "other", node_count = 3 });
    let refused = world.terraform.plan(CLUSTER, &after).await;
    refused.expect_error(
        "system_pool.name of an existing cluster cannot be changed from \"system\" to \"other\"",
    );
    let replaced = world.terraform.plan(CLUSTER, after.with("allow_replacement", true)).await;
    replaced.expect_replace(["system_pool.name"]);
}

#[tokio::test]
async fn a_subnet_that_becomes_known_as_another_one_is_refused_before_the_write() {
    let subnet = |id: Config| with_pool(config! { node_count = 3, subnet_id = id });
    let world = World::with_cluster(&subnet(SUBNET.into())).await;
    let other = SUBNET.replace("/nodes", "/others");
    let applied = world.terraform.apply_later(CLUSTER, subnet(Config::Unknown), subnet(other.into())).await;
    applied.expect_error_at("cannot be changed", "system_pool.subnet_id");
    assert_eq!(world.writes(CLUSTER_ID).len(), 1);
}

#[tokio::test]
async fn a_subnet_that_becomes_known_as_the_same_one_changes_nothing() {
    let subnet = |id: Config| with_pool(config! { node_count = 3, subnet_id = id });
    let world = World::with_cluster(&subnet(SUBNET.into())).await;
    let applied = world.terraform.apply_later(CLUSTER, subnet(Config::Unknown), subnet(SUBNET.into())).await;
    applied.expect_ok();
    assert_eq!(world.writes(CLUSTER_ID).len(), 1);
}

#[tokio::test]
async fn an_allowed_replacement_is_made() {
    let world = World::with_cluster(&cluster()).await;
    let after =
        with_pool(config! { node_count = 3, vm_size = "Standard_D8s_v5" }).with("allow_replacement", true);
    world.terraform.apply(CLUSTER, &after).await.expect_replace(["system_pool.vm_size"]);
    world.terraform.plan(CLUSTER, after).await.expect_noop();
}

/// The errors of a plan on a cluster that another tool made with this network and this pod subnet.
async fn errors_on(network: serde_json::Value, pods: Option<&str>, asked: Config) -> Vec<String> {
    let world = World::new().await;
    let mut pool = serde_json::json!({
        "name": "system", "mode": "System", "count": 3, "vmSize": "Standard_D4s_v5", "vnetSubnetID": SUBNET
    });
    if let Some(pods) = pods {
        world.put(pods, &serde_json::json!({"properties": {"addressPrefix": "10.10.8.0/24"}})).await;
        pool["podSubnetID"] = serde_json::json!(pods);
    }
    let body = serde_json::json!({
        "location": "westeurope",
        "identity": {"type": "SystemAssigned"},
        "properties": {
            "kubernetesVersion": "1.34",
            "dnsPrefix": "dns",
            "agentPoolProfiles": [pool],
            "networkProfile": network,
        },
    });
    world.put(CLUSTER_ID, &body).await;
    world.terraform.import(CLUSTER, CLUSTER_ID).await.expect_ok();
    let planned = world.terraform.plan(CLUSTER, asked).await;
    planned.errors().map(|error| error.detail.lines().last().unwrap_or_default().to_owned()).collect()
}

fn minimal(network: Config) -> Config {
    config! {
        name = "prod", resource_group_name = "rg", location = "westeurope", dns_prefix = "dns", kubernetes_version = "1.34"
    }
    .with("system_pool", config! { name = "system", node_count = 3, vm_size = "Standard_D4s_v5", subnet_id = (SUBNET) })
    .with("network", network)
}

#[tokio::test]
async fn a_cluster_whose_pods_have_a_subnet_is_refused_overlay_by_one_error_though_the_subnet_is_dropped() {
    let pods = SUBNET.replace("/nodes", "/pods");
    let network = serde_json::json!({"networkPlugin": "azure"});
    let asked = minimal(config! { plugin_mode = "overlay", pod_cidrs = ["192.168.0.0/16"] });
    assert_eq!(errors_on(network, Some(&pods), asked).await, ["Rule: upgrade-from-pod-subnet (R35)"]);
}

#[tokio::test]
async fn the_way_back_from_overlay_is_refused_by_one_error_whatever_the_plugin() {
    for plugin in ["kubenet", "none"] {
        let network = serde_json::json!({"networkPlugin": "azure", "networkPluginMode": "overlay"});
        let asked = minimal(config! { plugin = plugin, plugin_mode = "none" });
        assert_eq!(errors_on(network, None, asked).await, ["Rule: overlay-is-one-way (X08)"], "{plugin}");
    }
}

#[tokio::test]
async fn an_empty_list_of_pod_cidrs_is_one_error() {
    let world = World::new().await;
    let refused = world.terraform.validate(CLUSTER, with_network(config! { pod_cidrs = [] })).await;
    let refused = refused.expect_error_at("", "network.pod_cidrs");
    assert_eq!(refused.errors().count(), 1);
}

#[tokio::test]
async fn service_addresses_that_cannot_change_are_refused_by_one_error() {
    let network = serde_json::json!({"networkPlugin": "azure", "networkPluginMode": "overlay"});
    let asked = minimal(config! { service_cidrs = ["10.1.0.0/16"], dns_service_ip = "10.1.0.10" });
    assert_eq!(errors_on(network, None, asked).await.len(), 1);
}

#[tokio::test]
async fn a_plugin_of_ones_own_cannot_become_overlay_and_nothing_is_announced() {
    let world = World::new().await;
    let before = with_network(config! { plugin = "none", plugin_mode = "none" });
    world.terraform.apply(CLUSTER, before).await.expect_create();
    let after = with_network(config! { plugin_mode = "overlay", pod_cidrs = ["10.244.0.0/16"] });
    let refused = world.terraform.plan(CLUSTER, after).await.expect_error_at("", "network.plugin");
    assert_eq!((refused.errors().count(), refused.warnings().count()), (1, 0));
}

#[tokio::test]
async fn a_cluster_from_before_a_range_was_reserved_keeps_it() {
    let pods = |cidr: &str| {
        cluster()
            .with("network", config! { plugin_mode = "overlay" }.with("pod_cidrs", vec![cidr.to_owned()]))
    };
    let world = World::with_cluster(&pods("172.29.0.0/16")).await;
    let old = serde_json::json!({"podCidr": "172.30.0.0/16", "podCidrs": ["172.30.0.0/16"]});
    world.patch(CLUSTER_ID, serde_json::json!({"properties": {"networkProfile": old}}));
    let terraform = world.another_terraform().await;
    terraform.import(CLUSTER, CLUSTER_ID).await.expect_ok();
    terraform.validate(CLUSTER, pods("172.30.0.0/16")).await.expect_ok();
    let planned = terraform.plan(CLUSTER, pods("172.30.0.0/16").with("sku_tier", "Standard")).await;
    planned.expect_update_in_place();
    let widened = terraform.plan(CLUSTER, pods("172.30.0.0/15")).await;
    widened.expect_error("overlaps 172.30.0.0/16");
}
