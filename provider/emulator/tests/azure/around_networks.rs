//! What stands around virtual networks: security groups, route tables, NAT gateways, addresses, local gateways.

use serde_json::{Value, json};

use super::client::{Azure, GROUP, SUBSCRIPTION, cluster, smallest, subnet};

fn path(kind: &str, name: &str) -> String {
    format!("{GROUP}/providers/Microsoft.Network/{kind}/{name}")
}

fn make(azure: &Azure, kind: &str, name: &str, properties: Value) -> String {
    let path = path(kind, name);
    azure.wait(&azure.put(&path, json!({"location": "westeurope", "properties": properties})).expect(201));
    path
}

fn rule(change: impl FnOnce(&mut Value)) -> Value {
    let mut properties = json!({
        "access": "Allow", "direction": "Inbound", "priority": 100, "protocol": "tcp",
        "sourceAddressPrefix": "Internet", "sourcePortRange": "*",
        "destinationAddressPrefixes": ["10.0.0.0/8", "fd00::/8"], "destinationPortRanges": ["80", "8000-8080"],
    });
    change(&mut properties);
    json!({ "properties": properties })
}

#[test]
fn rules_that_azure_refuses() {
    let azure = Azure::new();
    let group = make(&azure, "networkSecurityGroups", "nsg", json!({}));
    let first = azure.put(&format!("{group}/securityRules/first"), rule(|_| {})).expect(201);
    azure.wait(&first);
    assert_eq!(first.text("properties.protocol"), "Tcp");
    assert_eq!(*first.at("properties.sourcePortRanges"), json!([]));
    type Change = fn(&mut Value);
    let cases: [(Change, &str); 9] = [
        (|_| {}, "SecurityRuleConflict"),
        (|r| r["priority"] = 99.into(), "SecurityRuleInvalidPriority"),
        (|r| r["priority"] = 4097.into(), "SecurityRuleInvalidPriority"),
        (
            |r| {
                r["priority"] = 200.into();
                r["destinationPortRanges"] = json!(["80-20"])
            },
            "SecurityRuleInvalidPortRange",
        ),
        (
            |r| {
                r["priority"] = 200.into();
                r["sourcePortRange"] = "65536".into()
            },
            "SecurityRuleInvalidPortRange",
        ),
        (
            |r| {
                r["priority"] = 200.into();
                r["sourceAddressPrefix"] = "10.0.0.0/33".into()
            },
            "SecurityRuleInvalidAddressPrefix",
        ),
        (
            |r| {
                r["priority"] = 200.into();
                r["destinationAddressPrefixes"] = json!(["10.0.0.0/8", "*"])
            },
            "SecurityRuleParameterContainsUnsupportedValue",
        ),
        (
            |r| {
                r["priority"] = 200.into();
                r["destinationAddressPrefixes"] = json!([])
            },
            "RequiredSecurityRuleParametersMissing",
        ),
        (
            |r| {
                r["priority"] = 200.into();
                r["access"] = "Maybe".into()
            },
            "InvalidRequestFormat",
        ),
    ];
    for (change, code) in cases {
        let refused = azure.put(&format!("{group}/securityRules/second"), rule(change)).expect(400);
        assert_eq!(refused.text("error.code"), code);
        assert!(refused.at("error.details").is_array());
    }
    azure.wait(
        &azure
            .put(&format!("{group}/securityRules/second"), rule(|r| r["direction"] = "Outbound".into()))
            .expect(201),
    );
}

#[test]
fn the_rules_that_every_group_has_can_be_read_one_by_one() {
    let azure = Azure::new();
    let group = make(&azure, "networkSecurityGroups", "nsg", json!({}));
    let rule = azure.get(&format!("{group}/defaultSecurityRules/denyallinbound")).expect(200);
    assert_eq!((rule.text("name"), rule.at("properties.priority")), ("DenyAllInBound", &json!(65500)));
    assert_eq!(
        azure.get(&format!("{group}/defaultSecurityRules")).expect(200).at("value").as_array().unwrap().len(),
        6
    );
    azure.get(&format!("{group}/defaultSecurityRules/none")).expect(404);
}

