//! The kinds of Microsoft.Network that only differ in what is filled in: security groups with their rules, route tables
//! with their routes, public addresses, NAT gateways.

use http::Method;
use serde_json::{Value, json};

use super::{check_match, etag, names, network_of, unserved, with_monitor};
use crate::gateway::{
    Address, Answer, Fault, Request, check_location, gone, location_of, parent_missing, tags_of,
};
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{ids, json};

/// Type, the type of its children where it has any, and whether it has a GUID.
const KINDS: &[(&str, Option<&str>, bool)] = &[
    ("networkSecurityGroups", Some("securityRules"), true),
    ("routeTables", Some("routes"), true),
    ("applicationSecurityGroups", None, false),
    ("natGateways", None, true),
    ("publicIPAddresses", None, true),
    ("publicIPPrefixes", None, true),
];

/// Members whose value is the platform's.
const READ_ONLY: [&str; 4] = ["provisioningState", "resourceGuid", "defaultSecurityRules", "etag"];

/// Requests for one of these kinds.
pub(super) fn route(world: &World<'_>, request: &Request, address: &Address<'_>) -> Result<Answer, Fault> {
    let words = address.words();
    let id = || address.id(words.len()).ok_or_else(|| unserved(request));
    match (words.len(), &request.method) {
        (1, &Method::GET) => list(world, &format!("Microsoft.Network/{}", words[0]), &address.scope()),
        (3, &Method::GET) => {
            let parent = address.id(2).ok_or_else(|| unserved(request))?;
            network_of(world, &parent)?;
            list(world, &format!("Microsoft.Network/{}/{}", words[0], words[2]), &parent.key())
        }
        (2 | 4, &Method::GET) => show(world, &id()?),
        (2 | 4, &Method::PUT) => put(world, request, id()?),
        (2, &Method::PATCH) => patch(world, request, &id()?),
        (2 | 4, &Method::DELETE) => delete(world, &id()?),
        _ => Err(unserved(request)),
    }
}

/// A resource that exists from the start.
pub(crate) fn seed(world: &World<'_>, id: &ResourceId, wanted: &Value) -> Result<(), Fault> {
    write(world, id.clone(), world.tx.resource(id)?, wanted)?;
    Ok(super::settled(world, id)?)
}

/// What a reader sees: the resource with its children inside, and a security group with the rules that every one has.
pub(super) fn view(world: &World<'_>, there: &Resource) -> rusqlite::Result<Value> {
    let mut body = there.body.clone();
    let Some((kind, Some(children), _)) = known(&there.id) else { return Ok(body) };
    let inside = world.tx.children(&format!("microsoft.network/{kind}/{children}"), &there.id)?;
    json::set(
        &mut body,
        &format!("properties.{children}"),
        inside.into_iter().map(|c| c.body).collect::<Vec<_>>(),
    );
    if *kind == "networkSecurityGroups" {
        let rules = default_rules(&body);
        json::set(&mut body, "properties.defaultSecurityRules", rules);
    }
    Ok(body)
}

fn list(world: &World<'_>, kind: &str, scope: &str) -> Result<Answer, Fault> {
    let all = world.tx.list(kind, scope, None, usize::MAX)?;
    let value = all.iter().map(|r| view(world, r)).collect::<Result<Vec<_>, _>>()?;
    Ok(Answer::json(200, json!({ "value": value })))
}

fn show(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    if let Some(parent) = id.parent() {
        network_of(world, &parent)?;
    }
    let there = world.tx.resource(id)?.ok_or_else(|| match id.parent() {
        Some(_) => Fault::provider(404, "NotFound", format!("Resource {id} not found.")).details(json!([])),
        None => gone(id),
    })?;
    let etag = json::text(&there.body, "etag").unwrap_or_default().to_owned();
    Ok(Answer::json(200, view(world, &there)?).header("etag", etag))
}

fn put(world: &World<'_>, request: &Request, id: ResourceId) -> Result<Answer, Fault> {
    let before = world.tx.resource(&id)?;
    check_match(request, before.as_ref())?;
    let status = if before.is_some() { 200 } else { 201 };
    let there = write(world, id, before, &request.object()?)?;
    let operation = operations::start(world, Kind::NetworkPut, &there.id, Value::Null)?;
    let answer = Answer::json(status, view(world, &there)?);
    Ok(with_monitor(world, answer, &operation, &there.id, &location(world, &there)?)?)
}

fn patch(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let mut there = network_of(world, id)?;
    if let Some(tags) = tags_of(&request.object()?)? {
        json::set(&mut there.body, "tags", tags);
    }
    json::set(&mut there.body, "etag", etag(world)?);
    world.tx.put(&there)?;
    Ok(Answer::json(200, view(world, &there)?))
}

