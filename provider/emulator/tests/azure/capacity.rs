//! Room for nodes: blocks of the pod CIDR, addresses of subnets.

use serde_json::{Value, json};

use super::client::{Answer, Azure, GROUP, at, cluster, subnet, with_network};

fn pool(name: &str) -> String {
    format!("{}/agentPools/{name}", cluster("c"))
}

/// A cluster on a pod CIDR with a system pool of so many nodes.
fn sized(pod_cidr: &str, count: i64) -> Value {
    let mut body = with_network(json!({"podCidr": pod_cidr}));
    body["properties"]["agentPoolProfiles"][0]["count"] = json!(count);
    body
}

fn in_subnet(name: &str, count: i64, pods: &str) -> Value {
    let mut body =
        with_network(json!({"podCidr": pods, "serviceCidr": "172.20.0.0/16", "dnsServiceIP": "172.20.0.10"}));
    let first = &mut body["properties"]["agentPoolProfiles"][0];
    first["vnetSubnetID"] = json!(subnet(name));
    first["count"] = json!(count);
    body
}

#[track_caller]
fn assert_full(answer: Answer, numbers: &str, target: &str) {
    let answer = answer.expect(400);
    assert_eq!((answer.text("code"), answer.text("target")), ("InsufficientSubnetSize", target));
    assert!(
        answer.text("message").starts_with(&format!("Pre-allocated IPs {numbers}")),
        "{}",
        answer.text("message")
    );
}

/// The last answer of an operation that fails.
fn failure(azure: &Azure, answer: &Answer) -> Value {
    assert_eq!(azure.wait(answer).last().map(String::as_str), Some("Failed"));
    azure.get(answer.header("azure-asyncoperation").unwrap()).body
}

const PODS: &str = "networkProfile.podCIDR";

#[test]
fn a_new_cluster_needs_a_block_for_every_node() {
    let azure = Azure::new();
    let full = azure.put(&cluster("c"), sized("10.244.0.0/22", 5));
    assert_full(
        full,
        "1280 exceeds IPs available 1024 in Subnet Cidr 10.244.0.0/22, Subnet Name networkProfile.podCIDR.",
        PODS,
    );
    azure.put(&cluster("c"), sized("10.244.0.0/22", 4)).expect(201);
}

#[test]
fn of_a_scaled_pool_the_upper_bound_counts() {
    let azure = Azure::new();
    let mut body = sized("10.244.0.0/22", 3);
    let scaled = json!({"enableAutoScaling": true, "minCount": 1, "maxCount": 5});
    body["properties"]["agentPoolProfiles"][0]
        .as_object_mut()
        .unwrap()
        .extend(scaled.as_object().unwrap().clone());
    assert_full(azure.put(&cluster("c"), body.clone()), "1280 exceeds IPs available 1024", PODS);
    body["properties"]["agentPoolProfiles"][0]["maxCount"] = json!(4);
    azure.put(&cluster("c"), body).expect(201);
}

#[test]
fn scaling_and_a_further_pool_need_blocks_too() {
    let azure = Azure::new();
    azure.cluster("c", sized("10.244.0.0/22", 3));
    let new = |count: i64| json!({"properties": {"count": count, "vmSize": "Standard_DS2_v2"}});
    assert_full(azure.put(&pool("more"), new(2)), "1280 exceeds IPs available 1024", PODS);
    azure.wait(&azure.put(&pool("more"), new(1)).expect(201));
    assert_full(azure.put(&pool("more"), new(2)), "1280 exceeds IPs available 1024", PODS);
    azure.put(&pool("more"), new(1)).expect(200);
}

#[test]
fn an_upgrade_needs_blocks_for_its_surge() {
    let azure = Azure::new();
    let mut body = sized("10.244.0.0/22", 3);
    body["properties"]["kubernetesVersion"] = json!("1.34");
    body["properties"]["agentPoolProfiles"][0]["upgradeSettings"] = json!({"maxSurge": "2"});
    azure.cluster("c", body);
    azure.update("c", |body| body["properties"]["kubernetesVersion"] = json!("1.35"));
    let upgrade = |surge: &str| json!({"properties": {"orchestratorVersion": "1.35", "upgradeSettings": {"maxSurge": surge}}});
    assert_full(azure.put(&pool("system"), upgrade("2")), "1280 exceeds IPs available 1024", PODS);
    azure.put(&pool("system"), upgrade("1")).expect(200);
}

