//! What the service refuses, with its codes.

use serde_json::{Value, json};

use super::client::{Azure, cluster, smallest, subnet, with_network};

/// Status, code and target of a refusal in the shape of AKS.
fn refusal(azure: &Azure, body: Value) -> (u16, String, String) {
    let answer = azure.put(&cluster("c"), body);
    let text = |name: &str| answer.body[name].as_str().unwrap_or_default().to_owned();
    assert!(answer.body.get("error").is_none(), "AKS does not wrap its errors: {}", answer.body);
    (answer.status, text("code"), text("target"))
}

#[test]
fn network_profiles_that_azure_refuses() {
    let azure = Azure::new();
    for (profile, code, target) in [
        (
            json!({"networkPlugin": "kubenet", "networkPluginMode": "overlay"}),
            "UnsupportedNetworkPluginModeWithNetworkPlugin",
            "networkProfile.networkPluginMode",
        ),
        (json!({"networkPlugin": "azure", "podCidr": "10.9.0.0/16"}), "BadRequest", "networkProfile.podCIDR"),
        (json!({"networkPlugin": "weave"}), "InvalidParameter", "networkProfile.networkPlugin"),
        (json!({"podCidr": "10.244.0.0/33"}), "CidrStringParseError", "networkProfile.podCIDR"),
        (json!({"podCidr": "010.244.0.0/16"}), "CidrStringParseError", "networkProfile.podCIDR"),
        (json!({"podCidr": "10.244.0.0/23"}), "InsufficientSubnetSize", "networkProfile.podCIDR"),
        (json!({"podCidr": "10.0.0.0/14"}), "BadRequest", "networkProfile.podCIDR"),
        (json!({"podCidr": "10.224.0.0/14"}), "NetworkProfileCIDROverlapVNET", "networkProfile.podCIDR"),
        (json!({"podCidr": "172.16.0.0/12"}), "BadRequest", "networkProfile.podCIDR"),
        (json!({"podCidr": "169.254.0.0/20"}), "BadRequest", "networkProfile.podCIDR"),
        (
            json!({"serviceCidr": "10.0.0.0/11", "dnsServiceIP": "10.0.0.10"}),
            "BadRequest",
            "networkProfile.serviceCIDR",
        ),
        (json!({"dnsServiceIP": "10.1.0.10"}), "DnsServiceIpOutOfServiceCidr", "networkProfile.dnsServiceIP"),
        (json!({"dnsServiceIP": "10.0.0.1"}), "InvalidParameter", "networkProfile.dnsServiceIP"),
        (json!({"ipFamilies": ["IPv6", "IPv4"]}), "InvalidParameter", "networkProfile.ipFamilies"),
        (
            json!({"ipFamilies": ["IPv4", "IPv6"], "podCidrs": ["10.244.0.0/16", "10.1.0.0/16"]}),
            "BadRequest",
            "networkProfile.podCIDRs",
        ),
        (
            json!({"ipFamilies": ["IPv4", "IPv6"], "networkPlugin": "azure"}),
            "UnsupportedDualStackNetworkPlugin",
            "networkProfile.networkPlugin",
        ),
        (
            json!({"ipFamilies": ["IPv4", "IPv6"], "networkPolicy": "calico"}),
            "BadRequest",
            "networkProfile.networkPolicy",
        ),
        (
            json!({"ipFamilies": ["IPv4", "IPv6"], "serviceCidrs": ["10.0.0.0/16", "fd00::/64"]}),
            "BadRequest",
            "networkProfile.serviceCIDRs",
        ),
        (
            json!({"networkDataplane": "cilium", "networkPolicy": "calico"}),
            "BadRequest",
            "networkProfile.networkPolicy",
        ),
        (json!({"networkPolicy": "cilium"}), "BadRequest", "networkProfile.networkPolicy"),
        (json!({"outboundType": "none"}), "BadRequest", "networkProfile.outboundType"),
        (json!({"outboundType": "userDefinedRouting"}), "BadRequest", "networkProfile.outboundType"),
        (
            json!({"loadBalancerProfile": {"allocatedOutboundPorts": 9}}),
            "InvalidLoadBalancerProfile",
            "networkProfile.loadBalancerProfile.allocatedOutboundPorts",
        ),
    ] {
        let found = refusal(&azure, with_network(profile.clone()));
        assert_eq!(found, (400, code.to_owned(), target.to_owned()), "{profile}");
    }
}

