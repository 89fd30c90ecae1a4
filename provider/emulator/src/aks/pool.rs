//! Node pools as resources of their own.

use serde_json::{Value, json};

use super::draft::{Draft, writable_pool};
use super::validation::{self, Facts, Subject};
use super::{NEWEST, POOL, cluster, fill, precondition, settle, shortage, snapshots, update, view};
use crate::gateway::{Answer, Fault, Request};
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{ids, json};

pub(super) fn list(world: &World<'_>, cluster: &ResourceId) -> Result<Answer, Fault> {
    let there = cluster::parent(world, cluster, "read", "agentPools")?;
    let all = world.tx.list(POOL, &there.id.key(), None, usize::MAX)?;
    Ok(Answer::json(200, json!({"value": all.iter().map(view::pool).collect::<Vec<_>>()})))
}

pub(super) fn show(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    Ok(Answer::json(200, view::pool(&found(world, id)?)))
}

/// PUT: a new pool, or an update of one that is there.
pub(super) fn put(world: &World<'_>, request: &Request, id: ResourceId) -> Result<Answer, Fault> {
    let mut wanted = request.object()?;
    validation::check_members(&mut wanted, "Pool", request.query("api-version").unwrap_or_default())?;
    let owner = owner(world, &id, "write")?;
    let there = world.tx.resource(&id)?;
    let tag = there.as_ref().and_then(|p| json::text(&p.body, "properties.eTag"));
    precondition::check_etag(request, tag, there.is_some())?;
    precondition::check_pool_idle(world, &owner.id, &id)?;
    precondition::check_running(&owner)?;
    let (kind, state) = apply(world, &owner, &id, &wanted)?;
    let mut stored = pool_at(world, &id)?;
    json::set(&mut stored.body, "properties.provisioningState", state);
    if there.is_some() {
        json::set(&mut stored.body, "properties.eTag", ids::guid(world)?);
    }
    world.tx.put(&stored)?;
    let nodes = json::number(&stored.body, "properties.count").unwrap_or(1);
    let mut detail = json!({"nodes": nodes});
    let draft = Draft::load(world, &cluster::found(world, &owner.id)?)?;
    let failure = match shortage::of(world, &draft, Some(stored.id.name()), false)? {
        None if there.is_none() => validation::may_not_join(world, &draft, Some(id.name()))?,
        shortage => shortage,
    };
    if let Some(error) = failure {
        json::set(&mut detail, "fails", error);
    }
    let operation = operations::start(world, kind, &stored.id, detail)?;
    let answer = Answer::json(if there.is_some() { 200 } else { 201 }, view::pool(&stored));
    Ok(answer.header("azure-asyncoperation", cluster::monitor(world, &operation, &owner, "operations")?))
}

/// DELETE: 204 where there is nothing; the last system pool stays.
pub(super) fn delete(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let owner = owner(world, id, "delete")?;
    let Some(mut there) = world.tx.resource(id)? else {
        if request.header("if-match").is_some_and(|v| !v.is_empty()) {
            precondition::check_etag(request, None, false)?;
        }
        return Ok(Answer::empty(204));
    };
    precondition::check_etag(request, json::text(&there.body, "properties.eTag"), true)?;
    precondition::check_pool_idle(world, &owner.id, id)?;
    let others: Vec<Resource> =
        world.tx.children(POOL, &owner.id)?.into_iter().filter(|p| p.id != there.id).collect();
    let system = |p: &Resource| {
        json::text(&p.body, "properties.mode").is_some_and(|m| m.eq_ignore_ascii_case("System"))
    };
    if others.is_empty() {
        return Err(Fault::aks(400, "OperationNotAllowed", "There has to be at least one agent pool."));
    }
    if system(&there) && !others.iter().any(system) {
        return Err(Fault::aks(
            400,
            "OperationNotAllowed",
            "There has to be at least one system agent pool.",
        ));
    }
    json::set(&mut there.body, "properties.provisioningState", "Deleting");
    world.tx.put(&there)?;
    let operation = operations::start(world, Kind::PoolDelete, &there.id, Value::Null)?;
    cluster::with_both(world, Answer::empty(202), &operation, &owner)
}

/// A pool that exists from the start.
pub(crate) fn seed(world: &World<'_>, id: &ResourceId, wanted: &Value) -> Result<(), Fault> {
    let wanted = &mut wanted.clone();
    validation::check_members(wanted, "Pool", NEWEST)?;
    let owner = owner(world, id, "write")?;
    apply(world, &owner, id, wanted)?;
    settle::pool_settled(world, id)?;
    Ok(keep_image(world, id, json::at(wanted, "properties").unwrap_or(&Value::Null))?)
}

