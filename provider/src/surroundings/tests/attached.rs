//! What is attached to subnets.

use serde_json::{Value as Json, json};
use tfplugin_framework::Attr;

use crate::{
    rules::{Direction, Lookup, Pool, Source, View},
    surroundings::testing::{Azure, in_subnets, network, network_id, to, vnet},
};

/// A network with two subnets that share a route table, have a security group each and one a NAT gateway.
fn seed() -> Vec<Json> {
    let rule = json!({ "name": "deny-pods", "properties": {
        "priority": 200, "direction": "Inbound", "access": "Deny", "protocol": "*",
        "sourceAddressPrefixes": ["10.244.0.0/16", "10.245.0.0/16"], "sourcePortRange": "*",
        "destinationAddressPrefix": "VirtualNetwork", "destinationPortRanges": ["80", "443"],
    } });
    let route = json!({ "name": "out", "properties": {
        "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.10.9.4",
    } });
    let address = json!({ "publicIPAllocationMethod": "Static" });
    let mut address = network("publicIPAddresses/ip", address);
    address["sku"] = json!({ "name": "StandardV2" });
    let mut nat = network("natGateways/nat", json!({ "publicIpAddresses": [to("publicIPAddresses/ip")] }));
    nat["sku"] = json!({ "name": "StandardV2" });
    let attached = |group: &str| json!({ "networkSecurityGroup": to(&format!("networkSecurityGroups/{group}")), "routeTable": to("routeTables/rt") });
    let mut with_nat = attached("closed");
    with_nat["natGateway"] = to("natGateways/nat");
    vec![
        network("networkSecurityGroups/closed", json!({ "securityRules": [rule] })),
        network("networkSecurityGroups/open", json!({})),
        network("networkSecurityGroups/other", json!({})),
        network("routeTables/rt", json!({ "routes": [route] })),
        address,
        nat,
        vnet(
            "spoke",
            "10.10.0.0/16",
            &[
                ("nodes", "10.10.0.0/24", with_nat),
                ("more", "10.10.1.0/24", attached("open")),
                ("bare", "10.10.2.0/24", json!({})),
                ("others", "10.10.3.0/24", attached("other")),
            ],
        ),
    ]
}

#[tokio::test]
async fn a_security_group_is_found_with_azures_rules_and_both_spellings_of_each_member() {
    let found = Azure::seeded(seed()).everything_around(&in_subnets(&["nodes"])).await;
    let groups = found.security_groups.found().unwrap();
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].id, network_id("networkSecurityGroups/closed"));
    assert_eq!(groups[0].rules.len(), 7);
    let rule = &groups[0].rules[0];
    assert_eq!((rule.name.as_str(), rule.priority, rule.allows), ("deny-pods", 200, false));
    assert_eq!(rule.direction, Direction::Inbound);
    assert_eq!(rule.sources, ["10.244.0.0/16", "10.245.0.0/16"]);
    assert_eq!(rule.destinations, ["VirtualNetwork"]);
    assert_eq!((rule.source_ports.as_slice(), rule.destination_ports.len()), (&["*".to_owned()][..], 2));
}

