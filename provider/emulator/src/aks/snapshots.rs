//! Snapshots of node pools: what a new pool needs to get the same image and version. They stand in a resource group,
//! not below the cluster.

use http::Method;
use serde_json::{Value, json};

use super::POOL;
use crate::gateway::{Address, Answer, Fault, Request, check_location, gone, location_of, tags_of};
use crate::json;
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;

/// The kind of a snapshot.
const SNAPSHOT: &str = "microsoft.containerservice/snapshots";
const TYPE: &str = "Microsoft.ContainerService/Snapshots";

/// Members that a snapshot takes over from its pool: name in the snapshot, name in the pool.
const TAKEN: &[(&str, &str)] = &[
    ("kubernetesVersion", "currentOrchestratorVersion"),
    ("nodeImageVersion", "nodeImageVersion"),
    ("osType", "osType"),
    ("osSku", "osSKU"),
    ("vmSize", "vmSize"),
    ("enableFIPS", "enableFIPS"),
];

/// All snapshots of a subscription or group.
pub(super) fn list(world: &World<'_>, address: &Address<'_>) -> Result<Answer, Fault> {
    let all = world.tx.list(SNAPSHOT, &address.scope(), None, usize::MAX)?;
    Ok(Answer::json(200, json!({"value": all.into_iter().map(|r| r.body).collect::<Vec<_>>()})))
}

/// One snapshot; `None` where the method is none of theirs.
pub(super) fn one(world: &World<'_>, request: &Request, id: &ResourceId) -> Option<Result<Answer, Fault>> {
    Some(match request.method {
        Method::GET => found(world, id).map(|there| Answer::json(200, there.body)),
        Method::PUT => put(world, request, id),
        Method::PATCH => patch(world, request, id),
        Method::DELETE => delete(world, id),
        _ => return None,
    })
}

/// Gives a new pool what the snapshot of its request remembers.
pub(super) fn apply(world: &World<'_>, pool: &mut Value) -> Result<(), Fault> {
    let Some(source) = json::text(pool, "creationData.sourceResourceId").map(str::to_owned) else {
        return Ok(());
    };
    let id = ResourceId::parse(&source).ok().filter(|id| id.kind() == SNAPSHOT);
    let there = match id {
        Some(id) => world.tx.resource(&id)?,
        None => None,
    };
    let Some(there) = there else {
        let text = format!("The snapshot '{source}' of the request was not found.");
        return Err(Fault::aks(400, "InvalidParameter", text).target("creationData.sourceResourceId"));
    };
    for (name, member) in
        [("osType", "osType"), ("osSku", "osSKU"), ("kubernetesVersion", "orchestratorVersion")]
    {
        if let Some(value) = json::text(&there.body, &format!("properties.{name}")) {
            json::set_default(pool, member, value);
        }
    }
    Ok(())
}

/// The image of a pool that is made from a snapshot is the snapshot's, not the newest.
pub(super) fn image(world: &World<'_>, pool: &mut Value) -> rusqlite::Result<()> {
    let source = json::text(pool, "creationData.sourceResourceId").and_then(|s| ResourceId::parse(s).ok());
    let Some(source) = source else { return Ok(()) };
    if let Some(there) = world.tx.resource(&source)?
        && let Some(image) = json::text(&there.body, "properties.nodeImageVersion")
    {
        json::set(pool, "nodeImageVersion", image);
    }
    Ok(())
}

fn put(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let wanted = request.object()?;
    let location = location_of(&wanted, TYPE)?;
    let before = world.tx.resource(id)?;
    if let Some(there) = &before {
        check_location(there, location)?;
    }
    let id = before.as_ref().map_or(id, |there| &there.id);
    let source = json::text(&wanted, "properties.creationData.sourceResourceId").unwrap_or_default();
    let pool = match ResourceId::parse(source).ok().filter(|id| id.kind() == POOL) {
        Some(pool) => world.tx.resource(&pool)?,
        None => None,
    };
    let Some(pool) = pool else {
        let text = format!("The source '{source}' of the snapshot is no node pool that exists.");
        return Err(
            Fault::aks(400, "InvalidParameter", text).target("properties.creationData.sourceResourceId")
        );
    };
    let mut properties = json!({
        "creationData": {"sourceResourceId": source},
        "snapshotType": "NodePool",
    });
    for (name, member) in TAKEN {
        if let Some(value) = json::at(&pool.body, &format!("properties.{member}")) {
            json::set(&mut properties, name, value.clone());
        }
    }
    let mut body = json!({
        "id": id.to_string(),
        "name": id.name(),
        "type": TYPE,
        "location": location,
        "properties": properties,
    });
    if let Some(tags) = tags_of(&wanted)? {
        json::set(&mut body, "tags", tags);
    }
    let status = if before.is_some() { 200 } else { 201 };
    world.tx.put(&Resource::new(id.clone(), body.clone()))?;
    Ok(Answer::json(status, body))
}

fn patch(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let mut there = found(world, id)?;
    if let Some(tags) = tags_of(&request.object()?)? {
        json::set(&mut there.body, "tags", tags);
        world.tx.put(&there)?;
    }
    Ok(Answer::json(200, there.body))
}

fn delete(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let there = world.tx.remove_tree(id)? > 0;
    Ok(Answer::empty(if there { 200 } else { 204 }))
}

fn found(world: &World<'_>, id: &ResourceId) -> Result<Resource, Fault> {
    world.tx.resource(id)?.ok_or_else(|| gone(id))
}
