//! Microsoft.Network: virtual networks, subnets and peerings, and the kinds around them.
//!
//! Subnets, peerings, rules and routes are stored as resources of their own and shown inside the resource that they
//! belong to, so that both views agree. Who refers to whom is looked up when somebody asks.

mod addresses;
mod general;
mod kinds;
mod local_gateway;
mod members;
mod names;
mod nat;
mod peering;
mod references;
mod routing;
mod security;
mod subnet;
mod usages;
mod vnet;
mod words;

use http::Method;
use serde_json::{Value, json};

use crate::gateway::{Address, Answer, Fault, Request, gone, unserved};
use crate::operations;
use crate::resource_id::ResourceId;
use crate::store::{Operation, Resource};
use crate::world::World;
use crate::{ids, json, plain};

pub(crate) use peering::PEERING;
pub(crate) use subnet::prefixes;

/// The kind of a virtual network.
pub(crate) const VNET: &str = "microsoft.network/virtualnetworks";
/// The kind of a subnet.
pub(crate) const SUBNET: &str = "microsoft.network/virtualnetworks/subnets";

/// Requests below `providers/Microsoft.Network`.
pub(crate) fn route(world: &World<'_>, request: &Request, address: &Address<'_>) -> Result<Answer, Fault> {
    let answer = dispatch(world, request, address)?;
    Ok(answer.header("x-ms-arm-service-request-id", ids::guid(world)?))
}

fn dispatch(world: &World<'_>, request: &Request, address: &Address<'_>) -> Result<Answer, Fault> {
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
        (["locations", location, "usages"], &Method::GET) => {
            usages::of_location(world, address.subscription, location)
        }
        (["virtualnetworks", _, "usages"], &Method::GET) => usages::of_network(world, &id(2)?),
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
        (["virtualnetworks", _, "virtualnetworkpeerings"], &Method::GET) => peering::list(world, &id(2)?),
        (["virtualnetworks", _, "virtualnetworkpeerings", _], method) => match *method {
            Method::GET => peering::show(world, &id(4)?),
            Method::PUT => peering::put(world, request, id(4)?),
            Method::DELETE => delete_child(world, &id(4)?),
            _ => Err(unserved(request)),
        },
        (["virtualnetworks", ..], _) => Err(unserved(request)),
        // The load balancers of clusters: made by AKS, and only looked at.
        (["loadbalancers"] | ["loadbalancers", _], _) => plain::route(world, request, address),
        ([kind, ..], _) if kinds::named(kind).is_some() => general::route(world, request, address),
        _ => Err(unserved(request)),
    }
}

/// A resource of the seed file.
pub(crate) fn seed(world: &World<'_>, id: &ResourceId, wanted: &Value) -> Result<(), Fault> {
    let wanted = &mut wanted.clone();
    members::check(wanted, id)?;
    match id.kind().as_str() {
        VNET => vnet::seed(world, id, wanted),
        SUBNET => subnet::seed(world, id, wanted),
        PEERING => peering::seed(world, id, wanted),
        _ => general::seed(world, id, wanted),
    }
}

/// What a reader sees of a network resource.
pub(crate) fn view(world: &World<'_>, there: &Resource) -> rusqlite::Result<Value> {
    match there.id.kind().as_str() {
        VNET => vnet::view(world, there),
        PEERING => peering::view(world, there),
        SUBNET => Ok(subnet::view(there)),
        _ => general::view(world, there),
    }
}

/// A write has come to its end.
pub(crate) fn settled(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    let network = id.parent().unwrap_or_else(|| id.clone());
    let etag = etag(world)?;
    for mut there in [world.tx.resource(&network)?].into_iter().flatten().chain(world.tx.tree(&network)?) {
        // What belongs to another provider may hang below a network: role assignments.
        let ours = there.id.kind().starts_with("microsoft.network/");
        if !ours || json::text(&there.body, "properties.provisioningState") == Some("Deleting") {
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

/// Begins the deletion of a child that nothing else depends on.
fn delete_child(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let Some(mut there) = world.tx.resource(id)? else { return Ok(Answer::empty(204)) };
    let Some(above) = id.parent() else { return Err(gone(id)) };
    check_free(world, &above, id)?;
    let network = network_of(world, &above)?;
    json::set(&mut there.body, "properties.provisioningState", "Deleting");
    world.tx.put(&there)?;
    let operation = operations::start(world, operations::Kind::NetworkDelete, id, Value::Null)?;
    let location = json::text(&network.body, "location").unwrap_or_default();
    Ok(with_monitor(world, Answer::empty(202), &operation, id, location)?)
}

/// Refuses a write while another resource of the same owner is being written: a network works off one change at a
/// time. A new write of the same resource takes the place of the one that runs.
fn check_free(world: &World<'_>, owner: &ResourceId, target: &ResourceId) -> Result<(), Fault> {
    let running = world.tx.running_below(&owner.key())?;
    let Some(other) = running.iter().find(|o| o.target != target.key()) else { return Ok(()) };
    let Ok(busy) = ResourceId::parse(&other.target) else { return Ok(()) };
    let location = match world.tx.resource(owner)? {
        Some(there) => json::text(&there.body, "location").unwrap_or_default().to_owned(),
        None => String::new(),
    };
    let url = operations::monitor_url(world, other, &busy, &location, "operations")?;
    let text = format!(
        "Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: \
         {url}."
    );
    Err(Fault::provider(429, "AnotherOperationInProgress", text)
        .details(json!([]))
        .header("retry-after", operations::retry_after(world, 10.0)))
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

/// The resource that is no child, or the gateway's 404.
fn network_of(world: &World<'_>, id: &ResourceId) -> Result<Resource, Fault> {
    world.tx.resource(id)?.ok_or_else(|| gone(id))
}

/// A child, or the 404 of the provider; where its parent is missing, that of the gateway.
fn child(world: &World<'_>, id: &ResourceId) -> Result<Resource, Fault> {
    if let Some(parent) = id.parent() {
        network_of(world, &parent)?;
    }
    world.tx.resource(id)?.ok_or_else(|| child_missing(&id.to_string()))
}

fn child_missing(id: &str) -> Fault {
    Fault::provider(404, "NotFound", format!("Resource {id} not found.")).details(json!([]))
}
