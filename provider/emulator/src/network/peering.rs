//! Peerings: each side is a resource of its own, and the two are connected once both name each other.

use ipnet::IpNet;
use serde_json::{Value, json};

use super::{VNET, check_match, etag, members, names, network_of, references, with_monitor};
use crate::gateway::{Answer, Fault, Request, parent_missing};
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{cidr, ids, json};

/// The kind of a peering.
pub(crate) const PEERING: &str = "microsoft.network/virtualnetworks/virtualnetworkpeerings";
const TYPE: &str = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings";
const SPACE: &str = "properties.addressSpace.addressPrefixes";

pub(super) fn list(world: &World<'_>, network: &ResourceId) -> Result<Answer, Fault> {
    network_of(world, network)?;
    Ok(Answer::json(200, json!({"value": inside(world, network)?})))
}

pub(super) fn show(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let there = super::child(world, id)?;
    let etag = json::text(&there.body, "etag").unwrap_or_default().to_owned();
    Ok(Answer::json(200, view(world, &there)?).header("etag", etag))
}

pub(super) fn put(world: &World<'_>, request: &Request, id: ResourceId) -> Result<Answer, Fault> {
    let missing = |parent: &ResourceId| parent_missing("virtualNetworks/virtualNetworkPeerings", parent);
    let parent = id.parent().filter(|p| p.kind() == VNET).ok_or_else(|| missing(&id))?;
    let network = world.tx.resource(&parent)?.ok_or_else(|| missing(&parent))?;
    super::check_free(world, &network.id, &id)?;
    let before = world.tx.resource(&id)?;
    check_match(request, before.as_ref())?;
    let status = if before.is_some() { 200 } else { 201 };
    let synced = request.query("syncRemoteAddressSpace").is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let wanted = members::body(request, &id)?;
    let there = write(world, &network, id, before, &wanted, synced)?;
    let operation = operations::start(world, Kind::NetworkPut, &there.id, Value::Null)?;
    let location = json::text(&network.body, "location").unwrap_or_default();
    let answer = Answer::json(status, view(world, &there)?);
    Ok(with_monitor(world, answer, &operation, &there.id, location)?)
}

/// A peering that exists from the start.
pub(crate) fn seed(world: &World<'_>, id: &ResourceId, wanted: &Value) -> Result<(), Fault> {
    let parent = id.parent().ok_or_else(|| parent_missing("virtualNetworks/virtualNetworkPeerings", id))?;
    let network = world
        .tx
        .resource(&parent)?
        .ok_or_else(|| parent_missing("virtualNetworks/virtualNetworkPeerings", &parent))?;
    write(world, &network, id.clone(), world.tx.resource(id)?, wanted, false).map(drop)
}

/// The peerings of a network as a reader sees them.
pub(super) fn inside(world: &World<'_>, network: &ResourceId) -> rusqlite::Result<Vec<Value>> {
    world.tx.children(PEERING, network)?.iter().map(|p| view(world, p)).collect()
}

/// What a reader sees: the stored side, and how it stands to the other one now.
pub(super) fn view(world: &World<'_>, there: &Resource) -> rusqlite::Result<Value> {
    let mut body = there.body.clone();
    let (Some(network), Some(remote)) = (there.id.parent(), remote_of(&body)) else { return Ok(body) };
    let state = state_now(world, there)?;
    let now = world.tx.resource(&remote)?;
    let local = world.tx.resource(&network)?;
    if let Some(now) = &now {
        json::set(&mut body, "properties.remoteVirtualNetworkAddressSpace.addressPrefixes", space(now));
    }
    if let Some(local) = &local {
        json::set(&mut body, "properties.localVirtualNetworkAddressSpace.addressPrefixes", space(local));
    }
    let behind = |side: &Value, remote: &Option<Resource>| {
        remote.as_ref().is_some_and(|r| {
            json::at(side, "properties.remoteAddressSpace.addressPrefixes") != Some(&space(r))
        })
    };
    let level = match (state.as_str(), reverse(world, &network, &remote)?) {
        ("Connected", Some(other)) => match (behind(&body, &now), behind(&other.body, &local)) {
            (false, false) => "FullyInSync",
            (true, false) => "LocalNotInSync",
            (false, true) => "RemoteNotInSync",
            (true, true) => "LocalAndRemoteNotInSync",
        },
        _ => "RemoteNotInSync",
    };
    json::set(&mut body, "properties.peeringState", state);
    json::set(&mut body, "properties.peeringSyncLevel", level);
    Ok(body)
}

