//! Every request body that the client can send, against the JSON schema that Azure publishes for AKS.
//!
//! The schema is not part of this repository. Run with
//! `AKS_SCHEMA=FILE cargo test -p arm-client --test schema -- --ignored`, where FILE is
//! `Microsoft.ContainerService.Aks.2026-05-01.json` from <https://schema.management.azure.com>.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like tests")]

#[path = "../client/azure.rs"]
#[expect(dead_code, reason = "these tests need a part of it")]
mod azure;
mod generator;
mod schema;

use arm_client::{
    ManagedClusterId,
    models::{AgentPool, ManagedCluster},
};
use azure_core::http::Method;
use serde_json::{Value, json};

use crate::{
    azure::Azure,
    generator::Generator,
    schema::{CLUSTER, POOL, Schema},
};

/// Bodies per test.
const BODIES: u64 = 300;

fn cluster_id() -> ManagedClusterId {
    ManagedClusterId::new("sub", "rg", "c1")
}

/// What the client sent with the only write that there was.
fn sent(azure: &Azure) -> Value {
    let mut puts = azure.seen(Method::Put, "");
    assert_eq!(puts.len(), 1);
    puts.remove(0).body
}

fn nulls(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Null => found.push(at.to_owned()),
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| nulls(value, &format!("{at}.{name}"), found))
        }
        Value::Array(items) => items.iter().for_each(|item| nulls(item, &format!("{at}[]"), found)),
        _ => {}
    }
}

fn assert_valid(schema: &Schema, resource: &str, body: &Value) {
    let mut faults = schema.faults(resource, body);
    nulls(body, "null at ", &mut faults);
    assert!(faults.is_empty(), "{faults:#?}\n{body:#}");
}

async fn created_cluster(cluster: &ManagedCluster) -> Value {
    let azure = Azure::default();
    let _operation = azure.client().managed_clusters().begin_create(&cluster_id(), cluster).await.unwrap();
    sent(&azure)
}

async fn created_pool(pool: &AgentPool) -> Value {
    let azure = Azure::default();
    let id = cluster_id().agent_pool("p1");
    let _operation = azure.client().agent_pools().begin_create(&id, pool).await.unwrap();
    sent(&azure)
}

#[tokio::test(start_paused = true)]
#[ignore = "needs AKS_SCHEMA, the file of the JSON schema of AKS; .ci/run gives it"]
async fn clusters_are_created_with_bodies_of_the_schema() {
    let schema = Schema::from_environment();
    for seed in 0..BODIES {
        let cluster: ManagedCluster = Generator::new(&schema, seed).model(CLUSTER);
        assert_valid(&schema, CLUSTER, &created_cluster(&cluster).await);
    }
}

#[tokio::test(start_paused = true)]
#[ignore = "needs AKS_SCHEMA, the file of the JSON schema of AKS; .ci/run gives it"]
async fn pools_are_created_with_bodies_of_the_schema() {
    let schema = Schema::from_environment();
    for seed in 0..BODIES {
        let pool: AgentPool = Generator::new(&schema, seed).model(POOL);
        let pool = AgentPool { name: None, resource_type: None, ..pool };
        assert_valid(&schema, POOL, &created_pool(&pool).await);
    }
}

#[tokio::test(start_paused = true)]
#[ignore = "needs AKS_SCHEMA, the file of the JSON schema of AKS; .ci/run gives it"]
async fn clusters_are_updated_with_bodies_of_the_schema_whatever_azure_answered() {
    let schema = Schema::from_environment();
    for seed in 0..BODIES {
        let before: ManagedCluster = Generator::new(&schema, seed).model(CLUSTER);
        let after: ManagedCluster = Generator::new(&schema, seed + BODIES).model(CLUSTER);
        let azure = Azure::default().with(&cluster_id().to_string(), answered_cluster(&before));
        let change = |cluster: &mut ManagedCluster| cluster.properties = after.properties.clone();
        let _operation = azure.client().managed_clusters().begin_update(&cluster_id(), change).await.unwrap();
        assert_valid(&schema, CLUSTER, &sent(&azure));
    }
}

