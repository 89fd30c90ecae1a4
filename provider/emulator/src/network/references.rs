//! How network resources hold on to each other: what a resource names must be there, what is named cannot go, and the
//! one that is named shows who names it.

use serde_json::{Value, json};

use super::SUBNET;
use crate::gateway::Fault;
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{aks, json};

const NAT: &str = "microsoft.network/natgateways";
const ADDRESS: &str = "microsoft.network/publicipaddresses";

/// The resource that `from` names, or Azure's refusal.
///
/// `None` for what the world cannot know: a resource in the node group of a cluster, which the platform fills.
pub(super) fn find(
    world: &World<'_>,
    from: &ResourceId,
    named: &ResourceId,
) -> Result<Option<Resource>, Fault> {
    if let Some(there) = world.tx.resource(named)? {
        return Ok(Some(there));
    }
    let managed = match named.group_id() {
        Some(group) => world.tx.resource(&group)?.is_some_and(|g| json::text(&g.body, "managedBy").is_some()),
        None => false,
    };
    if managed {
        return Ok(None);
    }
    Err(not_found(from, named))
}

/// Checks the resource at `path`, where the request names one: of the right type, there, and in the same region.
pub(super) fn check(
    world: &World<'_>,
    from: &ResourceId,
    location: &str,
    wanted: &Value,
    path: &str,
    kind: &str,
) -> Result<(), Fault> {
    let Some(text) = json::text(wanted, &format!("{path}.id")) else { return Ok(()) };
    check_id(world, from, location, text, path, kind)
}

/// Checks every resource of the list at `path`.
pub(super) fn check_all(
    world: &World<'_>,
    from: &ResourceId,
    location: &str,
    wanted: &Value,
    path: &str,
    kind: &str,
) -> Result<(), Fault> {
    for text in ids_in(wanted, path) {
        check_id(world, from, location, text, path, kind)?;
    }
    Ok(())
}

fn check_id(
    world: &World<'_>,
    from: &ResourceId,
    location: &str,
    text: &str,
    path: &str,
    kind: &str,
) -> Result<(), Fault> {
    let named = ResourceId::parse(text).ok().filter(|id| id.kind() == kind).ok_or_else(|| {
        let message = format!(
            "Value provided for property '{path}' is not a resource ID of type '{kind}': '{text}'. Resource: {from}."
        );
        Fault::provider(400, "InvalidRequestFormat", "Cannot parse the request.")
            .details(json!([{"code": "LinkedInvalidPropertyId", "message": message}]))
    })?;
    let Some(there) = find(world, from, &named)? else { return Ok(()) };
    if json::text(&there.body, "location").is_none_or(|l| l.eq_ignore_ascii_case(location)) {
        return Ok(());
    }
    Err(not_found(from, &named))
}

fn not_found(from: &ResourceId, named: &ResourceId) -> Fault {
    let text = format!(
        "Resource {named} referenced by resource {from} was not found. Please make sure that the referenced resource \
         exists, and that both resources are in the same region."
    );
    Fault::provider(400, "InvalidResourceReference", text).details(json!([]))
}

/// Adds to a body who refers to it.
pub(super) fn add_back(world: &World<'_>, there: &Resource, body: &mut Value) -> rusqlite::Result<()> {
    let users = users(world, &there.id)?;
    let kind = there.id.kind();
    let ids = |part: &str| -> Vec<Value> {
        let of_kind = users.iter().filter(|(kind, _)| kind == part);
        of_kind.map(|(_, id)| json!({ "id": id })).collect()
    };
    let subnets = ids(SUBNET);
    if !subnets.is_empty() {
        json::set(body, "properties.subnets", subnets);
    }
    if let Some(nat) = ids(NAT).into_iter().next() {
        json::set(body, "properties.natGateway", nat);
    }
    if let Some(front) = ids(FRONT).into_iter().next() {
        let member = if kind == ADDRESS { "ipConfiguration" } else { "loadBalancerFrontendIpConfiguration" };
        json::set(body, &format!("properties.{member}"), front);
    }
    let addresses = ids(ADDRESS);
    if !addresses.is_empty() {
        json::set(body, "properties.publicIPAddresses", addresses);
    }
    Ok(())
}

