//! Subnets.

use ipnet::IpNet;
use serde_json::{Value, json};

use super::words::refuse;
use super::{
    SUBNET, VNET, check_free, check_match, delete_child, etag, members, names, network_of, references,
    with_monitor,
};
use crate::gateway::{Answer, Fault, Request, parent_missing};
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{aks, cidr, json};

pub(super) fn list(world: &World<'_>, network: &ResourceId) -> Result<Answer, Fault> {
    network_of(world, network)?;
    let all = world.tx.children(SUBNET, network)?;
    Ok(Answer::json(200, json!({"value": all.iter().map(view).collect::<Vec<_>>()})))
}

pub(super) fn show(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let there = super::child(world, id)?;
    let etag = json::text(&there.body, "etag").unwrap_or_default().to_owned();
    Ok(Answer::json(200, view(&there)).header("etag", etag))
}

pub(super) fn put(world: &World<'_>, request: &Request, id: ResourceId) -> Result<Answer, Fault> {
    let network = network_above(world, &id)?;
    check_free(world, &network.id, &id)?;
    let before = world.tx.resource(&id)?;
    check_match(request, before.as_ref())?;
    let status = if before.is_some() { 200 } else { 201 };
    let mut ranges = Ranges::of(world, &network.id)?;
    let body = write(world, &network, &mut ranges, id.clone(), before, &members::body(request, &id)?)?;
    touch(world, &network)?;
    let operation = operations::start(world, Kind::NetworkPut, &id, Value::Null)?;
    let location = json::text(&network.body, "location").unwrap_or_default();
    Ok(with_monitor(world, Answer::json(status, body), &operation, &id, location)?)
}

pub(super) fn delete(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    if let Some(there) = world.tx.resource(id)? {
        check_unused(world, &there)?;
    }
    delete_child(world, id)
}

/// A subnet that exists from the start.
pub(crate) fn seed(world: &World<'_>, id: &ResourceId, wanted: &Value) -> Result<(), Fault> {
    let network = network_above(world, id)?;
    let mut ranges = Ranges::of(world, &network.id)?;
    write(world, &network, &mut ranges, id.clone(), world.tx.resource(id)?, wanted).map(drop)
}

/// Stores a subnet, checked against its network and its neighbours, and gives what a reader sees of it.
pub(super) fn write(
    world: &World<'_>,
    network: &Resource,
    all: &mut Ranges,
    id: ResourceId,
    before: Option<Resource>,
    wanted: &Value,
) -> Result<Value, Fault> {
    names::check(id.name())?;
    let id = before.as_ref().map_or(id, |there| there.id.clone());
    let ranges = check_ranges(network, all, &id, wanted)?;
    if ranges.is_empty() {
        let text = format!("Subnet '{}' does not specify an address prefix.", id.name());
        return Err(refuse("MissingAddressPrefix", text));
    }
    let location = json::text(&network.body, "location").unwrap_or_default();
    check_references(world, &id, location, wanted)?;
    check_kept(world, before.as_ref(), &ranges)?;
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
    fill_endpoints(&mut body, location);
    fill_delegations(&id, &mut body);
    let mut there = before.unwrap_or_else(|| Resource::new(id, Value::Null));
    there.body = body.clone();
    world.tx.put(&there)?;
    all.set(&there.id, ranges);
    Ok(body)
}

/// What a reader sees: the subnet with the addresses that nodes hold there.
pub(super) fn view(there: &Resource) -> Value {
    let mut body = there.body.clone();
    let held = aks::ip_configurations(there);
    if !held.is_empty() {
        json::set(&mut body, "properties.ipConfigurations", held);
    }
    body
}

/// The ranges of a network's subnets, in the order in which these were made: read once for a request that writes many.
pub(super) struct Ranges(Vec<(ResourceId, Vec<IpNet>)>);

impl Ranges {
    pub(super) fn of(world: &World<'_>, network: &ResourceId) -> rusqlite::Result<Self> {
        let all = world.tx.children(SUBNET, network)?;
        Ok(Self(all.into_iter().map(|there| (there.id, prefixes(&there.body))).collect()))
    }

    /// A subnet has been written.
    fn set(&mut self, id: &ResourceId, ranges: Vec<IpNet>) {
        match self.0.iter_mut().find(|(known, _)| known == id) {
            Some((_, known)) => *known = ranges,
            None => self.0.push((id.clone(), ranges)),
        }
    }
}

/// The address ranges of a subnet, whichever of its two members holds them.
pub(crate) fn prefixes(body: &Value) -> Vec<IpNet> {
    let single = json::text(body, "properties.addressPrefix");
    let many = json::texts(body, "properties.addressPrefixes");
    single.into_iter().chain(many).filter_map(cidr::parse).collect()
}

