//! Add-ons: their configuration, and the identities that the service makes for them in the node resource group.

use serde_json::{Value, json};

use super::is_on;
use crate::aks::draft::Draft;
use crate::world::World;
use crate::{ids, json};

const ADDONS: &str = "properties.addonProfiles";
const ROUTING: &str = "properties.ingressProfile.webAppRouting";

/// Add-ons that get no identity of their own.
const ANONYMOUS: &[&str] = &["kubedashboard", "extensionmanager", "gitops"];

/// Completes the configuration of enabled add-ons; a disabled one keeps neither configuration nor identity.
pub(super) fn fill(world: &World<'_>, body: &mut Value, location: &str) -> rusqlite::Result<()> {
    let group = json::text(body, "properties.nodeResourceGroup").unwrap_or_default().to_owned();
    let id = json::text(body, "id").unwrap_or_default();
    let subscription = id.split('/').nth(2).unwrap_or_default().to_owned();
    let Some(addons) = body.pointer_mut("/properties/addonProfiles").and_then(Value::as_object_mut) else {
        return Ok(());
    };
    for (name, addon) in addons.iter_mut() {
        if !is_on(addon, "enabled") {
            *addon = json!({"enabled": false});
            continue;
        }
        match name.to_ascii_lowercase().as_str() {
            "azurekeyvaultsecretsprovider" => {
                json::set_default(addon, "config.enableSecretRotation", "false");
                json::set_default(addon, "config.rotationPollInterval", "2m");
            }
            "httpapplicationrouting" => {
                let zone = format!("{}.{location}.aksapp.io", ids::hex(world, 20)?);
                json::set_default(addon, "config.HTTPApplicationRoutingZoneName", zone);
            }
            "ingressapplicationgateway" => {
                let gateway = match json::text(addon, "config.applicationGatewayId") {
                    Some(own) => own.to_owned(),
                    None => {
                        let name = json::text(addon, "config.applicationGatewayName")
                            .unwrap_or("applicationgateway");
                        format!(
                            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Network/applicationGateways/{name}"
                        )
                    }
                };
                json::set(addon, "config.effectiveApplicationGatewayId", gateway);
            }
            _ => {}
        }
        if json::at(addon, "config").is_some_and(json::is_empty) {
            json::remove(addon, "config");
        }
    }
    Ok(())
}

/// Gives every enabled add-on its identity. A cluster with a service principal has none to give.
pub(super) fn settle(world: &World<'_>, draft: &mut Draft) -> rusqlite::Result<()> {
    if draft.text("servicePrincipalProfile.clientId") != "msi" {
        return Ok(());
    }
    let mut wanting = Vec::new();
    if let Some(addons) = json::at(&draft.cluster, ADDONS).and_then(Value::as_object) {
        for (name, addon) in addons {
            let lower = name.to_ascii_lowercase();
            if is_on(addon, "enabled") && !ANONYMOUS.contains(&lower.as_str()) {
                wanting.push((format!("{ADDONS}.{name}.identity"), lower));
            }
        }
    }
    if is_on(&draft.cluster, &format!("{ROUTING}.enabled")) {
        wanting.push((format!("{ROUTING}.identity"), "webapprouting".to_owned()));
    }
    for (path, name) in wanting {
        if json::at(&draft.cluster, &path).is_some() {
            continue;
        }
        let resource = format!(
            "/subscriptions/{}/resourcegroups/{}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}-{}",
            draft.id.subscription(),
            draft.text("nodeResourceGroup"),
            draft.id.name(),
        );
        let identity =
            json!({"resourceId": resource, "clientId": ids::guid(world)?, "objectId": ids::guid(world)?});
        json::set(&mut draft.cluster, &path, identity);
    }
    Ok(())
}
