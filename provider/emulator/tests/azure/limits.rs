//! Where Azure draws the line: what is refused, and beside it the nearest thing that is not.

use arm_emulator::Outside;
use serde_json::{Value, json};

use super::client::{Answer, Azure, GROUP, cluster, smallest, subnet, with_network};

/// A cluster of the smallest kind with these members laid over its pool, its network profile, or its properties.
fn body(members: &Value) -> Value {
    let mut body = smallest();
    let lay = |onto: &mut Value, from: &Value| {
        if onto.is_null() {
            *onto = json!({});
        }
        onto.as_object_mut().unwrap().extend(from.as_object().unwrap().clone());
    };
    for (name, value) in members.as_object().unwrap() {
        let properties = &mut body["properties"];
        match name.as_str() {
            "pool" => lay(&mut properties["agentPoolProfiles"][0], value),
            "more" => properties["agentPoolProfiles"].as_array_mut().unwrap().push(value.clone()),
            "network" => lay(&mut properties["networkProfile"], value),
            "identity" | "sku" => body[name] = value.clone(),
            _ => properties[name] = value.clone(),
        }
    }
    body
}

#[track_caller]
fn assert_refused(answer: Answer, code: &str, target: &str, of: &Value) {
    assert_eq!((answer.status, answer.text("code"), answer.text("target")), (400, code, target), "{of}");
}

/// Makes a cluster of each pair: the first is refused, the second is not.
fn at_the_line(pairs: Vec<(Value, Value, &str, &str)>) {
    let azure = Azure::with(|options| options.habits.throttling = false);
    for (at, (beyond, within, code, target)) in pairs.into_iter().enumerate() {
        let path = cluster(&format!("c{at}"));
        assert_refused(azure.put(&path, body(&beyond)), code, target, &beyond);
        let answer = azure.put(&path, body(&within));
        assert_eq!(answer.status, 201, "{within}: {}", answer.body);
    }
}

/// A pool as it stands in a cluster's request.
fn windows(more: Value) -> Value {
    let mut pool = json!({"name": "win", "osType": "Windows", "vmSize": "Standard_D4s_v5", "count": 1});
    pool.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    pool
}

#[test]
fn numbers_of_the_network_profile() {
    let balancer = |member: &str, value: i64| json!({"network": {"loadBalancerProfile": {member: value}}});
    let managed = |member: &str, value: i64| json!({"network": {"loadBalancerProfile": {"managedOutboundIPs": {member: value}}}});
    let gateway = |profile: Value| json!({"network": {"outboundType": "managedNATGateway", "natGatewayProfile": profile}});
    let ports = "networkProfile.loadBalancerProfile.allocatedOutboundPorts";
    let idle = "networkProfile.loadBalancerProfile.idleTimeoutInMinutes";
    let count = "networkProfile.loadBalancerProfile.managedOutboundIPs.count";
    let six = "networkProfile.loadBalancerProfile.managedOutboundIPs.countIPv6";
    let (bad, nat) = ("InvalidLoadBalancerProfile", "InvalidNatGatewayProfile");
    at_the_line(vec![
        (balancer("allocatedOutboundPorts", 9), balancer("allocatedOutboundPorts", 8), bad, ports),
        (balancer("allocatedOutboundPorts", 64_008), balancer("allocatedOutboundPorts", 64_000), bad, ports),
        (balancer("idleTimeoutInMinutes", 3), balancer("idleTimeoutInMinutes", 4), bad, idle),
        (balancer("idleTimeoutInMinutes", 121), balancer("idleTimeoutInMinutes", 120), bad, idle),
        (managed("count", 101), managed("count", 100), bad, count),
        (managed("countIPv6", 1), managed("countIPv6", 0), bad, six),
        (
            gateway(json!({"managedOutboundIPProfile": {"count": 17}})),
            gateway(json!({"managedOutboundIPProfile": {"count": 16}})),
            nat,
            "networkProfile.natGatewayProfile.managedOutboundIPProfile.count",
        ),
        (
            gateway(json!({"idleTimeoutInMinutes": 121})),
            gateway(json!({"idleTimeoutInMinutes": 120})),
            nat,
            "networkProfile.natGatewayProfile.idleTimeoutInMinutes",
        ),
    ]);
}