#[test]
fn pools_that_azure_refuses() {
    let azure = Azure::new();
    for (change, code, target) in [
        (json!({"mode": "User"}), "OperationNotAllowed", "agentPoolProfiles"),
        (json!({"name": "System"}), "InvalidParameter", "agentPoolProfile.name"),
        (json!({"maxPods": 9}), "InvalidParameter", "agentPoolProfile.maxPods"),
        (json!({"maxPods": 251}), "InvalidParameter", "agentPoolProfile.maxPods"),
        (json!({"maxPods": 10, "count": 2}), "InvalidParameter", "agentPoolProfile.maxPods"),
        (json!({"count": 0}), "InvalidParameter", "agentPoolProfile.count"),
        (json!({"count": 1001}), "InvalidParameter", "agentPoolProfile.count"),
        (
            json!({"enableAutoScaling": true, "minCount": 5, "maxCount": 3}),
            "InvalidParameter",
            "agentPoolProfile.minCount",
        ),
        (json!({"type": "AvailabilitySet"}), "BadRequest", "agentPoolProfile.type"),
        (json!({"vmSize": "Standard_DC2s_v2"}), "BadRequest", "agentPoolProfile.vmSize"),
        (
            json!({"orchestratorVersion": "1.36"}),
            "NodePoolMcVersionIncompatible",
            "agentPoolProfile.orchestratorVersion",
        ),
        (
            json!({"orchestratorVersion": "1.2.3"}),
            "AgentPoolK8sVersionNotSupported",
            "agentPoolProfile.orchestratorVersion",
        ),
        (json!({"vnetSubnetID": subnet("nowhere")}), "VnetSubnetNotFound", "agentPoolProfile.vnetSubnetID"),
        (json!({"vnetSubnetID": "nodes"}), "LinkedInvalidPropertyId", "agentPoolProfile.vnetSubnetID"),
    ] {
        let mut body = smallest();
        let pool = body["properties"]["agentPoolProfiles"][0].as_object_mut().unwrap();
        pool.extend(change.as_object().unwrap().clone());
        assert_eq!(refusal(&azure, body), (400, code.to_owned(), target.to_owned()), "{change}");
    }
}

#[test]
fn members_that_azure_does_not_know_are_refused() {
    let azure = Azure::new();
    let mut body = smallest();
    body["properties"]["networkProfile"] = json!({"podCIDRs": ["10.244.0.0/16"], "overlay": true});
    let answer = azure.put(&cluster("c"), body).expect(400);
    assert_eq!(answer.text("code"), "UnmarshalError");
    assert!(answer.text("message").contains("unknown field 'properties.networkProfile.overlay'"));
}

#[test]
fn a_cluster_needs_a_name_a_prefix_and_an_identity() {
    let azure = Azure::new();
    let without = |path: &str| {
        let mut body = smallest();
        *body.pointer_mut(path).unwrap() = Value::Null;
        body
    };
    assert_eq!(refusal(&azure, without("/properties/dnsPrefix")).1, "InvalidParameter");
    assert_eq!(refusal(&azure, without("/identity")).1, "InvalidParameter");
    let answer = azure.put(&cluster("-c"), smallest()).expect(400);
    assert_eq!(answer.text("target"), "resourceName");
}

#[test]
fn the_group_of_the_nodes_must_be_a_new_one() {
    let azure = Azure::new();
    let mut body = smallest();
    body["properties"]["nodeResourceGroup"] = json!("RG");
    assert_eq!(refusal(&azure, body), (400, "InvalidParameter".into(), "nodeResourceGroup".into()));
}

#[test]
fn scaled_pools_count_with_their_upper_bound() {
    let azure = Azure::new();
    let mut body = with_network(json!({"podCidr": "10.244.0.0/22"}));
    let pool = &mut body["properties"]["agentPoolProfiles"][0];
    pool["enableAutoScaling"] = json!(true);
    pool["minCount"] = json!(1);
    pool["maxCount"] = json!(5);
    let answer = azure.put(&cluster("c"), body).expect(400);
    assert!(answer.text("message").starts_with(
        "Pre-allocated IPs 1280 exceeds IPs available 1024 in Subnet Cidr 10.244.0.0/22, Subnet Name networkProfile.podCIDR."
    ));
}

#[test]
fn subnets_are_looked_at() {
    let azure = Azure::new();
    azure.network(
        "10.0.0.0/8",
        &[("nodes", "10.1.0.0/29"), ("other", "10.244.0.0/24"), ("services", "10.0.0.0/24")],
    );
    let body = |profile: Value, count: i64| {
        let mut body = with_network(profile);
        body["properties"]["agentPoolProfiles"][0]["vnetSubnetID"] = json!(subnet("nodes"));
        body["properties"]["agentPoolProfiles"][0]["count"] = json!(count);
        body
    };
    let apart =
        json!({"podCidr": "192.168.0.0/16", "serviceCidr": "172.20.0.0/16", "dnsServiceIP": "172.20.0.10"});
    assert_eq!(refusal(&azure, body(json!({}), 3)).1, "ServiceCidrOverlapExistingSubnetsCidr");
    let pods = json!({"serviceCidr": "172.20.0.0/16", "dnsServiceIP": "172.20.0.10"});
    assert_eq!(refusal(&azure, body(pods, 3)).1, "NetworkProfileCIDROverlapVNET");
    assert_eq!(
        refusal(&azure, body(apart.clone(), 4)),
        (400, "InsufficientSubnetSize".into(), "agentPoolProfile.vnetSubnetID".into())
    );
    azure.put(&cluster("c"), body(apart, 3)).expect(201);
}