fn delete(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let Some(mut there) = world.tx.resource(id)? else { return Ok(Answer::empty(204)) };
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
    let kind = spelled(&id);
    let mut body = json!({
        "name": id.name(),
        "id": id.to_string(),
        "etag": etag(world)?,
        "type": kind,
        "properties": {"provisioningState": "Updating"},
    });
    match id.parent() {
        Some(parent) if world.tx.resource(&parent)?.is_none() => {
            let kind = kind.trim_start_matches("Microsoft.Network/");
            return Err(parent_missing(kind, &parent));
        }
        Some(_) => {}
        None => {
            let location = location_of(wanted, &kind)?;
            if let Some(there) = &before {
                check_location(there, location)?;
            }
            json::set(&mut body, "location", location);
            if let Some(tags) = tags_of(wanted)? {
                json::set(&mut body, "tags", tags);
            }
            if let Some(sku) = json::at(wanted, "sku") {
                json::set(&mut body, "sku", sku.clone());
            }
        }
    }
    let children = known(&id).and_then(|(_, children, _)| *children);
    if let Some(properties) = json::at(wanted, "properties").and_then(Value::as_object) {
        let kept = properties
            .iter()
            .filter(|(name, _)| !READ_ONLY.contains(&name.as_str()) && Some(name.as_str()) != children);
        for (name, value) in kept {
            json::object(&mut body["properties"]).insert(name.clone(), value.clone());
        }
    }
    fill(world, &id, before.as_ref(), &mut body)?;
    let mut there = before.unwrap_or_else(|| Resource::new(id, Value::Null));
    there.body = body;
    world.tx.put(&there)?;
    if let Some(children) = children {
        replace_children(world, &there, children, wanted)?;
    }
    Ok(there)
}

/// What the platform adds.
fn fill(
    world: &World<'_>,
    id: &ResourceId,
    before: Option<&Resource>,
    body: &mut Value,
) -> rusqlite::Result<()> {
    if known(id).is_some_and(|(_, _, guid)| *guid) {
        let guid = match before.and_then(|there| json::text(&there.body, "properties.resourceGuid")) {
            Some(guid) => guid.to_owned(),
            None => ids::guid(world)?,
        };
        json::set(body, "properties.resourceGuid", guid);
    }
    let kind = id.kind();
    if kind.ends_with("/securityrules") {
        for member in [
            "sourcePortRanges",
            "destinationPortRanges",
            "sourceAddressPrefixes",
            "destinationAddressPrefixes",
        ] {
            json::set_default(body, &format!("properties.{member}"), json!([]));
        }
    } else if kind.ends_with("/routetables") {
        json::set_default(body, "properties.disableBgpRoutePropagation", false);
    }
    Ok(())
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
    for there in world.tx.tree(&parent.id)? {
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

/// The six rules of every security group, in its own state and version.
fn default_rules(group: &Value) -> Value {
    const RULES: [(&str, &str, &str, &str, i64, &str, &str); 6] = [
        (
            "AllowVnetInBound",
            "Allow inbound traffic from all VMs in VNET",
            "VirtualNetwork",
            "VirtualNetwork",
            65000,
            "Inbound",
            "Allow",
        ),
        (
            "AllowAzureLoadBalancerInBound",
            "Allow inbound traffic from azure load balancer",
            "AzureLoadBalancer",
            "*",
            65001,
            "Inbound",
            "Allow",
        ),
        ("DenyAllInBound", "Deny all inbound traffic", "*", "*", 65500, "Inbound", "Deny"),
        (
            "AllowVnetOutBound",
            "Allow outbound traffic from all VMs to all VMs in VNET",
            "VirtualNetwork",
            "VirtualNetwork",
            65000,
            "Outbound",
            "Allow",
        ),
        (
            "AllowInternetOutBound",
            "Allow outbound traffic from all VMs to Internet",
            "*",
            "Internet",
            65001,
            "Outbound",
            "Allow",
        ),
        ("DenyAllOutBound", "Deny all outbound traffic", "*", "*", 65500, "Outbound", "Deny"),
    ];
    let id = json::text(group, "id").unwrap_or_default();
    let rules = RULES.iter().map(|(name, description, from, to, priority, direction, access)| {
        json!({
            "name": name,
            "id": format!("{id}/defaultSecurityRules/{name}"),
            "etag": group["etag"],
            "type": "Microsoft.Network/networkSecurityGroups/defaultSecurityRules",
            "properties": {
                "provisioningState": group["properties"]["provisioningState"],
                "description": description,
                "protocol": "*",
                "sourcePortRange": "*",
                "destinationPortRange": "*",
                "sourceAddressPrefix": from,
                "destinationAddressPrefix": to,
                "access": access,
                "priority": priority,
                "direction": direction,
                "sourcePortRanges": [],
                "destinationPortRanges": [],
                "sourceAddressPrefixes": [],
                "destinationAddressPrefixes": [],
            },
        })
    });
    rules.collect()
}

/// The line of the table for a resource that is no child.
fn known(id: &ResourceId) -> Option<&'static (&'static str, Option<&'static str>, bool)> {
    let kind = id.kind();
    let own = kind.strip_prefix("microsoft.network/")?;
    KINDS.iter().find(|(name, _, _)| name.eq_ignore_ascii_case(own))
}

/// Whether a type of the namespace is one of these.
pub(super) fn has(kind: &str) -> bool {
    KINDS.iter().any(|(name, _, _)| name.eq_ignore_ascii_case(kind))
}

/// The type in Azure's spelling.
fn spelled(id: &ResourceId) -> String {
    let kind = id.kind();
    let own = kind.trim_start_matches("microsoft.network/");
    let (parent, child) = own.split_once('/').map_or((own, None), |(parent, child)| (parent, Some(child)));
    let line = KINDS.iter().find(|(name, _, _)| name.eq_ignore_ascii_case(parent));
    let parent = line.map_or(parent, |(name, _, _)| name);
    match child {
        None => format!("Microsoft.Network/{parent}"),
        Some(child) => {
            format!(
                "Microsoft.Network/{parent}/{}",
                line.and_then(|(_, children, _)| *children).unwrap_or(child)
            )
        }
    }
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
