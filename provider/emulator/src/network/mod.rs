//! Microsoft.Network: virtual networks and subnets, and the kinds around them.
//!
//! Subnets, rules and routes are stored as resources of their own and shown inside the resource that they belong to, so
//! that both views agree.

mod general;
mod names;
mod subnet;
mod vnet;

use http::Method;

use crate::gateway::{Address, Answer, Fault, Request, gone};
use crate::operations;
use crate::resource_id::ResourceId;
use crate::store::{Operation, Resource};
use crate::world::World;
use crate::{ids, json};

pub(crate) use general::seed as seed_general;
pub(crate) use subnet::{prefixes, seed as seed_subnet};
pub(crate) use vnet::seed as seed_vnet;

/// The kind of a virtual network.
pub(crate) const VNET: &str = "microsoft.network/virtualnetworks";
/// The kind of a subnet.
pub(crate) const SUBNET: &str = "microsoft.network/virtualnetworks/subnets";

/// Requests below `providers/Microsoft.Network`.
pub(crate) fn route(world: &World<'_>, request: &Request, address: &Address<'_>) -> Result<Answer, Fault> {
    let words = address.words();
    let id = |count| address.id(count).ok_or_else(|| unserved(request));
    match (words.as_slice(), &request.method) {
        (["virtualnetworks"], &Method::GET) => vnet::list(world, &address.scope()),
        (["virtualnetworks", _], method) => match *method {
            Method::GET => vnet::show(world, &id(2)?),
            Method::PUT => vnet::put(world, request, id(2)?),
            Method::PATCH => vnet::patch(world, request, &id(2)?),
            Method::DELETE => vnet::delete(world, &id(2)?),
            _ => Err(unserved(request)),
        },
        (["virtualnetworks", _, "checkipaddressavailability"], &Method::GET) => {
            vnet::check_address(world, request, &id(2)?)
        }
        (["virtualnetworks", _, "subnets"], &Method::GET) => subnet::list(world, &id(2)?),
        (["virtualnetworks", _, "subnets", _], method) => match *method {
            Method::GET => subnet::show(world, &id(4)?),
            Method::PUT => subnet::put(world, request, id(4)?),
            Method::DELETE => subnet::delete(world, &id(4)?),
            _ => Err(unserved(request)),
        },
        (["virtualnetworks", ..], _) => Err(unserved(request)),
        ([kind, ..], _) if general::has(kind) => general::route(world, request, address),
        _ => Err(unserved(request)),
    }
}

/// What a reader sees of a network resource.
pub(crate) fn view(world: &World<'_>, there: &Resource) -> rusqlite::Result<serde_json::Value> {
    if there.id.kind() == VNET { vnet::view(world, there) } else { general::view(world, there) }
}

/// A write has come to its end.
pub(crate) fn settled(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    let network = id.parent().unwrap_or_else(|| id.clone());
    let etag = etag(world)?;
    for mut there in [world.tx.resource(&network)?].into_iter().flatten().chain(world.tx.tree(&network)?) {
        if json::text(&there.body, "properties.provisioningState") == Some("Deleting") {
            continue;
        }
        json::set(&mut there.body, "etag", etag.clone());
        json::set(&mut there.body, "properties.provisioningState", "Succeeded");
        world.tx.put(&there)?;
    }
    Ok(())
}

/// A deletion has come to its end.
pub(crate) fn deleted(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    world.tx.cancel_below(&id.key(), world.now)?;
    world.tx.remove_tree(id)?;
    if let Some(network) = id.parent() {
        settled(world, &network)?;
    }
    Ok(())
}

/// Adds the headers of a running operation to an answer.
fn with_monitor(
    world: &World<'_>,
    answer: Answer,
    operation: &Operation,
    id: &ResourceId,
    location: &str,
) -> rusqlite::Result<Answer> {
    let url = operations::monitor_url(world, operation, id, location, "operations")?;
    let mut answer = answer.header("azure-asyncoperation", url).header("azure-asyncnotification", "Enabled");
    if answer.body.is_none() {
        let url = operations::monitor_url(world, operation, id, location, "operationResults")?;
        answer = answer.header("location", url);
    }
    Ok(answer.header("retry-after", operations::retry_after(world, 10.0)))
}

/// A new entity tag, in the weak form that Network uses.
fn etag(world: &World<'_>) -> rusqlite::Result<String> {
    Ok(format!("W/\"{}\"", ids::guid(world)?))
}

/// Refuses a write whose `If-Match` names another version than the stored one.
fn check_match(request: &Request, there: Option<&Resource>) -> Result<(), Fault> {
    let Some(wanted) = request.header("if-match").filter(|w| *w != "*") else { return Ok(()) };
    let actual = there.and_then(|r| json::text(&r.body, "etag"));
    if actual == Some(wanted) {
        return Ok(());
    }
    let text = "Precondition failed: the entity tag of the request does not match the resource.";
    Err(Fault::provider(412, "PreconditionFailed", text))
}

fn unserved(request: &Request) -> Fault {
    let text = format!("The emulator does not serve {} {}.", request.method, request.path);
    Fault::gateway(404, "NotFound", text)
}

/// The virtual network that holds a subnet, or the gateway's 404.
fn network_of(world: &World<'_>, id: &ResourceId) -> Result<Resource, Fault> {
    world.tx.resource(id)?.ok_or_else(|| gone(id))
}
