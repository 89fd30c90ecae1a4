//! The walk over peerings and gateways.

use serde_json::{Value as Json, json};

use crate::{
    rules::{Connected, ConnectedNetwork},
    surroundings::testing::{Azure, in_subnets, network, network_id, to, vnet},
};

/// One side of a peering, with these flags.
fn side(from: &str, to_network: &str, mut flags: Json) -> Json {
    flags["remoteVirtualNetwork"] = to(&format!("virtualNetworks/{to_network}"));
    network(&format!("virtualNetworks/{from}/virtualNetworkPeerings/{from}-{to_network}"), flags)
}

/// Both sides; the flags are those of the first.
fn peered(from: &str, to: &str, flags: Json) -> [Json; 2] {
    [side(from, to, flags), side(to, from, json!({}))]
}

/// The spoke with the nodes, its hub with a gateway, another spoke of the hub, and a network beyond that.
fn networks() -> Vec<Json> {
    vec![
        vnet("spoke", "10.10.0.0/16", &[("nodes", "10.10.0.0/24", json!({}))]),
        vnet("hub", "10.20.0.0/16", &[("GatewaySubnet", "10.20.0.0/27", json!({}))]),
        vnet("other", "10.30.0.0/16", &[]),
        vnet("far", "10.40.0.0/16", &[]),
    ]
}

fn gateway(name: &str, range: &str) -> Json {
    let space = json!({ "addressPrefixes": [range] });
    let gateway = json!({ "gatewayIpAddress": "203.0.113.7", "localNetworkAddressSpace": space });
    network(&format!("localNetworkGateways/{name}"), gateway)
}

/// The same in a resource group of its own.
fn elsewhere(mut resource: Json) -> Json {
    let id = resource["id"].as_str().unwrap().replace("/resourceGroups/net/", "/resourceGroups/elsewhere/");
    resource["id"] = json!(id);
    resource
}

async fn seen(azure: &Azure) -> Connected {
    let found = azure.everything_around(&in_subnets(&["nodes"])).await;
    found.connected.found().unwrap_or_else(|| panic!("{:?}", found.connected)).clone()
}

/// The last part of each ID, and the first range.
fn names(connected: &Connected) -> Vec<(&str, &str)> {
    let name = |network: &'_ ConnectedNetwork| network.id.rfind('/').map_or(0, |slash| slash + 1);
    connected
        .networks
        .iter()
        .map(|network| (&network.id[name(network)..], network.prefixes[0].as_str()))
        .collect()
}

#[tokio::test]
async fn a_peered_network_is_found_by_its_peering_with_its_ranges() {
    let azure = Azure::seeded(networks().into_iter().chain(peered("spoke", "hub", json!({}))));
    let hub = ConnectedNetwork {
        title: "virtual network hub".to_owned(),
        id: network_id("virtualNetworks/hub"),
        prefixes: vec!["10.20.0.0/16".to_owned()],
        via: vec!["spoke-hub".to_owned()],
    };
    assert_eq!(seen(&azure).await, Connected { networks: vec![hub].into(), ..Connected::default() });
}

#[tokio::test]
async fn a_closed_peering_costs_no_further_read() {
    let seed = networks().into_iter().chain(peered("spoke", "hub", json!({}))).chain(peered(
        "hub",
        "other",
        json!({}),
    ));
    let azure = Azure::seeded(seed);
    assert_eq!(names(&seen(&azure).await), [("hub", "10.20.0.0/16")]);
    assert!(!azure.requests().iter().any(|request| request.ends_with("virtualNetworks/hub")));
}

#[tokio::test]
async fn the_spokes_of_a_hub_are_found_through_it_where_it_forwards_packets() {
    let forwarded = json!({ "allowForwardedTraffic": true });
    let seed = networks()
        .into_iter()
        .chain(peered("spoke", "hub", forwarded))
        .chain(peered("hub", "other", json!({})))
        .chain(peered("other", "far", json!({})));
    let found = seen(&Azure::seeded(seed)).await;
    // What is peered with the other spoke is not reached: nothing there forwards.
    assert_eq!(names(&found), [("hub", "10.20.0.0/16"), ("other", "10.30.0.0/16")]);
    assert_eq!(found.networks[1].via, ["spoke-hub", "hub-other"]);
}

