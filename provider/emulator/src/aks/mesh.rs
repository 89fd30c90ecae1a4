//! Revisions of the Istio service mesh, the same in every region.
//!
//! Three are offered at a time, each for some minor versions of Kubernetes (as of November 2026, in the manner of the
//! support calendar of the add-on).

use serde_json::{Value, json};

use super::{cluster, versions};
use crate::gateway::{Answer, Fault};
use crate::json;
use crate::resource_id::ResourceId;
use crate::world::World;

/// A revision and the first and last minor version of Kubernetes 1 that it runs on.
type Revision = (&'static str, u32, u32);

/// Oldest first.
const REVISIONS: &[Revision] = &[("asm-1-28", 31, 35), ("asm-1-29", 32, 36), ("asm-1-30", 33, 37)];

/// `GET .../locations/L/meshRevisionProfiles[/istio]`.
pub(super) fn of_location(subscription: &str, location: &str, mode: Option<&str>) -> Result<Answer, Fault> {
    let location = versions::check_location(location)?;
    let profile = json!({
        "id": format!(
            "/subscriptions/{subscription}/providers/Microsoft.ContainerService/locations/{location}/\
             meshRevisionProfiles/istio"
        ),
        "name": "istio",
        "type": "Microsoft.ContainerService/locations/meshRevisionProfiles",
        "properties": {"meshRevisions": REVISIONS.iter().map(revision).collect::<Vec<_>>()},
    });
    match mode {
        None => Ok(Answer::json(200, json!({"value": [profile]}))),
        Some("istio") => Ok(Answer::json(200, profile)),
        Some(other) => Err(unknown(other)),
    }
}

/// `GET CLUSTER/meshUpgradeProfiles[/istio]`.
pub(super) fn of_cluster(world: &World<'_>, id: &ResourceId, mode: Option<&str>) -> Result<Answer, Fault> {
    let there = cluster::parent(world, id, "read", "meshUpgradeProfiles")?;
    let running = json::texts(&there.body, "properties.serviceMeshProfile.istio.revisions");
    let enabled = json::text(&there.body, "properties.serviceMeshProfile.mode")
        .is_some_and(|mode| mode.eq_ignore_ascii_case("Istio"));
    let profile = running.last().filter(|_| enabled).map(|current| {
        let known = REVISIONS.iter().find(|(name, _, _)| name == current);
        let properties = known.map_or_else(|| json!({"revision": current, "upgrades": []}), revision);
        json!({
            "id": format!("{}/meshUpgradeProfiles/istio", there.id),
            "name": "istio",
            "type": "Microsoft.ContainerService/managedClusters/meshUpgradeProfiles",
            "properties": properties,
        })
    });
    match (mode, profile) {
        (None, profile) => Ok(Answer::json(200, json!({"value": profile.into_iter().collect::<Vec<_>>()}))),
        (Some("istio"), Some(profile)) => Ok(Answer::json(200, profile)),
        (Some("istio"), None) => {
            let text =
                format!("The service mesh add-on is not enabled on the managed cluster '{}'.", id.name());
            Err(Fault::aks(404, "NotFound", text))
        }
        (Some(other), _) => Err(unknown(other)),
    }
}

/// The revision of a mesh that names none: the newest.
pub(super) fn default() -> &'static str {
    REVISIONS.last().map_or("", |(name, _, _)| name)
}

fn revision(revision: &Revision) -> Value {
    let (name, first, last) = revision;
    let at = REVISIONS.iter().position(|r| r == revision).unwrap_or(0);
    let upgrades: Vec<&str> = REVISIONS.iter().skip(at + 1).map(|(name, _, _)| *name).collect();
    let kubernetes: Vec<String> = (*first..=*last).map(|minor| format!("1.{minor}")).collect();
    json!({
        "revision": name,
        "upgrades": upgrades,
        "compatibleWith": [{"name": "kubernetes", "versions": kubernetes}],
    })
}

fn unknown(mode: &str) -> Fault {
    Fault::aks(404, "NotFound", format!("The service mesh mode '{mode}' is not supported; 'istio' is."))
}
