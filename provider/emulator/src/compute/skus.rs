//! The list of sizes per region, with what the subscription may not use.

use serde_json::{Value, json};

use super::families::{Size, all};
use super::zones;
use crate::gateway::{Answer, Fault, Request, registry};
use crate::json as path;
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;

/// Entries per page.
const PAGE: usize = 1000;

/// What a subscription may not use of a size in a region. It comes from a resource
/// `/subscriptions/S/providers/Microsoft.Compute/locations/REGION/skus/SIZE` with
/// `{"properties": {"zones": ["1"], "reasonCode": "NotAvailableForSubscription"}}`; without zones it is the whole region.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Restriction {
    /// Empty for the whole region.
    pub(crate) zones: Vec<String>,
    reason: String,
}

/// The restriction of a size in a region.
pub(crate) fn restrictions(
    world: &World<'_>,
    subscription: &str,
    region: &str,
    size: &str,
) -> rusqlite::Result<Option<Restriction>> {
    let id =
        format!("/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{region}/skus/{size}");
    let Ok(id) = ResourceId::parse(&id) else { return Ok(None) };
    Ok(world.tx.resource(&id)?.map(|there| restriction(&there)))
}

/// All restrictions of a subscription: region and size in lower case, and what is restricted.
fn restricted(world: &World<'_>, subscription: &str) -> rusqlite::Result<Vec<(String, String, Restriction)>> {
    let scope = format!("/subscriptions/{subscription}");
    let all = world.tx.list("microsoft.compute/locations/skus", &scope, None, usize::MAX)?;
    let line = |there: &Resource| {
        let key = there.id.key();
        let mut words = key.rsplit('/');
        let (size, region) = (words.next()?.to_owned(), words.nth(1)?.to_owned());
        Some((region, size, restriction(there)))
    };
    Ok(all.iter().filter_map(line).collect())
}

fn restriction(there: &Resource) -> Restriction {
    let reason = path::text(&there.body, "properties.reasonCode").unwrap_or("NotAvailableForSubscription");
    Restriction {
        zones: path::texts(&there.body, "properties.zones").into_iter().map(str::to_owned).collect(),
        reason: reason.to_owned(),
    }
}

/// `.../skus[?$filter=location eq 'REGION']`: a page of it.
pub(super) fn list(world: &World<'_>, request: &Request, subscription: &str) -> Result<Answer, Fault> {
    let filter = request.query("$filter").unwrap_or_default();
    let only = match filter.trim() {
        "" => None,
        text => Some(region_in(text)?),
    };
    let from: usize = request.query("$skipToken").and_then(|t| t.parse().ok()).unwrap_or(0);
    let regions: Vec<_> =
        registry::REGIONS.iter().filter(|r| only.as_deref().is_none_or(|o| o == r.0)).collect();
    let sizes: Vec<Size> = all().collect();
    let restricted = restricted(world, subscription)?;
    let to = from.saturating_add(PAGE).min(regions.len() * sizes.len());
    let more = to < regions.len() * sizes.len();
    let value: Vec<Value> = (from..to)
        .map(|at| {
            let ((short, long, _), size) = (regions[at / sizes.len()], &sizes[at % sizes.len()]);
            let key = (*short, size.name.to_ascii_lowercase());
            let found =
                restricted.iter().find(|(region, name, _)| (region.as_str(), name) == (key.0, &key.1));
            entry(short, long, size, found.map(|(_, _, restriction)| restriction))
        })
        .collect();
    let mut body = json!({ "value": value });
    if more {
        let mut link = format!(
            "{}/subscriptions/{subscription}/providers/Microsoft.Compute/skus?api-version={}&$skipToken={}",
            world.base,
            request.query("api-version").unwrap_or_default(),
            from + PAGE
        );
        if let Some(region) = &only {
            link.push_str(&format!("&$filter=location%20eq%20%27{region}%27"));
        }
        path::set(&mut body, "nextLink", link);
    }
    Ok(Answer::json(200, body))
}

/// `.../locations/REGION/vmSizes`.
pub(super) fn sizes(location: &str) -> Result<Answer, Fault> {
    if registry::region(location).is_none() {
        let text = format!("The provided location '{location}' is not available.");
        return Err(Fault::provider(400, "InvalidParameter", text).target("location"));
    }
    let value: Vec<Value> = all()
        .map(|size| {
            json!({
                "name": size.name,
                "numberOfCores": size.cores,
                "osDiskSizeInMB": 1_047_552,
                "resourceDiskSizeInMB": mebibytes(size.temp_gib),
                "memoryInMB": mebibytes(size.memory_gib),
                "maxDataDiskCount": disks(&size),
            })
        })
        .collect();
    Ok(Answer::json(200, json!({ "value": value })))
}

