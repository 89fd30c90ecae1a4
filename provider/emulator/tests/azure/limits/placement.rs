//! Lines of where a cluster stands: its subnets, its way out, and what is beside it.

use arm_emulator::Outside;
use serde_json::{Value, json};

use super::{assert_refused, body};
use crate::client::{Azure, GROUP, cluster, subnet, with_network};

const OWN: &str = "agentPoolProfile.vnetSubnetID";

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
