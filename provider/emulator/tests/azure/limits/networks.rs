//! Lines of virtual networks, and of what stands in them.

use arm_emulator::Outside;
use serde_json::{Value, json};

use super::{assert_refused, body};
use crate::client::{Azure, GROUP, cluster, smallest, subnet};

fn path(kind: &str, name: &str) -> String {
    format!("{GROUP}/providers/Microsoft.Network/{kind}/{name}")
}

fn network(space: &[&str], subnets: &[(&str, &[&str])]) -> Value {
    let subnets: Vec<Value> = subnets
        .iter()
        .map(|(name, ranges)| json!({"name": name, "properties": {"addressPrefixes": ranges}}))
        .collect();
    json!({"location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": space}, "subnets": subnets}})
}

/// Writes a resource in two ways: the first is refused with this code, the second is not.
#[track_caller]
fn assert_line(azure: &Azure, path: &str, beyond: Value, within: Value, code: &str) {
    assert_eq!(azure.put(path, beyond).expect(400).text("error.code"), code);
    azure.wait(&azure.put(path, within).expect(201));
}

#[test]
fn an_ipv6_subnet_is_a_slash_64() {
    let azure = Azure::new();
    let of = |six| network(&["10.0.0.0/16", "fd00::/48"], &[("a", &["10.0.0.0/24", six])]);
    let vnets = |name| path("virtualNetworks", name);
    assert_line(&azure, &vnets("a"), of("fd00::/65"), of("fd00::/64"), "NetcfgInvalidSubnet");
    assert_line(&azure, &vnets("b"), of("fd00::/63"), of("fd00:0:0:1::/64"), "NetcfgInvalidSubnet");
}

#[test]
fn a_network_has_an_ipv4_range() {
    let azure = Azure::new();
    let (six, both) = (network(&["fd00::/48"], &[]), network(&["fd00::/48", "10.0.0.0/16"], &[]));
    assert_line(&azure, &path("virtualNetworks", "a"), six, both, "VnetAddressSpaceWithoutIPv4");
}

#[test]
fn a_rule_joins_addresses_of_one_family() {
    let azure = Azure::new();
    let group = path("networkSecurityGroups", "nsg");
    azure.wait(&azure.put(&group, json!({"location": "westeurope", "properties": {}})));
    let mut priority = 100;
    let mut rule = |from: &str, to: &[&str]| {
        priority += 1;
        json!({"properties": {
            "access": "Allow", "direction": "Inbound", "priority": priority, "protocol": "Tcp",
            "sourceAddressPrefix": from, "sourcePortRange": "*",
            "destinationAddressPrefixes": to, "destinationPortRange": "80",
        }})
    };
    let lines: [(&str, &[&str], &str, &[&str]); 4] = [
        ("10.0.0.0/8", &["fd00::/8"], "10.0.0.0/8", &["10.1.0.0/16"]),
        ("fd00::1", &["10.0.0.0/8"], "fd00::1", &["fd00::/8"]),
        ("10.0.0.1", &["fd00::1", "fd00::2"], "10.0.0.1", &["fd00::1", "10.0.0.2"]),
        ("10.0.0.0/8", &["fd00::/8"], "Internet", &["fd00::/8"]),
    ];
    for (at, (from, to, good_from, good_to)) in lines.into_iter().enumerate() {
        let path = format!("{group}/securityRules/r{at}");
        let (beyond, within) = (rule(from, to), rule(good_from, good_to));
        assert_line(&azure, &path, beyond, within, "SecurityRuleAddressPrefixFamilyMismatch");
    }
}

