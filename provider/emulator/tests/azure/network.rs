//! Virtual networks and subnets.

use serde_json::{Value, json};

use super::client::{Azure, GROUP, subnet};

fn vnet() -> String {
    format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet")
}

fn network(space: &[&str], subnets: &[(&str, &str)]) -> Value {
    let subnets: Vec<Value> = subnets
        .iter()
        .map(|(name, range)| json!({"name": name, "properties": {"addressPrefix": range}}))
        .collect();
    json!({"location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": space}, "subnets": subnets}})
}

#[test]
fn a_network_settles_after_its_operation() {
    let azure = Azure::new();
    let made = azure.put(&vnet(), network(&["10.0.0.0/16"], &[("a", "10.0.0.0/24")])).expect(201);
    assert_eq!(made.text("properties.provisioningState"), "Updating");
    assert!(
        made.header("azure-asyncoperation")
            .unwrap()
            .contains("/providers/Microsoft.Network/locations/westeurope/operations/")
    );
    azure.wait(&made);
    let there = azure.get(&vnet()).expect(200);
    assert_eq!(there.text("properties.subnets.0.properties.provisioningState"), "Succeeded");
    assert_eq!(there.header("etag"), Some(there.text("etag")));
    assert!(there.text("etag").starts_with("W/\""));
}

#[test]
fn a_put_of_the_network_replaces_its_subnets() {
    let azure = Azure::new();
    azure.wait(&azure.put(&vnet(), network(&["10.0.0.0/16"], &[("a", "10.0.0.0/24"), ("b", "10.0.1.0/24")])));
    azure.wait(&azure.put(&vnet(), network(&["10.0.0.0/16"], &[("b", "10.0.1.0/24")])).expect(200));
    assert_eq!(azure.get(&subnet("a")).expect(404).text("error.code"), "NotFound");
    azure.get(&subnet("b")).expect(200);
}

#[test]
fn a_subnet_changes_the_entity_tag_of_its_network() {
    let azure = Azure::new();
    azure.network("10.0.0.0/16", &[]);
    let before = azure.get(&vnet()).text("etag").to_owned();
    let made = azure.put(&subnet("a"), json!({"properties": {"addressPrefix": "10.0.0.0/24"}})).expect(201);
    azure.wait(&made);
    assert_ne!(azure.get(&vnet()).text("etag"), before);
    let gone = azure.delete(&subnet("a")).expect(202);
    azure.wait(&gone);
    azure.get(gone.header("location").unwrap()).expect(204);
    azure.get(&subnet("a")).expect(404);
}

#[test]
fn ranges_that_azure_refuses() {
    let azure = Azure::new();
    for (body, code) in [
        (network(&["10.0.0.0/33"], &[]), "InvalidAddressPrefixFormat"),
        (network(&["10.0.0.1/16"], &[]), "InvalidCIDRNotation"),
        (network(&[], &[]), "VnetAddressSpaceMissing"),
        (network(&["10.0.0.0/16", "10.0.1.0/24"], &[]), "NetcfgVnetAddressPrefixesOverlap"),
        (network(&["224.0.0.0/8"], &[]), "AddressPrefixNotAllowed"),
        (network(&["10.0.0.0/16"], &[("a", "10.1.0.0/24")]), "NetcfgSubnetRangeOutsideVnet"),
        (
            network(&["10.0.0.0/16"], &[("a", "10.0.0.0/24"), ("b", "10.0.0.0/25")]),
            "NetcfgSubnetRangesOverlap",
        ),
        (network(&["10.0.0.0/16"], &[("a", "10.0.0.0/30")]), "NetcfgInvalidSubnet"),
    ] {
        let refused = azure.put(&vnet(), body.clone()).expect(400);
        assert_eq!(refused.text("error.code"), code, "{body}");
        azure.get(&vnet()).expect(404);
    }
}

#[test]
fn a_security_group_has_six_rules_of_its_own() {
    let azure = Azure::new();
    let path = format!("{GROUP}/providers/Microsoft.Network/networkSecurityGroups/nsg");
    azure.wait(&azure.put(&path, json!({"location": "westeurope"})).expect(201));
    let rule = json!({"properties": {
        "access": "Deny", "direction": "Inbound", "priority": 100, "protocol": "*", "sourcePortRange": "*",
        "destinationPortRange": "*", "sourceAddressPrefix": "*", "destinationAddressPrefix": "*",
    }});
    azure.wait(&azure.put(&format!("{path}/securityRules/deny"), rule).expect(201));
    let there = azure.get(&path).expect(200);
    assert_eq!(there.at("properties.defaultSecurityRules").as_array().unwrap().len(), 6);
    assert_eq!(there.text("properties.securityRules.0.properties.access"), "Deny");
    assert_eq!(
        there.text("properties.securityRules.0.type"),
        "Microsoft.Network/networkSecurityGroups/securityRules"
    );
    azure.wait(&azure.put(&path, json!({"location": "westeurope"})).expect(200));
    azure.get(&format!("{path}/securityRules/deny")).expect(404);
}

#[test]
fn a_route_table_is_shown_with_its_routes() {
    let azure = Azure::new();
    let path = format!("{GROUP}/providers/Microsoft.Network/routeTables/rt");
    let routes = json!([{"name": "out", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.0.4"}}]);
    azure.wait(
        &azure.put(&path, json!({"location": "West Europe", "properties": {"routes": routes}})).expect(201),
    );
    let there = azure.get(&path).expect(200);
    assert_eq!((there.text("location"), there.text("type")), ("westeurope", "Microsoft.Network/routeTables"));
    assert_eq!(*there.at("properties.disableBgpRoutePropagation"), false);
    assert_eq!(there.text("properties.routes.0.properties.addressPrefix"), "0.0.0.0/0");
    azure.wait(&azure.delete(&path).expect(202));
    azure.delete(&path).expect(204);
}

#[test]
fn kinds_without_behaviour_are_kept_as_written() {
    let azure = Azure::new();
    let path = format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/me");
    azure.put(&path, json!({"location": "West Europe", "tags": {"a": "b"}})).expect(201);
    let there = azure.get(&path).expect(200);
    assert_eq!((there.text("location"), there.text("tags.a")), ("westeurope", "b"));
    assert!(there.at("properties.principalId").is_string());
    azure.delete(&path).expect(200);
    azure.delete(&path).expect(204);
}
