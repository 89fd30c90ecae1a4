//! Resources without behaviour: kept and shown as they were written, so that others can refer to them.

use http::Method;
use serde_json::{Value, json};

use crate::gateway::{
    Address, Answer, Fault, Request, check_location, gone, location_of, registry, tags_of, unserved,
};
use crate::json;
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;

/// GET, PUT, PATCH of tags, DELETE and lists of a resource that is only looked at.
pub(crate) fn route(world: &World<'_>, request: &Request, address: &Address<'_>) -> Result<Answer, Fault> {
    let unserved = || unserved(request);
    if address.rest.len() == 1 && request.method == Method::GET {
        let kind = format!("{}/{}", address.namespace.name, address.rest[0]);
        let all = world.tx.list(&kind, &address.scope(), None, usize::MAX)?;
        let value: Vec<Value> = all.into_iter().map(|r| r.body).collect();
        return Ok(Answer::json(200, json!({ "value": value })));
    }
    let id = address.id(address.rest.len()).ok_or_else(unserved)?;
    match request.method {
        Method::GET => Ok(Answer::json(200, world.tx.resource(&id)?.ok_or_else(|| gone(&id))?.body)),
        Method::PUT => {
            let before = world.tx.resource(&id)?;
            let status = if before.is_some() { 200 } else { 201 };
            let body = put(world, &id, before, request.object()?)?;
            Ok(Answer::json(status, body))
        }
        Method::PATCH => patch_tags(world, request, &id),
        Method::DELETE => {
            let there = world.tx.remove_tree(&id)? > 0;
            Ok(Answer::empty(if there { 200 } else { 204 }))
        }
        _ => Err(unserved()),
    }
}

/// PATCH, which changes nothing but tags.
pub(crate) fn patch_tags(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let mut there = world.tx.resource(id)?.ok_or_else(|| gone(id))?;
    if let Some(tags) = tags_of(&request.object()?)? {
        json::set(&mut there.body, "tags", tags);
    }
    world.tx.put(&there)?;
    Ok(Answer::json(200, there.body))
}

/// Stores a resource as written, with what the platform adds to every resource.
pub(crate) fn put(
    world: &World<'_>,
    id: &ResourceId,
    before: Option<Resource>,
    wanted: Value,
) -> Result<Value, Fault> {
    let spelled = id.to_string();
    let kind = kind_of(&spelled);
    let location = if kind.matches('/').count() == 1 && json::at(&wanted, "location").is_some() {
        Some(location_of(&wanted, &kind)?)
    } else {
        None
    };
    if let (Some(there), Some(location)) = (&before, location) {
        check_location(there, location)?;
    }
    let tags = tags_of(&wanted)?;
    let id = before.as_ref().map_or(id, |there| &there.id).clone();
    let mut body = wanted;
    json::set(&mut body, "id", id.to_string());
    json::set(&mut body, "name", id.name());
    json::set(&mut body, "type", kind);
    if let Some(location) = location {
        json::set(&mut body, "location", location);
    }
    if let Some(tags) = tags {
        json::set(&mut body, "tags", tags);
    }
    json::set(&mut body, "properties.provisioningState", "Succeeded");
    world.tx.put(&Resource::new(id, body.clone()))?;
    Ok(body)
}

/// The type of an identifier in the registry's spelling of the namespace, the caller's of the rest.
fn kind_of(id: &str) -> String {
    let tail = id.rsplit_once("/providers/").map_or("", |(_, tail)| tail);
    let mut parts = tail.split('/');
    let namespace = parts.next().unwrap_or_default();
    let namespace = registry::namespace(namespace).map_or(namespace, |n| n.name);
    let types: Vec<&str> = parts.step_by(2).collect();
    format!("{namespace}/{}", types.join("/"))
}
