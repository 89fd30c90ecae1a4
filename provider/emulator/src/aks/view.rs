//! What a reader sees of clusters and pools.
//!
//! While something runs the service shows empty maps that vanish afterwards, and hides taints; the cluster's identifier
//! has `resourcegroups` in lower case, its type a capital letter that the request had not.

use serde_json::{Value, json};

use super::{POOL, profiles};
use crate::json;
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;

/// A cluster with its pools inside.
pub(crate) fn cluster(world: &World<'_>, there: &Resource) -> rusqlite::Result<Value> {
    whole(world, there.clone())
}

/// The same, of a cluster that was read for nothing else.
pub(super) fn whole(world: &World<'_>, there: Resource) -> rusqlite::Result<Value> {
    let pools = world.tx.children(POOL, &there.id)?;
    let pools: Vec<Value> = pools.into_iter().map(|p| passing(into_inline(p.body))).collect();
    let mut body = there.body;
    profiles::show(&mut body, &pools);
    json::set(&mut body, "properties.agentPoolProfiles", pools);
    Ok(body)
}

/// A pool as a resource of its own.
pub(crate) fn pool(there: &Resource) -> Value {
    let mut body = there.body.clone();
    if let Some(properties) = body.get_mut("properties") {
        let profile = properties.take();
        *properties = passing(profile);
    }
    body
}

/// The inline form of a stored pool.
pub(super) fn inline(body: &Value) -> Value {
    into_inline(body.clone())
}

fn into_inline(mut body: Value) -> Value {
    let mut profile = json::remove(&mut body, "properties").unwrap_or_else(|| json!({}));
    json::set(&mut profile, "name", json::text(&body, "name").unwrap_or_default());
    profile
}

/// The stored form of a pool.
pub(super) fn child(id: &ResourceId, profile: &Value) -> Value {
    let mut properties = profile.clone();
    json::remove(&mut properties, "name");
    json!({
        "id": lowered(id),
        "name": id.name(),
        "type": "Microsoft.ContainerService/managedClusters/agentPools",
        "properties": properties,
    })
}

/// The identifier as the service writes it back.
pub(super) fn lowered(id: &ResourceId) -> String {
    id.to_string().replacen("/resourceGroups/", "/resourcegroups/", 1)
}

/// Whether a provisioning state is an end.
fn is_terminal(state: &str) -> bool {
    matches!(state, "Succeeded" | "Failed" | "Canceled")
}

/// A pool in the look it has while something runs.
fn passing(mut profile: Value) -> Value {
    let state = json::text(&profile, "provisioningState").unwrap_or("Succeeded").to_owned();
    if is_terminal(&state) {
        return profile;
    }
    json::set_default(&mut profile, "nodeLabels", json!({}));
    if state != "Creating" {
        json::set_default(&mut profile, "tags", json!({}));
    }
    json::remove(&mut profile, "nodeTaints");
    profile
}
