//! What hangs below a cluster besides its pools: maintenance windows, bindings, managed namespaces, private endpoints.
//!
//! They behave alike: PUT, GET, list, DELETE, some with an operation and some at once. What differs stands in a row of
//! [`CHILDREN`]; what the service fills in for one kind stands in the file of its name.

mod bindings;
mod maintenance;
mod namespaces;
mod private_endpoints;

use http::Method;
use serde_json::{Value, json};

use super::{cluster, precondition};
use crate::gateway::{Answer, Fault, Request};
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{ids, json};

/// A kind of child, and how it behaves.
pub(super) struct Child {
    /// Its segment of the path, in the spelling of answers.
    name: &'static str,
    /// Whether a write takes an operation.
    writes: Writes,
    /// Whether a deletion takes an operation; its answer carries `Location` too unless it is a 200.
    deletes: Deletes,
    /// Whether it shows an entity tag at the top.
    tagged: bool,
    /// Judges a request and completes it.
    complete: fn(&Context<'_>, &mut Value) -> Result<(), Fault>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writes {
    /// Done when answered, always with 200.
    AtOnce,
    /// Done when answered; what cannot be made by a PUT can still be changed by one.
    Existing,
    /// 201 in the state `Creating`, then 200 in the state `Updating`.
    Operation,
    /// 201 in the state `Updating`, new or not (recorded in June 2024).
    AlwaysCreated,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deletes {
    AtOnce,
    Operation,
}

/// What the completion of a child may look at.
struct Context<'c> {
    world: &'c World<'c>,
    cluster: &'c Resource,
    id: &'c ResourceId,
    before: Option<&'c Resource>,
}

const CHILDREN: &[Child] = &[
    Child {
        name: "maintenanceConfigurations",
        writes: Writes::AtOnce,
        deletes: Deletes::AtOnce,
        tagged: false,
        complete: maintenance::complete,
    },
    Child {
        name: "managedNamespaces",
        writes: Writes::Operation,
        deletes: Deletes::Operation,
        tagged: true,
        complete: namespaces::complete,
    },
    Child {
        name: "identityBindings",
        writes: Writes::Operation,
        deletes: Deletes::Operation,
        tagged: true,
        complete: bindings::identity,
    },
    Child {
        name: "trustedAccessRoleBindings",
        writes: Writes::AlwaysCreated,
        deletes: Deletes::Operation,
        tagged: false,
        complete: bindings::trusted_access,
    },
    Child {
        name: "privateEndpointConnections",
        writes: Writes::Existing,
        deletes: Deletes::AtOnce,
        tagged: false,
        complete: private_endpoints::complete,
    },
];

/// The kind of child that a segment of a path names, in lower case.
pub(super) fn of(segment: &str) -> Option<&'static Child> {
    CHILDREN.iter().find(|child| child.name.eq_ignore_ascii_case(segment))
}

/// `CLUSTER/CHILDREN`.
pub(super) fn list(world: &World<'_>, owner: &ResourceId, child: &Child) -> Result<Answer, Fault> {
    let owner = cluster::parent(world, owner, "read", child.name)?;
    let all = world.tx.list(&kind(child), &owner.id.key(), None, usize::MAX)?;
    Ok(Answer::json(200, json!({"value": all.into_iter().map(|r| r.body).collect::<Vec<_>>()})))
}

/// `CLUSTER/CHILDREN/NAME`; `None` where the method is none of theirs.
pub(super) fn one(
    world: &World<'_>,
    request: &Request,
    id: &ResourceId,
    child: &Child,
) -> Option<Result<Answer, Fault>> {
    Some(match request.method {
        Method::GET => show(world, id, child),
        Method::PUT => put(world, request, id, child),
        Method::PATCH if child.name == "managedNamespaces" => namespaces::patch(world, request, id, child),
        Method::DELETE => delete(world, request, id, child),
        _ => return None,
    })
}

/// `CLUSTER/managedNamespaces/NAME/listCredential`: the cluster's user credential.
pub(super) fn credential(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let Some(owner) = id.parent() else { return Err(missing(id)) };
    cluster::parent(world, &owner, "action", "managedNamespaces")?;
    world.tx.resource(id)?.ok_or_else(|| missing(id))?;
    super::credentials::list(world, request, &owner, "listclusterusercredential")
}

/// An operation on a child has succeeded.
pub(crate) fn settled(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    let Some(mut there) = world.tx.resource(id)? else { return Ok(()) };
    json::set(&mut there.body, "properties.provisioningState", "Succeeded");
    if json::at(&there.body, "eTag").is_some() {
        json::set(&mut there.body, "eTag", ids::guid(world)?);
    }
    world.tx.put(&there)
}

