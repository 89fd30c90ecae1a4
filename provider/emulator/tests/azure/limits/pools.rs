//! Lines of node pools: their numbers, names, versions and Windows.

use serde_json::{Value, json};

use super::{assert_refused, at_the_line, body};
use crate::client::{Azure, cluster, with_network};

/// A pool as it stands in a cluster's request.
fn windows(more: Value) -> Value {
    let mut pool = json!({"name": "win", "osType": "Windows", "vmSize": "Standard_D4s_v5", "count": 1});
    pool.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    pool
}

#[test]
fn pools() {
    let pool = |members: Value| json!({ "pool": members });
    let wide = |members: Value| json!({"pool": members, "network": {"podCidr": "10.32.0.0/11"}});
    let pods = "agentPoolProfile.maxPods";
    let count = "agentPoolProfile.count";
    let bounds = |min: i64, max: i64| json!({"enableAutoScaling": true, "minCount": min, "maxCount": max});
    at_the_line(vec![
        (pool(json!({"maxPods": 9})), pool(json!({"maxPods": 10})), "InvalidParameter", pods),
        (pool(json!({"maxPods": 251})), pool(json!({"maxPods": 250})), "InvalidParameter", pods),
        (
            pool(json!({"maxPods": 29, "count": 1})),
            pool(json!({"maxPods": 30, "count": 1})),
            "InvalidParameter",
            pods,
        ),
        (pool(json!({"count": 0})), pool(json!({"count": 1})), "InvalidParameter", count),
        (wide(json!({"count": 1001})), wide(json!({"count": 1000})), "InvalidParameter", count),
        (pool(bounds(0, 3)), pool(bounds(1, 3)), "InvalidParameter", "agentPoolProfile.minCount"),
        (pool(bounds(4, 3)), pool(bounds(3, 3)), "InvalidParameter", "agentPoolProfile.minCount"),
        (wide(bounds(1, 1001)), wide(bounds(1, 1000)), "InvalidParameter", "agentPoolProfile.minCount"),
        (
            pool(json!({"name": "thirteenchars"})),
            pool(json!({"name": "twelve0chars"})),
            "InvalidParameter",
            "agentPoolProfile.name",
        ),
        (
            json!({"more": windows(json!({"name": "sevench"}))}),
            json!({"more": windows(json!({"name": "sixchr"}))}),
            "InvalidParameter",
            "agentPoolProfile.name",
        ),
        (
            pool(json!({"scaleSetPriority": "Spot"})),
            json!({"more": {"name": "spot", "scaleSetPriority": "Spot", "count": 1}}),
            "InvalidParameter",
            "agentPoolProfile.mode",
        ),
        (
            pool(json!({"upgradeSettings": {"maxSurge": "0"}})),
            json!({"more": {"name": "user", "upgradeSettings": {"maxSurge": "0", "maxUnavailable": "1"}}}),
            "InvalidParameter",
            "agentPoolProfile.upgradeSettings",
        ),
        (
            pool(json!({"vmSize": "Standard_DC2s_v2"})),
            pool(json!({"vmSize": "Standard_DC2as_v5"})),
            "BadRequest",
            "agentPoolProfile.vmSize",
        ),
        (
            pool(json!({"type": "AvailabilitySet"})),
            pool(json!({"type": "VirtualMachines"})),
            "BadRequest",
            "agentPoolProfile.type",
        ),
        (
            json!({"more": {"name": "system"}}),
            json!({"more": {"name": "system2"}}),
            "InvalidParameter",
            "agentPoolProfiles",
        ),
        (
            pool(json!({"osSKU": "Debian"})),
            pool(json!({"osSKU": "AzureLinux"})),
            "InvalidParameter",
            "agentPoolProfile.osSKU",
        ),
    ]);
}

