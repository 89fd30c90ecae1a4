//! Peerings of virtual networks.

use serde_json::{Value, json};

use super::client::{Answer, Azure, GROUP};

fn vnet(name: &str) -> String {
    format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/{name}")
}

fn peering(from: &str, name: &str) -> String {
    format!("{}/virtualNetworkPeerings/{name}", vnet(from))
}

fn network(azure: &Azure, name: &str, space: &[&str]) {
    let body = json!({"location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": space}}});
    azure.wait(&azure.put(&vnet(name), body));
}

fn to(remote: &str) -> Value {
    json!({"properties": {"remoteVirtualNetwork": {"id": vnet(remote)}, "allowVirtualNetworkAccess": true}})
}

/// A world with the networks `a`, `b` and `c`, apart from each other.
fn world() -> Azure {
    let azure = Azure::new();
    network(&azure, "a", &["10.1.0.0/16"]);
    network(&azure, "b", &["10.2.0.0/16"]);
    network(&azure, "c", &["10.3.0.0/16"]);
    azure
}

fn peer(azure: &Azure, from: &str, remote: &str) {
    let made = azure.put(&peering(from, remote), to(remote)).expect(201);
    azure.wait(&made);
}

fn state(azure: &Azure, from: &str, name: &str) -> (String, String) {
    let there = azure.get(&peering(from, name)).expect(200);
    (there.text("properties.peeringState").to_owned(), there.text("properties.peeringSyncLevel").to_owned())
}

fn refused(answer: Answer) -> String {
    answer.expect(400).text("error.code").to_owned()
}

#[test]
fn both_sides_are_connected_once_each_names_the_other() {
    let azure = world();
    peer(&azure, "a", "b");
    assert_eq!(state(&azure, "a", "b"), ("Initiated".into(), "RemoteNotInSync".into()));
    peer(&azure, "b", "a");
    for (from, to) in [("a", "b"), ("b", "a")] {
        assert_eq!(state(&azure, from, to), ("Connected".into(), "FullyInSync".into()));
    }
}

#[test]
fn a_peering_shows_the_space_of_the_other_network_and_stands_inside_its_own() {
    let azure = world();
    peer(&azure, "a", "b");
    let network = azure.get(&vnet("a")).expect(200);
    let inside = network.at("properties.virtualNetworkPeerings.0");
    assert_eq!(*inside, azure.get(&peering("a", "b")).body);
    assert_eq!(inside["properties"]["remoteAddressSpace"]["addressPrefixes"], json!(["10.2.0.0/16"]));
    assert_eq!(
        inside["properties"]["remoteVirtualNetworkAddressSpace"]["addressPrefixes"],
        json!(["10.2.0.0/16"])
    );
    assert_eq!(inside["properties"]["doNotVerifyRemoteGateways"], false);
    assert_eq!(inside["type"], "Microsoft.Network/virtualNetworks/virtualNetworkPeerings");
    assert_eq!(network.text("etag"), inside["etag"]);
    let list = azure.get(&format!("{}/virtualNetworkPeerings", vnet("a"))).expect(200);
    assert_eq!(list.at("value.0"), inside);
}

#[test]
fn the_side_that_stays_is_disconnected_until_it_is_written_again() {
    let azure = world();
    peer(&azure, "a", "b");
    peer(&azure, "b", "a");
    azure.wait(&azure.delete(&peering("b", "a")).expect(202));
    azure.delete(&peering("b", "a")).expect(204);
    assert_eq!(state(&azure, "a", "b").0, "Disconnected");
    assert_eq!(refused(azure.put(&peering("b", "a"), to("a"))), "RemotePeeringIsDisconnected");
    azure.wait(&azure.put(&peering("a", "b"), to("b")).expect(200));
    assert_eq!(state(&azure, "a", "b").0, "Initiated");
    peer(&azure, "b", "a");
    assert_eq!(state(&azure, "a", "b").0, "Connected");
}

#[test]
fn a_network_that_goes_leaves_its_peers_disconnected() {
    let azure = world();
    peer(&azure, "a", "b");
    peer(&azure, "b", "a");
    azure.wait(&azure.delete(&vnet("b")).expect(202));
    assert_eq!(state(&azure, "a", "b").0, "Disconnected");
}

#[test]
fn a_new_range_of_a_peered_network_waits_for_a_synchronisation() {
    let azure = world();
    peer(&azure, "a", "b");
    peer(&azure, "b", "a");
    network(&azure, "b", &["10.2.0.0/16", "10.4.0.0/16"]);
    assert_eq!(state(&azure, "a", "b").1, "LocalNotInSync");
    assert_eq!(state(&azure, "b", "a").1, "RemoteNotInSync");
    let there = azure.get(&peering("a", "b"));
    assert_eq!(*there.at("properties.remoteAddressSpace.addressPrefixes"), json!(["10.2.0.0/16"]));
    let path = format!("{}?api-version=2025-07-01&syncRemoteAddressSpace=true", peering("a", "b"));
    azure.wait(&azure.put(&path, there.body).expect(200));
    assert_eq!(state(&azure, "a", "b").1, "FullyInSync");
}

#[test]
fn peerings_that_azure_refuses() {
    let azure = world();
    network(&azure, "same", &["10.1.128.0/17"]);
    assert_eq!(refused(azure.put(&peering("a", "p"), to("same"))), "VnetAddressSpacesOverlap");
    assert_eq!(refused(azure.put(&peering("a", "p"), to("a"))), "VnetCannotBePeeredWithItself");
    assert_eq!(refused(azure.put(&peering("a", "p"), to("none"))), "InvalidResourceReference");
    peer(&azure, "a", "b");
    assert_eq!(
        refused(azure.put(&peering("a", "again"), to("b"))),
        "AnotherPeeringAlreadyReferencesRemoteVnet"
    );
    let gone = azure.put(&peering("none", "p"), to("b")).expect(404);
    assert_eq!(gone.text("error.code"), "ParentResourceNotFound");
    assert_eq!(azure.get(&peering("a", "p")).expect(404).text("error.code"), "NotFound");
}

#[test]
fn a_peered_network_cannot_grow_into_its_peer() {
    let azure = world();
    peer(&azure, "a", "b");
    let body = json!({
        "location": "westeurope",
        "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16", "10.2.3.0/24"]}},
    });
    assert_eq!(refused(azure.put(&vnet("a"), body)), "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet");
}