#[test]
fn all_pools_surge_together_where_all_are_re_imaged() {
    let azure = Azure::new();
    let mut body = sized("10.244.0.0/22", 1);
    body["properties"]["agentPoolProfiles"][0]["maxPods"] = json!(50);
    azure.cluster("c", body);
    azure.wait(&azure.put(&pool("a"), json!({"properties": {"count": 1, "vmSize": "Standard_DS2_v2"}})));
    azure.wait(&azure.put(&pool("b"), json!({"properties": {"count": 1, "vmSize": "Standard_DS2_v2"}})));
    let policy = |body: &mut Value| body["properties"]["networkProfile"]["networkPolicy"] = json!("azure");
    assert_full(azure.refused("c", policy), "1536 exceeds IPs available 1024", PODS);
    azure.wait(&azure.delete(&pool("b")));
    azure.update("c", policy);
}

#[test]
fn a_larger_pod_range_makes_room() {
    let azure = Azure::new();
    azure.cluster("c", sized("10.244.0.0/22", 4));
    let new = json!({"properties": {"count": 4, "vmSize": "Standard_DS2_v2"}});
    assert_full(azure.put(&pool("more"), new.clone()), "2048 exceeds IPs available 1024", PODS);
    azure.update("c", |body| {
        let profile = body["properties"]["networkProfile"].as_object_mut().unwrap();
        profile.remove("podCidrs");
        profile.insert("podCidr".into(), json!("10.244.0.0/21"));
    });
    azure.put(&pool("more"), new).expect(201);
}

#[test]
fn azure_keeps_five_addresses_of_a_subnet() {
    let azure = Azure::new();
    azure.network("10.1.0.0/16", &[("nodes", "10.1.0.0/28")]);
    let full = azure.put(&cluster("c"), in_subnet("nodes", 12, "10.244.0.0/16"));
    assert_full(
        full,
        "12 exceeds IPs available 11 in Subnet Cidr 10.1.0.0/28, Subnet Name nodes.",
        "agentPoolProfile.vnetSubnetID",
    );
    azure.put(&cluster("c"), in_subnet("nodes", 11, "10.244.0.0/16")).expect(201);
}

#[test]
fn without_overlay_every_pod_takes_an_address_of_the_subnet() {
    let azure = Azure::new();
    azure.network("10.1.0.0/16", &[("nodes", "10.1.0.0/26")]);
    let body = |pods: i64| {
        let mut body = in_subnet("nodes", 2, "");
        body["properties"]["networkProfile"]["networkPlugin"] = json!("azure");
        body["properties"]["agentPoolProfiles"][0]["maxPods"] = json!(pods);
        body
    };
    assert_full(
        azure.put(&cluster("c"), body(29)),
        "60 exceeds IPs available 59",
        "agentPoolProfile.vnetSubnetID",
    );
    azure.put(&cluster("c"), body(28)).expect(201);
}

#[test]
fn a_subnet_that_others_have_filled_fails_the_operation() {
    let azure = Azure::new();
    azure.network("10.1.0.0/16", &[("nodes", "10.1.0.0/29")]);
    azure.cluster("other", in_subnet("nodes", 2, "192.168.0.0/16"));
    let made = azure.put(&cluster("c"), in_subnet("nodes", 2, "10.244.0.0/16")).expect(201);
    let said = failure(&azure, &made);
    let message = at(&said, "error.message").as_str().unwrap();
    assert!(
        message.contains(
            "Subnet nodes with address prefix 10.1.0.0/29 does not have enough capacity for 2 IP addresses."
        ),
        "{message}"
    );
    assert_eq!(at(&said, "error.details.0.code"), "SubnetIsFull");
    let there = azure.get(&cluster("c"));
    assert_eq!(there.text("properties.provisioningState"), "Failed");
    assert_eq!(there.pool()["provisioningState"], "Failed");

    // Once the other one is gone, the same request brings the cluster about.
    azure.wait(&azure.delete(&cluster("other")));
    let again = azure.put(&cluster("c"), in_subnet("nodes", 2, "10.244.0.0/16")).expect(200);
    assert_eq!(azure.wait(&again).last().map(String::as_str), Some("Succeeded"));
    assert_eq!(azure.get(&cluster("c")).text("properties.provisioningState"), "Succeeded");
}

