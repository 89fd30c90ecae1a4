//! What appears, and what goes, when an operation on a cluster or pool ends.

use serde_json::{Value, json};

use super::draft::{Draft, bump_etags};
use super::{fill, node_group, nodes, profiles};
use crate::resource_id::ResourceId;
use crate::world::World;
use crate::{ids, json};

/// A cluster operation has succeeded.
pub(crate) fn settled(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    let Some(there) = world.tx.resource(id)? else { return Ok(()) };
    let mut draft = Draft::load(world, &there)?;
    draft.set_state("Succeeded");
    fill_identity_profile(world, &mut draft)?;
    profiles::settle(world, &mut draft)?;
    fill_addresses(world, &mut draft)?;
    node_group::reconcile(world, &mut draft)?;
    draft.store(world)?;
    bump_etags(world, &draft.id)
}

/// A cluster operation has failed: what it was to bring about stays as its goal.
pub(crate) fn failed(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    let Some(there) = world.tx.resource(id)? else { return Ok(()) };
    let mut draft = Draft::load(world, &there)?;
    draft.set_state("Failed");
    draft.store(world)?;
    bump_etags(world, &draft.id)
}

/// An operation on a pool has failed.
pub(crate) fn pool_failed(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    let Some(mut there) = world.tx.resource(id)? else { return Ok(()) };
    json::set(&mut there.body, "properties.provisioningState", "Failed");
    json::set(&mut there.body, "properties.eTag", ids::guid(world)?);
    world.tx.put(&there)
}

/// The cluster has been stopped or started.
pub(crate) fn powered(world: &World<'_>, id: &ResourceId, power: &str) -> rusqlite::Result<()> {
    let Some(there) = world.tx.resource(id)? else { return Ok(()) };
    let mut draft = Draft::load(world, &there)?;
    json::set(&mut draft.cluster, "properties.powerState.code", power);
    for pool in &mut draft.pools {
        json::set(pool, "powerState.code", power);
    }
    draft.set_state("Succeeded");
    draft.store(world)?;
    bump_etags(world, &draft.id)
}

/// What ran on the cluster has been aborted.
pub(crate) fn aborted(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    let Some(there) = world.tx.resource(id)? else { return Ok(()) };
    let mut draft = Draft::load(world, &there)?;
    draft.set_state("Canceled");
    draft.store(world)
}

/// What ran on the pool has been aborted; a pool that was being stopped runs on.
pub(crate) fn pool_aborted(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    let (Some(mut pool), Some(owner)) = (world.tx.resource(id)?, id.parent()) else { return Ok(()) };
    json::set(&mut pool.body, "properties.provisioningState", "Canceled");
    if let Some(mut owner) = world.tx.resource(&owner)?
        && let Some(nodes) = json::remove(&mut owner.hidden, &format!("stopped.{}", pool.id.name()))
    {
        json::set(&mut pool.body, "properties.count", nodes);
        json::set(&mut pool.body, "properties.powerState.code", "Running");
        world.tx.put(&owner)?;
    }
    world.tx.put(&pool)
}

