//! What the subscription has: other clusters, roles, registrations.

use arm_client::ManagedClusterId;
use serde_json::{Value as Json, json};
use tfplugin_framework::Attr;

use crate::{
    rules::{Lookup, Lookups, View},
    surroundings::testing::{Azure, SUBSCRIPTION, in_subnets, network_id, vnet},
};

const NETWORK_CONTRIBUTOR: &str = "4d97b98b-1d4f-4787-a291-c67834d212e7";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const MACHINES: &str = "9980e02c-c2be-4d73-94e8-173b1dc7cf3c";
const PRINCIPAL: &str = "11111111-1111-1111-1111-111111111111";

fn spoke() -> Json {
    let subnets = [("nodes", "10.10.0.0/24", json!({})), ("more", "10.10.1.0/24", json!({}))];
    vnet("spoke", "10.10.0.0/16", &subnets)
}

fn identity() -> Json {
    let id = format!(
        "/subscriptions/{SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks"
    );
    json!({ "id": id, "location": "westeurope", "properties": { "principalId": PRINCIPAL } })
}

fn cluster(name: &str, network: &str, pods: &str) -> Json {
    let subnet = network_id(&format!("virtualNetworks/{network}/subnets/nodes"));
    let pool = json!({ "name": "system", "mode": "System", "count": 1, "vmSize": "Standard_D4s_v5", "vnetSubnetID": subnet });
    let profile = json!({ "networkPlugin": "azure", "networkPluginMode": "overlay", "podCidr": pods });
    json!({
        "id": format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/{name}"),
        "location": "westeurope",
        "identity": { "type": "SystemAssigned" },
        "properties": { "dnsPrefix": name, "agentPoolProfiles": [pool], "networkProfile": profile },
    })
}

/// A role of the identity at a scope.
fn role(scope: &str, role: &str) -> Json {
    let id = format!(
        "{scope}/providers/Microsoft.Authorization/roleAssignments/22222222-2222-2222-2222-222222222222"
    );
    let role =
        format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}");
    json!({ "id": id, "properties": { "roleDefinitionId": role, "principalId": PRINCIPAL } })
}

fn acting_as_aks() -> View {
    let mut view = in_subnets(&["nodes"]);
    view.control_plane.identity_type = Attr::Known("userassigned".to_owned());
    let id = identity()["id"].as_str().unwrap().to_owned();
    view.control_plane.identity_ids = Attr::Known(vec![Attr::Known(id)]);
    view
}

/// Whether the identity may join nodes, with these in Azure besides the network and the identity.
async fn may_join(more: Vec<Json>) -> Option<bool> {
    let azure = Azure::seeded([spoke(), identity()].into_iter().chain(more));
    joins(&azure.everything_around(&acting_as_aks()).await)
}

fn joins(found: &Lookups) -> Option<bool> {
    let access = found.subnet_access.found()?;
    assert_eq!(access.len(), 1);
    assert_eq!(access[0].subnet_id, network_id("virtualNetworks/spoke/subnets/nodes"));
    assert_eq!(access[0].identity, "identity aks");
    Some(access[0].may_join)
}

#[tokio::test]
async fn another_cluster_in_the_network_is_a_neighbour_and_one_in_another_network_is_not() {
    let other = vnet("elsewhere", "10.20.0.0/16", &[("nodes", "10.20.0.0/24", json!({}))]);
    let azure = Azure::seeded([
        spoke(),
        other,
        cluster("near", "spoke", "10.244.0.0/16"),
        cluster("far", "elsewhere", "10.245.0.0/16"),
    ]);
    let found = azure.everything_around(&in_subnets(&["more"])).await;
    let neighbours = found.neighbours.found().unwrap();
    assert_eq!(neighbours.len(), 1);
    assert!(neighbours[0].id.to_lowercase().ends_with("/managedclusters/near"));
    assert_eq!(neighbours[0].plugin_mode, "overlay");
    assert_eq!(neighbours[0].pod_cidrs, ["10.244.0.0/16"]);
    assert_eq!(neighbours[0].service_cidrs, ["10.0.0.0/16"]);
}

#[tokio::test]
async fn a_cluster_is_no_neighbour_of_itself() {
    let azure = Azure::seeded([spoke(), cluster("near", "spoke", "10.244.0.0/16")]);
    let id = ManagedClusterId::new(SUBSCRIPTION, "RG", "Near");
    let view = in_subnets(&["nodes"]);
    let found = azure.around(&view, Some(&id), &[crate::rules::Source::Neighbours]).await;
    assert_eq!(found.neighbours.found().map(Vec::len), Some(0));
    let mut replaced = view;
    replaced.control_plane.name = Attr::Known("near".to_owned());
    replaced.control_plane.resource_group_name = Attr::Known("rg".to_owned());
    let found = azure.everything_around(&replaced).await;
    assert_eq!(found.neighbours.found().map(Vec::len), Some(0));
}

#[tokio::test]
async fn a_role_above_the_subnet_lets_nodes_join() {
    let network = network_id("virtualNetworks/spoke");
    assert_eq!(may_join(vec![role(&network, NETWORK_CONTRIBUTOR)]).await, Some(true));
}