/// Refuses an address space that would meet that of a network peered with this one.
pub(super) fn check_space(world: &World<'_>, network: &ResourceId, space: &[IpNet]) -> Result<(), Fault> {
    for peering in world.tx.children(PEERING, network)? {
        let Some(remote) = remote_of(&peering.body) else { continue };
        let Some(other) = world.tx.resource(&remote)? else { continue };
        if let Some((a, b)) = meeting(space, &ranges(&other)) {
            // Documented for address spaces of peered networks; the code is an assumption.
            let text = format!(
                "Address space of virtual network {network} overlaps with the address space of virtual network {remote} \
                 that is peered with it. Overlapping address prefixes: {a}, {b}."
            );
            return Err(Fault::provider(400, "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet", text)
                .details(json!([])));
        }
    }
    Ok(())
}

/// Stores one side, and connects the other one where it is waiting.
fn write(
    world: &World<'_>,
    network: &Resource,
    id: ResourceId,
    before: Option<Resource>,
    wanted: &Value,
    synced: bool,
) -> Result<Resource, Fault> {
    names::check(id.name())?;
    let id = before.as_ref().map_or(id, |there| there.id.clone());
    let remote = remote_of(wanted).ok_or_else(|| {
        // The code is an assumption.
        let text = format!("Peering {id} does not reference a remote virtual network.");
        Fault::provider(400, "RemoteVirtualNetworkNotSpecified", text).details(json!([]))
    })?;
    let other = check_remote(world, network, &id, &remote)?;
    check_gateways(world, &id, &remote, other.is_some(), wanted)?;
    let reverse = reverse(world, &network.id, &remote)?;
    if let Some(reverse) = &reverse
        && state_now(world, reverse)? == "Disconnected"
    {
        let text = format!(
            "Cannot create or update peering {id} because remote peering {} referencing parent virtual network {} is \
             in Disconnected state. Update or re-create the remote peering to get it back to Initiated state. Peering \
             gets Disconnected when remote vnet or remote peering is deleted and re-created.",
            reverse.id, network.id
        );
        return Err(Fault::provider(400, "RemotePeeringIsDisconnected", text).details(json!([])));
    }
    let kept = |path: &str| before.as_ref().and_then(|there| json::at(&there.body, path)).cloned();
    let guid = match kept("properties.resourceGuid") {
        Some(guid) => guid,
        None => ids::guid(world)?.into(),
    };
    let connected = kept("properties.peeringState") == Some("Connected".into());
    let known = kept("properties.remoteAddressSpace").filter(|_| connected && !synced);
    let current = match &other {
        Some(other) => json!({"addressPrefixes": space(other)}),
        None => json::at(wanted, "properties.remoteAddressSpace")
            .cloned()
            .unwrap_or_else(|| json!({"addressPrefixes": []})),
    };
    let flag = |name: &str, default: bool| {
        json::at(wanted, &format!("properties.{name}")).cloned().unwrap_or(Value::Bool(default))
    };
    let mut body = json!({
        "name": id.name(),
        "id": id.to_string(),
        "etag": etag(world)?,
        "properties": {
            "provisioningState": "Updating",
            "resourceGuid": guid,
            "peeringState": if reverse.is_some() { "Connected" } else { "Initiated" },
            "remoteVirtualNetwork": {"id": remote.to_string()},
            "allowVirtualNetworkAccess": flag("allowVirtualNetworkAccess", true),
            "allowForwardedTraffic": flag("allowForwardedTraffic", false),
            "allowGatewayTransit": flag("allowGatewayTransit", false),
            "useRemoteGateways": flag("useRemoteGateways", false),
            "doNotVerifyRemoteGateways": flag("doNotVerifyRemoteGateways", false),
            "peerCompleteVnets": flag("peerCompleteVnets", true),
            "localAddressSpace": {"addressPrefixes": space(network)},
            "remoteAddressSpace": known.unwrap_or_else(|| current.clone()),
            "remoteVirtualNetworkAddressSpace": current,
            "routeServiceVips": {},
        },
        "type": TYPE,
    });
    for name in ["enableOnlyIPv6Peering", "localSubnetNames", "remoteSubnetNames"] {
        if let Some(value) = json::at(wanted, &format!("properties.{name}")) {
            json::set(&mut body, &format!("properties.{name}"), value.clone());
        }
    }
    let mut there = before.unwrap_or_else(|| Resource::new(id, Value::Null));
    there.body = body;
    world.tx.put(&there)?;
    if let Some(mut reverse) = reverse {
        json::set(&mut reverse.body, "properties.peeringState", "Connected");
        json::set(&mut reverse.body, "etag", etag(world)?);
        world.tx.put(&reverse)?;
    }
    Ok(there)
}