#[tokio::test]
async fn a_ring_of_open_peerings_ends_and_tells_each_network_once() {
    let open = || json!({ "allowForwardedTraffic": true });
    let seed = networks().into_iter().chain([
        side("spoke", "hub", open()),
        side("hub", "spoke", open()),
        side("hub", "other", open()),
        side("other", "hub", open()),
        side("other", "spoke", open()),
        side("spoke", "other", open()),
    ]);
    let found = seen(&Azure::seeded(seed)).await;
    assert_eq!(names(&found).len(), 2);
    assert!(found.networks.iter().all(|network| network.via.len() == 1));
}

#[tokio::test]
async fn a_peering_that_only_one_side_has_made_connects_nothing() {
    let azure = Azure::seeded(networks().into_iter().chain([side("spoke", "hub", json!({}))]));
    assert_eq!(*seen(&azure).await.networks, []);
}

#[tokio::test]
async fn a_peering_that_lets_nothing_through_connects_nothing() {
    let closed = json!({ "allowVirtualNetworkAccess": false });
    let azure = Azure::seeded(networks().into_iter().chain(peered("spoke", "hub", closed)));
    assert_eq!(*seen(&azure).await.networks, []);
}

#[tokio::test]
async fn what_a_vpn_gateway_of_the_own_network_reaches_is_found_by_its_local_network_gateway() {
    let azure = Azure::seeded(networks().into_iter().chain([gateway("onprem", "192.168.0.0/16")]));
    let found = seen(&azure).await;
    assert_eq!(names(&found), [("onprem", "192.168.0.0/16")]);
    assert_eq!(found.networks[0].title, "the network behind local network gateway onprem");
    assert_eq!(found.networks[0].via, ["onprem"]);
}

#[tokio::test]
async fn what_a_gateway_of_the_hub_reaches_is_found_only_where_the_spoke_uses_it() {
    let world = |flags: Json| {
        // The hub and its gateways belong to another team.
        let hub = elsewhere(networks().remove(1));
        let id = hub["id"].as_str().unwrap().to_owned();
        let mut there = side("spoke", "hub", flags);
        there["properties"]["remoteVirtualNetwork"] = json!({ "id": id });
        let back = elsewhere(side("hub", "spoke", json!({})));
        [networks().remove(0), hub, there, back, elsewhere(gateway("onprem", "192.168.0.0/16"))]
    };
    let alone = seen(&Azure::seeded(world(json!({})))).await;
    assert_eq!(names(&alone), [("hub", "10.20.0.0/16")]);
    assert_eq!(alone.not_visible, [""; 0]);
    let used = seen(&Azure::seeded(world(json!({ "useRemoteGateways": true })))).await;
    assert_eq!(names(&used), [("hub", "10.20.0.0/16"), ("onprem", "192.168.0.0/16")]);
    assert_eq!(used.networks[1].via, ["spoke-hub", "onprem"]);
    assert_eq!(used.not_visible.len(), 1);
    assert!(used.not_visible[0].contains("ExpressRoute"), "{:?}", used.not_visible);
}

#[tokio::test]
async fn a_hub_that_may_not_be_read_is_known_by_the_peering_and_what_lies_beyond_is_said_to_be_hidden() {
    let forwarded = json!({ "allowForwardedTraffic": true });
    let azure = Azure::seeded(networks().into_iter().chain(peered("spoke", "hub", forwarded)));
    azure.forbid("*/virtualNetworks/hub");
    let found = seen(&azure).await;
    assert_eq!(names(&found), [("hub", "10.20.0.0/16")]);
    assert!(
        found.not_visible[0].starts_with("What is reached through virtual network hub is not visible."),
        "{:?}",
        found.not_visible
    );
    assert!(found.not_visible[0].contains("Microsoft.Network/virtualNetworks/read"));
}

#[tokio::test]
async fn gateways_that_may_not_be_listed_hide_no_peered_network() {
    let azure = Azure::seeded(networks().into_iter().chain(peered("spoke", "hub", json!({}))));
    azure.forbid("*/localNetworkGateways");
    let found = seen(&azure).await;
    assert_eq!(names(&found), [("hub", "10.20.0.0/16")]);
    assert!(found.unread[0].contains("Microsoft.Network/localNetworkGateways/read"), "{:?}", found.unread);
}
