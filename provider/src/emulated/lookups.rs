//! The client's questions and actions against the emulated Azure: each reads what a PUT has made.

use arm_client::{
    AgentPoolId, ArmClient, KubeconfigOf, LocalNetworkGatewayId, Location, ManagedClusterId, NatGatewayId,
    NetworkSecurityGroupId, Polling, ResourceGroupId, RouteTableId, SubnetId, VirtualNetworkId,
};
use arm_emulator::{Emulator, Options};
use azure_core::http::HttpClient;
use bytes::Bytes;
use serde_json::{Value, json};
use std::sync::Arc;

use super::Embedded;
use crate::session;

const SUBSCRIPTION: &str = "00000000-0000-0000-0000-000000000000";
const GROUP: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g";
const SPEED: f64 = 1000.0;

/// A world, the client that is tested, and a second door to write through.
struct World {
    client: ArmClient,
    door: Emulator,
    dir: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut options = Options::new(dir.path());
        options.speed = SPEED;
        options.habits.background_updates = false;
        let door = Emulator::open(options.clone()).unwrap();
        let transport: Arc<dyn HttpClient> = Arc::new(Embedded(Emulator::open(options).unwrap()));
        let client = session::over(transport, SUBSCRIPTION.to_owned(), Polling::at_speed(SPEED));
        let world = Self { client, door, dir };
        world.put(GROUP, "2025-04-01", json!({"location": "westeurope"})).await;
        world
    }

    async fn put(&self, path: &str, api_version: &str, body: Value) -> Value {
        let uri = format!("https://azure.test{path}?api-version={api_version}");
        let request = http::Request::put(uri).body(Bytes::from(body.to_string())).unwrap();
        let response = self.door.handle(request).await.unwrap();
        let body: Value = serde_json::from_slice(response.body()).unwrap();
        assert!(response.status().is_success(), "{path}: {body}");
        body
    }

    /// Makes a network resource, and gives its identifier.
    async fn network(&self, kind_and_name: &str, properties: Value) -> String {
        let path = format!("{GROUP}/providers/Microsoft.Network/{kind_and_name}");
        self.put(&path, "2025-07-01", json!({"location": "westeurope", "properties": properties})).await;
        path
    }

    async fn cluster(&self) -> ManagedClusterId {
        let id = ManagedClusterId::new(SUBSCRIPTION, "g", "c");
        let cluster = json!({
            "location": "westeurope",
            "identity": {"type": "SystemAssigned"},
            "properties": {
                "dnsPrefix": "dns",
                "agentPoolProfiles": [{"name": "system", "mode": "System", "count": 2, "vmSize": "Standard_D4s_v5"}],
            },
        });
        let cluster = serde_json::from_value(cluster).unwrap();
        self.client.managed_clusters().begin_create(&id, &cluster).await.unwrap().wait().await.unwrap();
        id
    }

    async fn power(&self, id: &ManagedClusterId) -> String {
        let cluster = self.client.managed_clusters().get(id).await.unwrap();
        cluster.json()["properties"]["powerState"]["code"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_security_group_is_read_with_its_rules_and_those_of_azure() {
    let world = World::new().await;
    let rule = json!({"name": "deny", "properties": {
        "priority": 100, "direction": "Inbound", "access": "Deny", "protocol": "*", "sourceAddressPrefix": "10.244.0.0/16",
        "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRanges": ["80", "443"],
    }});
    world.network("networkSecurityGroups/nsg", json!({"securityRules": [rule]})).await;
    let id = NetworkSecurityGroupId::new(SUBSCRIPTION, "g", "nsg");
    let group = world.client.network_security_groups().get(&id).await.unwrap();
    let properties = group.properties.as_ref().unwrap();
    let rules = properties.security_rules.as_ref().unwrap();
    assert_eq!(rules.len(), 1);
    let rule = rules[0].properties.as_ref().unwrap();
    assert!(rule.access.as_ref().unwrap().is("Deny"));
    assert_eq!(rule.source_address_prefix.as_deref(), Some("10.244.0.0/16"));
    assert_eq!(rule.destination_port_ranges.as_deref(), Some(&["80".to_owned(), "443".to_owned()][..]));
    assert_eq!(properties.default_security_rules.as_ref().unwrap().len(), 6);
    let other = NetworkSecurityGroupId::new(SUBSCRIPTION, "g", "other");
    assert_eq!(world.client.network_security_groups().find(&other).await.unwrap(), None);
}

#[tokio::test]
async fn a_route_table_is_read_with_its_routes_and_its_subnets() {
    let world = World::new().await;
    let route = json!({"name": "out", "properties": {
        "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.1.0.4",
    }});
    let path =
        world.network("routeTables/rt", json!({"disableBgpRoutePropagation": true, "routes": [route]})).await;
    let subnet =
        json!({"name": "nodes", "properties": {"addressPrefix": "10.1.0.0/24", "routeTable": {"id": path}}});
    world
        .network(
            "virtualNetworks/v",
            json!({"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "subnets": [subnet]}),
        )
        .await;
    let table = world.client.route_tables().get(&RouteTableId::new(SUBSCRIPTION, "g", "rt")).await.unwrap();
    let properties = table.properties.as_ref().unwrap();
    assert_eq!(properties.disable_bgp_route_propagation, Some(true));
    let route = properties.routes.as_ref().unwrap()[0].properties.as_ref().unwrap();
    assert_eq!(route.address_prefix.as_deref(), Some("0.0.0.0/0"));
    assert!(route.next_hop_type.as_ref().unwrap().is("VirtualAppliance"));
    assert_eq!(route.next_hop_ip_address.as_deref(), Some("10.1.0.4"));
    let subnet = properties.subnets.as_ref().unwrap()[0].id.clone().unwrap();
    assert!(subnet.ends_with("/virtualNetworks/v/subnets/nodes"), "{subnet}");
}

#[tokio::test]
async fn a_nat_gateway_is_read_with_its_addresses() {
    let world = World::new().await;
    let address = format!("{GROUP}/providers/Microsoft.Network/publicIPAddresses/ip");
    let body = json!({
        "location": "westeurope", "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static"},
    });
    world.put(&address, "2025-07-01", body).await;
    let path = format!("{GROUP}/providers/Microsoft.Network/natGateways/nat");
    let body = json!({
        "location": "westeurope", "sku": {"name": "Standard"},
        "properties": {"idleTimeoutInMinutes": 5, "publicIpAddresses": [{"id": address}]},
    });
    world.put(&path, "2025-07-01", body).await;
    let nat = world.client.nat_gateways().get(&NatGatewayId::new(SUBSCRIPTION, "g", "nat")).await.unwrap();
    let addresses = nat.properties.as_ref().unwrap().public_ip_addresses.as_ref().unwrap();
    assert_eq!(addresses[0].id.as_deref(), Some(address.as_str()));
}

#[tokio::test]
async fn local_network_gateways_are_listed_by_their_group_with_their_space() {
    let world = World::new().await;
    let space = json!({
        "gatewayIpAddress": "203.0.113.7", "localNetworkAddressSpace": {"addressPrefixes": ["192.168.0.0/16"]},
    });
    world.network("localNetworkGateways/onprem", space).await;
    let group = ResourceGroupId::new(SUBSCRIPTION, "g");
    let gateways = world.client.local_network_gateways();
    let all = gateways.list_by_resource_group(&group).collect_all().await.unwrap();
    assert_eq!(all.len(), 1);
    let one = gateways.get(&LocalNetworkGatewayId::new(SUBSCRIPTION, "g", "onprem")).await.unwrap();
    let properties = one.properties.as_ref().unwrap();
    let space = properties.local_network_address_space.as_ref().unwrap();
    assert_eq!(space.address_prefixes, Some(vec!["192.168.0.0/16".to_owned()]));
}

#[tokio::test]
async fn peerings_are_listed_with_their_state_and_the_space_of_the_other_side() {
    let world = World::new().await;
    let space = |cidr: &str| json!({"addressSpace": {"addressPrefixes": [cidr]}});
    let hub = world.network("virtualNetworks/hub", space("10.1.0.0/16")).await;
    let spoke = world.network("virtualNetworks/spoke", space("10.2.0.0/16")).await;
    for (from, to) in [("hub", &spoke), ("spoke", &hub)] {
        settled(&world, "hub").await;
        settled(&world, "spoke").await;
        let path = format!("virtualNetworks/{from}/virtualNetworkPeerings/p");
        world.network(&path, json!({"remoteVirtualNetwork": {"id": to}})).await;
    }
    let hub = VirtualNetworkId::new(SUBSCRIPTION, "g", "hub");
    let peerings = world.client.virtual_networks().list_peerings(&hub).collect_all().await.unwrap();
    assert_eq!(peerings.len(), 1);
    let properties = peerings[0].properties.as_ref().unwrap();
    assert!(properties.peering_state.as_ref().unwrap().is("Connected"));
    let remote = properties.remote_address_space.as_ref().unwrap();
    assert_eq!(remote.address_prefixes, Some(vec!["10.2.0.0/16".to_owned()]));
}

/// Waits until no write on a network is under way.
async fn settled(world: &World, name: &str) {
    let id = VirtualNetworkId::new(SUBSCRIPTION, "g", name);
    loop {
        let network = world.client.virtual_networks().get(&id).await.unwrap();
        if network.json()["properties"]["provisioningState"] == "Succeeded" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn role_assignments_of_a_subnet_are_those_made_at_it_and_above_it() {
    const NETWORK_CONTRIBUTOR: &str = "4d97b98b-1d4f-4787-a291-c67834d212e7";
    let world = World::new().await;
    let subnets = |name: &str, cidr: &str| json!({"name": name, "properties": {"addressPrefix": cidr}});
    let network = world
        .network(
            "virtualNetworks/v",
            json!({
                "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]},
                "subnets": [subnets("nodes", "10.1.0.0/24"), subnets("other", "10.1.1.0/24")],
            }),
        )
        .await;
    let scopes = [GROUP.to_owned(), format!("{network}/subnets/nodes"), format!("{network}/subnets/other")];
    for (number, scope) in scopes.iter().enumerate() {
        let path = format!(
            "{scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-00000000000{number}"
        );
        let role = format!(
            "/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{NETWORK_CONTRIBUTOR}"
        );
        let principal = "11111111-1111-1111-1111-111111111111";
        let body = json!({"properties": {"roleDefinitionId": role, "principalId": principal}});
        world.put(&path, "2022-04-01", body).await;
    }
    let subnet = SubnetId::new(SUBSCRIPTION, "g", "v", "nodes");
    let found = world.client.role_assignments().list_for(&subnet.resource_id()).collect_all().await.unwrap();
    let mut found: Vec<String> =
        found.iter().map(|one| one.properties.as_ref().unwrap().scope.clone().unwrap()).collect();
    found.sort();
    assert_eq!(found, scopes[..2]);
}

#[tokio::test]
async fn machine_sizes_of_one_region_tell_their_processor() {
    let world = World::new().await;
    let skus = world.client.compute_skus().list(&Location::new("West Europe")).collect_all().await.unwrap();
    let architecture = |name: &str| {
        let all: Vec<_> = skus.iter().filter(|sku| sku.name.as_deref() == Some(name)).collect();
        assert_eq!(all.len(), 1, "{name}");
        all[0].capability("CpuArchitectureType").map(str::to_owned)
    };
    assert_eq!(architecture("Standard_D4ps_v5").as_deref(), Some("Arm64"));
    assert_eq!(architecture("Standard_D4s_v5").as_deref(), Some("x64"));
}

#[tokio::test]
async fn a_kubeconfig_and_the_outcome_of_commands_come_from_the_cluster() {
    let world = World::new().await;
    let id = world.cluster().await;
    let clusters = world.client.managed_clusters();
    let admin = clusters.kubeconfig(&id, KubeconfigOf::Admin).await.unwrap();
    let user = clusters.kubeconfig(&id, KubeconfigOf::User).await.unwrap();
    assert_eq!((admin.name(), user.name()), ("clusterAdmin", "clusterUser"));
    let nodes = clusters.run_command(&id, "kubectl get nodes -o name").await.unwrap();
    let outcome = nodes.properties.as_ref().unwrap();
    assert_eq!(outcome.exit_code, Some(0));
    let logs = outcome.logs.clone().unwrap();
    assert_eq!(logs.matches("node/aks-system-").count(), 2, "{logs}");
    let failed = clusters.run_command(&id, "kubectl get nodes nothing").await.unwrap();
    assert_ne!(failed.properties.as_ref().unwrap().exit_code, Some(0));
}

#[tokio::test]
async fn a_cluster_is_stopped_started_and_given_new_certificates() {
    let world = World::new().await;
    let id = world.cluster().await;
    let clusters = world.client.managed_clusters();
    clusters.begin_stop(&id).await.unwrap().wait().await.unwrap();
    assert_eq!(world.power(&id).await, "Stopped");
    clusters.begin_start(&id).await.unwrap().wait().await.unwrap();
    assert_eq!(world.power(&id).await, "Running");
    let before = clusters.kubeconfig(&id, KubeconfigOf::Admin).await.unwrap().base64().to_owned();
    clusters.begin_rotate_certificates(&id).await.unwrap().wait().await.unwrap();
    let after = clusters.kubeconfig(&id, KubeconfigOf::Admin).await.unwrap().base64().to_owned();
    assert_ne!(before, after);
}

#[tokio::test]
async fn a_pool_is_given_the_newest_node_image_and_keeps_its_nodes() {
    let world = World::new().await;
    let cluster = world.cluster().await;
    let id = AgentPoolId::new(SUBSCRIPTION, "g", cluster.name.clone(), "system");
    let pool = world.client.agent_pools().begin_upgrade_node_image(&id).await.unwrap().wait().await.unwrap();
    assert_eq!(pool.json()["properties"]["provisioningState"], "Succeeded");
    assert_eq!(pool.json()["properties"]["count"], 2);
}

#[tokio::test]
async fn an_update_that_is_aborted_ends_as_canceled() {
    let world = World::new().await;
    let id = world.cluster().await;
    let clusters = world.client.managed_clusters();
    let rule =
        arm_emulator::FaultRule::read(&json!({"match": {"method": "PUT"}, "operation": {"end": "never"}}));
    arm_emulator::Outside::open(world.dir.path()).unwrap().add_fault(&rule.unwrap()).unwrap();
    let mut update = clusters
        .begin_update(&id, |cluster| {
            cluster.tags = Some([("a".to_owned(), "b".to_owned())].into());
        })
        .await
        .unwrap();
    clusters.begin_abort(&id).await.unwrap().wait().await.unwrap();
    let error = update.wait().await.unwrap_err().to_string();
    assert!(error.to_ascii_lowercase().contains("cancel"), "{error}");
    let cluster = clusters.get(&id).await.unwrap();
    assert_eq!(cluster.json()["properties"]["provisioningState"], "Canceled");
}
