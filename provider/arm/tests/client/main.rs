//! What the client does when Azure behaves as it does: each test is a habit of Azure's and the answer to it.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail like tests")]

mod answers;
mod azure;
mod budgets;
mod conflicts;
mod credentials;
mod deadlines;
mod deletions;
mod errors;
mod lookups;
mod operations;
mod paging;
mod pools;
mod registrations;
mod requests;
mod resumptions;
mod retries;
#[path = "../shared/self_signed.rs"]
mod self_signed;
mod traps;
mod trust;
mod writes;

use std::time::Duration;

use arm_client::{ManagedClusterId, models::ManagedCluster};
use serde_json::{Value, json};

use crate::azure::Azure;

/// The path of the cluster that the tests are about.
const CLUSTER: &str =
    "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c1";

fn cluster_id() -> ManagedClusterId {
    CLUSTER.parse().unwrap()
}

/// A cluster as Azure answers with it.
fn existing_cluster() -> Value {
    json!({
        "id": CLUSTER.replace("resourceGroups", "resourcegroups"),
        "name": "c1",
        "type": "Microsoft.ContainerService/ManagedClusters",
        "location": "eastus",
        "eTag": "etag-0",
        "identity": {"type": "SystemAssigned", "principalId": "p", "tenantId": "t"},
        "properties": {
            "provisioningState": "Succeeded",
            "powerState": {"code": "Running"},
            "dnsPrefix": "c1",
            "fqdn": "c1.hcp.eastus.azmk8s.io",
            "addonProfiles": {"azurepolicy": {"enabled": true, "identity": {"clientId": "x"}}},
            "networkProfile": {"podCidr": "10.244.0.0/16", "podCidrs": ["10.244.0.0/16"], "advancedNetworking": {"enabled": true}, "loadBalancerSku": "Standard"},
            "agentPoolProfiles": [
                {"name": "sys", "count": 1, "vmSize": "Standard_D4s_v5", "eTag": "p0", "localDNSProfile": {"mode": "Preferred", "state": "Enabled"}}
            ]
        }
    })
}

/// The same cluster in a provisioning state.
fn cluster_that_is(state: &str) -> Value {
    let mut cluster = existing_cluster();
    cluster["properties"]["provisioningState"] = json!(state);
    cluster
}

/// Lets the cluster come to rest by itself after a number of seconds.
fn rests_after(azure: &Azure, seconds: u64) {
    changes_after(azure, seconds, |cluster| cluster["properties"]["provisioningState"] = json!("Succeeded"));
}

/// Lets somebody change the cluster after a number of seconds.
fn changes_after(azure: &Azure, seconds: u64, change: fn(&mut Value)) {
    let azure = azure.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        change(azure.world().resources.get_mut(&CLUSTER.to_lowercase()).unwrap());
    });
}

/// Lets the cluster be gone after a number of seconds.
fn vanishes_after(azure: &Azure, seconds: u64) {
    let azure = azure.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        azure.world().resources.clear();
    });
}

fn new_cluster() -> ManagedCluster {
    serde_json::from_value(json!({"location": "eastus", "properties": {"dnsPrefix": "c1"}})).unwrap()
}