/// A child is gone.
pub(crate) fn deleted(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    world.tx.cancel_below(&id.key(), world.now)?;
    world.tx.remove_tree(id).map(drop)
}

fn show(world: &World<'_>, id: &ResourceId, child: &Child) -> Result<Answer, Fault> {
    owner(world, id, "read", child)?;
    Ok(Answer::json(200, world.tx.resource(id)?.ok_or_else(|| missing(id))?.body))
}

fn put(world: &World<'_>, request: &Request, id: &ResourceId, child: &Child) -> Result<Answer, Fault> {
    let owner = owner(world, id, "write", child)?;
    let wanted = request.object()?;
    let before = world.tx.resource(id)?;
    precondition::check_etag(request, before.as_ref().and_then(tag), before.is_some())?;
    if before.is_none() && child.writes == Writes::Existing {
        return Err(missing(id));
    }
    check_idle(world, id)?;

    let id = before.as_ref().map_or(id, |there| &there.id);
    let mut body = wanted;
    for path in ["systemData", "eTag", "properties.provisioningState"] {
        json::remove(&mut body, path);
    }
    json::set(&mut body, "id", id.to_string());
    json::set(&mut body, "name", id.name());
    json::set(&mut body, "type", format!("Microsoft.ContainerService/managedClusters/{}", child.name));
    (child.complete)(&Context { world, cluster: &owner, id, before: before.as_ref() }, &mut body)?;

    let new = before.is_none();
    let (status, state) = match child.writes {
        Writes::AtOnce | Writes::Existing => (200, None),
        Writes::Operation if new => (201, Some("Creating")),
        Writes::Operation => (200, Some("Updating")),
        Writes::AlwaysCreated => (201, Some("Updating")),
    };
    if child.tagged {
        json::set(&mut body, "eTag", ids::guid(world)?);
    }
    if let Some(state) = state {
        json::set(&mut body, "properties.provisioningState", state);
    }
    let there = Resource::new(id.clone(), body);
    world.tx.put(&there)?;
    let answer = Answer::json(status, there.body);
    if state.is_none() {
        return Ok(answer);
    }
    let operation = operations::start(world, Kind::ChildPut, id, Value::Null)?;
    Ok(answer.header("azure-asyncoperation", cluster::monitor(world, &operation, &owner, "operations")?))
}

fn delete(world: &World<'_>, request: &Request, id: &ResourceId, child: &Child) -> Result<Answer, Fault> {
    let owner = owner(world, id, "delete", child)?;
    let Some(mut there) = world.tx.resource(id)? else { return Ok(Answer::empty(204)) };
    precondition::check_etag(request, tag(&there), true)?;
    if child.deletes == Deletes::AtOnce {
        deleted(world, id)?;
        return Ok(Answer::empty(200));
    }
    world.tx.cancel_below(&id.key(), world.now)?;
    json::set(&mut there.body, "properties.provisioningState", "Deleting");
    world.tx.put(&there)?;
    let operation = operations::start(world, Kind::ChildDelete, &there.id, Value::Null)?;
    cluster::with_both(world, Answer::empty(202), &operation, &owner)
}

/// The cluster of a child.
fn owner(world: &World<'_>, id: &ResourceId, verb: &str, child: &Child) -> Result<Resource, Fault> {
    let Some(owner) = id.parent() else { return Err(missing(id)) };
    cluster::parent(world, &owner, verb, child.name)
}

fn tag(there: &Resource) -> Option<&str> {
    json::text(&there.body, "eTag")
}

fn kind(child: &Child) -> String {
    format!("{}/{}", super::CLUSTER, child.name)
}

/// A child has its own queue: what runs on its cluster does not concern it.
fn check_idle(world: &World<'_>, id: &ResourceId) -> Result<(), Fault> {
    match world.tx.running(&id.key())? {
        None => Ok(()),
        Some(operation) => {
            let text = format!(
                "Operation is not allowed: Another operation ({}) is in progress, please wait for it to finish before \
                 starting a new operation. See https://aka.ms/aks-pending-operation for more details.",
                operation.id
            );
            Err(Fault::aks(409, "OperationNotAllowed", text))
        }
    }
}

/// 404 in the shape of AKS.
fn missing(id: &ResourceId) -> Fault {
    let kind = id.kind();
    let kind = kind.rsplit('/').next().unwrap_or_default();
    let kind = of(kind).map_or(kind, |child| child.name);
    let text = format!(
        "Could not find the {kind} resource: {} in subscription: {}, resourceGroup: {}, resourceName: {}.",
        id.name(),
        id.subscription(),
        id.group().unwrap_or_default(),
        id.parent().map(|p| p.name().to_owned()).unwrap_or_default(),
    );
    Fault::aks(404, "NotFound", text)
}