/// Gives a pool that exists from the start the image that its profile says: only time makes images old.
pub(super) fn keep_image(world: &World<'_>, id: &ResourceId, profile: &Value) -> rusqlite::Result<()> {
    let (Some(image), Some(mut there)) = (json::text(profile, "nodeImageVersion"), world.tx.resource(id)?)
    else {
        return Ok(());
    };
    json::set(&mut there.body, "properties.nodeImageVersion", image);
    world.tx.put(&there)
}

/// Judges and stores a pool, and says what operation that is and how its state is called meanwhile.
fn apply(
    world: &World<'_>,
    owner: &Resource,
    id: &ResourceId,
    wanted: &Value,
) -> Result<(Kind, &'static str), Fault> {
    let before = Draft::load(world, owner)?;
    let name = id.name().to_owned();
    let mut asked = json::at(wanted, "properties").cloned().unwrap_or_else(|| json!({}));
    json::set(&mut asked, "name", name.clone());
    let power = json::text(&asked, "powerState.code").map(str::to_owned);

    // The request in the form of a cluster's, so that one merge serves both.
    let as_cluster = json!({"properties": {"agentPoolProfiles": [asked]}});
    let mut after = before.clone();
    let known = before.introduced(&as_cluster).is_none();
    if known {
        after.merge(&as_cluster);
    } else {
        let mut new = writable_pool(&as_cluster["properties"]["agentPoolProfiles"][0]);
        snapshots::apply(world, &mut new)?;
        fill::pool(&fill::PoolContext::of(&before), &mut new);
        snapshots::image(world, &mut new)?;
        after.pools.push(new);
    }
    let mut change = (
        if known { Kind::PoolUpdate } else { Kind::PoolCreate },
        if known { "Updating" } else { "Creating" },
    );
    if let Some(pool) = after.pools.iter_mut().find(|p| json::text(p, "name") == Some(&name)) {
        let was = before.pools.iter().find(|p| json::text(p, "name") == Some(&name));
        update::complete_pool(&before, pool);
        if let (Some(was), Some(power)) = (was, power) {
            change.1 = switch_power(was, pool, &power, &mut after.hidden).unwrap_or(change.1);
        }
        if let Some(was) = was {
            let differs = |member: &str| json::at(was, member) != json::at(pool, member);
            if differs("currentOrchestratorVersion") {
                change = (Kind::PoolUpgrade, "Upgrading");
            } else if differs("count") && change.1 == "Updating" {
                change.1 = "Scaling";
            }
        }
    }
    validation::judge(
        world,
        &Facts::new(world, Subject::Pool(name.clone()), wanted, Some(&before), &after)?,
    )?;
    after.pools.retain(|p| json::text(p, "name") == Some(&name));
    after.store(world)?;
    Ok(change)
}

/// Stops or starts a pool: a stopped one has no nodes, and comes back with as many as it had, which the cluster keeps
/// in mind.
fn switch_power(was: &Value, pool: &mut Value, power: &str, hidden: &mut Value) -> Option<&'static str> {
    let before = json::text(was, "powerState.code").unwrap_or("Running");
    if before.eq_ignore_ascii_case(power) {
        return None;
    }
    let memory = format!("stopped.{}", json::text(was, "name").unwrap_or_default());
    if power.eq_ignore_ascii_case("Stopped") {
        json::set(hidden, &memory, json::number(was, "count").unwrap_or(1));
        json::set(pool, "powerState.code", "Stopped");
        json::set(pool, "count", 0);
        return Some("Stopping");
    }
    let nodes = json::remove(hidden, &memory).unwrap_or_else(|| 1.into());
    json::set(pool, "powerState.code", "Running");
    json::set(pool, "count", nodes);
    Some("Starting")
}

/// The cluster of a pool, or the gateway's 404 for what was to be done with the pool.
pub(super) fn owner(world: &World<'_>, id: &ResourceId, verb: &str) -> Result<Resource, Fault> {
    let Some(parent) = id.parent() else { return Err(missing(id)) };
    cluster::parent(world, &parent, verb, "agentPools")
}

/// The pool of a request that reads it.
pub(super) fn found(world: &World<'_>, id: &ResourceId) -> Result<Resource, Fault> {
    owner(world, id, "read")?;
    pool_at(world, id)
}

pub(super) fn pool_at(world: &World<'_>, id: &ResourceId) -> Result<Resource, Fault> {
    world.tx.resource(id)?.ok_or_else(|| missing(id))
}

/// 404 in the shape of AKS: the gateway knows clusters only.
pub(super) fn missing(id: &ResourceId) -> Fault {
    let text = format!(
        "Could not find the agentpool: {} in subscription: {}, resourceGroup: {}, resourceName: {}.",
        id.name(),
        id.subscription(),
        id.group().unwrap_or_default(),
        id.parent().map(|p| p.name().to_owned()).unwrap_or_default(),
    );
    let cause =
        json!([{"code": "Unspecified", "message": "rpc error: code = NotFound desc = Agent Pool not found"}]);
    Fault::aks(404, "NotFound", text).subcode("GetAgentPool_NotFound_HCPServerError").details(cause)
}
