//! Checks on the machines of new pools: whether the region offers the size, the zones, the disk.

use serde_json::Value;

use super::{Check, Facts, Found};
use crate::aks::draft::Draft;
use crate::compute::{self, Known, Restriction, Size};
use crate::json;
use crate::world::World;

pub(super) const CHECKS: &[Check] = &[
    ("size-not-allowed", not_allowed),
    ("size-too-small", too_small),
    ("size-too-small-for-system", too_small_for_system),
    ("zone-not-supported", zone_not_supported),
    ("arm-with-windows", arm_with_windows),
    ("ephemeral-disk-not-supported", ephemeral_not_supported),
    ("ephemeral-disk-too-large", ephemeral_too_large),
];

/// GiB of an OS disk whose size is left to AKS.
const USUAL_DISK: i64 = 128;

/// What the subscription may not use, by pool.
pub(super) fn look(world: &World<'_>, draft: &Draft) -> rusqlite::Result<Vec<(String, Restriction)>> {
    let region = json::text(&draft.cluster, "location").unwrap_or_default();
    let mut found = Vec::new();
    for pool in &draft.pools {
        if let (Some(name), Some(size)) = (json::text(pool, "name"), json::text(pool, "vmSize"))
            && let Some(restriction) = compute::restrictions(world, draft.id.subscription(), region, size)?
        {
            found.push((name.to_owned(), restriction));
        }
    }
    Ok(found)
}

/// The pools that the request makes, or gives another size.
fn new_pools<'f>(facts: &Facts<'f>) -> impl Iterator<Item = &'f Value> {
    facts.pools().filter(|pool| {
        let before = json::text(pool, "name").and_then(|name| facts.pool_before(name));
        before.is_none_or(|b| json::text(b, "vmSize") != json::text(pool, "vmSize"))
    })
}

fn restriction<'f>(facts: &'f Facts<'_>, pool: &Value) -> Option<&'f Restriction> {
    let name = json::text(pool, "name")?;
    facts.restricted.iter().find(|(pool, _)| pool == name).map(|(_, restriction)| restriction)
}

fn location<'f>(facts: &Facts<'f>) -> &'f str {
    json::text(&facts.after.cluster, "location").unwrap_or_default()
}

fn not_allowed(facts: &Facts<'_>) -> Found {
    new_pools(facts).find_map(|pool| {
        let size = json::text(pool, "vmSize")?;
        let restricted = restriction(facts, pool).is_some_and(|r| r.zones.is_empty());
        (restricted || compute::size(size).is_none())
            .then(|| vec![("size", size.to_owned()), ("location", location(facts).to_owned())])
    })
}

/// The size of a pool, as far as the table knows it.
fn known(pool: &Value) -> Option<Size> {
    match compute::size(json::text(pool, "vmSize")?) {
        Some(Known::Size(size)) => Some(size),
        _ => None,
    }
}

/// Nodes have 2 vCPUs at least (learn.microsoft.com/azure/aks/quotas-skus-regions, "Restricted VM sizes").
fn too_small(facts: &Facts<'_>) -> Found {
    let size = new_pools(facts).filter_map(known).find(|size| size.cores < 2)?;
    Some(vec![("size", size.name), ("cores", size.cores.to_string())])
}

/// Nodes of system pools have 4 GB of memory at least (learn.microsoft.com/azure/aks/use-system-pools, "System and user
/// node pools").
fn too_small_for_system(facts: &Facts<'_>) -> Found {
    let system = |pool: &&Value| json::text(pool, "mode").is_some_and(|m| m.eq_ignore_ascii_case("System"));
    let size = new_pools(facts).filter(system).filter_map(known).find(|size| size.memory_gib < 4.0)?;
    Some(vec![("size", size.name), ("memory", size.memory_gib.to_string())])
}

fn zone_not_supported(facts: &Facts<'_>) -> Found {
    new_pools(facts).find_map(|pool| {
        let offered: Vec<&str> = compute::zones(location(facts))
            .iter()
            .copied()
            .filter(|zone| restriction(facts, pool).is_none_or(|r| !r.zones.iter().any(|z| z == zone)))
            .collect();
        let wanted = json::texts(pool, "availabilityZones");
        let missing: Vec<&str> = wanted.into_iter().filter(|zone| !offered.contains(zone)).collect();
        (!missing.is_empty()).then(|| {
            vec![
                ("zones", missing.join(",")),
                ("name", json::text(pool, "name").unwrap_or_default().to_owned()),
                ("location", location(facts).to_owned()),
                ("offered", offered.join(",")),
            ]
        })
    })
}

fn arm_with_windows(facts: &Facts<'_>) -> Found {
    new_pools(facts).find_map(|pool| {
        let size = json::text(pool, "vmSize")?;
        let windows = json::text(pool, "osType").is_some_and(|os| os.eq_ignore_ascii_case("Windows"));
        let arm = matches!(compute::size(size), Some(Known::Size(known)) if known.is_arm());
        (windows && arm).then(|| vec![("size", size.to_owned())])
    })
}

/// A pool that asks for an ephemeral disk: its size, as it is known, and the GiB of the disk.
fn ephemeral(pool: &Value) -> Option<(&str, Option<f64>, i64)> {
    let size = json::text(pool, "vmSize")?;
    let wanted = json::text(pool, "osDiskType").is_some_and(|kind| kind.eq_ignore_ascii_case("Ephemeral"));
    let Some(Known::Size(known)) = compute::size(size).filter(|_| wanted) else { return None };
    let disk = json::number(pool, "osDiskSizeGB").filter(|gib| *gib > 0).unwrap_or(USUAL_DISK);
    Some((size, known.ephemeral_gib(), disk))
}

fn ephemeral_not_supported(facts: &Facts<'_>) -> Found {
    new_pools(facts).find_map(|pool| {
        let (size, room, _) = ephemeral(pool)?;
        room.is_none().then(|| vec![("size", size.to_owned())])
    })
}

fn ephemeral_too_large(facts: &Facts<'_>) -> Found {
    new_pools(facts).find_map(|pool| {
        let (size, room, disk) = ephemeral(pool)?;
        let room = room?;
        (disk as f64 > room).then(|| {
            const GIB: f64 = 1_073_741_824.0;
            vec![
                ("size", size.to_owned()),
                ("room", format!("{:.0}", room * GIB)),
                ("needed", format!("{:.0}", disk as f64 * GIB)),
            ]
        })
    })
}
