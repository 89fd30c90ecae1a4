//! What the service fills in when a cluster or pool is made (answers recorded with API version 2026-05-01).

use serde_json::{Value, json};

use super::draft::Draft;
use super::{network_profile, profiles, versions, view};
use crate::resource_id::ResourceId;
use crate::resources::subscriptions::TENANT;
use crate::world::World;
use crate::{ids, json};

/// Completes the draft of a new cluster.
pub(super) fn cluster(world: &World<'_>, draft: &mut Draft, location: &str) -> rusqlite::Result<()> {
    let id = draft.id.clone();
    let body = &mut draft.cluster;
    profiles::presets(body);
    json::set(body, "id", view::lowered(&id));
    json::set(body, "name", id.name());
    json::set(body, "type", "Microsoft.ContainerService/ManagedClusters");
    json::set(body, "kind", "Base");
    json::set(body, "location", location);
    json::set_default(body, "sku.name", "Base");
    json::set_default(body, "sku.tier", "Free");
    fill_identity(world, body)?;
    fill_versions(body);
    fill_names(world, body, &id, location)?;
    fill_profiles(world, body, location)?;
    tidy(body);
    profiles::fill(world, &id, body, location)?;

    let mut network = json::at(body, "properties.networkProfile").cloned().unwrap_or_else(|| json!({}));
    network_profile::fill(world, &mut network)?;
    json::set(body, "properties.networkProfile", network);
    let context = PoolContext::of(draft);
    for profile in &mut draft.pools {
        pool(&context, profile);
    }
    Ok(())
}

/// What a new pool takes over from its cluster.
pub(super) struct PoolContext {
    version: String,
    max_pods: i64,
}

impl PoolContext {
    pub(super) fn of(draft: &Draft) -> Self {
        let plugin = draft.text("networkProfile.networkPlugin").to_ascii_lowercase();
        let max_pods = match plugin.as_str() {
            "azure" if !draft.is_overlay() => 30,
            "kubenet" => 110,
            _ => 250,
        };
        Self { version: draft.text("kubernetesVersion").to_owned(), max_pods }
    }
}

/// Completes a new pool, in its inline form.
pub(super) fn pool(context: &PoolContext, profile: &mut Value) {
    let scaling = json::at(profile, "enableAutoScaling").and_then(Value::as_bool).unwrap_or(false);
    let least = json::number(profile, "minCount").filter(|_| scaling).unwrap_or(1);
    json::set_default(profile, "count", least);
    json::set_default(profile, "vmSize", "Standard_D4ds_v5");
    if json::number(profile, "osDiskSizeGB").unwrap_or(0) == 0 {
        json::set(profile, "osDiskSizeGB", 128);
    }
    let disk = if has_local_disk(json::text(profile, "vmSize").unwrap_or_default()) {
        "Ephemeral"
    } else {
        "Managed"
    };
    json::set_default(profile, "osDiskType", disk);
    json::set_default(profile, "kubeletDiskType", "OS");
    // With pods in a subnet of their own, Azure CNI allows as many as overlay does.
    let max_pods = if json::text(profile, "podSubnetID").is_some() { 250 } else { context.max_pods };
    if json::number(profile, "maxPods").unwrap_or(0) == 0 {
        json::set(profile, "maxPods", max_pods);
    }
    json::set_default(profile, "type", "VirtualMachineScaleSets");
    json::set_default(profile, "mode", "User");
    json::set_default(profile, "scaleDownMode", "Delete");
    json::set_default(profile, "orchestratorVersion", context.version.clone());
    let wanted = json::text(profile, "orchestratorVersion").unwrap_or_default();
    let full = versions::resolve(wanted).unwrap_or(wanted).to_owned();
    json::set(profile, "currentOrchestratorVersion", full);
    json::set_default(profile, "enableNodePublicIP", false);
    json::set_default(profile, "osType", "Linux");
    let windows = json::text(profile, "osType").is_some_and(|t| t.eq_ignore_ascii_case("Windows"));
    json::set_default(profile, "osSKU", if windows { "Windows2022" } else { "Ubuntu" });
    let image = image(json::text(profile, "osSKU").unwrap_or_default());
    json::set(profile, "nodeImageVersion", image);
    // Machines that Azure takes away at any moment are not upgraded in waves.
    if !json::text(profile, "scaleSetPriority").is_some_and(|p| p.eq_ignore_ascii_case("Spot")) {
        json::set_default(profile, "upgradeSettings.maxSurge", "10%");
        json::set_default(profile, "upgradeSettings.maxUnavailable", "0");
    }
    json::set_default(profile, "enableFIPS", false);
    json::set_default(profile, "securityProfile.sshAccess", "LocalUser");
    json::set_default(profile, "securityProfile.enableVTPM", false);
    json::set_default(profile, "securityProfile.enableSecureBoot", false);
    json::set_default(profile, "powerState.code", "Running");
    profiles::complete_pool(profile);
    tidy_pool(profile);
}

