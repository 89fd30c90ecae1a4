//! Actions on clusters and pools: stop and start, abort, certificates, node images.

use serde_json::{Value, json};

use super::draft::Draft;
use super::{cluster, pool, precondition, shortage, view};
use crate::gateway::{Answer, Fault, Request};
use crate::json;
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::{Operation, Resource, State};
use crate::world::World;

/// `POST CLUSTER/ACTION`; `None` where there is no such action.
pub(super) fn on_cluster(
    world: &World<'_>,
    request: &Request,
    id: &ResourceId,
    action: &str,
) -> Option<Result<Answer, Fault>> {
    Some(match action {
        "stop" => switch(world, id, Kind::ClusterStop, "Stopping"),
        "start" => switch(world, id, Kind::ClusterStart, "Starting"),
        "rotateclustercertificates" => rotate(world, id, "RotatingClusterCertificates"),
        "rotateserviceaccountsigningkeys" => rotate(world, id, "RotatingServiceAccountSigningKeys"),
        "resetserviceprincipalprofile" => reset(world, request, id, "servicePrincipalProfile"),
        "resetaadprofile" => reset(world, request, id, "aadProfile"),
        "abort" => abort(world, id, None),
        _ => return None,
    })
}

/// `POST POOL/ACTION`; `None` where there is no such action.
pub(super) fn on_pool(world: &World<'_>, id: &ResourceId, action: &str) -> Option<Result<Answer, Fault>> {
    match action {
        "upgradenodeimageversion" => Some(upgrade_image(world, id)),
        "abort" => Some(match id.parent() {
            Some(owner) => abort(world, &owner, Some(id)),
            None => Err(pool::missing(id)),
        }),
        _ => None,
    }
}

/// Stops or starts a cluster. What is in that state already goes through the motions.
fn switch(world: &World<'_>, id: &ResourceId, kind: Kind, state: &str) -> Result<Answer, Fault> {
    let (there, operation) = change(world, id, kind, state, |_| {})?;
    cluster::with_both(world, Answer::empty(202), &operation, &there)
}

/// New certificates or signing keys.
fn rotate(world: &World<'_>, id: &ResourceId, state: &str) -> Result<Answer, Fault> {
    let there = cluster::found(world, id)?;
    precondition::check_running(&there)?;
    let (there, operation) = change(world, id, Kind::ClusterRotate, state, |draft| {
        let before = json::number(&draft.hidden, "rotations").unwrap_or(0);
        json::set(&mut draft.hidden, "rotations", before + 1);
    })?;
    cluster::with_both(world, Answer::empty(202), &operation, &there)
}

/// Replaces the service principal, or the applications by which people sign in.
fn reset(world: &World<'_>, request: &Request, id: &ResourceId, profile: &str) -> Result<Answer, Fault> {
    let there = cluster::found(world, id)?;
    let mut wanted = request.object()?;
    if profile == "servicePrincipalProfile" && json::text(&wanted, "clientId").is_none() {
        let text = "The service principal profile must name its clientId.";
        return Err(Fault::aks(400, "InvalidParameter", text).target("servicePrincipalProfile.clientId"));
    }
    precondition::check_running(&there)?;
    for secret in ["secret", "serverAppSecret"] {
        json::remove(&mut wanted, secret);
    }
    let (there, operation) = change(world, id, Kind::ClusterUpdate, "Updating", |draft| {
        json::set(&mut draft.cluster, &format!("properties.{profile}"), wanted);
    })?;
    cluster::with_both(world, Answer::empty(202), &operation, &there)
}

/// Starts an operation on the whole cluster.
fn change(
    world: &World<'_>,
    id: &ResourceId,
    kind: Kind,
    state: &str,
    alter: impl FnOnce(&mut Draft),
) -> Result<(Resource, Operation), Fault> {
    let there = cluster::found(world, id)?;
    precondition::check_idle(world, id)?;
    let mut draft = Draft::load(world, &there)?;
    alter(&mut draft);
    draft.set_state(state);
    draft.store(world)?;
    let operation = operations::start(world, kind, &there.id, Value::Null)?;
    Ok((there, operation))
}

/// Gives a pool the newest node image.
fn upgrade_image(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let (owner, mut there) = (pool::owner(world, id, "action")?, pool::pool_at(world, id)?);
    precondition::check_pool_idle(world, &owner.id, id)?;
    precondition::check_running(&owner)?;
    json::set(&mut there.body, "properties.provisioningState", "UpgradingNodeImageVersion");
    world.tx.put(&there)?;
    let error = shortage::of(world, &Draft::load(world, &owner)?, Some(there.id.name()), true)?;
    let detail = error.map_or(Value::Null, |error| json!({ "fails": error }));
    let operation = operations::start(world, Kind::PoolImage, &there.id, detail)?;
    cluster::with_both(world, Answer::json(202, view::pool(&there)), &operation, &owner)
}

/// Cancels what runs, on a pool where one is named. What was changed so far stays.
fn abort(world: &World<'_>, cluster: &ResourceId, pool: Option<&ResourceId>) -> Result<Answer, Fault> {
    let owner = cluster::found(world, cluster)?;
    let target = match pool {
        Some(pool) => pool::pool_at(world, pool)?,
        None => owner.clone(),
    };
    let running = precondition::blocking(world, &owner.id)?.into_iter().find(|o| o.target == target.id.key());
    let Some(mut running) = running else {
        let text = "There is no operation in progress that could be aborted.";
        return Err(Fault::aks(409, "OperationNotAllowed", text));
    };
    let body = if pool.is_some() { view::pool(&target) } else { view::cluster(world, &target)? };
    running.state = State::Canceled;
    running.ends = world.now;
    world.tx.put_operation(&running)?;
    let kind = if pool.is_some() { Kind::PoolAbort } else { Kind::ClusterAbort };
    let operation = operations::start(world, kind, &target.id, Value::Null)?;
    canceling(world, &target, pool.is_some())?;
    cluster::with_both(world, Answer::json(202, body), &operation, &owner)
}

/// What is being aborted is in the state `Canceling` until it is `Canceled`.
fn canceling(world: &World<'_>, target: &Resource, is_pool: bool) -> rusqlite::Result<()> {
    if is_pool {
        let mut pool = target.clone();
        json::set(&mut pool.body, "properties.provisioningState", "Canceling");
        return world.tx.put(&pool);
    }
    let mut draft = Draft::load(world, target)?;
    draft.set_state("Canceling");
    draft.store(world)
}
