//! Virtual networks. A PUT replaces the subnets that it does not name.

use ipnet::IpNet;
use serde_json::{Value, json};

use super::words::{check_names, refuse};
use super::{
    SUBNET, VNET, check_free, check_match, etag, members, names, network_of, peering, subnet, with_monitor,
};
use crate::gateway::{Answer, Fault, Request, check_location, location_of, tags_of};
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{cidr, ids, json};

const TYPE: &str = "Microsoft.Network/virtualNetworks";

pub(super) fn list(world: &World<'_>, scope: &str) -> Result<Answer, Fault> {
    let all = world.tx.list(VNET, scope, None, usize::MAX)?;
    let value = all.iter().map(|v| view(world, v)).collect::<Result<Vec<_>, _>>()?;
    Ok(Answer::json(200, json!({ "value": value })))
}

pub(super) fn show(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let there = network_of(world, id)?;
    let etag = json::text(&there.body, "etag").unwrap_or_default().to_owned();
    Ok(Answer::json(200, view(world, &there)?).header("etag", etag))
}

pub(super) fn put(world: &World<'_>, request: &Request, id: ResourceId) -> Result<Answer, Fault> {
    check_free(world, &id, &id)?;
    let before = world.tx.resource(&id)?;
    check_match(request, before.as_ref())?;
    let status = if before.is_some() { 200 } else { 201 };
    let wanted = members::body(request, &id)?;
    let there = write(world, id, before, &wanted)?;
    let operation = operations::start(world, Kind::NetworkPut, &there.id, Value::Null)?;
    let location = json::text(&there.body, "location").unwrap_or_default();
    let answer = Answer::json(status, view(world, &there)?);
    Ok(with_monitor(world, answer, &operation, &there.id, location)?)
}

pub(super) fn patch(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let mut there = network_of(world, id)?;
    check_match(request, Some(&there))?;
    if let Some(tags) = tags_of(&request.object()?)? {
        json::set(&mut there.body, "tags", tags);
    }
    json::set(&mut there.body, "etag", etag(world)?);
    world.tx.put(&there)?;
    Ok(Answer::json(200, view(world, &there)?))
}

pub(super) fn delete(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let Some(mut there) = world.tx.resource(id)? else { return Ok(Answer::empty(204)) };
    check_free(world, id, id)?;
    for inside in world.tx.children(SUBNET, id)? {
        subnet::check_unused(world, &inside)?;
    }
    json::set(&mut there.body, "properties.provisioningState", "Deleting");
    world.tx.put(&there)?;
    let operation = operations::start(world, Kind::NetworkDelete, &there.id, Value::Null)?;
    let location = json::text(&there.body, "location").unwrap_or_default();
    Ok(with_monitor(world, Answer::empty(202), &operation, &there.id, location)?)
}

/// A network that exists from the start.
pub(crate) fn seed(world: &World<'_>, id: &ResourceId, wanted: &Value) -> Result<(), Fault> {
    write(world, id.clone(), world.tx.resource(id)?, wanted).map(drop)
}

/// What a reader sees: the network with its subnets and peerings inside.
pub(super) fn view(world: &World<'_>, there: &Resource) -> rusqlite::Result<Value> {
    let mut body = there.body.clone();
    let inside = world.tx.children(SUBNET, &there.id)?;
    json::set(&mut body, "properties.subnets", inside.iter().map(subnet::view).collect::<Vec<_>>());
    json::set(&mut body, "properties.virtualNetworkPeerings", peering::inside(world, &there.id)?);
    Ok(body)
}

/// Whether an address is free: `GET .../CheckIPAddressAvailability?ipAddress=A`.
pub(super) fn check_address(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    network_of(world, id)?;
    let given = request.query("ipAddress").unwrap_or_default();
    let Ok(address) = given.parse::<std::net::IpAddr>() else {
        let text = format!("The IP address '{given}' is not valid.");
        return Err(refuse("InvalidIPAddressFormat", text));
    };
    let inside = world.tx.children(SUBNET, id)?;
    let home = inside.iter().flat_map(|s| subnet::prefixes(&s.body)).find(|range| range.contains(&address));
    let Some(range) = home else {
        let text = format!("The IP address '{given}' is not within any subnet of the virtual network.");
        return Err(refuse("PrivateIPAddressNotInAnySubnet", text));
    };
    // Azure keeps the first four addresses of a subnet and its last.
    let mut reserved = (0..4).filter_map(|n| cidr::nth(&range, n));
    if !reserved.any(|r| r == address) && address != range.broadcast() {
        return Ok(Answer::json(200, json!({"available": true, "isPlatformReserved": false})));
    }
    let free: Vec<String> = (4..9).filter_map(|n| cidr::nth(&range, n)).map(|a| a.to_string()).collect();
    let body = json!({"available": false, "availableIPAddresses": free, "isPlatformReserved": true});
    Ok(Answer::json(200, body))
}