/// Drops what the service never shows again: empty maps and lists, and the price of machines that are no spot machines.
pub(super) fn tidy_pool(profile: &mut Value) {
    for name in ["nodeTaints", "nodeLabels", "tags", "availabilityZones"] {
        if json::at(profile, name).is_some_and(json::is_empty) {
            json::remove(profile, name);
        }
    }
    if !json::text(profile, "scaleSetPriority").is_some_and(|p| p.eq_ignore_ascii_case("Spot")) {
        for name in ["scaleSetPriority", "scaleSetEvictionPolicy", "spotMaxPrice"] {
            json::remove(profile, name);
        }
    }
}

/// Drops what the service never shows again, of a cluster: empty maps, and secrets.
pub(super) fn tidy(body: &mut Value) {
    for path in ["tags", "properties.addonProfiles", "properties.identityProfile"] {
        if json::at(body, path).is_some_and(json::is_empty) {
            json::remove(body, path);
        }
    }
    json::remove(body, "properties.servicePrincipalProfile.secret");
    json::remove(body, "properties.windowsProfile.adminPassword");
    json::remove(body, "properties.aadProfile.serverAppSecret");
    json::remove(body, "identity.delegatedResources");
}

/// Identifiers of the identities that a request names.
pub(super) fn fill_identity(world: &World<'_>, body: &mut Value) -> rusqlite::Result<()> {
    let kind = json::text(body, "identity.type").unwrap_or_default().to_ascii_lowercase();
    match kind.as_str() {
        "systemassigned" => {
            if json::text(body, "identity.principalId").is_none() {
                let principal = ids::guid(world)?;
                json::set(body, "identity.principalId", principal);
            }
            json::set(body, "identity.tenantId", TENANT);
            json::remove(body, "identity.userAssignedIdentities");
        }
        "userassigned" => {
            json::remove(body, "identity.principalId");
            json::remove(body, "identity.tenantId");
            if let Some(all) =
                body.pointer_mut("/identity/userAssignedIdentities").and_then(Value::as_object_mut)
            {
                for (id, one) in all.iter_mut() {
                    for member in ["principalId", "clientId"] {
                        match known_identifier(world, id, member)? {
                            Some(known) => json::set(one, member, known),
                            // An identity that the world does not hold has identifiers all the same.
                            None => json::set_default(one, member, ids::guid(world)?),
                        }
                    }
                }
            }
        }
        _ => {}
    }
    if !kind.is_empty() && kind != "none" {
        // A cluster that had a service principal before needs it no more.
        json::set(body, "properties.servicePrincipalProfile.clientId", "msi");
    }
    Ok(())
}

/// An identifier (`principalId`, `clientId`) of an identity, where the world holds it.
pub(super) fn known_identifier(
    world: &World<'_>,
    identity: &str,
    member: &str,
) -> rusqlite::Result<Option<String>> {
    let Ok(id) = ResourceId::parse(identity) else { return Ok(None) };
    let there = world.tx.resource(&id)?;
    Ok(there.and_then(|t| json::text(&t.body, &format!("properties.{member}")).map(str::to_owned)))
}

/// The full version that the cluster runs.
pub(super) fn fill_versions(body: &mut Value) {
    json::set_default(body, "properties.kubernetesVersion", versions::default());
    let wanted = json::text(body, "properties.kubernetesVersion").unwrap_or_default();
    let full = versions::resolve(wanted).unwrap_or(wanted).to_owned();
    json::set(body, "properties.currentKubernetesVersion", full);
}

