//! The nodes of a cluster as `kubectl` shows them: names, blocks of the pod CIDR, addresses.

use serde_json::{Value, json};

use super::client::{Azure, cluster, smallest, subnet, with_network};

/// Runs a command in the cluster `c` and gives what it wrote.
fn run(azure: &Azure, command: &str) -> String {
    let path = format!("{}/runCommand", cluster("c"));
    let started = azure.send("POST", &path, &[], Some(json!({ "command": command }))).expect(202);
    let url = started.header("location").unwrap().to_owned();
    for _ in 0..20 {
        let result = azure.get(&url);
        if result.status == 200 {
            return result.text("properties.logs").to_owned();
        }
    }
    panic!("the command does not end");
}

fn nodes(azure: &Azure) -> Vec<Value> {
    let all: Value = serde_json::from_str(&run(azure, "kubectl get nodes -o json")).unwrap();
    all["items"].as_array().unwrap().clone()
}

/// Blocks of all nodes, or of those of one pool, without their common beginning.
fn blocks(azure: &Azure, pool: &str) -> Vec<String> {
    let all = nodes(azure).into_iter().filter(|n| n["metadata"]["name"].as_str().unwrap().contains(pool));
    all.map(|n| n["spec"]["podCIDR"].as_str().unwrap().to_owned()).collect()
}

fn internal(node: &Value) -> Vec<&str> {
    let all = node["status"]["addresses"].as_array().unwrap();
    all.iter().filter(|a| a["type"] == "InternalIP").map(|a| a["address"].as_str().unwrap()).collect()
}

fn pool(name: &str) -> String {
    format!("{}/agentPools/{name}", cluster("c"))
}

fn size(azure: &Azure, name: &str, count: i64) {
    azure.wait(&azure.put(&pool(name), json!({"properties": {"count": count, "vmSize": "Standard_DS2_v2"}})));
}

#[test]
fn every_node_takes_a_block_and_gives_it_back() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    size(&azure, "more", 2);
    assert_eq!(blocks(&azure, "-system-"), ["10.244.0.0/24", "10.244.1.0/24", "10.244.2.0/24"]);
    assert_eq!(blocks(&azure, "-more-"), ["10.244.3.0/24", "10.244.4.0/24"]);
    size(&azure, "system", 1);
    size(&azure, "more", 4);
    assert_eq!(
        blocks(&azure, "-more-"),
        ["10.244.3.0/24", "10.244.4.0/24", "10.244.1.0/24", "10.244.2.0/24"]
    );
    azure.wait(&azure.delete(&pool("more")));
    size(&azure, "other", 1);
    assert_eq!(blocks(&azure, "-other-"), ["10.244.1.0/24"]);
}

#[test]
fn no_two_nodes_of_a_subnet_have_one_address() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    size(&azure, "more", 2);
    let all = nodes(&azure);
    let addresses: std::collections::BTreeSet<&str> = all.iter().flat_map(internal).collect();
    assert_eq!((all.len(), addresses.len()), (5, 5));
}

#[test]
fn a_block_that_one_pool_gives_up_goes_to_another_in_the_same_write() {
    let azure = Azure::new();
    let mut body = with_network(
        json!({"networkPlugin": "azure", "networkPluginMode": "overlay", "podCidr": "10.244.0.0/22"}),
    );
    let pools = &mut body["properties"]["agentPoolProfiles"];
    pools
        .as_array_mut()
        .unwrap()
        .push(json!({"name": "more", "mode": "User", "count": 1, "vmSize": "Standard_DS2_v2"}));
    azure.cluster("c", body);
    azure.update("c", |body| {
        body["properties"]["agentPoolProfiles"][0]["count"] = json!(1);
        body["properties"]["agentPoolProfiles"][1]["count"] = json!(3);
    });
    let mut all = blocks(&azure, "");
    all.sort();
    assert_eq!(all, ["10.244.0.0/24", "10.244.1.0/24", "10.244.2.0/24", "10.244.3.0/24"]);
}

#[test]
fn the_machines_that_replace_others_for_a_time_use_up_numbers() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    azure.update("c", |body| body["properties"]["networkProfile"]["networkPolicy"] = json!("calico"));
    size(&azure, "system", 4);
    let last = nodes(&azure).pop().unwrap()["metadata"]["name"].as_str().unwrap().to_owned();
    assert!(last.ends_with("-vmss000004"), "{last}");
}

#[test]
fn a_pool_with_another_operating_system_has_its_image() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    azure.wait(&azure.put(&pool("system"), json!({"properties": {"osSKU": "AzureLinux"}})).expect(200));
    let image = azure.get(&pool("system")).text("properties.nodeImageVersion").to_owned();
    assert!(image.starts_with("AKSAzureLinux-"), "{image}");
}