/// The network at the other end, which is there, is another one, has no other peering from here and no address in
/// common. `None` for one that another owner keeps and the world does not hold.
fn check_remote(
    world: &World<'_>,
    network: &Resource,
    id: &ResourceId,
    remote: &ResourceId,
) -> Result<Option<Resource>, Fault> {
    let refuse = |code, text: String| Err(Fault::provider(400, code, text).details(json!([])));
    if *remote == network.id {
        // The code is an assumption.
        let text = format!(
            "Cannot create or update peering {id}. Virtual network {remote} cannot be peered with itself."
        );
        return refuse("VnetCannotBePeeredWithItself", text);
    }
    let other = references::find(world, id, remote)?;
    let peerings = world.tx.children(PEERING, &network.id)?;
    for peering in peerings.iter().filter(|p| p.id != *id) {
        if remote_of(&peering.body).as_ref() == Some(remote) {
            let text = format!(
                "Peering {} already references remote virtual network {remote}. Cannot add another peering {id} \
                 referencing the same remote virtual network.",
                peering.id
            );
            return refuse("AnotherPeeringAlreadyReferencesRemoteVnet", text);
        }
    }
    if let Some(other) = &other
        && let Some((a, b)) = meeting(&ranges(network), &ranges(other))
    {
        let text = format!(
            "Cannot create or update peering {id}. Virtual networks {} and {remote} cannot be peered because their \
             address spaces overlap. Overlapping address prefixes: {a}, {b}",
            network.id
        );
        return refuse("VnetAddressSpacesOverlap", text);
    }
    Ok(other)
}

/// Only one side lends its gateways, and only one that has some. Gateways are not of this world, but none is without the
/// subnet `GatewaySubnet`.
fn check_gateways(
    world: &World<'_>,
    id: &ResourceId,
    remote: &ResourceId,
    held: bool,
    wanted: &Value,
) -> Result<(), Fault> {
    let flag =
        |name: &str| json::at(wanted, &format!("properties.{name}")).and_then(Value::as_bool) == Some(true);
    if !flag("useRemoteGateways") {
        return Ok(());
    }
    let refuse = |code, text: String| Err(Fault::provider(400, code, text).details(json!([])));
    if flag("allowGatewayTransit") {
        // The code is an assumption.
        let text =
            format!("Peering {id} cannot have both AllowGatewayTransit and UseRemoteGateways set to true.");
        return refuse("PeeringGatewayFlagsExcludeEachOther", text);
    }
    let place = ResourceId::parse(&format!("{remote}/subnets/GatewaySubnet"));
    let may_have = match place {
        Ok(place) => world.tx.resource(&place)?.is_some(),
        Err(_) => false,
    };
    if held && !may_have && !flag("doNotVerifyRemoteGateways") {
        let text = format!(
            "Peering {id} cannot have UseRemoteGateways flag set to true because remote virtual network {remote} \
             referenced by the peering does not have any gateways."
        );
        return refuse("RemoteVnetHasNoGateways", text);
    }
    Ok(())
}

/// How a side stands now: one that was connected and whose other side is gone is disconnected.
fn state_now(world: &World<'_>, there: &Resource) -> rusqlite::Result<String> {
    let stored = json::text(&there.body, "properties.peeringState").unwrap_or("Initiated");
    let (Some(network), Some(remote)) = (there.id.parent(), remote_of(&there.body)) else {
        return Ok(stored.to_owned());
    };
    let alone = stored == "Connected" && reverse(world, &network, &remote)?.is_none();
    Ok(if alone { "Disconnected" } else { stored }.to_owned())
}

/// The peering of `remote` that leads back to `network`.
fn reverse(
    world: &World<'_>,
    network: &ResourceId,
    remote: &ResourceId,
) -> rusqlite::Result<Option<Resource>> {
    let back = world.tx.children(PEERING, remote)?;
    Ok(back.into_iter().find(|p| remote_of(&p.body).as_ref() == Some(network)))
}

fn remote_of(body: &Value) -> Option<ResourceId> {
    let text = json::text(body, "properties.remoteVirtualNetwork.id")?;
    ResourceId::parse(text).ok().filter(|id| id.kind() == VNET)
}

fn space(network: &Resource) -> Value {
    json::at(&network.body, SPACE).cloned().unwrap_or_else(|| json!([]))
}

fn ranges(network: &Resource) -> Vec<IpNet> {
    json::texts(&network.body, SPACE).into_iter().filter_map(cidr::parse).collect()
}

fn meeting(a: &[IpNet], b: &[IpNet]) -> Option<(IpNet, IpNet)> {
    a.iter().flat_map(|x| b.iter().map(move |y| (*x, *y))).find(|(x, y)| cidr::overlap(x, y))
}
