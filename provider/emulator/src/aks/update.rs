//! Updating a cluster: the request is laid over what is there, judged as a whole, and classified by what it takes.

use serde_json::Value;

use super::draft::Draft;
use super::validation::{self, Facts, Subject};
use super::{fill, network_profile, profiles, versions};
use crate::gateway::{Fault, tags_of};
use crate::operations::Kind;
use crate::store::Resource;
use crate::world::World;
use crate::{ids, json};

/// Judges and stores an update, and says what kind of operation it is.
pub(super) fn apply(world: &World<'_>, there: &Resource, wanted: &Value) -> Result<(Draft, Kind), Fault> {
    let before = Draft::load(world, there)?;
    tags_of(wanted)?;
    let mut after = before.clone();
    after.merge(wanted);
    complete(world, &before, wanted, &mut after)?;
    validation::judge(world, &Facts::new(world, Subject::Cluster, wanted, Some(&before), &after)?)?;

    let kind = classify(&before, &after);
    if reimages_all(&before, &after) {
        let generation = json::number(&after.hidden, "generation").unwrap_or(0);
        json::set(&mut after.hidden, "generation", generation.saturating_add(1));
    }
    after.set_state(if kind == Kind::ClusterUpgrade { "Upgrading" } else { "Updating" });
    json::set(&mut after.cluster, "eTag", ids::guid(world)?);
    for pool in &mut after.pools {
        json::set(pool, "eTag", ids::guid(world)?);
    }
    after.store(world)?;
    Ok((after, kind))
}

/// Fills in what the changed members bring with them.
fn complete(world: &World<'_>, before: &Draft, wanted: &Value, after: &mut Draft) -> rusqlite::Result<()> {
    let body = &mut after.cluster;
    fill::fill_identity(world, body)?;
    if before.text("kubernetesVersion")
        != json::text(body, "properties.kubernetesVersion").unwrap_or_default()
    {
        let running = before.text("currentKubernetesVersion");
        let wanted = json::text(body, "properties.kubernetesVersion").unwrap_or_default().to_owned();
        if wanted.is_empty() {
            json::set(body, "properties.kubernetesVersion", before.text("kubernetesVersion"));
        } else if !names_running(&wanted, running) {
            fill::fill_versions(body);
        }
    }
    let location = json::text(body, "location").unwrap_or_default().to_owned();
    let location = crate::gateway::registry::region(&location).map_or(location.as_str(), |r| r.0).to_owned();
    json::set(body, "location", location.clone());
    fill::fill_issuer(world, body, &location)?;
    fill::tidy(body);
    profiles::fill(world, &after.id, body, &location)?;
    let old = before.property("networkProfile").cloned().unwrap_or_default();
    let mut network = json::at(body, "properties.networkProfile").cloned().unwrap_or_default();
    let asked = json::at(wanted, "properties.networkProfile").cloned().unwrap_or_default();
    network_profile::complete(world, &old, &asked, &mut network)?;
    json::set(body, "properties.networkProfile", network);
    for pool in &mut after.pools {
        complete_pool(before, pool);
    }
    Ok(())
}

/// Fills in what a pool's changed members bring with them.
pub(super) fn complete_pool(before: &Draft, pool: &mut Value) {
    let name = json::text(pool, "name").unwrap_or_default();
    let there = before.pools.iter().find(|p| json::text(p, "name") == Some(name)).cloned();
    let Some(there) = there else { return };
    for member in ["osDiskSizeGB", "maxPods"] {
        if json::number(pool, member) == Some(0) {
            json::set(pool, member, json::number(&there, member).unwrap_or(0));
        }
    }
    let wanted = json::text(pool, "orchestratorVersion").unwrap_or_default().to_owned();
    if wanted.is_empty() {
        if let Some(old) = json::at(&there, "orchestratorVersion") {
            json::set(pool, "orchestratorVersion", old.clone());
        }
    } else if json::text(&there, "orchestratorVersion") != Some(&wanted) {
        let running = json::text(&there, "currentOrchestratorVersion").unwrap_or_default();
        if !names_running(&wanted, running)
            && let Some(full) = versions::resolve(&wanted)
        {
            json::set(pool, "currentOrchestratorVersion", full);
        }
    }
    profiles::complete_pool(pool);
    fill::tidy_pool(pool);
}

/// Whether a short or full name stands for the version that already runs.
fn names_running(wanted: &str, running: &str) -> bool {
    let numbers = (versions::numbers(wanted), versions::numbers(running));
    wanted == running
        || (wanted.matches('.').count() == 1
            && matches!(numbers, (Some(w), Some(r)) if w.0 == r.0 && w.1 == r.1))
}

/// Settings whose change gives every node of the cluster a new image, all pools at once (learn.microsoft.com/azure/aks
/// /node-disruption-policy, "Triggers").
const REIMAGING: &[&str] = &[
    "networkProfile.networkPolicy",
    "networkProfile.networkDataplane",
    "networkProfile.advancedNetworking.performance.accelerationMode",
    "httpProxyConfig",
    "securityProfile.customCATrustCertificates",
    "identityProfile.kubeletidentity.resourceId",
    "apiServerAccessProfile.privateDNSZone",
    "apiServerAccessProfile.enableVnetIntegration",
];

/// Whether an update gives every node of the cluster a new image.
pub(super) fn reimages_all(before: &Draft, after: &Draft) -> bool {
    let unmanaged =
        |d: &Draft| d.text("autoUpgradeProfile.nodeOSUpgradeChannel").eq_ignore_ascii_case("Unmanaged");
    let families = |d: &Draft| d.texts("networkProfile.ipFamilies").len();
    (!before.is_overlay() && after.is_overlay())
        || families(before) < families(after)
        || REIMAGING.iter().any(|path| before.property(path) != after.property(path))
        || unmanaged(before) != unmanaged(after)
}

/// What an update takes, by the most thorough of its changes.
fn classify(before: &Draft, after: &Draft) -> Kind {
    let changed = |path: &str| before.property(path) != after.property(path);
    let version = |d: &Draft| -> Vec<String> {
        let pools = d.pools.iter().filter_map(|p| json::text(p, "currentOrchestratorVersion"));
        std::iter::once(d.text("currentKubernetesVersion")).chain(pools).map(str::to_owned).collect()
    };
    let families = |d: &Draft| d.texts("networkProfile.ipFamilies").len();
    if !before.is_overlay() && after.is_overlay() {
        Kind::ClusterToOverlay
    } else if families(before) < families(after) {
        Kind::ClusterToDualStack
    } else if version(before) != version(after) {
        Kind::ClusterUpgrade
    } else if changed("networkProfile.podCidrs") {
        Kind::ClusterExpand
    } else if reimages_all(before, after) {
        Kind::ClusterReimage
    } else {
        Kind::ClusterUpdate
    }
}