#[test]
fn changes_that_azure_refuses() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    for (path, new, code, target) in [
        ("/properties/dnsPrefix", json!("other"), "PropertyChangeNotAllowed", "dnsPrefix"),
        ("/properties/nodeResourceGroup", json!("other"), "PropertyChangeNotAllowed", "nodeResourceGroup"),
        (
            "/properties/networkProfile/serviceCidr",
            json!("172.20.0.0/16"),
            "PropertyChangeNotAllowed",
            "networkProfile.serviceCidr",
        ),
        (
            "/properties/networkProfile/networkPlugin",
            json!("kubenet"),
            "PropertyChangeNotAllowed",
            "networkProfile.networkPlugin",
        ),
        (
            "/properties/networkProfile/networkPluginMode",
            json!(""),
            "PropertyChangeNotAllowed",
            "networkProfile.networkPluginMode",
        ),
        (
            "/properties/networkProfile/podCidr",
            json!("10.244.0.0/17"),
            "PropertyChangeNotAllowed",
            "networkProfile.podCIDR",
        ),
        (
            "/properties/networkProfile/podCidr",
            json!("10.100.0.0/14"),
            "PropertyChangeNotAllowed",
            "networkProfile.podCIDR",
        ),
        (
            "/properties/agentPoolProfiles/0/vmSize",
            json!("Standard_D4s_v5"),
            "PropertyChangeNotAllowed",
            "properties.vmSize",
        ),
        (
            "/properties/agentPoolProfiles/0/maxPods",
            json!(30),
            "PropertyChangeNotAllowed",
            "properties.maxPods",
        ),
        ("/properties/agentPoolProfiles/0/name", json!("other"), "BadRequest", "agentPoolProfiles"),
        (
            "/properties/kubernetesVersion",
            json!("1.34.10"),
            "OperationNotAllowed",
            "properties.kubernetesVersion",
        ),
        (
            "/properties/kubernetesVersion",
            json!("1.37"),
            "OperationNotAllowed",
            "properties.kubernetesVersion",
        ),
    ] {
        let answer = azure.refused("c", |body| *body.pointer_mut(path).unwrap() = new.clone());
        let found = (answer.status, answer.text("code"), answer.text("target"));
        assert_eq!(found, (400, code, target), "{path} = {new}");
    }
}

#[test]
fn migrations_that_azure_refuses() {
    for (before, change, code) in [
        (
            json!({"networkPlugin": "azure", "networkPolicy": "calico"}),
            json!({"networkPluginMode": "overlay"}),
            "ValidationError",
        ),
        (json!({"networkPlugin": "kubenet"}), json!({"networkPlugin": "azure"}), "PropertyChangeNotAllowed"),
        (
            json!({"networkPlugin": "kubenet"}),
            json!({"networkPlugin": "azure", "networkPluginMode": "overlay", "networkDataplane": "cilium", "networkPolicy": "cilium"}),
            "BadRequest",
        ),
        (
            json!({"networkPlugin": "none"}),
            json!({"networkPlugin": "azure", "networkPluginMode": "overlay"}),
            "PropertyChangeNotAllowed",
        ),
        (
            json!({"ipFamilies": ["IPv4", "IPv6"]}),
            json!({"ipFamilies": ["IPv4"]}),
            "PropertyChangeNotAllowed",
        ),
    ] {
        let azure = Azure::new();
        azure.cluster("c", with_network(before.clone()));
        let answer = azure.refused("c", |body| {
            let profile = body["properties"]["networkProfile"].as_object_mut().unwrap();
            profile.extend(change.as_object().unwrap().clone());
            if change["ipFamilies"] == json!(["IPv4"]) {
                profile["podCidrs"] = json!(["10.244.0.0/16"]);
                profile["serviceCidrs"] = json!(["10.0.0.0/16"]);
            }
        });
        assert_eq!((answer.status, answer.text("code")), (400, code), "{before} then {change}");
    }
}

#[test]
fn a_refused_request_changes_nothing() {
    let azure = Azure::new();
    let before = azure.cluster("c", smallest());
    azure.refused("c", |body| body["properties"]["dnsPrefix"] = json!("other")).expect(400);
    assert_eq!(azure.get(&cluster("c")).body, before.body);
}
