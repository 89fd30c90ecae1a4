//! Reading and writing the kinds of the table in `kinds`.

use http::Method;
use serde_json::{Value, json};

use super::kinds::{self, Piece};
use super::{
    check_free, check_match, etag, members, names, network_of, references, security, with_monitor, words,
};
use crate::gateway::{
    Address, Answer, Fault, Request, check_location, gone, location_of, parent_missing, tags_of, unserved,
};
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{ids, json};

/// Members whose value is the platform's.
const READ_ONLY: [&str; 9] = [
    "provisioningState",
    "resourceGuid",
    "defaultSecurityRules",
    "etag",
    "subnets",
    "networkInterfaces",
    "natGateway",
    "ipConfiguration",
    "loadBalancerFrontendIpConfiguration",
];

/// Requests for one of these kinds.
pub(super) fn route(world: &World<'_>, request: &Request, address: &Address<'_>) -> Result<Answer, Fault> {
    let words = address.words();
    let id = || {
        let id = address.id(words.len()).ok_or_else(|| unserved(request))?;
        if kinds::of(&id).is_some() { Ok(id) } else { Err(unserved(request)) }
    };
    match (words.as_slice(), &request.method) {
        ([kind], &Method::GET) => list(world, &format!("Microsoft.Network/{kind}"), &address.scope()),
        ([_, _, "defaultsecurityrules", ..], &Method::GET) => security::default_rule(world, request, address),
        ([kind, _, children], &Method::GET) => {
            let parent = address.id(2).ok_or_else(|| unserved(request))?;
            if kinds::named(kind).is_none_or(|k| k.children.is_none_or(|c| !c.eq_ignore_ascii_case(children)))
            {
                return Err(unserved(request));
            }
            network_of(world, &parent)?;
            list(world, &format!("Microsoft.Network/{kind}/{children}"), &parent.key())
        }
        ([_, _] | [_, _, _, _], &Method::GET) => show(world, &id()?),
        ([_, _] | [_, _, _, _], &Method::PUT) => put(world, request, id()?),
        ([_, _], &Method::PATCH) => patch(world, request, &id()?),
        ([_, _] | [_, _, _, _], &Method::DELETE) => delete(world, &id()?),
        _ => Err(unserved(request)),
    }
}

/// A resource that exists from the start.
pub(crate) fn seed(world: &World<'_>, id: &ResourceId, wanted: &Value) -> Result<(), Fault> {
    write(world, id.clone(), world.tx.resource(id)?, wanted)?;
    Ok(super::settled(world, id)?)
}

/// What a reader sees: the resource with its children inside and with those that refer to it.
pub(super) fn view(world: &World<'_>, there: &Resource) -> rusqlite::Result<Value> {
    let mut body = there.body.clone();
    let Some((kind, false)) = kinds::of(&there.id) else { return Ok(body) };
    if let Some(children) = kind.children {
        let inside = world.tx.children(&format!("microsoft.network/{}/{children}", kind.name), &there.id)?;
        let inside: Vec<Value> = inside.into_iter().map(|c| c.body).collect();
        json::set(&mut body, &format!("properties.{children}"), inside);
    }
    if kind.name == "networkSecurityGroups" {
        let rules = security::default_rules(&body);
        json::set(&mut body, "properties.defaultSecurityRules", rules);
    }
    references::add_back(world, there, &mut body)?;
    Ok(body)
}

fn list(world: &World<'_>, kind: &str, scope: &str) -> Result<Answer, Fault> {
    let mut all = world.tx.list(kind, scope, None, usize::MAX)?;
    if kind.matches('/').count() > 1 {
        all.sort_by_key(|child| child.sequence);
    }
    let value = all.iter().map(|r| view(world, r)).collect::<Result<Vec<_>, _>>()?;
    Ok(Answer::json(200, json!({ "value": value })))
}

fn show(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let there = match id.parent() {
        Some(_) => super::child(world, id)?,
        None => world.tx.resource(id)?.ok_or_else(|| gone(id))?,
    };
    let etag = json::text(&there.body, "etag").unwrap_or_default().to_owned();
    Ok(Answer::json(200, view(world, &there)?).header("etag", etag))
}

fn put(world: &World<'_>, request: &Request, id: ResourceId) -> Result<Answer, Fault> {
    check_free(world, &id.parent().unwrap_or_else(|| id.clone()), &id)?;
    let before = world.tx.resource(&id)?;
    check_match(request, before.as_ref())?;
    let status = if before.is_some() { 200 } else { 201 };
    let wanted = members::body(request, &id)?;
    let there = write(world, id, before, &wanted)?;
    let operation = operations::start(world, Kind::NetworkPut, &there.id, Value::Null)?;
    let answer = Answer::json(status, view(world, &there)?);
    Ok(with_monitor(world, answer, &operation, &there.id, &location(world, &there)?)?)
}

