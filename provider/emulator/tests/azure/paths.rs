//! From one network to another in place: which ways are open, and what they bring about.

use arm_emulator::Outside;
use serde_json::{Value, json};

use super::client::{Answer, Azure, cluster, smallest, subnet, with_network};

/// Two pools, so that one can see that all are re-imaged.
fn two_pools(profile: Value) -> Value {
    let mut body = with_network(profile);
    let pools = body["properties"]["agentPoolProfiles"].as_array_mut().unwrap();
    pools.push(json!({"name": "user", "mode": "User", "count": 2, "vmSize": "Standard_DS2_v2"}));
    body
}

/// Lays members over the network profile of a request.
fn set(members: Value) -> impl Fn(&mut Value) {
    move |body: &mut Value| {
        let profile = body["properties"]["networkProfile"].as_object_mut().unwrap();
        for (name, value) in members.as_object().unwrap() {
            profile.insert(name.clone(), value.clone());
            // As a client that knows one spelling of the ranges writes them.
            if name == "podCidr" {
                profile.remove("podCidrs");
            }
        }
    }
}

/// Starts an update and gives the answer, the cluster while it runs, and the cluster afterwards.
fn change(azure: &Azure, change: impl Fn(&mut Value)) -> (Answer, Answer) {
    let path = cluster("c");
    let mut body = azure.get(&path).expect(200).body;
    change(&mut body);
    let answer = azure.put(&path, body).expect(200);
    let during = azure.get(&path);
    azure.wait(&answer);
    (during, azure.get(&path))
}

fn pools<'v>(answer: &'v Answer, member: &str) -> Vec<&'v Value> {
    let all = answer.at("properties.agentPoolProfiles").as_array().unwrap();
    all.iter().map(|p| &p[member]).collect()
}

fn profile<'v>(answer: &'v Answer, member: &str) -> &'v Value {
    &answer.at("properties.networkProfile")[member]
}

const OVERLAY: fn() -> Value = || json!({"networkPlugin": "azure", "networkPluginMode": "overlay"});

#[test]
fn every_pool_gets_new_nodes_together_when_a_cluster_moves_to_overlay() {
    for (before, pods) in [
        (json!({"networkPlugin": "azure"}), 30),
        (json!({"networkPlugin": "kubenet"}), 110),
        (json!({"networkPlugin": "azure", "networkDataplane": "cilium"}), 30),
    ] {
        let azure = Azure::new();
        let start = azure.cluster("c", two_pools(before.clone()));
        // An image of an earlier week, which the new nodes do not have any more.
        let mut outside = Outside::open(azure.dir.path()).unwrap();
        for name in ["system", "user"] {
            let id = format!("{}/agentPools/{name}", cluster("c"));
            outside.patch(&id, &json!({"properties": {"nodeImageVersion": "AKSUbuntu-old"}})).unwrap();
        }
        let (during, after) = change(
            &azure,
            set(json!({
                "networkPlugin": "azure", "networkPluginMode": "overlay", "podCidr": "10.100.0.0/16",
            })),
        );
        assert_eq!(during.text("properties.provisioningState"), "Updating", "{before}");
        assert_eq!(pools(&during, "provisioningState"), ["Updating", "Updating"]);
        assert_eq!(pools(&during, "nodeImageVersion"), ["AKSUbuntu-old", "AKSUbuntu-old"]);
        assert_eq!(pools(&after, "nodeImageVersion"), pools(&start, "nodeImageVersion"));
        assert_eq!(profile(&after, "networkPluginMode"), "overlay");
        assert_eq!(*profile(&after, "podCidrs"), json!(["10.100.0.0/16"]));
        assert_eq!(profile(&after, "podCidr"), "10.100.0.0/16");
        assert_eq!(
            profile(&after, "networkDataplane"),
            profile(&start, "networkDataplane").as_str().unwrap_or("azure")
        );
        assert_eq!(profile(&after, "networkPolicy"), profile(&start, "networkPolicy"));
        assert_eq!(pools(&after, "maxPods"), [pods, pods], "{before}");
        for pool in ["system", "user"] {
            let of = |a: &Answer| {
                let all = a.at("properties.agentPoolProfiles").as_array().unwrap();
                all.iter().find(|p| p["name"] == pool).unwrap()["eTag"].clone()
            };
            assert_ne!(of(&after), of(&start));
        }
        // A pool that comes later has as many pods as overlay allows.
        let path = format!("{}/agentPools/later", cluster("c"));
        let later =
            azure.put(&path, json!({"properties": {"count": 1, "vmSize": "Standard_DS2_v2"}})).expect(201);
        assert_eq!(*later.at("properties.maxPods"), 250);
    }
}