#[test]
fn children_of_one_request_have_names_of_their_own() {
    let azure = Azure::new();
    let rule = |name: &str, priority: i64| {
        json!({"name": name, "properties": {
            "access": "Allow", "direction": "Inbound", "priority": priority, "protocol": "Tcp",
            "sourceAddressPrefix": "*", "sourcePortRange": "*",
            "destinationAddressPrefix": "*", "destinationPortRange": "80",
        }})
    };
    let rules = |second: &str| json!({"location": "westeurope", "properties": {"securityRules": [rule("a", 100), rule(second, 101)]}});
    let group = path("networkSecurityGroups", "nsg");
    assert_line(&azure, &group, rules("A"), rules("b"), "InvalidRequestFormat");
    let subnets = |second| network(&["10.0.0.0/16"], &[("a", &["10.0.0.0/24"]), (second, &["10.0.1.0/24"])]);
    let refused = azure.put(&path("virtualNetworks", "v"), subnets("a")).expect(400);
    assert_eq!(refused.text("error.details.0.code"), "DuplicateResourceName");
    azure.put(&path("virtualNetworks", "v"), subnets("b")).expect(201);
}

#[test]
fn gateways_are_lent_by_one_side_that_may_have_some() {
    let azure = Azure::new();
    let made = |name: &str, space: &str, subnets: &[(&str, &[&str])]| {
        azure.wait(&azure.put(&path("virtualNetworks", name), network(&[space], subnets)));
    };
    made("spoke", "10.1.0.0/16", &[]);
    made("hub", "10.2.0.0/16", &[("GatewaySubnet", &["10.2.0.0/24"])]);
    made("other", "10.3.0.0/16", &[("nodes", &["10.3.0.0/24"])]);
    let peering = |remote: &str, flags: &[&str]| {
        let mut properties = json!({"remoteVirtualNetwork": {"id": path("virtualNetworks", remote)}});
        for flag in flags {
            properties[*flag] = true.into();
        }
        json!({ "properties": properties })
    };
    let at = |name: &str| format!("{}/virtualNetworkPeerings/{name}", path("virtualNetworks", "spoke"));
    let both = peering("hub", &["useRemoteGateways", "allowGatewayTransit"]);
    let one = peering("hub", &["useRemoteGateways"]);
    assert_line(&azure, &at("hub"), both, one, "PeeringGatewayFlagsExcludeEachOther");
    let none = peering("other", &["useRemoteGateways"]);
    let unverified = peering("other", &["useRemoteGateways", "doNotVerifyRemoteGateways"]);
    assert_line(&azure, &at("other"), none, unverified, "RemoteVnetHasNoGateways");
}

#[test]
fn nodes_stand_in_no_subnet_that_is_named_for_a_service() {
    let azure = Azure::with(|options| options.habits.throttling = false);
    let names = ["GatewaySubnet", "AzureFirewallSubnet", "azurebastionsubnet"];
    let ranges: [&[&str]; 4] = [&["10.1.0.0/24"], &["10.1.1.0/24"], &["10.1.2.0/24"], &["10.1.3.0/24"]];
    let mut subnets: Vec<(&str, &[&str])> = names.into_iter().zip(ranges).collect();
    subnets.push(("GatewaySubnet2", ranges[3]));
    azure.wait(&azure.put(&path("virtualNetworks", "vnet"), network(&["10.1.0.0/16"], &subnets)));
    let placed = |name: &str| body(&json!({"pool": {"vnetSubnetID": subnet(name)}}));
    for name in names {
        let refused = azure.put(&cluster("c"), placed(name));
        assert_refused(refused, "BadRequest", "agentPoolProfile.vnetSubnetID", &json!(name));
    }
    azure.put(&cluster("c"), placed("GatewaySubnet2")).expect(201);
}

#[test]
fn the_subnet_that_aks_made_stays_while_nodes_stand_in_it() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let all = Outside::open(azure.dir.path()).unwrap().list(None).unwrap();
    let managed = all.into_iter().map(|r| r.id).find(|id| id.ends_with("/subnets/aks-subnet")).unwrap();
    assert_eq!(azure.delete(&managed).expect(400).text("error.code"), "InUseSubnetCannotBeDeleted");
    let beside = managed.replace("aks-subnet", "beside");
    azure.wait(&azure.put(&beside, json!({"properties": {"addressPrefix": "10.225.0.0/24"}})).expect(201));
    azure.wait(&azure.delete(&beside).expect(202));
    azure.wait(&azure.delete(&cluster("c")).expect(202));
    azure.get(&managed).expect(404);
}