fn write(
    world: &World<'_>,
    id: ResourceId,
    before: Option<Resource>,
    wanted: &Value,
) -> Result<Resource, Fault> {
    names::check(id.name())?;
    let location = location_of(wanted, TYPE)?;
    if let Some(there) = &before {
        check_location(there, location)?;
    }
    let space = check_space(&id, wanted)?;
    peering::check_space(world, &id, &space)?;
    let guid = match before.as_ref().and_then(|there| json::text(&there.body, "properties.resourceGuid")) {
        Some(guid) => guid.to_owned(),
        None => ids::guid(world)?,
    };
    let id = before.as_ref().map_or(id, |there| there.id.clone());
    let mut body = json!({
        "name": id.name(),
        "id": id.to_string(),
        "etag": etag(world)?,
        "type": TYPE,
        "location": location,
        "properties": {
            "provisioningState": "Updating",
            "resourceGuid": guid,
            "privateEndpointVNetPolicies": "Disabled",
            "enableDdosProtection": false,
        },
    });
    if let Some(tags) = tags_of(wanted)? {
        json::set(&mut body, "tags", tags);
    }
    if let Some(properties) = json::at(wanted, "properties").and_then(Value::as_object) {
        const OTHERS: [&str; 5] =
            ["provisioningState", "resourceGuid", "subnets", "virtualNetworkPeerings", "enableVmProtection"];
        for (name, value) in properties.iter().filter(|(name, _)| !OTHERS.contains(&name.as_str())) {
            json::object(&mut body["properties"]).insert(name.clone(), value.clone());
        }
    }
    json::set(&mut body, "properties.addressSpace.ipamPoolPrefixAllocations", json!([]));
    if json::at(&body, "properties.dhcpOptions").is_some() {
        json::set_default(&mut body, "properties.dhcpOptions.dnsServers", json!([]));
    }
    let mut there = before.unwrap_or_else(|| Resource::new(id, Value::Null));
    there.body = body;
    world.tx.put(&there)?;
    replace_subnets(world, &there, wanted)?;
    Ok(there)
}

/// The subnets of the request take the place of those that are there. A request without the member leaves them alone
/// (announced for virtual networks in February 2024), but they must still lie in the network.
fn replace_subnets(world: &World<'_>, network: &Resource, wanted: &Value) -> Result<(), Fault> {
    let Some(named) = json::at(wanted, "properties.subnets").and_then(Value::as_array) else {
        let all = subnet::Ranges::of(world, &network.id)?;
        return world
            .tx
            .children(SUBNET, &network.id)?
            .iter()
            .try_for_each(|there| subnet::check_ranges(network, &all, &there.id, &there.body).map(drop));
    };
    let name_of = |s: &Value| json::text(s, "name").unwrap_or_default().to_owned();
    check_names(&network.id, named)?;
    for there in world.tx.children(SUBNET, &network.id)? {
        if !named.iter().any(|s| name_of(s).eq_ignore_ascii_case(there.id.name())) {
            subnet::check_unused(world, &there)?;
            world.tx.remove_tree(&there.id)?;
        }
    }
    let mut ranges = subnet::Ranges::of(world, &network.id)?;
    for inside in named {
        let id = ResourceId::parse(&format!("{}/subnets/{}", network.id, name_of(inside)))
            .map_err(|_| refuse("InvalidRequestFormat", "A subnet of the request has no name."))?;
        let before = world.tx.resource(&id)?;
        subnet::write(world, network, &mut ranges, id, before, inside)?;
    }
    Ok(())
}

/// At least one range, each well-formed, none over another, none that Azure keeps for itself.
fn check_space(id: &ResourceId, wanted: &Value) -> Result<Vec<IpNet>, Fault> {
    let ranges: Vec<IpNet> = json::texts(wanted, "properties.addressSpace.addressPrefixes")
        .into_iter()
        .map(|text| names::range(text, id.name()))
        .collect::<Result<_, _>>()?;
    if ranges.is_empty() {
        let text = format!("Virtual network '{}' has no address space.", id.name());
        return Err(refuse("VnetAddressSpaceMissing", text));
    }
    if ranges.iter().all(|range| matches!(range, IpNet::V6(_))) {
        // Documented for IPv6 in virtual networks, which are dual-stack; the code is an assumption.
        let text =
            format!("Virtual network '{}' has IPv6 ranges only; it needs an IPv4 range too.", id.name());
        return Err(refuse("VnetAddressSpaceWithoutIPv4", text));
    }
    for (at, range) in ranges.iter().enumerate() {
        if ranges[..at].iter().any(|other| cidr::overlap(range, other)) {
            let text = format!(
                "Address prefix {range} of virtual network '{}' overlaps with another one.",
                id.name()
            );
            return Err(refuse("NetcfgVnetAddressPrefixesOverlap", text));
        }
        let forbidden =
            ["224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32"];
        if let Some(bad) = forbidden.iter().filter_map(|f| cidr::parse(f)).find(|f| cidr::overlap(f, range)) {
            let text =
                format!("Address prefix {range} of virtual network '{}' overlaps with {bad}.", id.name());
            return Err(refuse("AddressPrefixNotAllowed", text));
        }
    }
    Ok(ranges)
}