#[test]
fn a_pod_range_that_nobody_names_is_the_one_of_every_cluster() {
    let azure = Azure::new();
    azure.cluster("c", with_network(json!({"networkPlugin": "azure"})));
    let (_, after) = change(&azure, set(OVERLAY()));
    assert_eq!(profile(&after, "podCidr"), "10.244.0.0/16");
}

#[test]
fn kubenet_with_two_families_moves_to_overlay_with_its_ranges() {
    let azure = Azure::new();
    let start =
        azure.cluster("c", with_network(json!({"networkPlugin": "kubenet", "ipFamilies": ["IPv4", "IPv6"]})));
    let (_, after) = change(&azure, set(OVERLAY()));
    assert_eq!(profile(&after, "podCidrs"), profile(&start, "podCidrs"));
    assert_eq!(*profile(&after, "ipFamilies"), json!(["IPv4", "IPv6"]));
}

#[test]
fn ways_that_are_closed() {
    let both = json!({
        "networkPlugin": "azure", "networkPluginMode": "overlay", "networkDataplane": "cilium", "networkPolicy": "cilium",
    });
    let plugin = "networkProfile.networkPlugin";
    let fixed = "PropertyChangeNotAllowed";
    for (before, to, code, target) in [
        (json!({"networkPlugin": "none"}), OVERLAY(), fixed, plugin),
        (json!({"networkPlugin": "kubenet"}), json!({"networkPlugin": "azure"}), fixed, plugin),
        (json!({"networkPlugin": "azure"}), json!({"networkPlugin": "kubenet"}), fixed, plugin),
        (json!({}), json!({"networkPluginMode": ""}), fixed, "networkProfile.networkPluginMode"),
        (json!({}), json!({"networkPlugin": "kubenet", "networkPluginMode": ""}), fixed, plugin),
        (json!({"networkPlugin": "azure"}), both.clone(), "BadRequest", "networkProfile.networkDataplane"),
        (json!({"networkPlugin": "kubenet"}), both, "BadRequest", "networkProfile.networkDataplane"),
        (
            json!({"networkPlugin": "kubenet"}),
            json!({"networkDataplane": "cilium", "networkPolicy": "cilium"}),
            "BadRequest",
            "networkProfile.networkDataplane",
        ),
        (
            json!({"networkPlugin": "azure", "networkPolicy": "azure"}),
            OVERLAY(),
            "ValidationError",
            "networkProfile.networkPolicy",
        ),
        (
            json!({"networkPlugin": "kubenet", "networkPolicy": "calico"}),
            OVERLAY(),
            "ValidationError",
            "networkProfile.networkPolicy",
        ),
        (
            json!({"networkPlugin": "azure"}),
            json!({
                "networkPlugin": "azure", "networkPluginMode": "overlay", "ipFamilies": ["IPv4", "IPv6"],
            }),
            "BadRequest",
            "networkProfile.ipFamilies",
        ),
        (
            json!({"networkDataplane": "cilium"}),
            json!({"networkDataplane": "azure", "networkPolicy": "none"}),
            fixed,
            "networkProfile.networkDataplane",
        ),
        (json!({}), json!({"podCidr": "10.244.0.0/17"}), fixed, "networkProfile.podCIDR"),
        (json!({}), json!({"podCidr": "10.245.0.0/16"}), fixed, "networkProfile.podCIDR"),
        (
            json!({"networkPlugin": "kubenet"}),
            json!({"podCidr": "10.240.0.0/12"}),
            fixed,
            "networkProfile.podCIDR",
        ),
        (
            json!({"ipFamilies": ["IPv4", "IPv6"]}),
            json!({"podCidr": "10.244.0.0/15"}),
            fixed,
            "networkProfile.podCIDR",
        ),
        (json!({}), json!({"serviceCidr": "10.0.0.0/15"}), fixed, "networkProfile.serviceCidr"),
        (json!({}), json!({"dnsServiceIP": "10.0.0.11"}), fixed, "networkProfile.dnsServiceIP"),
        (json!({}), json!({"loadBalancerSku": "basic"}), fixed, "networkProfile.loadBalancerSku"),
    ] {
        let azure = Azure::new();
        azure.cluster("c", with_network(before.clone()));
        let answer = azure.refused("c", set(to.clone()));
        let found = (answer.status, answer.text("code"), answer.text("target"));
        assert_eq!(found, (400, code, target), "{before} to {to}");
    }
}