#[test]
fn pools_of_one_write_share_what_others_leave_of_a_subnet() {
    let azure = Azure::new();
    azure.network("10.1.0.0/16", &[("nodes", "10.1.0.0/28")]);
    azure.cluster("other", in_subnet("nodes", 8, "192.168.0.0/16"));
    let mut body = in_subnet("nodes", 2, "10.244.0.0/16");
    let pools = body["properties"]["agentPoolProfiles"].as_array_mut().unwrap();
    let mut more = pools[0].clone();
    more["name"] = json!("more");
    pools.push(more);
    let made = azure.put(&cluster("c"), body).expect(201);
    assert_eq!(at(&failure(&azure, &made), "error.details.0.code"), "SubnetIsFull");
}

#[test]
fn a_new_version_fails_where_its_surge_finds_no_address() {
    let azure = Azure::new();
    azure.network("10.1.0.0/16", &[("nodes", "10.1.0.0/29")]);
    let mut body = in_subnet("nodes", 3, "10.244.0.0/16");
    body["properties"]["kubernetesVersion"] = json!("1.34");
    azure.cluster("c", body);
    let upgrade = azure.refused("c", |body| {
        body["properties"]["kubernetesVersion"] = json!("1.35");
        body["properties"]["agentPoolProfiles"][0]["orchestratorVersion"] = json!("1.35");
    });
    assert_eq!(at(&failure(&azure, &upgrade.expect(200)), "error.details.0.code"), "SubnetIsFull");
}

#[test]
fn an_upgrade_fails_where_its_surge_finds_no_address() {
    let azure = Azure::new();
    azure.network("10.1.0.0/16", &[("nodes", "10.1.0.0/29")]);
    azure.cluster("c", in_subnet("nodes", 3, "10.244.0.0/16"));
    let path = format!("{}/upgradeNodeImageVersion", pool("system"));
    let upgrade = azure.post(&path).expect(202);
    assert_eq!(at(&failure(&azure, &upgrade), "error.details.0.code"), "SubnetIsFull");
    assert_eq!(azure.get(&pool("system")).text("properties.provisioningState"), "Failed");
    assert_eq!(azure.get(&cluster("c")).text("properties.provisioningState"), "Succeeded");

    azure.wait(&azure.put(&pool("system"), json!({"properties": {"count": 2}})).expect(200));
    assert_eq!(azure.wait(&azure.post(&path)).last().map(String::as_str), Some("Succeeded"));
}

#[test]
fn two_clusters_in_one_subnet_share_its_addresses_and_not_the_ranges_of_their_pods() {
    let azure = Azure::new();
    azure.network("10.1.0.0/16", &[("nodes", "10.1.0.0/28")]);
    azure.cluster("a", in_subnet("nodes", 2, "10.244.0.0/16"));
    azure.cluster("b", in_subnet("nodes", 2, "10.244.0.0/16"));
    let held = |path: &str, member: &str| {
        let there = azure.get(path).expect(200);
        let all = there.at(member).as_array().unwrap_or(&Vec::new()).clone();
        all.iter().map(|v| v["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = held(&subnet("nodes"), "properties.ipConfigurations");
    assert_eq!(all.iter().filter(|id| id.contains("/MC_rg_a_westeurope/")).count(), 2);
    assert_eq!(all.iter().filter(|id| id.contains("/MC_rg_b_westeurope/")).count(), 2);
    let network = format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet");
    assert_eq!(held(&network, "properties.subnets.0.properties.ipConfigurations"), all);
    azure.wait(&azure.delete(&cluster("a")));
    assert_eq!(held(&subnet("nodes"), "properties.ipConfigurations").len(), 2);
}
