//! Subnets.

use ipnet::IpNet;
use serde_json::{Value, json};

use super::{SUBNET, VNET, check_match, etag, names, network_of, with_monitor};
use crate::gateway::{Answer, Fault, Request, parent_missing};
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{aks, cidr, json};

pub(super) fn list(world: &World<'_>, network: &ResourceId) -> Result<Answer, Fault> {
    network_of(world, network)?;
    let all = world.tx.children(SUBNET, network)?;
    Ok(Answer::json(200, json!({"value": all.into_iter().map(|s| s.body).collect::<Vec<_>>()})))
}

pub(super) fn show(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let there = found(world, id)?;
    let etag = json::text(&there.body, "etag").unwrap_or_default().to_owned();
    Ok(Answer::json(200, there.body).header("etag", etag))
}

pub(super) fn put(world: &World<'_>, request: &Request, id: ResourceId) -> Result<Answer, Fault> {
    let network = network_above(world, &id)?;
    let before = world.tx.resource(&id)?;
    check_match(request, before.as_ref())?;
    let status = if before.is_some() { 200 } else { 201 };
    let body = write(world, &network, id.clone(), before, &request.object()?)?;
    touch(world, &network)?;
    let operation = operations::start(world, Kind::NetworkPut, &id, Value::Null)?;
    let location = json::text(&network.body, "location").unwrap_or_default();
    Ok(with_monitor(world, Answer::json(status, body), &operation, &id, location)?)
}

pub(super) fn delete(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let Some(mut there) = world.tx.resource(id)? else { return Ok(Answer::empty(204)) };
    check_unused(world, &there)?;
    let network = network_above(world, id)?;
    json::set(&mut there.body, "properties.provisioningState", "Deleting");
    world.tx.put(&there)?;
    let operation = operations::start(world, Kind::NetworkDelete, id, Value::Null)?;
    let location = json::text(&network.body, "location").unwrap_or_default();
    Ok(with_monitor(world, Answer::empty(202), &operation, id, location)?)
}

/// A subnet that exists from the start.
pub(crate) fn seed(world: &World<'_>, id: &ResourceId, wanted: &Value) -> Result<(), Fault> {
    let network = network_above(world, id)?;
    write(world, &network, id.clone(), world.tx.resource(id)?, wanted)?;
    Ok(super::settled(world, &network.id)?)
}

/// Stores a subnet, checked against its network and its neighbours, and gives what a reader sees of it.
pub(super) fn write(
    world: &World<'_>,
    network: &Resource,
    id: ResourceId,
    before: Option<Resource>,
    wanted: &Value,
) -> Result<Value, Fault> {
    names::check(id.name())?;
    let id = before.as_ref().map_or(id, |there| there.id.clone());
    let ranges = check_ranges(world, network, &id, wanted)?;
    if ranges.is_empty() {
        let text = format!("Subnet '{}' does not specify an address prefix.", id.name());
        return Err(Fault::provider(400, "MissingAddressPrefix", text));
    }
    let mut body = json!({
        "name": id.name(),
        "id": id.to_string(),
        "etag": etag(world)?,
        "type": "Microsoft.Network/virtualNetworks/subnets",
        "properties": {
            "provisioningState": "Updating",
            "ipamPoolPrefixAllocations": [],
            "delegations": [],
            "privateEndpointNetworkPolicies": "Disabled",
            "privateLinkServiceNetworkPolicies": "Enabled",
        },
    });
    if let Some(properties) = json::at(wanted, "properties").and_then(Value::as_object) {
        const READ_ONLY: [&str; 5] = [
            "provisioningState",
            "ipamPoolPrefixAllocations",
            "ipConfigurations",
            "purpose",
            "privateEndpoints",
        ];
        for (name, value) in properties.iter().filter(|(name, _)| !READ_ONLY.contains(&name.as_str())) {
            json::object(&mut body["properties"]).insert(name.clone(), value.clone());
        }
    }
    let mut there = before.unwrap_or_else(|| Resource::new(id, Value::Null));
    there.body = body.clone();
    world.tx.put(&there)?;
    Ok(body)
}