#[tokio::test(start_paused = true)]
#[ignore = "needs AKS_SCHEMA, the file of the JSON schema of AKS; .ci/run gives it"]
async fn pools_are_updated_with_bodies_of_the_schema_whatever_azure_answered() {
    let schema = Schema::from_environment();
    for seed in 0..BODIES {
        let before: AgentPool = Generator::new(&schema, seed).model(POOL);
        let id = cluster_id().agent_pool("p1");
        let mut answer = serde_json::to_value(&before).unwrap();
        answer["id"] = json!(id.to_string());
        answer["type"] = json!("Microsoft.ContainerService/managedClusters/agentPools");
        answer["systemData"] = json!({"createdAt": "2026-11-22T00:00:00Z"});
        fill_pool(&mut answer["properties"]);
        let azure = Azure::default().with(&id.to_string(), answer);
        let change = |pool: &mut AgentPool| pool.properties.get_or_insert_default().count = Some(7);
        let _operation = azure.client().agent_pools().begin_update(&id, change).await.unwrap();
        let body = sent(&azure);
        assert_eq!(body["properties"]["count"], 7);
        assert_valid(&schema, POOL, &body);
    }
}

/// A cluster as Azure would answer with it: everything that it fills in, and its own spelling.
fn answered_cluster(cluster: &ManagedCluster) -> Value {
    let mut answer = serde_json::to_value(cluster).unwrap();
    answer["id"] = json!(cluster_id().to_string());
    answer["name"] = json!("c1");
    answer["type"] = json!("Microsoft.ContainerService/ManagedClusters");
    answer["eTag"] = json!("etag-0");
    answer["systemData"] = json!({"createdAt": "2026-11-22T00:00:00Z"});
    answer["identity"]["principalId"] = json!("p");
    answer["identity"]["tenantId"] = json!("t");
    if let Some(identities) = answer["identity"]["userAssignedIdentities"].as_object_mut() {
        identities.values_mut().for_each(|identity| *identity = json!({"clientId": "c", "principalId": "p"}));
    }
    let properties = &mut answer["properties"];
    for (member, value) in [
        ("provisioningState", json!("Succeeded")),
        ("powerState", json!({"code": "Running"})),
        ("currentKubernetesVersion", json!("1.35.7")),
        ("fqdn", json!("c1.hcp.eastus.azmk8s.io")),
        ("azurePortalFQDN", json!("c1.portal.hcp.eastus.azmk8s.io")),
        ("privateFQDN", json!("c1.privatelink.eastus.azmk8s.io")),
        ("maxAgentPools", json!(100)),
        ("resourceUID", json!("uid")),
        ("status", json!({"provisioningError": {"code": "C", "message": "m"}})),
        (
            "addonProfiles",
            json!({"azurepolicy": {"enabled": true, "identity": {"clientId": "c", "objectId": "o", "resourceId": "r"}}}),
        ),
        ("oidcIssuerProfile", json!({"enabled": true, "issuerURL": "https://oidc"})),
        ("nodeProvisioningProfile", json!({"mode": "Manual"})),
        ("windowsProfile", Value::Null),
        ("storageProfile", json!({"diskCSIDriver": {"enabled": true}, "fileCSIDriver": null})),
    ] {
        properties[member] = value;
    }
    let network = &mut properties["networkProfile"];
    let outbound =
        json!([{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/publicIPAddresses/a"}]);
    network["loadBalancerSku"] = json!("Standard");
    network["loadBalancerProfile"]["backendPoolType"] = json!("nodeIPConfiguration");
    network["loadBalancerProfile"]["effectiveOutboundIPs"] = outbound.clone();
    network["natGatewayProfile"]["effectiveOutboundIPs"] = outbound;
    properties["agentPoolProfiles"].as_array_mut().unwrap().iter_mut().for_each(fill_pool);
    answer
}

fn fill_pool(pool: &mut Value) {
    for (member, value) in [
        ("eTag", json!("pool-0")),
        ("provisioningState", json!("Succeeded")),
        ("currentOrchestratorVersion", json!("1.35.7")),
        ("status", json!({"provisioningError": {"code": "C", "message": "m"}})),
        ("localDNSProfile", json!({"mode": "Preferred", "state": "Enabled"})),
    ] {
        pool[member] = value;
    }
}

#[test]
#[ignore = "needs AKS_SCHEMA, the file of the JSON schema of AKS; .ci/run gives it"]
fn a_modelled_member_is_the_schema_s_or_one_that_azure_fills() {
    let schema = Schema::from_environment();
    let mut generator = Generator::new(&schema, 0);
    let _: ManagedCluster = generator.model(CLUSTER);
    let found: Vec<&str> = generator.foreign.iter().map(String::as_str).collect();
    assert_eq!(found, CLUSTER_FILLED);
    let mut generator = Generator::new(&schema, 0);
    let _: AgentPool = generator.model(POOL);
    let found: Vec<&str> = generator.foreign.iter().map(String::as_str).collect();
    assert_eq!(found, POOL_FILLED);
}

/// What Azure fills in and nobody sends: the schema of requests does not have it.
const CLUSTER_FILLED: &[&str] = &[
    ".eTag",
    ".id",
    ".identity.principalId",
    ".identity.tenantId",
    ".identity.userAssignedIdentities.key.clientId",
    ".identity.userAssignedIdentities.key.principalId",
    ".properties.addonProfiles.key.identity",
    ".properties.agentPoolProfiles[].currentOrchestratorVersion",
    ".properties.agentPoolProfiles[].eTag",
    ".properties.agentPoolProfiles[].localDNSProfile.state",
    ".properties.agentPoolProfiles[].provisioningState",
    ".properties.agentPoolProfiles[].status.provisioningError",
    ".properties.currentKubernetesVersion",
    ".properties.fqdn",
    ".properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs",
    ".properties.networkProfile.natGatewayProfile.effectiveOutboundIPs",
    ".properties.oidcIssuerProfile.issuerURL",
    ".properties.powerState",
    ".properties.privateFQDN",
    ".properties.provisioningState",
    ".properties.resourceUID",
    ".properties.status.provisioningError",
];
const POOL_FILLED: &[&str] = &[
    ".id",
    ".properties.currentOrchestratorVersion",
    ".properties.eTag",
    ".properties.localDNSProfile.state",
    ".properties.name",
    ".properties.provisioningState",
    ".properties.status.provisioningError",
];

#[test]
#[ignore = "needs AKS_SCHEMA, the file of the JSON schema of AKS; .ci/run gives it"]
fn the_check_finds_what_is_wrong() {
    let schema = Schema::from_environment();
    let cluster: ManagedCluster = Generator::new(&schema, 1).model(CLUSTER);
    let whole = serde_json::to_value(&cluster).unwrap();
    let faults = |place: &str, value: Value| {
        let mut broken = whole.clone();
        *broken.pointer_mut(place).unwrap_or_else(|| panic!("no {place}")) = value;
        schema.faults(CLUSTER, &broken).join("\n")
    };
    for (place, value, wrong) in [
        (
            "/properties/networkProfile/networkPolicy",
            json!("weave"),
            ".properties.networkProfile.networkPolicy: \"weave\" is none of",
        ),
        ("/properties/networkProfile/podCidr", json!("fd00::/64"), "podCidr: \"fd00::/64\" does not match"),
        ("/properties/networkProfile/podCidrs", json!("10.0.0.0/8"), "is no \"array\""),
        ("/properties/enableRBAC", Value::Null, "enableRBAC: null is no \"boolean\""),
        ("/properties/agentPoolProfiles/0/maxPods", json!(1.5), "maxPods: 1.5 is no \"integer\""),
        ("/properties/agentPoolProfiles/0/osDiskSizeGB", json!(9000), "osDiskSizeGB: 9000 > 2048"),
        (
            "/properties/agentPoolProfiles/0",
            json!({"name": "p", "provisioningState": "Succeeded"}),
            "provisioningState: is not in the schema",
        ),
        ("/properties/agentPoolProfiles/0", json!({"count": 1}), "lacks name"),
        ("/properties/agentPoolProfiles/0", json!({"name": "NotLikeThis"}), "does not match"),
    ] {
        let found = faults(place, value.clone());
        assert!(found.contains(wrong), "{place} = {value}: {found}");
    }
    assert_eq!(schema.faults(CLUSTER, &whole), Vec::<String>::new());
}