#[tokio::test]
async fn a_role_at_another_subnet_does_not() {
    let other = network_id("virtualNetworks/spoke/subnets/more");
    assert_eq!(may_join(vec![role(&other, NETWORK_CONTRIBUTOR)]).await, Some(false));
}

#[tokio::test]
async fn a_role_that_reads_does_not_and_no_role_does_not_either() {
    assert_eq!(may_join(vec![role(&network_id("virtualNetworks/spoke"), READER)]).await, Some(false));
    assert_eq!(may_join(Vec::new()).await, Some(false));
}

#[tokio::test]
async fn a_role_of_the_users_own_counts_by_its_actions() {
    let name = "33333333-3333-3333-3333-333333333333";
    let subscription = format!("/subscriptions/{SUBSCRIPTION}");
    let azure = Azure::seeded([spoke(), identity()]);
    let custom = json!({ "properties": {
        "roleName": "Joiner", "type": "CustomRole", "assignableScopes": [subscription],
        "permissions": [{ "actions": ["Microsoft.Network/virtualNetworks/subnets/*"], "notActions": [] }],
    } });
    let path = format!("{subscription}/providers/Microsoft.Authorization/roleDefinitions/{name}");
    azure.put(&path, "2022-04-01", custom).await;
    let assigned = role(&network_id("virtualNetworks/spoke/subnets/nodes"), name);
    azure
        .put(assigned["id"].as_str().unwrap(), "2022-04-01", json!({ "properties": assigned["properties"] }))
        .await;
    assert_eq!(joins(&azure.everything_around(&acting_as_aks()).await), Some(true));
}

#[tokio::test]
async fn a_role_whose_actions_may_not_be_read_leaves_the_question_open() {
    let scope = network_id("virtualNetworks/spoke");
    let azure = Azure::seeded([spoke(), identity(), role(&scope, MACHINES)]);
    azure.forbid("**/roleDefinitions/*");
    let found = azure.everything_around(&acting_as_aks()).await;
    let reason = found.subnet_access.unavailable().unwrap();
    assert!(reason.contains("Microsoft.Authorization/roleDefinitions/read"), "{reason}");
}

#[tokio::test]
async fn assignments_that_may_not_be_listed_leave_the_question_open() {
    let azure = Azure::seeded([spoke(), identity()]);
    azure.forbid("**/roleAssignments");
    let found = azure.everything_around(&acting_as_aks()).await;
    let reason = found.subnet_access.unavailable().unwrap();
    assert!(reason.contains("Microsoft.Authorization/roleAssignments/read"), "{reason}");
}

#[tokio::test]
async fn an_identity_that_does_not_exist_is_named() {
    let azure = Azure::seeded([spoke()]);
    let found = azure.everything_around(&acting_as_aks()).await;
    let reason = found.subnet_access.unavailable().unwrap();
    assert!(reason.contains("userAssignedIdentities/aks does not exist"), "{reason}");
}

#[tokio::test]
async fn the_own_identity_of_a_new_cluster_is_no_question() {
    let azure = Azure::seeded([spoke()]);
    let mut view = in_subnets(&["nodes"]);
    view.control_plane.identity_type = Attr::Known("systemassigned".to_owned());
    view.control_plane.principal_id = Attr::unknown();
    assert!(matches!(azure.everything_around(&view).await.subnet_access, Lookup::NotAsked));
    view.control_plane.principal_id = Attr::Known(PRINCIPAL.to_owned());
    let found = azure.everything_around(&view).await;
    assert!(!found.subnet_access.found().unwrap()[0].may_join);
}

#[tokio::test]
async fn features_and_the_resource_provider_are_found_with_their_states() {
    let feature = json!({
        "id": format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Features/featureProviders/Microsoft.ContainerService/subscriptionFeatureRegistrations/AzureOverlayPreview"),
        "properties": { "state": "Registered" },
    });
    let found = Azure::seeded([feature]).everything_around(&View::default()).await;
    let registrations = found.registrations.found().unwrap();
    assert_eq!(registrations.container_service, "Registered");
    let state = |name: &str| {
        registrations.features.iter().find(|(feature, _)| feature == name).map(|(_, state)| state.as_str())
    };
    assert_eq!(state("AzureOverlayPreview"), Some("Registered"));
    assert_eq!(state("AzureOverlayDualStackPreview"), Some("NotRegistered"));
}

#[tokio::test]
async fn the_seed_of_the_guide_is_a_world_in_which_every_question_is_answered() {
    let guide = include_str!("../../../../docs/guides/emulator.md");
    let seeds = guide.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    let seed = seeds.max_by_key(|seed| seed.len()).unwrap();
    let azure = Azure::seeded(serde_json::from_str::<Vec<Json>>(seed).unwrap());
    let found = azure.everything_around(&acting_as_aks()).await;
    assert_eq!(joins(&found), Some(true));
    assert_eq!(found.security_groups.found().map(Vec::len), Some(1));
    assert_eq!(found.connected.found().unwrap().networks.len(), 2);
}