/// Refuses the deletion of what another resource names.
pub(super) fn check_unused(world: &World<'_>, there: &Resource) -> Result<(), Fault> {
    let users: Vec<String> = users(world, &there.id)?.into_iter().map(|(_, id)| id).collect();
    if users.is_empty() {
        return Ok(());
    }
    let (id, by) = (&there.id, users.join(", "));
    let (code, text) = match id.kind().as_str() {
        "microsoft.network/networksecuritygroups" => (
            "InUseNetworkSecurityGroupCannotBeDeleted",
            format!(
                "Network security group {id} cannot be deleted because it is in use by the following resources: {by}. \
                 In order to delete the Network security group, remove the association with the resource(s). To learn \
                 how to do this, see aka.ms/deletensg."
            ),
        ),
        "microsoft.network/routetables" => (
            "InUseRouteTableCannotBeDeleted",
            format!("Route table {} is in use and cannot be deleted.", id.name()),
        ),
        NAT => (
            "InUseNatGatewayCannotBeDeleted",
            format!("Nat gateway {id} is in use by {by} and cannot be deleted."),
        ),
        ADDRESS => (
            "PublicIPAddressCannotBeDeleted",
            format!(
                "Public IP address {id} can not be deleted since it is still allocated to resource {by}. In order to \
                 delete the public IP, disassociate/detach the Public IP address from the resource. To learn how to do \
                 this, see aka.ms/deletepublicip."
            ),
        ),
        // The code is an assumption.
        _ => (
            "InUsePublicIpPrefixCannotBeDeleted",
            format!("Resource {id} is in use by {by} and cannot be deleted."),
        ),
    };
    Err(Fault::provider(400, code, text).details(json!([])))
}

/// The kind under which a load balancer's front end stands among the users of an address.
const FRONT: &str = "frontend";

/// Who names a resource: kind and identifier of each.
fn users(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<Vec<(String, String)>> {
    let scope = format!("/subscriptions/{}", id.subscription());
    let named = |body: &Value, path: &str| {
        json::text(body, &format!("{path}.id")).is_some_and(|text| text.eq_ignore_ascii_case(&id.to_string()))
    };
    let listed = |body: &Value, path: &str| {
        ids_in(body, path).into_iter().any(|text| text.eq_ignore_ascii_case(&id.to_string()))
    };
    let found = |kind: &str, uses: &dyn Fn(&Value) -> bool| -> rusqlite::Result<Vec<(String, String)>> {
        let all = world.tx.list(kind, &scope, None, usize::MAX)?;
        let users = all.into_iter().filter(|r| uses(&r.body));
        Ok(users.map(|r| (kind.to_owned(), r.id.to_string())).collect())
    };
    let in_subnets = |member: &str| found(SUBNET, &|body| named(body, &format!("properties.{member}")));
    match id.kind().as_str() {
        "microsoft.network/networksecuritygroups" => in_subnets("networkSecurityGroup"),
        "microsoft.network/routetables" => in_subnets("routeTable"),
        NAT => in_subnets("natGateway"),
        ADDRESS => {
            let mut users = found(NAT, &|body| listed(body, "properties.publicIpAddresses"))?;
            users.extend(fronts(world, id, "publicIPs", &scope)?);
            Ok(users)
        }
        "microsoft.network/publicipprefixes" => {
            let mut users = found(NAT, &|body| listed(body, "properties.publicIpPrefixes"))?;
            users.extend(found(ADDRESS, &|body| named(body, "properties.publicIPPrefix"))?);
            users.extend(fronts(world, id, "publicIPPrefixes", &scope)?);
            Ok(users)
        }
        _ => Ok(Vec::new()),
    }
}

/// The front ends of clusters' load balancers that leave through an address.
fn fronts(
    world: &World<'_>,
    id: &ResourceId,
    member: &str,
    scope: &str,
) -> rusqlite::Result<Vec<(String, String)>> {
    let mut fronts = Vec::new();
    for cluster in world.tx.list(aks::CLUSTER, scope, None, usize::MAX)? {
        let group = ["outboundIPs", "outboundIPPrefixes"].into_iter().find(|outbound| {
            let path = format!("properties.networkProfile.loadBalancerProfile.{outbound}.{member}");
            ids_in(&cluster.body, &path).into_iter().any(|text| text.eq_ignore_ascii_case(&id.to_string()))
        });
        if let (Some(_), Some(nodes)) = (group, json::text(&cluster.body, "properties.nodeResourceGroup")) {
            let front = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, id.key().as_bytes());
            let id = format!(
                "/subscriptions/{}/resourceGroups/{nodes}/providers/Microsoft.Network/loadBalancers/kubernetes/frontendIPConfigurations/{front}",
                id.subscription()
            );
            fronts.push((FRONT.to_owned(), id));
        }
    }
    Ok(fronts)
}

/// The identifiers in a list of objects with an `id`.
fn ids_in<'v>(body: &'v Value, path: &str) -> Vec<&'v str> {
    let list = json::at(body, path).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(|one| json::text(one, "id")).collect()
}
