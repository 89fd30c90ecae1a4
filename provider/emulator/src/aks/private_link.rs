//! What a private cluster offers to private endpoints.

use serde_json::{Value, json};

use super::cluster;
use crate::gateway::{Answer, Fault, Request};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{ids, json};

/// The one resource behind the private link of a cluster: its API server.
pub(super) fn resource(cluster: &ResourceId) -> Value {
    json!({
        "id": format!("{}/privateLinkResources/management", super::view::lowered(cluster)),
        "name": "management",
        "type": "Microsoft.ContainerService/managedClusters/privateLinkResources",
        "groupId": "management",
        "requiredMembers": ["management"],
    })
}

/// `GET CLUSTER/privateLinkResources`.
pub(super) fn list(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let there = cluster::parent(world, id, "read", "privateLinkResources")?;
    let value: Vec<Value> = is_private(&there).then(|| resource(&there.id)).into_iter().collect();
    Ok(Answer::json(200, json!({ "value": value })))
}

/// `POST CLUSTER/resolvePrivateLinkServiceId`: the service behind the resource, in a subscription of Microsoft's.
pub(super) fn resolve(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let there = cluster::found(world, id)?;
    let asked = request.object()?;
    if !is_private(&there) {
        let text = format!("The managed cluster '{}' is not a private cluster.", there.id.name());
        return Err(Fault::aks(400, "BadRequest", text));
    }
    let location = json::text(&there.body, "location").unwrap_or_default();
    let owner = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, location.as_bytes());
    let service =
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, there.id.key().as_bytes()).simple().to_string();
    let cell = ids::spread(location) % 1000;
    let mut body = resource(&there.id);
    for member in ["id", "name", "type", "groupId"] {
        if let Some(given) = json::text(&asked, member) {
            json::set(&mut body, member, given);
        }
    }
    json::set(
        &mut body,
        "privateLinkServiceID",
        format!(
            "/subscriptions/{owner}/resourceGroups/hcp-underlay-{location}-cx-{cell}/providers/Microsoft.Network/privateLinkServices/a{service}"
        ),
    );
    Ok(Answer::json(200, body))
}

/// Whether the API server of a cluster has a private address only.
pub(super) fn is_private(there: &Resource) -> bool {
    json::at(&there.body, "properties.apiServerAccessProfile.enablePrivateCluster").and_then(Value::as_bool)
        == Some(true)
}