fn patch(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let mut there = network_of(world, id)?;
    check_match(request, Some(&there))?;
    if let Some(tags) = tags_of(&request.object()?)? {
        json::set(&mut there.body, "tags", tags);
    }
    json::set(&mut there.body, "etag", etag(world)?);
    world.tx.put(&there)?;
    Ok(Answer::json(200, view(world, &there)?))
}

fn delete(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let Some(mut there) = world.tx.resource(id)? else { return Ok(Answer::empty(204)) };
    check_free(world, &id.parent().unwrap_or_else(|| id.clone()), id)?;
    references::check_unused(world, &there)?;
    let location = location(world, &there)?;
    json::set(&mut there.body, "properties.provisioningState", "Deleting");
    world.tx.put(&there)?;
    let operation = operations::start(world, Kind::NetworkDelete, &there.id, Value::Null)?;
    Ok(with_monitor(world, Answer::empty(202), &operation, &there.id, &location)?)
}

/// Stores a resource, with the children that its body names in place of those that are there.
fn write(
    world: &World<'_>,
    id: ResourceId,
    before: Option<Resource>,
    wanted: &Value,
) -> Result<Resource, Fault> {
    names::check(id.name())?;
    let id = before.as_ref().map_or(id, |there| there.id.clone());
    let Some((kind, is_child)) = kinds::of(&id) else { return Err(gone(&id)) };
    let spelled = kind.spelled(is_child);
    let mut body = json!({
        "name": id.name(),
        "id": id.to_string(),
        "etag": etag(world)?,
        "type": spelled,
        "properties": {"provisioningState": "Updating"},
    });
    let location = match id.parent() {
        Some(parent) => match world.tx.resource(&parent)? {
            Some(above) => json::text(&above.body, "location").unwrap_or_default().to_owned(),
            None => {
                return Err(parent_missing(spelled.trim_start_matches("Microsoft.Network/"), &parent));
            }
        },
        None => {
            let location = location_of(wanted, &spelled)?;
            if let Some(there) = &before {
                check_location(there, location)?;
            }
            json::set(&mut body, "location", location);
            if let Some(tags) = tags_of(wanted)? {
                json::set(&mut body, "tags", tags);
            }
            for member in ["sku", "zones", "extendedLocation"] {
                if let Some(value) = json::at(wanted, member) {
                    json::set(&mut body, member, value.clone());
                }
            }
            location.to_owned()
        }
    };
    if kind.has_guid && !is_child {
        let guid = match before.as_ref().and_then(|there| json::text(&there.body, "properties.resourceGuid"))
        {
            Some(guid) => guid.to_owned(),
            None => ids::guid(world)?,
        };
        json::set(&mut body, "properties.resourceGuid", guid);
    }
    let children = kind.children.filter(|_| !is_child);
    if let Some(properties) = json::at(wanted, "properties").and_then(Value::as_object) {
        let kept = properties
            .iter()
            .filter(|(name, _)| !READ_ONLY.contains(&name.as_str()) && Some(name.as_str()) != children);
        for (name, value) in kept {
            json::object(&mut body["properties"]).insert(name.clone(), value.clone());
        }
    }
    let piece = Piece { id: &id, before: before.as_ref(), location: &location };
    let complete = if is_child { kind.complete_child } else { kind.complete };
    complete(world, &piece, &mut body)?;
    let mut there = before.unwrap_or_else(|| Resource::new(id, Value::Null));
    there.body = body;
    world.tx.put(&there)?;
    if let Some(children) = children {
        replace_children(world, &there, children, wanted)?;
    }
    Ok(there)
}

fn replace_children(
    world: &World<'_>,
    parent: &Resource,
    children: &str,
    wanted: &Value,
) -> Result<(), Fault> {
    let empty = Vec::new();
    let list =
        json::at(wanted, &format!("properties.{children}")).and_then(Value::as_array).unwrap_or(&empty);
    let name_of = |child: &Value| json::text(child, "name").unwrap_or_default().to_owned();
    words::check_names(&parent.id, list)?;
    let kind = format!("{}/{children}", parent.id.kind());
    for there in world.tx.children(&kind, &parent.id)? {
        if !list.iter().any(|c| name_of(c).eq_ignore_ascii_case(there.id.name())) {
            world.tx.remove_tree(&there.id)?;
        }
    }
    for child in list {
        let id =
            ResourceId::parse(&format!("{}/{children}/{}", parent.id, name_of(child))).map_err(|_| {
                Fault::provider(400, "InvalidRequestFormat", "A child of the request has no name.")
            })?;
        write(world, id.clone(), world.tx.resource(&id)?, child)?;
    }
    Ok(())
}

/// The location of a resource, or of the one it is part of.
fn location(world: &World<'_>, there: &Resource) -> rusqlite::Result<String> {
    let owner = match there.id.parent() {
        Some(parent) => world.tx.resource(&parent)?,
        None => None,
    };
    let body = owner.as_ref().map_or(&there.body, |o| &o.body);
    Ok(json::text(body, "location").unwrap_or("eastus").to_owned())
}
