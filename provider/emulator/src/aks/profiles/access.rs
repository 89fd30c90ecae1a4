//! Who gets in: the directory behind the API server, and the addresses it has.

use serde_json::{Value, json};

use super::is_on;
use crate::aks::private_link;
use crate::resource_id::ResourceId;
use crate::resources::subscriptions::TENANT;
use crate::world::World;
use crate::{ids, json};

const DIRECTORY: &str = "properties.aadProfile";
const SERVER: &str = "properties.apiServerAccessProfile";

/// A managed directory integration names its tenant and says whether Azure's roles count.
pub(super) fn directory(body: &mut Value) {
    if json::at(body, DIRECTORY).is_none() {
        return;
    }
    if is_on(body, &format!("{DIRECTORY}.managed")) {
        json::set_default(body, &format!("{DIRECTORY}.enableAzureRBAC"), false);
        for old in ["clientAppID", "serverAppID"] {
            json::remove(body, &format!("{DIRECTORY}.{old}"));
        }
        if json::at(body, &format!("{DIRECTORY}.adminGroupObjectIDs")).is_some_and(json::is_empty) {
            json::remove(body, &format!("{DIRECTORY}.adminGroupObjectIDs"));
        }
    }
    json::set_default(body, &format!("{DIRECTORY}.tenantID"), TENANT);
}

/// Names of the API server: a private cluster has one inside its network, and a public one unless that is turned off.
pub(super) fn api_server(world: &World<'_>, body: &mut Value, location: &str) -> rusqlite::Result<()> {
    // No ranges mean that every address may come.
    if json::at(body, &format!("{SERVER}.authorizedIPRanges")).is_some_and(json::is_empty) {
        json::remove(body, &format!("{SERVER}.authorizedIPRanges"));
    }
    let label = label(world, body)?;
    if !is_on(body, &format!("{SERVER}.enablePrivateCluster")) {
        public(body, &label, location);
        return Ok(());
    }
    json::set_default(body, &format!("{SERVER}.privateDNSZone"), "system");
    json::set_default(body, &format!("{SERVER}.enablePrivateClusterPublicFQDN"), true);
    let zone = json::text(body, &format!("{SERVER}.privateDNSZone")).unwrap_or_default().to_owned();
    if zone.eq_ignore_ascii_case("none") {
        json::remove(body, "properties.privateFQDN");
    } else if json::text(body, "properties.privateFQDN").is_none() {
        let host = match zone.rsplit_once('/') {
            // A zone of one's own names the domain; its name is that of the resource.
            Some((_, domain)) => match json::text(body, "properties.fqdnSubdomain") {
                Some(subdomain) => format!("{subdomain}.{domain}"),
                None => format!("{label}.{domain}"),
            },
            None => format!("{label}.{}.privatelink.{location}.azmk8s.io", ids::guid(world)?),
        };
        json::set(body, "properties.privateFQDN", host);
    }
    if !json::text(body, "properties.azurePortalFQDN").is_some_and(|h| h.contains("-priv.portal.hcp.")) {
        let host = format!("{}-priv.portal.hcp.{location}.azmk8s.io", ids::hex(world, 32)?);
        json::set(body, "properties.azurePortalFQDN", host);
    }
    if is_on(body, &format!("{SERVER}.enablePrivateClusterPublicFQDN")) {
        json::set_default(body, "properties.fqdn", format!("{label}.hcp.{location}.azmk8s.io"));
    } else {
        json::remove(body, "properties.fqdn");
    }
    Ok(())
}

/// What the private link of a private cluster leads to.
pub(super) fn private_link(id: &ResourceId, body: &mut Value) {
    if is_on(body, &format!("{SERVER}.enablePrivateCluster")) {
        json::set(body, "properties.privateLinkResources", json!([private_link::resource(id)]));
    }
}

/// The first label of the names of the API server: the prefix and eight random characters.
fn label(world: &World<'_>, body: &Value) -> rusqlite::Result<String> {
    for known in ["properties.fqdn", "properties.privateFQDN"] {
        if let Some((label, _)) = json::text(body, known).and_then(|host| host.split_once('.')) {
            return Ok(label.to_owned());
        }
    }
    let prefix = json::text(body, "properties.dnsPrefix")
        .or_else(|| json::text(body, "properties.fqdnSubdomain"))
        .unwrap_or_default();
    Ok(format!("{prefix}-{}", ids::suffix(world)?))
}

/// A cluster that is no longer private loses its private names and is called by its public ones again.
fn public(body: &mut Value, label: &str, location: &str) {
    let private = |host: &str| host.contains("-priv.portal.hcp.");
    if !json::text(body, "properties.azurePortalFQDN").is_some_and(private) {
        return;
    }
    for gone in ["privateFQDN", "privateLinkResources"] {
        json::remove(body, &format!("properties.{gone}"));
    }
    for gone in ["privateDNSZone", "enablePrivateClusterPublicFQDN"] {
        json::remove(body, &format!("{SERVER}.{gone}"));
    }
    json::set(body, "properties.fqdn", format!("{label}.hcp.{location}.azmk8s.io"));
    json::set(body, "properties.azurePortalFQDN", format!("{label}.portal.hcp.{location}.azmk8s.io"));
}
