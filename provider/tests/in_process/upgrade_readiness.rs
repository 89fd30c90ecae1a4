//! The data source `aksoverlay_upgrade_readiness`.

use serde_json::json;
use tfplugin_framework::{
    Value, config,
    testing::{Config, Outcome},
};

use crate::world::{CLUSTER_ID, World, cluster, with_network};

const READINESS: &str = "aksoverlay_upgrade_readiness";

fn to(target: Config) -> Config {
    config! { cluster_id = (CLUSTER_ID) }.with("target", target)
}

/// The texts of a member of every item of a list.
fn texts(read: &Outcome, list: &str, member: &str) -> Vec<String> {
    let items = if let Value::List(items) = read.at(list) { items } else { Vec::new() };
    let text = |item: &Value| match item {
        Value::Object(members) => members[member].as_str().unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    items.iter().map(text).collect()
}

/// A cluster on kubenet, as another tool made it.
async fn on_kubenet(policy: &str) -> World {
    let world = World::new().await;
    let body = json!({
        "location": "westeurope",
        "identity": {"type": "SystemAssigned"},
        "properties": {
            "kubernetesVersion": "1.34",
            "dnsPrefix": "dns",
            "agentPoolProfiles": [{
                "name": "system", "mode": "System", "count": 10, "vmSize": "Standard_D4s_v5",
                "upgradeSettings": {"maxSurge": "33%", "drainTimeoutInMinutes": 20}
            }],
            "networkProfile": {"networkPlugin": "kubenet", "networkPolicy": policy, "podCidr": "10.244.0.0/16"},
        },
    });
    world.put(CLUSTER_ID, &body).await;
    world
}

#[tokio::test]
async fn a_cluster_on_kubenet_without_a_policy_is_ready_for_overlay() {
    let world = on_kubenet("none").await;
    let read = world
        .terraform
        .read_data_source(READINESS, to(config! { plugin_mode = "overlay" }))
        .await
        .expect_ok();
    assert_eq!(texts(&read, "blockers", "code"), Vec::<String>::new());
    assert_eq!(texts(&read, "steps", "title"), ["Move from kubenet to Azure CNI Overlay"]);
    read.expect_value("ready", true)
        .expect_value("reimage.nodes", 10)
        .expect_value("reimage.pools[0].surge", 4)
        .expect_value("reimage.pools[0].batches", 3)
        .expect_value("reimage.pools[0].drain_timeout_minutes", 20);
}

#[tokio::test]
async fn what_has_to_be_done_before_comes_before_and_no_error_blocks_what_a_step_prepares() {
    let world = on_kubenet("calico").await;
    let target = config! { plugin_mode = "overlay", dataplane = "cilium" };
    let read = world.terraform.read_data_source(READINESS, to(target)).await.expect_ok();
    assert_eq!(
        texts(&read, "steps", "title"),
        [
            "Remove the network policy engine calico",
            "Move from kubenet to Azure CNI Overlay",
            "Change the dataplane to Cilium",
        ]
    );
    assert_eq!(texts(&read, "blockers", "code"), Vec::<String>::new());
    assert_eq!(texts(&read, "steps", "stage"), ["prepare", "change", "change"]);
    read.expect_value("ready", false);
}

#[tokio::test]
async fn a_pod_cidr_that_is_no_wider_range_is_a_blocker() {
    let world = World::with_cluster(&with_network(config! { pod_cidrs = ["10.244.0.0/16"] })).await;
    let narrower = to(config! { pod_cidrs = ["10.244.0.0/17"] });
    let read = world.terraform.read_data_source(READINESS, narrower).await.expect_ok();
    assert_eq!(texts(&read, "blockers", "code"), ["pod-cidr-expansion"]);
    read.expect_value("ready", false);
    let wider = to(config! { pod_cidrs = ["10.244.0.0/15"] });
    let read = world.terraform.read_data_source(READINESS, wider).await.expect_ok();
    read.expect_value("ready", true).expect_value("reimage", Value::Null);
}

#[tokio::test]
async fn ipv6_is_one_step_on_an_overlay_cluster() {
    let world = World::with_cluster(&cluster()).await;
    let target = to(config! { ip_families = ["IPv4", "IPv6"] });
    let read = world.terraform.read_data_source(READINESS, target).await.expect_ok();
    assert_eq!(texts(&read, "steps", "title"), ["Add IPv6"]);
    assert_eq!(texts(&read, "blockers", "summary"), Vec::<String>::new());
    read.expect_value("ready", true);
}

#[tokio::test]
async fn kubernetes_goes_up_one_minor_version_at_a_time() {
    let world = World::with_cluster(&cluster().with("kubernetes_version", "1.34")).await;
    let target = to(config! { kubernetes_version = "1.36" });
    let read = world.terraform.read_data_source(READINESS, target).await.expect_ok();
    assert_eq!(texts(&read, "steps", "title"), ["Upgrade Kubernetes to 1.35", "Upgrade Kubernetes to 1.36"]);
    read.expect_value("ready", false);
}

#[tokio::test]
async fn a_cluster_that_is_as_it_is_to_be_has_no_steps() {
    let world = World::with_cluster(&cluster()).await;
    let target = to(config! { plugin_mode = "Overlay" });
    let read = world.terraform.read_data_source(READINESS, target).await.expect_ok();
    assert_eq!(texts(&read, "steps", "title"), Vec::<String>::new());
    read.expect_value("ready", true);
}

#[tokio::test]
async fn what_a_step_of_the_same_rule_does_not_prepare_is_a_blocker() {
    let world = World::new().await;
    let body = json!({
        "location": "westeurope",
        "identity": {"type": "SystemAssigned"},
        "properties": {
            "kubernetesVersion": "1.34",
            "dnsPrefix": "dns",
            "agentPoolProfiles": [{"name": "system", "mode": "System", "count": 3, "vmSize": "Standard_D4s_v5"}],
            "networkProfile": {"networkPlugin": "kubenet", "podCidr": "10.244.0.0/16"},
        },
    });
    world.put(CLUSTER_ID, &body).await;
    let patch = json!({"properties": {"nodeProvisioningProfile": {"mode": "Auto"}}});
    world.patch(CLUSTER_ID, patch);
    let read =
        world.terraform.read_data_source(READINESS, to(config! { dataplane = "cilium" })).await.expect_ok();
    assert_eq!(
        texts(&read, "steps", "title"),
        ["Switch node auto-provisioning off", "Change the dataplane to Cilium"]
    );
    let blockers = texts(&read, "blockers", "summary");
    assert!(blockers.contains(&"A cluster on kubenet cannot change to Cilium".to_owned()), "{blockers:?}");
    assert!(blockers.iter().all(|blocker| !blocker.contains("provisions nodes")), "{blockers:?}");
}

#[tokio::test]
async fn windows_pools_and_auto_provisioning_are_both_steps_before_cilium() {
    let world = World::with_cluster(&cluster()).await;
    let windows = json!({
        "properties": {"count": 1, "vmSize": "Standard_D4s_v5", "osType": "Windows", "osSKU": "Windows2022"}
    });
    let profile = json!({"properties": {"windowsProfile": {"adminUsername": "azureuser"}}});
    world.patch(CLUSTER_ID, profile);
    world.put(&format!("{CLUSTER_ID}/agentPools/win"), &windows).await;
    world.patch(CLUSTER_ID, json!({"properties": {"nodeProvisioningProfile": {"mode": "Auto"}}}));
    let target = to(config! { dataplane = "cilium" });
    let read = world.terraform.read_data_source(READINESS, target).await.expect_ok();
    assert_eq!(
        texts(&read, "steps", "title"),
        ["Remove the Windows pools", "Switch node auto-provisioning off", "Change the dataplane to Cilium"]
    );
    assert_eq!(texts(&read, "blockers", "summary"), Vec::<String>::new());
}