/// The region of `location eq 'REGION'`, the only filter there is.
fn region_in(text: &str) -> Result<String, Fault> {
    let value = text.strip_prefix("location eq '").and_then(|rest| rest.strip_suffix('\''));
    value.map(|v| v.to_ascii_lowercase().replace(' ', "")).ok_or_else(|| {
        let message =
            format!("The filter '{text}' is not supported. Only 'location' is, with the operator 'eq'.");
        Fault::provider(400, "InvalidParameter", message).target("$filter")
    })
}

fn entry(short: &str, long: &str, size: &Size, restricted: Option<&Restriction>) -> Value {
    let location = long.replace(' ', "");
    let zones = if size.has('1') && !size.has('2') && !size.has('N') { &[][..] } else { zones(short) };
    let yes = |letter: char| if size.has(letter) { "True" } else { "False" };
    let generations = match (size.has('1'), size.has('2')) {
        (true, true) => "V1,V2",
        (false, _) => "V2",
        _ => "V1",
    };
    let mut capabilities = vec![
        ("MaxResourceVolumeMB", mebibytes(size.temp_gib).to_string()),
        ("OSVhdSizeMB", "1047552".to_owned()),
        ("vCPUs", size.cores.to_string()),
        ("MemoryPreservingMaintenanceSupported", "True".to_owned()),
        ("HyperVGenerations", generations.to_owned()),
        ("MemoryGB", size.memory_gib.to_string()),
        ("MaxDataDiskCount", disks(size).to_string()),
        ("CpuArchitectureType", if size.is_arm() { "Arm64" } else { "x64" }.to_owned()),
        ("LowPriorityCapable", "True".to_owned()),
        ("PremiumIO", yes('P').to_owned()),
        ("VMDeploymentTypes", "IaaS".to_owned()),
        ("vCPUsAvailable", size.cores.to_string()),
        ("vCPUsPerCore", if size.is_arm() { "1" } else { "2" }.to_owned()),
        ("CachedDiskBytes", bytes(size.cache_gib).to_string()),
        ("EphemeralOSDiskSupported", yes('E').to_owned()),
        ("EncryptionAtHostSupported", yes('P').to_owned()),
        ("CapacityReservationSupported", yes('P').to_owned()),
        ("AcceleratedNetworkingEnabled", yes('N').to_owned()),
        ("RdmaEnabled", "False".to_owned()),
        ("MaxNetworkInterfaces", size.cores.clamp(2, 8).to_string()),
    ];
    if size.has('G') {
        capabilities.push(("GPUs", "1".to_owned()));
    }
    if size.has('C') {
        let kind = if size.name.contains("es_") || size.name.contains("eds_") { "TDX" } else { "SNP" };
        capabilities.push(("ConfidentialComputingType", kind.to_owned()));
    }
    let capabilities: Vec<Value> =
        capabilities.into_iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    let restrictions: Vec<Value> = restricted
        .map(|restriction| {
            let info = json!({"locations": [location], "zones": restriction.zones});
            json!({
                "type": if restriction.zones.is_empty() { "Location" } else { "Zone" },
                "values": [location],
                "restrictionInfo": info,
                "reasonCode": restriction.reason,
            })
        })
        .into_iter()
        .collect();
    json!({
        "resourceType": "virtualMachines",
        "name": size.name,
        "tier": "Standard",
        "size": size.name.trim_start_matches("Standard_"),
        "family": size.family,
        "locations": [location],
        "locationInfo": [{"location": location, "zones": zones, "zoneDetails": []}],
        "capabilities": capabilities,
        "restrictions": restrictions,
    })
}

/// Two for each vCPU, four at least, as on most size pages.
fn disks(size: &Size) -> u32 {
    (size.cores * 2).clamp(4, 64)
}

fn mebibytes(gib: f64) -> i64 {
    (gib * 1024.0) as i64
}

/// GiB in bytes.
fn bytes(gib: f64) -> i64 {
    (gib * 1024.0 * 1024.0 * 1024.0) as i64
}
