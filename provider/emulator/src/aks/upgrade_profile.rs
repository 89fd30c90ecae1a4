//! What control plane and pools may be upgraded to, and what a new pool may run.

use serde_json::{Value, json};

use super::draft::Draft;
use super::{cluster, fill, pool, versions, view};
use crate::gateway::{Answer, Fault};
use crate::json;
use crate::resource_id::ResourceId;
use crate::world::World;

/// `GET CLUSTER/upgradeProfiles/default`.
pub(super) fn show(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let there = cluster::found(world, id)?;
    let draft = Draft::load(world, &there)?;
    let pools: Vec<Value> = draft
        .pools
        .iter()
        .map(|pool| {
            let version = json::text(pool, "currentOrchestratorVersion").unwrap_or_default();
            let mut profile = profile(version);
            json::set(&mut profile, "name", json::text(pool, "name").unwrap_or_default());
            json::set(&mut profile, "osType", json::text(pool, "osType").unwrap_or("Linux"));
            profile
        })
        .collect();
    Ok(Answer::json(
        200,
        json!({
            "id": format!("{}/upgradeprofiles/default", view::lowered(&there.id)),
            "name": "default",
            "type": "Microsoft.ContainerService/managedClusters/upgradeprofiles",
            "properties": {
                "controlPlaneProfile": profile(draft.text("currentKubernetesVersion")),
                "agentPoolProfiles": pools,
            },
        }),
    ))
}

/// `GET POOL/upgradeProfiles/default`: later versions up to the control plane's, and the newest node image.
pub(super) fn of_pool(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let there = pool::found(world, id)?;
    let owner = pool::owner(world, id, "read")?;
    let plane = json::text(&owner.body, "properties.currentKubernetesVersion").and_then(versions::numbers);
    let text = |path: &str| json::text(&there.body, path).unwrap_or_default();
    let version = text("properties.currentOrchestratorVersion");
    let upgrades: Vec<Value> = versions::upgrades(version)
        .into_iter()
        .filter(|to| versions::numbers(to) <= plane)
        .map(upgrade)
        .collect();
    let mut body = json!({
        "id": format!("{}/upgradeProfiles/default", view::lowered(&there.id)),
        "name": "default",
        "type": "Microsoft.ContainerService/managedClusters/agentPools/upgradeProfiles",
        "properties": {
            "kubernetesVersion": version,
            "osType": text("properties.osType"),
            "latestNodeImageVersion": fill::image(text("properties.osSKU")),
        },
    });
    if !upgrades.is_empty() {
        json::set(&mut body, "properties.upgrades", upgrades);
    }
    Ok(Answer::json(200, body))
}

/// `GET CLUSTER/availableAgentPoolVersions`.
pub(super) fn available(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let there = cluster::parent(world, id, "read", "availableAgentPoolVersions")?;
    let plane = json::text(&there.body, "properties.currentKubernetesVersion").unwrap_or_default();
    let plan = json::text(&there.body, "properties.supportPlan").unwrap_or_default();
    let all: Vec<Value> = versions::up_to(plane, plan)
        .into_iter()
        .map(|version| {
            let mut entry = upgrade(version);
            if version == plane {
                json::set(&mut entry, "default", true);
            }
            entry
        })
        .collect();
    Ok(Answer::json(
        200,
        json!({
            "id": format!("{}/availableagentpoolversions", view::lowered(&there.id)),
            "name": "default",
            "type": "Microsoft.ContainerService/managedClusters/availableAgentpoolVersions",
            "properties": {"agentPoolVersions": all},
        }),
    ))
}

fn upgrade(to: &str) -> Value {
    let mut upgrade = json!({ "kubernetesVersion": to });
    if versions::is_preview(to) {
        json::set(&mut upgrade, "isPreview", true);
    }
    upgrade
}

fn profile(version: &str) -> Value {
    let upgrades: Vec<Value> = versions::upgrades(version).into_iter().map(upgrade).collect();
    json!({"kubernetesVersion": version, "osType": "Linux", "upgrades": upgrades})
}