#[test]
fn ranges_of_the_network_profile() {
    let dual = |member: &str, list: Value| json!({"network": {"ipFamilies": ["IPv4", "IPv6"], member: list}});
    let network = |profile: Value| json!({ "network": profile });
    let (pods, services) = ("networkProfile.podCIDR", "networkProfile.serviceCIDR");
    at_the_line(vec![
        (
            network(json!({"serviceCidr": "10.0.0.0/11", "dnsServiceIP": "10.0.0.10"})),
            network(json!({"serviceCidr": "10.0.0.0/12", "dnsServiceIP": "10.0.0.10"})),
            "BadRequest",
            services,
        ),
        (
            dual("serviceCidrs", json!(["10.0.0.0/16", "fd00::/107"])),
            dual("serviceCidrs", json!(["10.0.0.0/16", "fd00::/108"])),
            "BadRequest",
            "networkProfile.serviceCIDRs",
        ),
        (
            dual("podCidrs", json!(["10.244.0.0/16", "fd00::/121"])),
            dual("podCidrs", json!(["10.244.0.0/16", "fd00::/120"])),
            "InsufficientSubnetSize",
            "networkProfile.podCIDRs",
        ),
        (
            dual("serviceCidrs", json!(["10.0.0.0/16", "fd00::/108", "fd01::/108"])),
            dual("serviceCidrs", json!(["10.0.0.0/16", "fd00::/108"])),
            "BadRequest",
            "networkProfile.serviceCIDRs",
        ),
        (
            dual("podCidrs", json!(["fd00::/64", "10.244.0.0/16"])),
            dual("podCidrs", json!(["10.244.0.0/16", "fd00::/64"])),
            "BadRequest",
            "networkProfile.podCIDRs",
        ),
        (
            network(json!({"ipFamilies": ["IPv6"]})),
            network(json!({"ipFamilies": ["IPv4"]})),
            "InvalidParameter",
            "networkProfile.ipFamilies",
        ),
        (
            network(json!({"dnsServiceIP": "10.0.0.1"})),
            network(json!({"dnsServiceIP": "10.0.0.2"})),
            "InvalidParameter",
            "networkProfile.dnsServiceIP",
        ),
        (
            network(json!({"dnsServiceIP": "10.1.0.0"})),
            network(json!({"dnsServiceIP": "10.0.255.255"})),
            "DnsServiceIpOutOfServiceCidr",
            "networkProfile.dnsServiceIP",
        ),
        (
            network(json!({"podCidr": "10.0.0.0/15"})),
            network(json!({"podCidr": "10.2.0.0/15"})),
            "BadRequest",
            pods,
        ),
        (
            network(json!({"podCidr": "172.30.0.0/16"})),
            network(json!({"podCidr": "172.29.0.0/16"})),
            "BadRequest",
            pods,
        ),
        (
            network(json!({"serviceCidr": "192.0.2.0/24", "dnsServiceIP": "192.0.2.10"})),
            network(json!({"serviceCidr": "192.0.3.0/24", "dnsServiceIP": "192.0.3.10"})),
            "BadRequest",
            services,
        ),
        (
            network(json!({"serviceCidr": "239.0.0.0/16", "dnsServiceIP": "239.0.0.10"})),
            network(json!({"serviceCidr": "223.0.0.0/16", "dnsServiceIP": "223.0.0.10"})),
            "BadRequest",
            services,
        ),
        (
            network(json!({"podCidr": "10.244.0.0/16", "podCidrs": ["10.245.0.0/16"]})),
            network(json!({"podCidr": "10.244.0.0/16", "podCidrs": ["10.244.0.0/16"]})),
            "BadRequest",
            "networkProfile.podCidr",
        ),
        (
            network(json!({"podCidr": "10.224.0.0/16"})),
            network(json!({"podCidr": "10.225.0.0/16"})),
            "NetworkProfileCIDROverlapVNET",
            pods,
        ),
    ]);
}