fn fill_names(world: &World<'_>, body: &mut Value, id: &ResourceId, location: &str) -> rusqlite::Result<()> {
    let group = format!("MC_{}_{}_{location}", id.group().unwrap_or_default(), id.name());
    // Azure cuts the name of a resource group off after 80 characters.
    let group: String = group.chars().take(80).collect();
    json::set_default(body, "properties.nodeResourceGroup", group);
    let prefix = json::text(body, "properties.dnsPrefix")
        .or_else(|| json::text(body, "properties.fqdnSubdomain"))
        .unwrap_or_default();
    let host = format!("{prefix}-{}", ids::suffix(world)?);
    json::set(body, "properties.fqdn", format!("{host}.hcp.{location}.azmk8s.io"));
    json::set(body, "properties.azurePortalFQDN", format!("{host}.portal.hcp.{location}.azmk8s.io"));
    json::set(body, "properties.resourceUID", ids::hex(world, 24)?);
    Ok(())
}

fn fill_profiles(world: &World<'_>, body: &mut Value, location: &str) -> rusqlite::Result<()> {
    let defaults = json!({
        "powerState": {"code": "Running"},
        "enableRBAC": true,
        "supportPlan": "KubernetesOfficial",
        "maxAgentPools": 100,
        "autoUpgradeProfile": {"nodeOSUpgradeChannel": "NodeImage"},
        "securityProfile": {},
        "storageProfile": {
            "diskCSIDriver": {"enabled": true},
            "fileCSIDriver": {"enabled": true},
            "snapshotController": {"enabled": true},
        },
        "oidcIssuerProfile": {"enabled": true},
        "workloadAutoScalerProfile": {},
        "metricsProfile": {"costAnalysis": {"enabled": false}},
        "nodeProvisioningProfile": {"mode": "Manual", "defaultNodePools": "Auto"},
        "bootstrapProfile": {"artifactSource": "Direct"},
        "hostedSystemProfile": {"enabled": false},
    });
    let mut properties = defaults;
    if let Some(wanted) = json::at(body, "properties") {
        json::overlay(&mut properties, wanted, &[]);
    }
    json::set(body, "properties", properties);
    fill_issuer(world, body, location)
}

/// The address of the token issuer, once it is enabled.
pub(super) fn fill_issuer(world: &World<'_>, body: &mut Value, location: &str) -> rusqlite::Result<()> {
    let enabled =
        json::at(body, "properties.oidcIssuerProfile.enabled").and_then(Value::as_bool) == Some(true);
    if enabled && json::text(body, "properties.oidcIssuerProfile.issuerURL").is_none() {
        let url = format!("https://{location}.oic.prod-aks.azure.com/{TENANT}/{}/", ids::guid(world)?);
        json::set(body, "properties.oidcIssuerProfile.issuerURL", url);
    }
    Ok(())
}

/// The week's node image for an operating system.
pub(super) fn image(os_sku: &str) -> String {
    let family = match os_sku.to_ascii_lowercase().as_str() {
        "azurelinux" | "azurelinux3" | "cblmariner" => "AKSAzureLinux-V3gen2",
        "azurecontainerlinux" => "AKSAzureContainerLinux-V3gen2",
        "ubuntu2204" => "AKSUbuntu-2204gen2containerd",
        "windows2019" => return "AKSWindows-2019-containerd-17763.8027.261027".to_owned(),
        "windows2022" => return "AKSWindows-2022-containerd-20348.4297.261027".to_owned(),
        "windows2025" => return "AKSWindows-2025-gen2-26100.6905.261027".to_owned(),
        _ => "AKSUbuntu-2404gen2containerd",
    };
    format!("{family}-202610.26.0")
}

/// Whether machines of a size have a local disk that holds the system's: the `d` among the letters after the number,
/// in families of the third version and later, from four cores up.
fn has_local_disk(size: &str) -> bool {
    let Some(rest) = size.strip_prefix("Standard_") else { return false };
    let mut parts = rest.split('_');
    let core = parts.next().unwrap_or_default();
    let family_version = parts.find_map(|p| p.strip_prefix('v')?.parse::<u32>().ok()).unwrap_or(1);
    let digits = core.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let cores: u32 = digits[..digits.len() - letters.len()].parse().unwrap_or(0);
    family_version >= 3 && cores >= 4 && letters.contains('d')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_disks_are_read_from_the_size() {
        for (size, local) in [
            ("Standard_D4ds_v5", true),
            ("Standard_D2ds_v5", false),
            ("Standard_D4s_v5", false),
            ("Standard_DS2_v2", false),
            ("Standard_E8ads_v6", true),
            ("", false),
            ("Standard_", false),
        ] {
            assert_eq!(has_local_disk(size), local, "{size}");
        }
    }
}