/// The platform begins to reconcile a cluster; `false` where there is none to reconcile.
pub(crate) fn begin_reconcile(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<bool> {
    let Some(there) = world.tx.resource(id)? else { return Ok(false) };
    if json::text(&there.body, "properties.provisioningState") != Some("Succeeded") {
        return Ok(false);
    }
    let mut draft = Draft::load(world, &there)?;
    draft.set_state("Updating");
    // Recorded in September 2026: the member appears in pools whose owner never set it.
    for pool in &mut draft.pools {
        json::set_default(pool, "enableAutoScaling", false);
    }
    draft.store(world)?;
    bump_etags(world, &draft.id)?;
    Ok(true)
}

/// The cluster is gone, and so are its pools and the group of its nodes.
pub(crate) fn deleted(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    let Some(there) = world.tx.resource(id)? else { return Ok(()) };
    world.tx.cancel_below(&id.key(), world.now)?;
    let draft = Draft::load(world, &there)?;
    node_group::withdraw(world, &draft)?;
    for pool in &draft.pools {
        nodes::vacate(world, &draft, json::text(pool, "name").unwrap_or_default())?;
    }
    world.tx.remove_tree(id)?;
    let nodes = json::text(&there.body, "properties.nodeResourceGroup").unwrap_or_default();
    let nodes = format!("/subscriptions/{}/resourceGroups/{nodes}", id.subscription());
    match ResourceId::parse(&nodes) {
        // A cluster in its own node group takes along what it made, and no more.
        Ok(nodes) if Some(&nodes) == id.group_id().as_ref() => node_group::clear(world, id, &nodes),
        Ok(nodes) => world.tx.remove_tree(&nodes).map(drop),
        _ => Ok(()),
    }
}

/// An operation on a pool has succeeded.
pub(crate) fn pool_settled(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    let Some(mut there) = world.tx.resource(id)? else { return Ok(()) };
    json::set(&mut there.body, "properties.provisioningState", "Succeeded");
    json::set(&mut there.body, "properties.eTag", ids::guid(world)?);
    world.tx.put(&there)?;
    renew_nodes(world, id)
}

/// A pool is gone.
pub(crate) fn pool_deleted(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    world.tx.cancel_below(&id.key(), world.now)?;
    if let Some(owner) = id.parent()
        && let Some(owner) = world.tx.resource(&owner)?
    {
        nodes::vacate(world, &Draft::load(world, &owner)?, id.name())?;
    }
    world.tx.remove_tree(id)?;
    renew_nodes(world, id)
}

/// Brings nodes and machines in line after an operation on one pool. The cluster itself is not changed by it.
fn renew_nodes(world: &World<'_>, pool: &ResourceId) -> rusqlite::Result<()> {
    let Some(owner) = pool.parent() else { return Ok(()) };
    let Some(owner) = world.tx.resource(&owner)? else { return Ok(()) };
    let mut draft = Draft::load(world, &owner)?;
    node_group::reconcile(world, &mut draft)?;
    draft.pools.retain(|p| json::text(p, "name") == Some(pool.name()));
    draft.store(world)
}

/// The identity of the nodes: the one that the request named, or one that exists once the nodes do.
fn fill_identity_profile(world: &World<'_>, draft: &mut Draft) -> rusqlite::Result<()> {
    const KUBELET: &str = "properties.identityProfile.kubeletidentity";
    if draft.text("servicePrincipalProfile.clientId") != "msi" {
        return Ok(());
    }
    let made = format!(
        "/subscriptions/{}/resourcegroups/{}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{}-agentpool",
        draft.id.subscription(),
        draft.text("nodeResourceGroup"),
        draft.id.name()
    );
    json::set_default(&mut draft.cluster, &format!("{KUBELET}.resourceId"), made);
    let resource = draft.text("identityProfile.kubeletidentity.resourceId").to_owned();
    for (member, known_as) in [("clientId", "clientId"), ("objectId", "principalId")] {
        let path = format!("{KUBELET}.{member}");
        if json::text(&draft.cluster, &path).is_none_or(str::is_empty) {
            let known = fill::known_identifier(world, &resource, known_as)?;
            let guid = known.map_or_else(|| ids::guid(world), Ok)?;
            json::set(&mut draft.cluster, &path, guid);
        }
    }
    Ok(())
}

/// The public addresses through which the cluster goes out.
fn fill_addresses(world: &World<'_>, draft: &mut Draft) -> rusqlite::Result<()> {
    let outbound = draft.text("networkProfile.outboundType").to_ascii_lowercase();
    let profile = "networkProfile.loadBalancerProfile";
    if outbound == "loadbalancer" {
        let own = draft.property(&format!("{profile}.outboundIPs.publicIPs")).cloned();
        let prefixes = draft.property(&format!("{profile}.outboundIPPrefixes.publicIPPrefixes")).cloned();
        let path = format!("{profile}.effectiveOutboundIPs");
        let addresses = match own.or(prefixes) {
            Some(own) => own,
            None => {
                let four = draft.number(&format!("{profile}.managedOutboundIPs.count")).unwrap_or(1);
                let six = draft.number(&format!("{profile}.managedOutboundIPs.countIPv6")).unwrap_or(0);
                managed(world, draft, &path, four, six)?
            }
        };
        json::set(&mut draft.cluster, &format!("properties.{path}"), addresses);
        return Ok(());
    }
    for gone in ["managedOutboundIPs", "effectiveOutboundIPs"] {
        json::remove(&mut draft.cluster, &format!("properties.{profile}.{gone}"));
    }
    if outbound == "managednatgateway" {
        let path = "networkProfile.natGatewayProfile.effectiveOutboundIPs";
        let count =
            draft.number("networkProfile.natGatewayProfile.managedOutboundIPProfile.count").unwrap_or(1);
        let addresses = managed(world, draft, path, count, 0)?;
        json::set(&mut draft.cluster, &format!("properties.{path}"), addresses);
    }
    Ok(())
}

/// As many managed addresses as asked for, keeping those that are there.
fn managed(world: &World<'_>, draft: &Draft, path: &str, four: i64, six: i64) -> rusqlite::Result<Value> {
    // Addresses of one's own that were in use before lie in another group.
    let own_group = format!("/resourceGroups/{}/", draft.text("nodeResourceGroup"));
    let mut there = draft.property(path).and_then(Value::as_array).cloned().unwrap_or_default();
    there.retain(|v| json::text(v, "id").is_some_and(|id| id.contains(&own_group)));
    let is_six = |v: &Value| json::text(v, "id").is_some_and(|id| id.ends_with("-ipv6"));
    let mut all = Vec::new();
    for (count, suffix) in [(four, ""), (six, "-ipv6")] {
        let count = usize::try_from(count).unwrap_or(0);
        let mut kept: Vec<Value> =
            there.iter().filter(|v| is_six(v) != suffix.is_empty()).take(count).cloned().collect();
        while kept.len() < count {
            let id = format!(
                "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Network/publicIPAddresses/{}{suffix}",
                draft.id.subscription(),
                draft.text("nodeResourceGroup"),
                ids::guid(world)?
            );
            kept.push(json!({ "id": id }));
        }
        all.extend(kept);
    }
    Ok(all.into())
}