/// The address ranges of a subnet, whichever of its two members holds them.
pub(crate) fn prefixes(body: &Value) -> Vec<IpNet> {
    let single = json::text(body, "properties.addressPrefix");
    let many = json::texts(body, "properties.addressPrefixes");
    single.into_iter().chain(many).filter_map(cidr::parse).collect()
}

/// Every range well-formed, inside the network, apart from the neighbours.
fn check_ranges(
    world: &World<'_>,
    network: &Resource,
    id: &ResourceId,
    wanted: &Value,
) -> Result<Vec<IpNet>, Fault> {
    let single = json::text(wanted, "properties.addressPrefix");
    let many = json::texts(wanted, "properties.addressPrefixes");
    let ranges: Vec<IpNet> =
        single.into_iter().chain(many).map(|text| names::range(text, id.name())).collect::<Result<_, _>>()?;
    let space: Vec<IpNet> = json::texts(&network.body, "properties.addressSpace.addressPrefixes")
        .into_iter()
        .filter_map(cidr::parse)
        .collect();
    for range in &ranges {
        if !space.iter().any(|s| s.contains(range)) {
            let text = format!(
                "Subnet '{}' is not valid because its IP address range is outside the IP address range of virtual \
                 network '{}'.",
                id.name(),
                network.id.name()
            );
            return Err(Fault::provider(400, "NetcfgSubnetRangeOutsideVnet", text));
        }
        if range.max_prefix_len() == 32 && range.prefix_len() > 29 {
            let text = format!("Subnet '{}' is too small: {range}. The smallest subnet is a /29.", id.name());
            return Err(Fault::provider(400, "NetcfgInvalidSubnet", text));
        }
    }
    for other in world.tx.children(SUBNET, &network.id)?.iter().filter(|o| o.id != *id) {
        for (a, b) in prefixes(&other.body).iter().flat_map(|a| ranges.iter().map(move |b| (a, b))) {
            if cidr::overlap(a, b) {
                let text = format!(
                    "Subnet '{}' is not valid because its IP address range overlaps with that of an existing subnet \
                     '{}' in virtual network '{}'.",
                    id.name(),
                    other.id.name(),
                    network.id.name()
                );
                return Err(Fault::provider(400, "NetcfgSubnetRangesOverlap", text));
            }
        }
    }
    Ok(ranges)
}

/// Refuses to take a subnet away from the node pools that stand in it.
pub(super) fn check_unused(world: &World<'_>, there: &Resource) -> Result<(), Fault> {
    let Some(pool) = aks::pool_in_subnet(world, &there.id)? else { return Ok(()) };
    let text = format!(
        "Subnet {} is in use by {pool} and cannot be deleted. In order to delete the subnet, delete all the resources \
         within the subnet. See aka.ms/deletesubnet.",
        there.id.name()
    );
    Err(Fault::provider(400, "InUseSubnetCannotBeDeleted", text))
}

/// A write of a subnet changes its network's entity tag.
fn touch(world: &World<'_>, network: &Resource) -> rusqlite::Result<()> {
    let mut network = network.clone();
    json::set(&mut network.body, "etag", etag(world)?);
    world.tx.put(&network)
}

fn network_above(world: &World<'_>, id: &ResourceId) -> Result<Resource, Fault> {
    let missing = |parent: &ResourceId| parent_missing("virtualNetworks/subnets", parent);
    let Some(parent) = id.parent().filter(|p| p.kind() == VNET) else { return Err(missing(id)) };
    world.tx.resource(&parent)?.ok_or_else(|| missing(&parent))
}

fn found(world: &World<'_>, id: &ResourceId) -> Result<Resource, Fault> {
    if let Some(parent) = id.parent() {
        network_of(world, &parent)?;
    }
    world.tx.resource(id)?.ok_or_else(|| {
        Fault::provider(404, "NotFound", format!("Resource {id} not found.")).details(json!([]))
    })
}
