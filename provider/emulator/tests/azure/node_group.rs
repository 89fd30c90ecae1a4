//! What AKS makes in the node resource group, and takes away again.

use arm_emulator::Outside;
use serde_json::{Value, json};

use super::client::{Azure, GROUP, cluster, smallest, subnet, with_network};

const NODES: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/MC_rg_c_westeurope";

/// Types and names of what lies below an identifier, the digits that AKS makes up shown as `#`.
fn below(azure: &Azure, scope: &str) -> Vec<String> {
    let all = Outside::open(azure.dir.path()).unwrap().list(None).unwrap();
    let names = all.iter().filter_map(|r| r.id.strip_prefix(scope)?.strip_prefix("/providers/"));
    names.map(masked).collect()
}

/// Runs of eight digits as `#`, GUIDs as `*`.
fn masked(text: &str) -> String {
    let parts = text.split('/').map(|part| {
        if part.len() >= 36 && uuid::Uuid::parse_str(&part[..36]).is_ok() {
            return format!("*{}", &part[36..]);
        }
        let words = part.split('-');
        let words =
            words.map(|w| if w.len() == 8 && w.bytes().all(|b| b.is_ascii_digit()) { "#" } else { w });
        words.collect::<Vec<_>>().join("-")
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A resource as its owner sees it.
fn seen(azure: &Azure, id: &str) -> Value {
    Outside::open(azure.dir.path()).unwrap().show(id).unwrap()
}

/// The routes of a table: name, pod range, node.
fn routes(azure: &Azure, table: &str) -> Vec<(String, String)> {
    let table = seen(azure, table);
    let text = |r: &Value, name: &str| r["properties"][name].as_str().unwrap().to_owned();
    let all = table["properties"]["routes"].as_array().unwrap();
    all.iter().map(|r| (text(r, "addressPrefix"), text(r, "nextHopIpAddress"))).collect()
}

fn find(azure: &Azure, part: &str) -> Option<String> {
    let all = Outside::open(azure.dir.path()).unwrap().list(None).unwrap();
    all.into_iter().map(|r| r.id).find(|id| id.contains(part))
}

/// The network `vnet` with the subnet `nodes`, which has the route table `own` where one is wanted.
fn with_table(azure: &Azure, own: bool) -> String {
    let table = format!("{GROUP}/providers/Microsoft.Network/routeTables/own");
    let mut nodes = json!({"addressPrefix": "10.1.0.0/24"});
    if own {
        let made = azure.put(
            &table,
            json!({"location": "westeurope", "properties": {"routes": [
                {"name": "mine", "properties": {"addressPrefix": "192.0.2.0/24", "nextHopType": "None"}},
            ]}}),
        );
        azure.wait(&made);
        nodes["routeTable"] = json!({"id": table});
    }
    let vnet = azure.put(
        &format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet"),
        json!({
            "location": "westeurope",
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]},
                "subnets": [{"name": "nodes", "properties": nodes}],
            },
        }),
    );
    azure.wait(&vnet);
    table
}

fn in_subnet(profile: Value) -> Value {
    let mut body = with_network(profile);
    let identity = format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/own");
    body["identity"] = json!({"type": "UserAssigned", "userAssignedIdentities": {identity: {}}});
    body["properties"]["agentPoolProfiles"][0]["vnetSubnetID"] = json!(subnet("nodes"));
    body
}

fn to_overlay(body: &mut Value) {
    body["properties"]["networkProfile"]["networkPlugin"] = json!("azure");
    body["properties"]["networkProfile"]["networkPluginMode"] = json!("overlay");
}

#[test]
fn the_node_group_holds_what_aks_makes() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    assert_eq!(
        below(&azure, NODES),
        [
            "Microsoft.Compute/virtualMachineScaleSets/aks-system-#-vmss",
            "Microsoft.ManagedIdentity/userAssignedIdentities/c-agentpool",
            "Microsoft.Network/loadBalancers/kubernetes",
            "Microsoft.Network/networkSecurityGroups/aks-agentpool-#-nsg",
            "Microsoft.Network/publicIPAddresses/*",
            "Microsoft.Network/virtualNetworks/aks-vnet-#",
            "Microsoft.Network/virtualNetworks/aks-vnet-#/subnets/aks-subnet",
        ]
    );
}

#[test]
fn an_update_that_changes_nothing_of_it_leaves_the_node_group_alone() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let id = find(&azure, "/virtualNetworks/aks-vnet-").unwrap();
    let before = seen(&azure, &id);
    azure.update("c", |body| body["properties"]["disableLocalAccounts"] = json!(true));
    assert_eq!(seen(&azure, &id), before);
}

#[test]
fn the_node_group_goes_with_the_cluster() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    azure.wait(&azure.delete(&cluster("c")));
    assert_eq!(find(&azure, "MC_rg_c_westeurope"), None);
}

#[test]
fn a_pool_brings_its_scale_set_and_takes_it_away() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let path = format!("{}/agentPools/more", cluster("c"));
    azure.wait(&azure.put(&path, json!({"properties": {"count": 2, "vmSize": "Standard_DS2_v2"}})));
    let set = find(&azure, "/virtualMachineScaleSets/aks-more-").unwrap();
    assert_eq!(azure.get(&format!("{set}?api-version=2024-07-01")).expect(200).body["sku"]["capacity"], 2);
    azure.wait(&azure.put(&path, json!({"properties": {"count": 5}})));
    assert_eq!(seen(&azure, &set)["sku"]["capacity"], 5);
    azure.wait(&azure.delete(&path));
    assert_eq!(find(&azure, "/virtualMachineScaleSets/aks-more-"), None);
}