#[test]
fn pods_with_a_subnet_of_their_own_stay_there() {
    let azure = Azure::new();
    azure.network("10.1.0.0/16", &[("nodes", "10.1.0.0/24"), ("pods", "10.1.8.0/21")]);
    let mut body = with_network(json!({"networkPlugin": "azure"}));
    body["properties"]["agentPoolProfiles"][0]["vnetSubnetID"] = json!(subnet("nodes"));
    body["properties"]["agentPoolProfiles"][0]["podSubnetID"] = json!(subnet("pods"));
    azure.cluster("c", body);
    let refused = azure.refused("c", set(OVERLAY())).expect(400);
    assert_eq!(
        (refused.text("code"), refused.text("target")),
        ("ValidationError", "agentPoolProfile.podSubnetID")
    );
}

#[test]
fn policies_change_in_place_and_give_every_pool_new_nodes() {
    let azure = Azure::new();
    azure.cluster("c", two_pools(json!({})));
    for policy in ["azure", "none", "calico", "azure", "calico", "none"] {
        let (during, after) = change(&azure, set(json!({"networkPolicy": policy})));
        assert_eq!(pools(&during, "provisioningState"), ["Updating", "Updating"]);
        assert_eq!(profile(&after, "networkPolicy"), policy);
    }
}

#[test]
fn the_data_plane_takes_the_policy_along() {
    for before in ["none", "azure", "calico"] {
        let azure = Azure::new();
        azure.cluster("c", with_network(json!({"networkPolicy": before})));
        let (_, after) = change(&azure, set(json!({"networkDataplane": "cilium"})));
        assert_eq!(profile(&after, "networkPolicy"), "cilium", "{before}");
        assert_eq!(profile(&after, "networkDataplane"), "cilium");
    }
}

#[test]
fn windows_pools_move_to_overlay_and_not_to_cilium() {
    let azure = Azure::new();
    let mut body = with_network(json!({"networkPlugin": "azure"}));
    let pools = body["properties"]["agentPoolProfiles"].as_array_mut().unwrap();
    pools.push(json!({"name": "win", "osType": "Windows", "count": 1, "vmSize": "Standard_D4s_v5"}));
    azure.cluster("c", body);
    let cilium = json!({"networkDataplane": "cilium", "networkPolicy": "cilium"});
    let refused = azure.refused("c", set(cilium)).expect(400);
    assert_eq!(refused.text("target"), "networkProfile.networkDataplane");
    let (_, after) = change(&azure, set(OVERLAY()));
    assert_eq!(profile(&after, "networkPluginMode"), "overlay");
    // And stay with the range that they have then.
    let refused = azure.refused("c", set(json!({"podCidr": "10.244.0.0/15"}))).expect(400);
    assert_eq!(refused.text("code"), "PropertyChangeNotAllowed");
}

#[test]
fn a_second_family_leaves_what_is_there_and_adds_its_own() {
    let azure = Azure::new();
    let start = azure.cluster("c", two_pools(json!({})));
    let (during, after) = change(&azure, set(json!({"ipFamilies": ["IPv4", "IPv6"]})));
    assert_eq!(pools(&during, "provisioningState"), ["Updating", "Updating"]);
    for (list, length) in [("podCidrs", "/64"), ("serviceCidrs", "/108")] {
        let (was, is) = (profile(&start, list), profile(&after, list));
        assert_eq!((&is[0], is.as_array().unwrap().len()), (&was[0], 2));
        let six = is[1].as_str().unwrap();
        assert!(six.starts_with("fd") && six.ends_with(length), "{six}");
    }
    let balancer = profile(&after, "loadBalancerProfile");
    assert_eq!(balancer["managedOutboundIPs"], json!({"count": 1, "countIPv6": 1}));
    assert_eq!(balancer["effectiveOutboundIPs"].as_array().unwrap().len(), 2);
    assert_eq!(
        balancer["effectiveOutboundIPs"][0],
        profile(&start, "loadBalancerProfile")["effectiveOutboundIPs"][0]
    );
    assert_eq!(profile(&after, "dnsServiceIP"), "10.0.0.10");
    // The network that AKS made carries both families now.
    let network =
        Outside::open(azure.dir.path()).unwrap().list(Some("Microsoft.Network/virtualNetworks")).unwrap();
    let network = azure.get(&network[0].id).expect(200);
    assert_eq!(network.at("properties.addressSpace.addressPrefixes").as_array().unwrap().len(), 2);
}