#[test]
fn a_block_is_the_same_size_whatever_the_number_of_pods() {
    let azure = Azure::new();
    let mut body = smallest();
    body["properties"]["agentPoolProfiles"][0]["maxPods"] = json!(10);
    azure.cluster("c", body);
    assert_eq!(blocks(&azure, "")[2], "10.244.2.0/24");
}

#[test]
fn a_node_that_comes_later_has_a_new_name() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let names = |azure: &Azure| -> Vec<String> {
        let all = nodes(azure);
        let tail =
            |n: &Value| n["metadata"]["name"].as_str().unwrap().rsplit("-vmss").next().unwrap().to_owned();
        all.iter().map(tail).collect()
    };
    assert_eq!(names(&azure), ["000000", "000001", "000002"]);
    size(&azure, "system", 1);
    size(&azure, "system", 2);
    assert_eq!(names(&azure), ["000000", "000003"]);
}

#[test]
fn an_expanded_range_leaves_the_blocks_where_they_are() {
    let azure = Azure::new();
    azure.cluster("c", with_network(json!({"podCidr": "10.245.0.0/22"})));
    azure.update("c", |body| body["properties"]["networkProfile"]["podCidrs"] = json!(["10.244.0.0/15"]));
    size(&azure, "system", 4);
    assert_eq!(blocks(&azure, ""), ["10.245.0.0/24", "10.245.1.0/24", "10.245.2.0/24", "10.244.0.0/24"]);
}

#[test]
fn a_migration_gives_every_node_a_block_of_the_new_range() {
    let azure = Azure::new();
    azure.cluster("c", with_network(json!({"networkPlugin": "kubenet"})));
    assert_eq!(blocks(&azure, "")[0], "10.244.0.0/24");
    azure.update("c", |body| {
        let profile = body["properties"]["networkProfile"].as_object_mut().unwrap();
        profile.remove("podCidrs");
        let new =
            json!({"networkPlugin": "azure", "networkPluginMode": "overlay", "podCidr": "10.100.0.0/16"});
        profile.extend(new.as_object().unwrap().clone());
    });
    assert_eq!(blocks(&azure, ""), ["10.100.0.0/24", "10.100.1.0/24", "10.100.2.0/24"]);
}

#[test]
fn with_two_families_a_node_has_a_block_and_an_address_of_each() {
    let azure = Azure::new();
    let profile = json!({"ipFamilies": ["IPv4", "IPv6"], "podCidrs": ["10.244.0.0/16", "fd00:1::/64"]});
    azure.cluster("c", with_network(profile));
    let all = nodes(&azure);
    assert_eq!(all[1]["spec"]["podCIDRs"], json!(["10.244.1.0/24", "fd00:1::100/120"]));
    let addresses = internal(&all[1]);
    assert_eq!(addresses[0], "10.224.0.5");
    assert!(addresses[1].starts_with("fd") && addresses[1].ends_with("::5"), "{addresses:?}");
}

#[test]
fn without_overlay_a_node_has_no_block_and_its_pods_keep_the_next_one_at_a_distance() {
    let azure = Azure::new();
    azure.network("10.1.0.0/16", &[("nodes", "10.1.0.0/24")]);
    let mut body = with_network(json!({"networkPlugin": "azure"}));
    body["properties"]["agentPoolProfiles"][0]["vnetSubnetID"] = json!(subnet("nodes"));
    azure.cluster("c", body);
    let all = nodes(&azure);
    assert_eq!(all[0]["spec"]["podCIDR"], Value::Null);
    let first: Vec<&str> = all.iter().map(|n| internal(n)[0]).collect();
    assert_eq!(first, ["10.1.0.4", "10.1.0.35", "10.1.0.66"]);
}

#[test]
fn re_imaged_nodes_join_anew() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let joined = |azure: &Azure| nodes(azure)[0]["metadata"]["creationTimestamp"].clone();
    let before = joined(&azure);
    azure.update("c", |body| body["properties"]["disableLocalAccounts"] = json!(true));
    assert_eq!(joined(&azure), before);
    azure.update("c", |body| body["properties"]["networkProfile"]["networkPolicy"] = json!("calico"));
    assert_ne!(joined(&azure), before);
}

#[test]
fn a_masquerading_agent_of_ones_own_is_in_the_way_of_overlay() {
    let azure = Azure::new();
    azure.cluster("c", with_network(json!({"networkPlugin": "kubenet"})));
    run(&azure, "kubectl create configmap azure-ip-masq-agent-config -n kube-system --from-literal=a=b");
    let migrate = |body: &mut Value| {
        body["properties"]["networkProfile"]["networkPlugin"] = json!("azure");
        body["properties"]["networkProfile"]["networkPluginMode"] = json!("overlay");
    };
    let refused = azure.refused("c", migrate).expect(400);
    assert_eq!(refused.text("target"), "networkProfile.networkPluginMode");
    run(&azure, "kubectl delete configmap azure-ip-masq-agent-config -n kube-system");
    azure.update("c", migrate);
}
