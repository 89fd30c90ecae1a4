//! Services around the workload: ingress, mesh, Windows, proxies.

use serde_json::{Value, json};

use super::is_on;
use crate::aks::mesh;
use crate::json;

pub(super) fn fill(body: &mut Value) {
    ingress(body);
    service_mesh(body);
    let windows = "properties.windowsProfile";
    if json::at(body, windows).is_some() {
        json::set_default(body, &format!("{windows}.adminUsername"), "azureuser");
        json::set_default(body, &format!("{windows}.enableCSIProxy"), true);
    }
    let proxy = "properties.httpProxyConfig";
    if json::at(body, proxy).is_some_and(|p| !json::is_empty(p)) {
        json::set_default(body, &format!("{proxy}.enabled"), true);
    }
}

/// Application routing comes with one ingress controller, configured by annotations; switched off, it loses its identity.
fn ingress(body: &mut Value) {
    let routing = "properties.ingressProfile.webAppRouting";
    if is_on(body, &format!("{routing}.enabled")) {
        let controller = format!("{routing}.nginx.defaultIngressControllerType");
        json::set_default(body, &controller, "AnnotationControlled");
    } else if json::at(body, routing).is_some() {
        json::remove(body, &format!("{routing}.identity"));
        json::remove(body, &format!("{routing}.nginx"));
    }
}

/// A mesh that names no revision gets the newest one; a disabled mesh keeps nothing.
fn service_mesh(body: &mut Value) {
    let profile = "properties.serviceMeshProfile";
    let Some(mode) = json::text(body, &format!("{profile}.mode")) else { return };
    if !mode.eq_ignore_ascii_case("Istio") {
        json::set(body, profile, json!({"mode": "Disabled"}));
    } else if json::texts(body, &format!("{profile}.istio.revisions")).is_empty() {
        json::set(body, &format!("{profile}.istio.revisions"), json!([mesh::default()]));
    }
}