#[test]
fn plugins_policies_and_data_planes_that_do_not_go_together() {
    let network = |profile: Value| json!({ "network": profile });
    let policy = "networkProfile.networkPolicy";
    let plane = "networkProfile.networkDataplane";
    at_the_line(vec![
        (
            network(json!({"networkPlugin": "kubenet", "networkPolicy": "azure"})),
            network(json!({"networkPlugin": "kubenet", "networkPolicy": "calico"})),
            "BadRequest",
            policy,
        ),
        (
            network(json!({"networkPlugin": "kubenet", "networkDataplane": "cilium"})),
            network(json!({"networkPlugin": "azure", "networkDataplane": "cilium"})),
            "BadRequest",
            plane,
        ),
        (
            network(json!({"networkDataplane": "cilium", "networkPolicy": "calico"})),
            network(json!({"networkDataplane": "cilium", "networkPolicy": "cilium"})),
            "BadRequest",
            policy,
        ),
        (
            network(json!({"networkPolicy": "cilium"})),
            network(json!({"networkPolicy": "calico"})),
            "BadRequest",
            policy,
        ),
        (
            network(json!({"ipFamilies": ["IPv4", "IPv6"], "networkPolicy": "azure"})),
            network(json!({"ipFamilies": ["IPv4", "IPv6"], "networkDataplane": "cilium"})),
            "BadRequest",
            policy,
        ),
        (
            network(json!({"ipFamilies": ["IPv4", "IPv6"], "networkPlugin": "azure"})),
            network(json!({"ipFamilies": ["IPv4", "IPv6"], "networkPlugin": "kubenet"})),
            "UnsupportedDualStackNetworkPlugin",
            "networkProfile.networkPlugin",
        ),
        (
            network(json!({"ipFamilies": ["IPv4", "IPv6"], "outboundType": "managedNATGateway"})),
            network(json!({"outboundType": "managedNATGateway"})),
            "BadRequest",
            "networkProfile.outboundType",
        ),
        (
            network(json!({"ipFamilies": ["IPv4", "IPv6"], "staticEgressGatewayProfile": {"enabled": true}})),
            network(json!({"staticEgressGatewayProfile": {"enabled": true}})),
            "BadRequest",
            "networkProfile.staticEgressGatewayProfile",
        ),
        (
            network(json!({"networkPlugin": "kubenet", "networkPluginMode": "overlay"})),
            network(json!({"networkPlugin": "Azure", "networkPluginMode": "Overlay"})),
            "UnsupportedNetworkPluginModeWithNetworkPlugin",
            "networkProfile.networkPluginMode",
        ),
        (
            network(json!({"networkPlugin": "azure", "podCidr": "10.9.0.0/16"})),
            network(
                json!({"networkPlugin": "azure", "networkPluginMode": "overlay", "podCidr": "10.9.0.0/16"}),
            ),
            "BadRequest",
            "networkProfile.podCIDR",
        ),
        (
            network(json!({"outboundType": "none"})),
            json!({"network": {"outboundType": "none"}, "bootstrapProfile": {"artifactSource": "Cache"}}),
            "BadRequest",
            "networkProfile.outboundType",
        ),
    ]);
}

#[test]
fn node_provisioning_does_not_go_with_everything() {
    let with = |profile: Value| json!({"nodeProvisioningProfile": {"mode": "Auto"}, "network": profile});
    let mode = "nodeProvisioningProfile.mode";
    at_the_line(vec![
        (
            with(json!({"networkPolicy": "calico"})),
            with(json!({"networkPolicy": "azure"})),
            "BadRequest",
            mode,
        ),
        (
            with(json!({"networkPlugin": "kubenet"})),
            with(json!({"networkPlugin": "azure"})),
            "BadRequest",
            mode,
        ),
        (
            with(json!({"ipFamilies": ["IPv4", "IPv6"]})),
            with(json!({"ipFamilies": ["IPv4"]})),
            "BadRequest",
            mode,
        ),
    ]);
}