#[tokio::test]
async fn what_two_subnets_share_is_found_once() {
    let azure = Azure::seeded(seed());
    let found = azure.everything_around(&in_subnets(&["nodes", "more"])).await;
    assert_eq!(found.security_groups.found().unwrap().len(), 2);
    let tables = found.route_tables.found().unwrap();
    assert_eq!(tables.len(), 1);
    let route = &tables[0].routes[0];
    assert_eq!((route.name.as_str(), route.prefix.as_str()), ("out", "0.0.0.0/0"));
    assert_eq!(route.next_hop_type, "VirtualAppliance");
    assert_eq!(route.next_hop_ip.as_deref(), Some("10.10.9.4"));
    let asked = azure.requests().iter().filter(|request| request.contains("routeTables")).count();
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn a_nat_gateway_is_found_with_its_kind() {
    let found = Azure::seeded(seed()).everything_around(&in_subnets(&["nodes", "bare"])).await;
    let gateways = found.nat_gateways.found().unwrap();
    assert_eq!(gateways.len(), 1);
    assert_eq!(
        (gateways[0].id.clone(), gateways[0].sku.as_str()),
        (network_id("natGateways/nat"), "StandardV2")
    );
}

#[tokio::test]
async fn a_subnet_with_nothing_attached_is_an_answer_and_no_request() {
    let azure = Azure::seeded(seed());
    let found = azure.everything_around(&in_subnets(&["bare"])).await;
    assert_eq!(found.security_groups.found().map(Vec::len), Some(0));
    assert_eq!(found.route_tables.found().map(Vec::len), Some(0));
    assert_eq!(found.nat_gateways.found().map(Vec::len), Some(0));
    let asked = azure.requests();
    assert!(!asked.iter().any(|request| request.contains("networkSecurityGroups")), "{asked:?}");
}

#[tokio::test]
async fn a_subnet_is_found_in_whatever_case_it_is_written() {
    let mut view = in_subnets(&["nodes"]);
    view.pools[0].subnet_id = Attr::Known(network_id("virtualNetworks/SPOKE/subnets/NODES"));
    let found = Azure::seeded(seed()).everything_around(&view).await;
    assert_eq!(found.security_groups.found().map(Vec::len), Some(1));
}

#[tokio::test]
async fn nothing_is_asked_while_no_subnet_is_known() {
    let azure = Azure::seeded(seed());
    let view = View {
        pools: vec![Pool { subnet_id: Attr::unknown(), ..Pool::default() }, Pool::default()],
        ..View::default()
    };
    let found = azure.around(&view, None, &[Source::Vnet, Source::SecurityGroups, Source::RouteTables]).await;
    assert!(matches!(found.vnet, Lookup::NotAsked));
    assert!(matches!(found.security_groups, Lookup::NotAsked));
    assert_eq!(azure.requests(), [""; 0]);
}

#[tokio::test]
async fn only_what_is_needed_is_asked_for() {
    let azure = Azure::seeded(seed());
    let found = azure.around(&in_subnets(&["nodes"]), None, &[Source::RouteTables]).await;
    assert!(found.route_tables.found().is_some());
    assert!(matches!(found.nat_gateways, Lookup::NotAsked));
    let vnet = format!("GET {}", network_id("virtualNetworks/spoke"));
    assert_eq!(azure.requests(), [vnet, format!("GET {}", network_id("routeTables/rt"))]);
}

#[tokio::test]
async fn a_group_that_may_not_be_read_names_the_action_that_is_missing() {
    let azure = Azure::seeded(seed());
    azure.forbid("*/networkSecurityGroups/closed");
    let found = azure.everything_around(&in_subnets(&["nodes", "more"])).await;
    let reason = found.security_groups.unavailable().unwrap();
    assert_eq!(
        reason,
        format!(
            "The network security group {} may not be read by the identity that the provider signs in with; a role with \
             the action Microsoft.Network/networkSecurityGroups/read is missing (AuthorizationFailed).",
            network_id("networkSecurityGroups/closed")
        )
    );
    assert!(found.route_tables.found().is_some());
}

#[tokio::test]
async fn without_the_network_all_that_hangs_on_it_is_missing_for_the_same_reason() {
    let azure = Azure::seeded(seed());
    azure.forbid("*/virtualNetworks/spoke");
    let found = azure.everything_around(&in_subnets(&["nodes"])).await;
    let reason = found.vnet.unavailable().unwrap();
    assert!(reason.contains("Microsoft.Network/virtualNetworks/read"), "{reason}");
    assert_eq!(found.security_groups.unavailable(), Some(reason));
    assert_eq!(found.nat_gateways.unavailable(), Some(reason));
}
