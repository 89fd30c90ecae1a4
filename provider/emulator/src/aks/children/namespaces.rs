//! Managed namespaces: Kubernetes namespaces with quotas and network policies, as resources of their own.

use serde_json::{Value, json};

use super::{Child, Context, missing, owner};
use crate::gateway::{Answer, Fault, Request, tags_of};
use crate::json;
use crate::resource_id::ResourceId;
use crate::world::World;

/// Defaults of the published definition of `NamespaceProperties`.
pub(super) fn complete(context: &Context<'_>, body: &mut Value) -> Result<(), Fault> {
    if let Some(tags) = tags_of(body)? {
        json::set(body, "tags", tags);
    }
    let location = json::text(&context.cluster.body, "location").unwrap_or_default();
    json::set(body, "location", location);
    if let Some(before) = context.before {
        let mut merged = json::at(&before.body, "properties").cloned().unwrap_or_else(|| json!({}));
        if let Some(wanted) = json::at(body, "properties") {
            json::overlay(&mut merged, wanted, &["labels", "annotations"]);
        }
        json::set(body, "properties", merged);
    }
    json::set_default(body, "properties.adoptionPolicy", "Never");
    json::set_default(body, "properties.deletePolicy", "Keep");
    json::set_default(body, "properties.defaultNetworkPolicy.ingress", "AllowSameNamespace");
    json::set_default(body, "properties.defaultNetworkPolicy.egress", "AllowAll");
    if let Some(host) = json::text(&context.cluster.body, "properties.azurePortalFQDN") {
        json::set(body, "properties.portalFqdn", host);
    }
    Ok(())
}

/// PATCH: tags.
pub(super) fn patch(
    world: &World<'_>,
    request: &Request,
    id: &ResourceId,
    child: &Child,
) -> Result<Answer, Fault> {
    owner(world, id, "write", child)?;
    let mut there = world.tx.resource(id)?.ok_or_else(|| missing(id))?;
    if let Some(tags) = tags_of(&request.object()?)? {
        json::set(&mut there.body, "tags", tags);
        world.tx.put(&there)?;
    }
    Ok(Answer::json(200, there.body))
}