#[test]
fn node_provisioning_stands_still_while_the_network_changes() {
    let azure = Azure::new();
    azure.cluster("c", body(&json!({"nodeProvisioningProfile": {"mode": "Auto"}})));
    let set = |member: &'static str, value: &'static str| {
        move |body: &mut Value| body["properties"]["networkProfile"][member] = json!(value)
    };
    let refused = azure.refused("c", set("outboundType", "managedNATGateway"));
    assert_refused(refused, "PropertyChangeNotAllowed", "networkProfile.outboundType", &json!("NAT"));
    let refused = azure.refused("c", set("networkDataplane", "cilium"));
    assert_refused(refused, "BadRequest", "networkProfile.networkDataplane", &json!("cilium"));
    azure.update("c", |body| body["properties"]["nodeProvisioningProfile"]["mode"] = json!("Manual"));
    azure.update("c", set("outboundType", "managedNATGateway"));
    azure.update("c", set("networkDataplane", "cilium"));
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
fn names_and_versions() {
    let azure = Azure::new();
    let name = |name: &str| azure.put(&cluster(name), smallest());
    for (beyond, within) in [
        ("my-windows-pool", "my-window-pool"),
        ("login1", "mylogin1"),
        ("a_", "a_b"),
        (&"a".repeat(64), &"a".repeat(63)),
    ] {
        assert_refused(name(beyond), "InvalidParameter", "resourceName", &json!(beyond));
        name(within).expect(201);
    }
    let prefix = |length: usize| {
        let mut body = smallest();
        body["properties"]["dnsPrefix"] = json!("a".repeat(length));
        body
    };
    assert_refused(azure.put(&cluster("p"), prefix(55)), "InvalidParameter", "dnsPrefix", &json!(55));
    azure.put(&cluster("p"), prefix(54)).expect(201);
    at_the_line(vec![
        (
            json!({"kubernetesVersion": "1.35.6"}),
            json!({"kubernetesVersion": "1.35.7"}),
            "K8sVersionNotSupported",
            "kubernetesVersion",
        ),
        (
            json!({"kubernetesVersion": "1.32"}),
            json!({"kubernetesVersion": "1.33"}),
            "K8sVersionNotSupported",
            "kubernetesVersion",
        ),
        (
            json!({"supportPlan": "AKSLongTermSupport"}),
            json!({"supportPlan": "AKSLongTermSupport", "sku": {"name": "Base", "tier": "Premium"}}),
            "BadRequest",
            "supportPlan",
        ),
        (
            json!({"pool": {"orchestratorVersion": "1.35.6"}}),
            json!({"pool": {"orchestratorVersion": "1.35.5"}}),
            "AgentPoolK8sVersionNotSupported",
            "agentPoolProfile.orchestratorVersion",
        ),
        (
            json!({"pool": {"orchestratorVersion": "1.36"}}),
            json!({"pool": {"orchestratorVersion": "1.34"}}),
            "NodePoolMcVersionIncompatible",
            "agentPoolProfile.orchestratorVersion",
        ),
        (
            json!({"identity": {"type": "UserAssigned"}}),
            json!({"identity": {"type": "UserAssigned", "userAssignedIdentities": {
                format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"): {},
            }}}),
            "InvalidIdentityValues",
            "identity.userAssignedIdentities",
        ),
    ]);
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

/// The network `vnet` with the subnet `nodes` of these members, and clusters in it.
fn in_network(azure: &Azure, members: Value) {
    let mut nodes = json!({"addressPrefix": "10.1.0.0/24"});
    nodes.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let made = azure.put(
        &format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet"),
        json!({"location": "westeurope", "properties": {
            "addressSpace": {"addressPrefixes": ["10.1.0.0/16", "fd10::/48"]},
            "subnets": [
                {"name": "nodes", "properties": nodes},
                {"name": "plain", "properties": {"addressPrefix": "10.1.1.0/24"}},
                {"name": "both", "properties": {"addressPrefixes": ["10.1.2.0/24", "fd10::/64"]}},
            ],
        }}),
    );
    azure.wait(&made);
}

fn placed(subnet_name: &str, network: Value) -> Value {
    body(&json!({"pool": {"vnetSubnetID": subnet(subnet_name)}, "network": network}))
}

const OWN: &str = "agentPoolProfile.vnetSubnetID";

#[test]
fn a_way_out_of_ones_own_has_to_be_there() {
    let azure = Azure::new();
    let table = format!("{GROUP}/providers/Microsoft.Network/routeTables/t");
    azure.wait(&azure.put(&table, json!({"location": "westeurope", "properties": {}})));
    in_network(&azure, json!({"routeTable": {"id": table}}));
    let routed = |name: &str| placed(name, json!({"outboundType": "userDefinedRouting"}));
    let of = json!("userDefinedRouting");
    assert_refused(
        azure.put(&cluster("c"), routed("plain")),
        "ExistingRouteTableNotAssociatedWithSubnet",
        OWN,
        &of,
    );
    let outbound = "networkProfile.outboundType";
    assert_refused(azure.put(&cluster("c"), routed("nodes")), "BadRequest", outbound, &of);
    let route = json!({"properties": {
        "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.1.9.4",
    }});
    azure.wait(&azure.put(&format!("{table}/routes/out"), route));
    azure.put(&cluster("c"), routed("nodes")).expect(201);

    let gateway = |name: &str| placed(name, json!({"outboundType": "userAssignedNATGateway"}));
    assert_refused(azure.put(&cluster("d"), gateway("plain")), "BadRequest", outbound, &json!("NAT"));
    let nat = format!("{GROUP}/providers/Microsoft.Network/natGateways/n");
    azure.wait(
        &azure.put(&nat, json!({"location": "westeurope", "sku": {"name": "Standard"}, "properties": {}})),
    );
    let there = json!({"properties": {"addressPrefix": "10.1.1.0/24", "natGateway": {"id": nat}}});
    azure.wait(&azure.put(&subnet("plain"), there));
    azure.put(&cluster("d"), gateway("plain")).expect(201);
}

#[test]
fn a_managed_way_out_needs_a_managed_network_and_the_others_one_of_ones_own() {
    let azure = Azure::new();
    in_network(&azure, json!({}));
    let outbound = "networkProfile.outboundType";
    let managed = json!({"outboundType": "managedNATGateway"});
    assert_refused(
        azure.put(&cluster("c"), placed("nodes", managed.clone())),
        "BadRequest",
        outbound,
        &managed,
    );
    azure.put(&cluster("c"), with_network(managed)).expect(201);
    for own in ["userDefinedRouting", "userAssignedNATGateway"] {
        let answer = azure.put(&cluster("d"), with_network(json!({"outboundType": own})));
        assert_refused(answer, "BadRequest", outbound, &json!(own));
    }
}

#[test]
fn the_way_out_changes_in_place_within_one_kind_of_network() {
    let azure = Azure::new();
    let nat = format!("{GROUP}/providers/Microsoft.Network/natGateways/n");
    azure.wait(
        &azure.put(&nat, json!({"location": "westeurope", "sku": {"name": "Standard"}, "properties": {}})),
    );
    in_network(&azure, json!({"natGateway": {"id": nat}}));
    azure.cluster("c", placed("nodes", json!({})));
    let set = |to: &str| {
        let to = json!(to);
        move |body: &mut Value| body["properties"]["networkProfile"]["outboundType"] = to.clone()
    };
    for to in ["userAssignedNATGateway", "loadBalancer", "userAssignedNATGateway"] {
        let there = azure.update("c", set(to));
        assert_eq!(there.text("properties.networkProfile.outboundType"), to);
    }
    let refused = azure.refused("c", set("managedNATGateway"));
    assert_refused(refused, "BadRequest", "networkProfile.outboundType", &json!("managedNATGateway"));
}

#[test]
fn kubenet_takes_a_route_table_of_ones_own_with_an_identity_of_ones_own() {
    let azure = Azure::new();
    let table = format!("{GROUP}/providers/Microsoft.Network/routeTables/t");
    azure.wait(&azure.put(&table, json!({"location": "westeurope", "properties": {}})));
    in_network(&azure, json!({"routeTable": {"id": table}}));
    let mut body = placed("nodes", json!({"networkPlugin": "kubenet"}));
    let refused = azure.put(&cluster("c"), body.clone());
    assert_refused(refused, "CustomRouteTableWithUnsupportedMSIType", "identity.type", &json!("kubenet"));
    let identity = format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i");
    body["identity"] = json!({"type": "UserAssigned", "userAssignedIdentities": {identity: {}}});
    azure.put(&cluster("c"), body).expect(201);
    azure.put(&cluster("d"), placed("nodes", json!({"networkPlugin": "azure"}))).expect(201);
}

#[test]
fn detaching_a_route_table_needs_an_identity_of_ones_own() {
    let azure = Azure::new();
    in_network(&azure, json!({}));
    azure.cluster("c", placed("nodes", json!({"networkPlugin": "kubenet"})));
    let migrate = |body: &mut Value| {
        body["properties"]["networkProfile"]["networkPlugin"] = json!("azure");
        body["properties"]["networkProfile"]["networkPluginMode"] = json!("overlay");
    };
    assert_refused(azure.refused("c", migrate), "BadRequest", "identity.type", &json!("overlay"));
    let identity = format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i");
    azure.update("c", |body| {
        body["identity"] = json!({"type": "UserAssigned", "userAssignedIdentities": {identity: {}}});
    });
    azure.update("c", migrate);
}

#[test]
fn subnets_that_cannot_hold_nodes() {
    let azure = Azure::new();
    in_network(&azure, json!({}));
    let mut outside = Outside::open(azure.dir.path()).unwrap();
    let try_with = |id: &str, patch: Value, code: &str| {
        let mut outside = Outside::open(azure.dir.path()).unwrap();
        outside.patch(id, &patch).unwrap();
        let refused = azure.put(&cluster("c"), placed("nodes", json!({})));
        assert_refused(refused, code, OWN, &patch);
    };
    let network = format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet");
    try_with(&subnet("nodes"), json!({"properties": {"delegations": [{"name": "x"}]}}), "SubnetIsDelegated");
    try_with(
        &subnet("nodes"),
        json!({"properties": {"delegations": [], "serviceAssociationLinks": [{"name": "x"}]}}),
        "SubnetWithExternalResourcesCannotBeUsedByOtherResources",
    );
    outside.patch(&subnet("nodes"), &json!({"properties": {"serviceAssociationLinks": []}})).unwrap();
    try_with(
        &network,
        json!({"properties": {"provisioningState": "Updating"}}),
        "VirtualNetworkNotInSucceededState",
    );
    outside.patch(&network, &json!({"properties": {"provisioningState": "Succeeded"}})).unwrap();
    azure.put(&cluster("c"), placed("nodes", json!({}))).expect(201);
}

#[test]
fn a_dual_stack_cluster_stands_in_a_dual_stack_subnet() {
    let azure = Azure::new();
    in_network(&azure, json!({}));
    let dual = json!({"ipFamilies": ["IPv4", "IPv6"]});
    assert_refused(azure.put(&cluster("c"), placed("nodes", dual.clone())), "BadRequest", OWN, &dual);
    azure.put(&cluster("c"), placed("both", dual)).expect(201);
    azure.cluster("d", placed("nodes", json!({})));
    let second =
        |body: &mut Value| body["properties"]["networkProfile"]["ipFamilies"] = json!(["IPv4", "IPv6"]);
    assert_refused(azure.refused("d", second), "BadRequest", OWN, &json!("in place"));
}

#[test]
fn overlay_takes_names_of_63_characters() {
    let azure = Azure::new();
    let network =
        |length: usize| format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/{}", "v".repeat(length));
    for (length, mode, status) in [(64, "overlay", 400), (63, "overlay", 201), (64, "", 201)] {
        azure.wait(&azure.put(
            &network(length),
            json!({"location": "westeurope", "properties": {
                "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]},
                "subnets": [{"name": "s", "properties": {"addressPrefix": "10.1.0.0/24"}}],
            }}),
        ));
        let mut body = with_network(json!({"networkPlugin": "azure", "networkPluginMode": mode}));
        body["properties"]["agentPoolProfiles"][0]["vnetSubnetID"] =
            json!(format!("{}/subnets/s", network(length)));
        let answer = azure.put(&cluster(&format!("c{length}{mode}")), body).expect(status);
        if status == 400 {
            assert_eq!((answer.text("code"), answer.text("target")), ("BadRequest", OWN));
        }
    }
}

#[test]
fn all_pools_stand_in_one_network() {
    let azure = Azure::new();
    in_network(&azure, json!({}));
    let other = format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/other");
    azure.wait(&azure.put(
        &other,
        json!({"location": "westeurope", "properties": {
            "addressSpace": {"addressPrefixes": ["10.9.0.0/16"]},
            "subnets": [{"name": "s", "properties": {"addressPrefix": "10.9.0.0/24"}}],
        }}),
    ));
    azure.cluster("c", placed("nodes", json!({})));
    let path = format!("{}/agentPools/more", cluster("c"));
    let pool = |subnet: String| json!({"properties": {"count": 1, "vmSize": "Standard_DS2_v2", "vnetSubnetID": subnet}});
    assert_refused(azure.put(&path, pool(format!("{other}/subnets/s"))), "BadRequest", OWN, &json!("other"));
    azure.put(&path, pool(subnet("plain"))).expect(201);
}

#[test]
fn services_keep_out_of_every_subnet_of_the_network() {
    let azure = Azure::new();
    in_network(&azure, json!({}));
    let services = |cidr: &str, dns: &str| placed("nodes", json!({"serviceCidr": cidr, "dnsServiceIP": dns}));
    assert_refused(
        azure.put(&cluster("c"), services("10.1.1.128/25", "10.1.1.138")),
        "ServiceCidrOverlapExistingSubnetsCidr",
        "networkProfile.serviceCIDR",
        &json!("10.1.1.128/25"),
    );
    // Inside the network, outside its subnets.
    azure.put(&cluster("c"), services("10.1.3.0/24", "10.1.3.10")).expect(201);
}
