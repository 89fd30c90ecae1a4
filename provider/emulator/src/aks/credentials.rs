//! Kubeconfigs of clusters that nobody runs: well-formed, and good for nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::cluster;
use crate::gateway::{Answer, Fault};
use crate::ids;
use crate::json;
use crate::resource_id::ResourceId;
use crate::world::World;

/// `POST .../listClusterAdminCredential`, `...UserCredential`, `...MonitoringUserCredential`.
pub(super) fn list(world: &World<'_>, id: &ResourceId, action: &str) -> Result<Answer, Fault> {
    let there = cluster::found(world, id)?;
    let (name, role) = match action {
        "listclusteradmincredential" => ("clusterAdmin", "clusterAdmin"),
        "listclusterusercredential" => ("clusterUser", "clusterUser"),
        "listclustermonitoringusercredential" => ("clusterMonitoringUser", "clusterMonitoringUser"),
        _ => return Err(Fault::gateway(404, "NotFound", format!("The emulator does not serve {action}."))),
    };
    let disabled =
        json::at(&there.body, "properties.disableLocalAccounts").and_then(|v| v.as_bool()) == Some(true);
    if disabled && name == "clusterAdmin" {
        let text =
            "Getting static credential is not allowed because this cluster is set to disable local accounts.";
        return Err(Fault::aks(400, "BadRequest", text));
    }
    let config = kubeconfig(
        there.id.name(),
        there.id.group().unwrap_or_default(),
        json::text(&there.body, "properties.fqdn").unwrap_or_default(),
        role,
    );
    Ok(Answer::json(200, json!({"kubeconfigs": [{"name": name, "value": STANDARD.encode(config)}]})))
}

fn kubeconfig(cluster: &str, group: &str, host: &str, role: &str) -> String {
    let filler = |label: &str| STANDARD.encode(ids::expand(&format!("{label}/{group}/{cluster}"), 48));
    format!(
        "apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: {ca}\n    server: https://{host}:443\n  \
         name: {cluster}\ncontexts:\n- context:\n    cluster: {cluster}\n    user: {role}_{group}_{cluster}\n  name: \
         {cluster}\ncurrent-context: {cluster}\nkind: Config\npreferences: {{}}\nusers:\n- name: \
         {role}_{group}_{cluster}\n  user:\n    client-certificate-data: {certificate}\n    client-key-data: {key}\n    \
         token: {token}\n",
        ca = filler("ca"),
        certificate = filler("certificate"),
        key = filler("key"),
        token = filler(role),
    )
}