/// Every range well-formed, inside the network, apart from the neighbours.
pub(super) fn check_ranges(
    network: &Resource,
    all: &Ranges,
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
            return Err(refuse("NetcfgSubnetRangeOutsideVnet", text));
        }
        if range.max_prefix_len() == 32 && range.prefix_len() > 29 {
            let text = format!("Subnet '{}' is too small: {range}. The smallest subnet is a /29.", id.name());
            return Err(refuse("NetcfgInvalidSubnet", text));
        }
        if range.max_prefix_len() == 128 && range.prefix_len() != 64 {
            // Documented for IPv6 in virtual networks; the code is an assumption.
            let text = format!("Subnet '{}' has the IPv6 range {range}; it must be a /64.", id.name());
            return Err(refuse("NetcfgInvalidSubnet", text));
        }
    }
    for (other, theirs) in &all.0 {
        for (a, b) in theirs.iter().flat_map(|a| ranges.iter().map(move |b| (a, b))) {
            if cidr::overlap(a, b) && other != id {
                let text = format!(
                    "Subnet '{}' is not valid because its IP address range overlaps with that of an existing subnet \
                     '{}' in virtual network '{}'.",
                    id.name(),
                    other.name(),
                    network.id.name()
                );
                return Err(refuse("NetcfgSubnetRangesOverlap", text));
            }
        }
    }
    Ok(ranges)
}

/// What the subnet names must be there, in the network's region.
fn check_references(world: &World<'_>, id: &ResourceId, location: &str, wanted: &Value) -> Result<(), Fault> {
    for (member, kind) in [
        ("networkSecurityGroup", "microsoft.network/networksecuritygroups"),
        ("routeTable", "microsoft.network/routetables"),
        ("natGateway", "microsoft.network/natgateways"),
    ] {
        references::check(world, id, location, wanted, &format!("properties.{member}"), kind)?;
    }
    Ok(())
}

/// A range in which nodes stand cannot be taken away.
fn check_kept(world: &World<'_>, before: Option<&Resource>, ranges: &[IpNet]) -> Result<(), Fault> {
    let Some(before) = before else { return Ok(()) };
    let Some(lost) =
        prefixes(&before.body).into_iter().find(|old| !ranges.iter().any(|new| new.contains(old)))
    else {
        return Ok(());
    };
    if user(world, before)?.is_none() {
        return Ok(());
    }
    let text = format!(
        "IpPrefix {lost} on Subnet {} has active allocations and cannot be deleted.",
        before.id.name()
    );
    Err(refuse("InUsePrefixCannotBeDeleted", text))
}

/// Service endpoints are shown with the regions that they reach: storage only its own and its paired region.
fn fill_endpoints(body: &mut Value, location: &str) {
    let endpoints = body["properties"].get_mut("serviceEndpoints").and_then(Value::as_array_mut);
    for endpoint in endpoints.into_iter().flatten() {
        let local = matches!(json::text(endpoint, "service"), Some("Microsoft.Storage"));
        let reach = if local { location } else { "*" };
        json::set(endpoint, "provisioningState", "Succeeded");
        json::set_default(endpoint, "locations", json!([reach]));
    }
}

/// Delegations are shown as resources, with what the service may do in the subnet.
fn fill_delegations(id: &ResourceId, body: &mut Value) {
    const JOIN: &str = "Microsoft.Network/virtualNetworks/subnets/join/action";
    const ACTIONS: [(&str, &[&str]); 5] = [
        ("Microsoft.Netapp/volumes", &["Microsoft.Network/networkinterfaces/*", JOIN]),
        (
            "Microsoft.ContainerInstance/containerGroups",
            &["Microsoft.Network/virtualNetworks/subnets/action"],
        ),
        ("Microsoft.Web/serverFarms", &["Microsoft.Network/virtualNetworks/subnets/action"]),
        (
            "Microsoft.Sql/managedInstances",
            &[
                JOIN,
                "Microsoft.Network/virtualNetworks/subnets/prepareNetworkPolicies/action",
                "Microsoft.Network/virtualNetworks/subnets/unprepareNetworkPolicies/action",
            ],
        ),
        ("Microsoft.ContainerService/managedClusters", &[JOIN]),
    ];
    let etag = body["etag"].clone();
    let delegations = body["properties"].get_mut("delegations").and_then(Value::as_array_mut);
    for delegation in delegations.into_iter().flatten() {
        let name = json::text(delegation, "name").unwrap_or_default().to_owned();
        let service = json::text(delegation, "properties.serviceName").unwrap_or_default().to_owned();
        let known = ACTIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(&service));
        json::set(delegation, "id", format!("{id}/delegations/{name}"));
        json::set(delegation, "etag", etag.clone());
        json::set(delegation, "type", "Microsoft.Network/virtualNetworks/subnets/delegations");
        json::set(delegation, "properties.provisioningState", "Succeeded");
        json::set(delegation, "properties.actions", json!(known.map_or(&[JOIN][..], |(_, actions)| actions)));
    }
}

/// Who stands in a subnet: a node pool that names it, or a machine of one that stands there without naming it, as in the
/// network that AKS made.
fn user(world: &World<'_>, there: &Resource) -> rusqlite::Result<Option<String>> {
    let machine = || {
        let held = aks::ip_configurations(there);
        held.first().and_then(|one| json::text(one, "id")).map(str::to_owned)
    };
    Ok(aks::pool_in_subnet(world, &there.id)?.or_else(machine))
}

/// Refuses to take a subnet away from the node pools that stand in it.
pub(super) fn check_unused(world: &World<'_>, there: &Resource) -> Result<(), Fault> {
    let Some(user) = user(world, there)? else { return Ok(()) };
    let text = format!(
        "Subnet {} is in use by {user} and cannot be deleted. In order to delete the subnet, delete all the resources \
         within the subnet. See aka.ms/deletesubnet.",
        there.id.name()
    );
    Err(refuse("InUseSubnetCannotBeDeleted", text))
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