#[test]
fn routes_that_azure_refuses() {
    let azure = Azure::new();
    let table = make(&azure, "routeTables", "rt", json!({}));
    let put = |name: &str, properties: Value| {
        azure.put(&format!("{table}/routes/{name}"), json!({ "properties": properties }))
    };
    let made = put(
        "out",
        json!({"addressPrefix": "0.0.0.0/0", "nextHopType": "virtualappliance", "nextHopIpAddress": "10.0.0.4"}),
    );
    azure.wait(&made);
    assert_eq!(
        (made.text("properties.nextHopType"), made.at("properties.hasBgpOverride")),
        ("VirtualAppliance", &json!(false))
    );
    for (properties, code) in [
        (json!({"addressPrefix": "1.0.0.0/8", "nextHopType": "VirtualAppliance"}), "InvalidNextHopIpAddress"),
        (
            json!({"addressPrefix": "1.0.0.0/8", "nextHopType": "None", "nextHopIpAddress": "10.0.0.4"}),
            "NextHopIpAddressNotAllowed",
        ),
        (json!({"addressPrefix": "1.0.0.0/33", "nextHopType": "None"}), "InvalidAddressPrefixFormat"),
        (json!({"addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}), "RouteConflict"),
        (json!({"addressPrefix": "1.0.0.0/8", "nextHopType": "Nowhere"}), "InvalidRequestFormat"),
    ] {
        assert_eq!(put("other", properties.clone()).expect(400).text("error.code"), code, "{properties}");
    }
    azure.wait(
        &put("tag", json!({"addressPrefix": "AzureCloud.WestEurope", "nextHopType": "Internet"})).expect(201),
    );
}

#[test]
fn what_a_subnet_names_shows_the_subnet_and_stays_while_it_does() {
    let azure = Azure::new();
    azure.network("10.0.0.0/16", &[]);
    let mut properties = json!({"addressPrefix": "10.0.0.0/24"});
    for (kind, member, code) in [
        ("networkSecurityGroups", "networkSecurityGroup", "InUseNetworkSecurityGroupCannotBeDeleted"),
        ("routeTables", "routeTable", "InUseRouteTableCannotBeDeleted"),
        ("natGateways", "natGateway", "InUseNatGatewayCannotBeDeleted"),
    ] {
        let id = make(&azure, kind, "one", json!({}));
        properties[member] = json!({ "id": id });
        let put = azure.put(&subnet("a"), json!({ "properties": properties }));
        azure.wait(&put);
        assert_eq!(*azure.get(&id).at("properties.subnets"), json!([{"id": subnet("a")}]), "{kind}");
        assert_eq!(azure.delete(&id).expect(400).text("error.code"), code);
    }
    azure.wait(&azure.delete(&subnet("a")).expect(202));
    for kind in ["networkSecurityGroups", "routeTables", "natGateways"] {
        assert!(azure.get(&path(kind, "one")).at("properties.subnets").is_null());
        azure.wait(&azure.delete(&path(kind, "one")).expect(202));
    }
}

#[test]
fn a_subnet_cannot_name_what_is_not_there_or_is_elsewhere() {
    let azure = Azure::new();
    azure.network("10.0.0.0/16", &[]);
    let far = path("networkSecurityGroups", "far");
    azure.wait(&azure.put(&far, json!({"location": "eastus"})));
    for id in [path("networkSecurityGroups", "none"), far] {
        let body =
            json!({"properties": {"addressPrefix": "10.0.0.0/24", "networkSecurityGroup": {"id": id}}});
        assert_eq!(azure.put(&subnet("a"), body).expect(400).text("error.code"), "InvalidResourceReference");
    }
    azure.get(&subnet("a")).expect(404);
}

#[test]
fn a_nat_gateway_holds_its_addresses() {
    let azure = Azure::new();
    let address = path("publicIPAddresses", "ip");
    let body = json!({"location": "westeurope", "sku": {"name": "standard"}, "properties": {"publicIPAllocationMethod": "Static"}});
    azure.wait(&azure.put(&address, body).expect(201));
    let prefix = make(&azure, "publicIPPrefixes", "prefix", json!({"prefixLength": 30}));
    let nat = make(
        &azure,
        "natGateways",
        "nat",
        json!({"publicIpAddresses": [{"id": address}], "publicIpPrefixes": [{"id": prefix}]}),
    );
    let there = azure.get(&nat);
    assert_eq!(*there.at("sku"), json!({"name": "Standard", "tier": "Regional"}));
    assert_eq!(*there.at("properties.idleTimeoutInMinutes"), 4);
    assert_eq!(azure.get(&address).text("properties.natGateway.id"), nat);
    assert_eq!(azure.get(&prefix).text("properties.natGateway.id"), nat);
    assert_eq!(azure.delete(&address).expect(400).text("error.code"), "PublicIPAddressCannotBeDeleted");
    let body = json!({"location": "westeurope", "properties": {"idleTimeoutInMinutes": 3}});
    azure.put(&nat, body).expect(400);
    azure.wait(&azure.put(&nat, json!({"location": "westeurope"})).expect(200));
    azure.wait(&azure.delete(&address).expect(202));
}

#[test]
fn a_static_address_keeps_its_number_and_its_name() {
    let azure = Azure::new();
    let address = path("publicIPAddresses", "ip");
    let body = json!({
        "location": "westeurope", "zones": ["1", "2", "3"], "sku": {"name": "Standard"},
        "properties": {"publicIPAllocationMethod": "Static", "dnsSettings": {"domainNameLabel": "front"}},
    });
    let made = azure.put(&address, body.clone()).expect(201);
    azure.wait(&made);
    assert_eq!(made.text("properties.dnsSettings.fqdn"), "front.westeurope.cloudapp.azure.com");
    assert_eq!(*made.at("zones"), json!(["1", "2", "3"]));
    let before = azure.get(&address).text("properties.ipAddress").to_owned();
    azure.wait(&azure.put(&address, body).expect(200));
    assert_eq!(azure.get(&address).text("properties.ipAddress"), before);
    let dynamic = json!({"location": "westeurope", "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Dynamic"}});
    azure.put(&path("publicIPAddresses", "other"), dynamic).expect(400);
}

#[test]
fn an_address_that_a_cluster_leaves_through_is_in_use() {
    let azure = Azure::new();
    let address = path("publicIPAddresses", "ip");
    let body = json!({"location": "westeurope", "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static"}});
    azure.wait(&azure.put(&address, body).expect(201));
    let mut wanted = smallest();
    wanted["properties"]["networkProfile"] =
        json!({"loadBalancerProfile": {"outboundIPs": {"publicIPs": [{"id": address}]}}});
    azure.cluster("c", wanted);
    let front = azure.get(&address).text("properties.ipConfiguration.id").to_owned();
    assert!(front.contains("/loadBalancers/kubernetes/frontendIPConfigurations/"), "{front}");
    azure.delete(&address).expect(400);
    azure.wait(&azure.delete(&cluster("c")).expect(202));
    azure.wait(&azure.delete(&address).expect(202));
}

#[test]
fn a_local_gateway_needs_an_address_or_a_name() {
    let azure = Azure::new();
    let gateway = path("localNetworkGateways", "office");
    let put =
        |properties: Value| azure.put(&gateway, json!({"location": "westeurope", "properties": properties}));
    put(json!({})).expect(400);
    put(json!({"gatewayIpAddress": "1.2.3"})).expect(400);
    put(json!({"gatewayIpAddress": "1.2.3.4", "localNetworkAddressSpace": {"addressPrefixes": ["10.0.0.1/8"]}})).expect(400);
    azure.wait(&put(json!({"gatewayIpAddress": "1.2.3.4"})).expect(201));
    let there = azure.get(&gateway).expect(200);
    assert_eq!(*there.at("properties.localNetworkAddressSpace.addressPrefixes"), json!([]));
    assert_eq!(there.text("type"), "Microsoft.Network/localNetworkGateways");
}

#[test]
fn one_change_at_a_time_in_a_network() {
    let azure = Azure::with(|options| options.speed = 0.01);
    let network = path("virtualNetworks", "vnet");
    let body = json!({"location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}});
    azure.put(&network, body.clone()).expect(201);
    azure.put(&network, body).expect(200);
    let refused =
        azure.put(&subnet("a"), json!({"properties": {"addressPrefix": "10.0.0.0/24"}})).expect(429);
    assert_eq!(refused.text("error.code"), "AnotherOperationInProgress");
    assert!(refused.header("retry-after").is_some());
}

#[test]
fn delegations_and_service_endpoints_are_shown_with_what_the_platform_adds() {
    let azure = Azure::new();
    azure.network("10.0.0.0/16", &[]);
    let body = json!({"properties": {
        "addressPrefix": "10.0.0.0/24",
        "delegations": [{"name": "0", "properties": {"serviceName": "Microsoft.Netapp/volumes"}}],
        "serviceEndpoints": [{"service": "Microsoft.KeyVault"}],
    }});
    azure.wait(&azure.put(&subnet("a"), body));
    let there = azure.get(&subnet("a"));
    assert_eq!(there.text("properties.delegations.0.id"), format!("{}/delegations/0", subnet("a")));
    assert_eq!(
        there.text("properties.delegations.0.properties.actions.0"),
        "Microsoft.Network/networkinterfaces/*"
    );
    assert_eq!(there.text("properties.serviceEndpoints.0.provisioningState"), "Succeeded");
    assert_eq!(*there.at("properties.serviceEndpoints.0.locations"), json!(["*"]));
}

#[test]
fn a_network_written_without_the_member_keeps_its_subnets() {
    let azure = Azure::new();
    azure.network("10.0.0.0/16", &[("a", "10.0.0.0/24")]);
    let put = |properties: Value| {
        azure.put(
            &path("virtualNetworks", "vnet"),
            json!({"location": "westeurope", "properties": properties}),
        )
    };
    azure
        .wait(&put(json!({"addressSpace": {"addressPrefixes": ["10.0.0.0/16", "10.9.0.0/16"]}})).expect(200));
    azure.get(&subnet("a")).expect(200);
    put(json!({"addressSpace": {"addressPrefixes": ["10.9.0.0/16"]}})).expect(400);
    azure
        .wait(&put(json!({"addressSpace": {"addressPrefixes": ["10.9.0.0/16"]}, "subnets": []})).expect(200));
    azure.get(&subnet("a")).expect(404);
}

#[test]
fn usage_counts_what_stands_in_a_region_and_in_a_subnet() {
    let azure = Azure::new();
    azure.network("10.1.0.0/16", &[("a", "10.1.0.0/24")]);
    let quotas = azure
        .get(&format!("{SUBSCRIPTION}/providers/Microsoft.Network/locations/westeurope/usages"))
        .expect(200);
    assert_eq!(
        (quotas.text("value.0.name.value"), quotas.at("value.0.currentValue")),
        ("VirtualNetworks", &json!(1))
    );
    let mut wanted = smallest();
    wanted["properties"]["agentPoolProfiles"][0]["vnetSubnetID"] = subnet("a").into();
    azure.cluster("c", wanted);
    let usage = azure.get(&format!("{}/usages", path("virtualNetworks", "vnet"))).expect(200);
    assert_eq!((usage.at("value.0.currentValue"), usage.at("value.0.limit")), (&json!(3.0), &json!(251.0)));
}