#[test]
fn effective_addresses_are_public_addresses_that_can_be_read() {
    let azure = Azure::new();
    let there = azure.cluster("c", with_network(json!({"ipFamilies": ["IPv4", "IPv6"]})));
    let path = "properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs";
    let versions: Vec<String> = there
        .at(path)
        .as_array()
        .unwrap()
        .iter()
        .map(|ip| {
            let address = azure.get(ip["id"].as_str().unwrap()).expect(200);
            let number: std::net::IpAddr = address.text("properties.ipAddress").parse().unwrap();
            let version = if number.is_ipv4() { "IPv4" } else { "IPv6" };
            assert_eq!(address.text("properties.publicIPAddressVersion"), version);
            version.to_owned()
        })
        .collect();
    assert_eq!(versions, ["IPv4", "IPv6"]);
}

#[test]
fn a_managed_nat_gateway_stands_on_the_managed_subnet() {
    let azure = Azure::new();
    let profile = json!({"outboundType": "managedNATGateway", "natGatewayProfile": {"managedOutboundIPProfile": {"count": 2}}});
    azure.cluster("c", with_network(profile));
    let gateway = find(&azure, "/natGateways/aks-agentpool-").unwrap();
    let inside = azure.get(&find(&azure, "/subnets/aks-subnet").unwrap()).expect(200);
    assert_eq!(inside.text("properties.natGateway.id"), gateway);
    assert_eq!(seen(&azure, &gateway)["properties"]["publicIpAddresses"].as_array().unwrap().len(), 2);
    azure.update("c", |body| body["properties"]["networkProfile"]["outboundType"] = json!("loadBalancer"));
    assert_eq!(find(&azure, "/natGateways/"), None);
    let balancer = azure.get(&find(&azure, "/loadBalancers/kubernetes").unwrap()).expect(200);
    assert_eq!(balancer.at("properties.frontendIPConfigurations").as_array().unwrap().len(), 1);
}

#[test]
fn kubenet_routes_pods_through_a_table_that_goes_when_the_cluster_moves_to_overlay() {
    let azure = Azure::new();
    azure.cluster("c", with_network(json!({"networkPlugin": "kubenet"})));
    let table = find(&azure, "/routeTables/aks-agentpool-").unwrap();
    assert_eq!(
        routes(&azure, &table),
        [
            ("10.244.0.0/24".to_owned(), "10.224.0.4".to_owned()),
            ("10.244.1.0/24".to_owned(), "10.224.0.5".to_owned()),
            ("10.244.2.0/24".to_owned(), "10.224.0.6".to_owned()),
        ]
    );
    azure.update("c", to_overlay);
    assert_eq!(find(&azure, "/routeTables/"), None);
    let inside = azure.get(&find(&azure, "/subnets/aks-subnet").unwrap()).expect(200);
    assert_eq!(*inside.at("properties.routeTable"), Value::Null);
}

#[test]
fn a_route_table_of_ones_own_loses_the_pods_and_keeps_its_subnet() {
    let azure = Azure::new();
    let table = with_table(&azure, true);
    azure.cluster("c", in_subnet(json!({"networkPlugin": "kubenet"})));
    assert_eq!(routes_of_pods(&azure, &table), 3);
    azure.update("c", to_overlay);
    assert_eq!(routes_of_pods(&azure, &table), 0);
    assert_eq!(seen(&azure, &table)["properties"]["routes"][0]["name"], "mine");
    assert_eq!(azure.get(&subnet("nodes")).text("properties.routeTable.id"), table);
}

#[test]
fn a_route_table_of_ones_own_loses_the_pods_with_the_cluster() {
    let azure = Azure::new();
    let table = with_table(&azure, true);
    azure.cluster("c", in_subnet(json!({"networkPlugin": "kubenet"})));
    azure.wait(&azure.delete(&cluster("c")));
    assert_eq!(routes_of_pods(&azure, &table), 0);
}

#[test]
fn a_table_that_aks_made_leaves_a_subnet_of_ones_own_when_the_cluster_moves_to_overlay() {
    let azure = Azure::new();
    with_table(&azure, false);
    azure.cluster("c", in_subnet(json!({"networkPlugin": "kubenet"})));
    azure.update("c", to_overlay);
    assert_eq!(*azure.get(&subnet("nodes")).at("properties.routeTable"), Value::Null);
}

fn routes_of_pods(azure: &Azure, table: &str) -> usize {
    seen(azure, table)["properties"]["routes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r["properties"]["addressPrefix"].as_str().unwrap().starts_with("10.244."))
        .count()
}

#[test]
fn a_subnet_without_a_route_table_is_given_one_until_the_cluster_goes() {
    let azure = Azure::new();
    with_table(&azure, false);
    azure.cluster("c", in_subnet(json!({"networkPlugin": "kubenet"})));
    let table = azure.get(&subnet("nodes"));
    assert!(table.text("properties.routeTable.id").starts_with(NODES));
    azure.wait(&azure.delete(&cluster("c")));
    assert_eq!(*azure.get(&subnet("nodes")).at("properties.routeTable"), Value::Null);
}

#[test]
fn a_cluster_in_a_network_of_ones_own_is_given_no_network() {
    let azure = Azure::new();
    with_table(&azure, false);
    azure.cluster("c", in_subnet(json!({})));
    assert!(!below(&azure, NODES).iter().any(|name| name.contains("virtualNetworks")));
}
