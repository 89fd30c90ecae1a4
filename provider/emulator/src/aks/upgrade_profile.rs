//! `GET .../upgradeProfiles/default`: what control plane and pools may be upgraded to.

use serde_json::{Value, json};

use super::draft::Draft;
use super::{cluster, versions, view};
use crate::gateway::{Answer, Fault};
use crate::json;
use crate::resource_id::ResourceId;
use crate::world::World;

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

fn profile(version: &str) -> Value {
    let upgrades: Vec<Value> = versions::upgrades(version)
        .into_iter()
        .map(|to| {
            let mut upgrade = json!({ "kubernetesVersion": to });
            if versions::is_preview(to) {
                json::set(&mut upgrade, "isPreview", true);
            }
            upgrade
        })
        .collect();
    json!({"kubernetesVersion": version, "osType": "Linux", "upgrades": upgrades})
}