#[test]
fn the_first_family_keeps_its_ranges_while_the_second_comes() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    for (member, list) in [
        ("podCidrs", json!(["10.244.0.0/15", "fd00::/64"])),
        ("serviceCidrs", json!(["10.1.0.0/16", "fd00::/108"])),
    ] {
        let refused = azure.refused("c", |body| {
            let profile = body["properties"]["networkProfile"].as_object_mut().unwrap();
            profile.remove("podCidr");
            profile.remove("serviceCidr");
            profile.insert("ipFamilies".into(), json!(["IPv4", "IPv6"]));
            profile.insert(member.into(), list.clone());
        });
        assert_eq!((refused.status, refused.text("code")), (400, "PropertyChangeNotAllowed"), "{list}");
    }
    let (_, after) = change(
        &azure,
        set(json!({
            "ipFamilies": ["IPv4", "IPv6"],
            "podCidrs": ["10.244.0.0/16", "fd01::/64"],
            "serviceCidrs": ["10.0.0.0/16", "fd02::/108"],
        })),
    );
    assert_eq!(*profile(&after, "podCidrs"), json!(["10.244.0.0/16", "fd01::/64"]));
    assert_eq!(*profile(&after, "serviceCidrs"), json!(["10.0.0.0/16", "fd02::/108"]));
}

#[test]
fn there_is_no_way_back_from_two_families() {
    let azure = Azure::new();
    azure.cluster("c", with_network(json!({"ipFamilies": ["IPv4", "IPv6"]})));
    let refused = azure.refused("c", |body| {
        let profile = body["properties"]["networkProfile"].as_object_mut().unwrap();
        profile.insert("ipFamilies".into(), json!(["IPv4"]));
        profile.insert("podCidrs".into(), json!(["10.244.0.0/16"]));
        profile.insert("serviceCidrs".into(), json!(["10.0.0.0/16"]));
        profile.insert(
            "loadBalancerProfile".into(),
            json!({"managedOutboundIPs": {"count": 1, "countIPv6": 0}}),
        );
    });
    let found = (refused.status, refused.text("code"), refused.text("target"));
    assert_eq!(found, (400, "PropertyChangeNotAllowed", "networkProfile.ipFamilies"));
}

#[test]
fn words_of_the_network_profile_come_back_in_the_services_spelling() {
    let azure = Azure::new();
    let there = azure.cluster(
        "c",
        with_network(json!({
            "networkPlugin": "AZURE", "networkPluginMode": "Overlay", "outboundType": "LoadBalancer", "ipFamilies": ["ipv4", "ipv6"], "networkPolicy": "None",
        })),
    );
    for (member, word) in [
        ("networkPlugin", "azure"),
        ("networkPluginMode", "overlay"),
        ("networkPolicy", "none"),
        ("outboundType", "loadBalancer"),
    ] {
        assert_eq!(profile(&there, member), word);
    }
    assert_eq!(*profile(&there, "ipFamilies"), json!(["IPv4", "IPv6"]));
}

#[test]
fn what_changes_settings_of_the_nodes_re_images_them_and_what_does_not_leaves_them() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let id = format!("{}/agentPools/system", cluster("c"));
    let reimaged = |change: &dyn Fn(&mut Value)| {
        let mut outside = Outside::open(azure.dir.path()).unwrap();
        outside.patch(&id, &json!({"properties": {"nodeImageVersion": "AKSUbuntu-old"}})).unwrap();
        let after = azure.update("c", change);
        after.pool()["nodeImageVersion"] != "AKSUbuntu-old"
    };
    assert!(reimaged(&|b| b["properties"]["networkProfile"]["networkPolicy"] = json!("azure")));
    assert!(
        reimaged(&|b| b["properties"]["httpProxyConfig"] = json!({"httpProxy": "http://10.9.9.9:3128/"}))
    );
    assert!(
        reimaged(&|b| b["properties"]["autoUpgradeProfile"]["nodeOSUpgradeChannel"] = json!("Unmanaged"))
    );
    assert!(!reimaged(&|b| b["properties"]["disableLocalAccounts"] = json!(true)));
    assert!(!reimaged(&|b| b["tags"] = json!({"a": "b"})));
    assert!(!reimaged(&|b| b["properties"]["networkProfile"]["podCidrs"] = json!(["10.244.0.0/15"])));
}