#[test]
fn five_thousand_nodes_and_not_one_more() {
    let azure = Azure::new();
    let body = |last: i64| {
        let mut body = with_network(json!({"podCidr": "10.32.0.0/11"}));
        body["sku"] = json!({"name": "Base", "tier": "Standard"});
        let pools = body["properties"]["agentPoolProfiles"].as_array_mut().unwrap();
        pools[0]["count"] = json!(1000);
        for at in 1..5 {
            let count = if at == 4 { last } else { 1000 };
            pools.push(json!({"name": format!("p{at}"), "vmSize": "Standard_DS2_v2", "count": count}));
        }
        pools.push(json!({"name": "one", "vmSize": "Standard_DS2_v2", "count": 1}));
        body
    };
    assert_refused(
        azure.put(&cluster("c"), body(1000)),
        "InvalidParameter",
        "agentPoolProfile.count",
        &json!(5001),
    );
    azure.put(&cluster("c"), body(999)).expect(201);
}

#[test]
fn windows_pools() {
    let with = |profile: Value, pool: Value| json!({"network": profile, "more": windows(pool)});
    let version = |version: &str, sku: &str| {
        json!({
            "kubernetesVersion": version,
            "supportPlan": "AKSLongTermSupport",
            "sku": {"name": "Base", "tier": "Premium"},
            "more": windows(json!({"osSKU": sku})),
        })
    };
    let sku = "agentPoolProfile.osSKU";
    at_the_line(vec![
        (
            with(json!({"networkPlugin": "kubenet"}), json!({})),
            with(json!({"networkPlugin": "azure"}), json!({})),
            "AzureCNIOnlyForWindows",
            "networkProfile.networkPlugin",
        ),
        (
            with(json!({"networkDataplane": "cilium"}), json!({})),
            with(json!({"networkDataplane": "azure"}), json!({})),
            "BadRequest",
            "networkProfile.networkDataplane",
        ),
        (
            with(json!({}), json!({"mode": "System"})),
            with(json!({}), json!({"mode": "User"})),
            "InvalidParameter",
            "agentPoolProfile.mode",
        ),
        (version("1.33", "Windows2019"), version("1.32", "Windows2019"), "InvalidOSSKU", sku),
        (version("1.37", "Windows2022"), version("1.36", "Windows2022"), "InvalidOSSKU", sku),
        (version("1.31", "Windows2025"), version("1.32", "Windows2025"), "InvalidOSSKU", sku),
    ]);
}

#[test]
fn a_windows_pool_cannot_join_a_cluster_on_cilium() {
    let azure = Azure::new();
    azure.cluster("c", with_network(json!({"networkDataplane": "cilium"})));
    let pool = |os: &str| json!({"properties": {"count": 1, "vmSize": "Standard_D4s_v5", "osType": os}});
    let refused = azure.put(&format!("{}/agentPools/win", cluster("c")), pool("Windows"));
    assert_refused(refused, "BadRequest", "networkProfile.networkDataplane", &json!("Windows"));
    azure.put(&format!("{}/agentPools/lin", cluster("c")), pool("Linux")).expect(201);
}

#[test]
fn a_pool_may_be_three_minor_versions_behind() {
    let azure = Azure::new();
    let body = |pool: &str| {
        let mut body = body(&json!({"supportPlan": "AKSLongTermSupport", "kubernetesVersion": "1.34"}));
        body["sku"] = json!({"name": "Base", "tier": "Premium"});
        body["properties"]["agentPoolProfiles"][0]["orchestratorVersion"] = json!(pool);
        body
    };
    let target = "agentPoolProfile.orchestratorVersion";
    assert_refused(
        azure.put(&cluster("c"), body("1.30")),
        "NodePoolMcVersionIncompatible",
        target,
        &json!("1.30"),
    );
    azure.cluster("c", body("1.31"));
    let upgrade = |body: &mut Value| body["properties"]["kubernetesVersion"] = json!("1.35");
    assert_refused(azure.refused("c", upgrade), "NodePoolMcVersionIncompatible", target, &json!("1.35"));
}
