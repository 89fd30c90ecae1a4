//! What must hold before a write is looked at: entity tags, and nothing else running.

use serde_json::json;

use crate::clock;
use crate::gateway::{Fault, Request};
use crate::json;
use crate::operations::Kind;
use crate::resource_id::ResourceId;
use crate::store::{Operation, Resource};
use crate::world::World;

/// Judges `If-Match` and `If-None-Match` against the entity tag of what is there, `None` where nothing is.
pub(super) fn check_etag(request: &Request, there: Option<&str>, exists: bool) -> Result<(), Fault> {
    let header = |name| request.header(name).filter(|v| !v.is_empty());
    let refuse = |text: &str| Err(Fault::aks(400, "BadRequest", text));
    let failed = |text: &str| Err(Fault::aks(412, "PreconditionFailed", text));
    match (header("if-match"), header("if-none-match")) {
        (Some(_), Some(_)) => refuse("If-Match and If-None-Match cannot be set at the same time."),
        (None, Some(none)) if none != "*" => refuse("The value of If-None-Match must be '*' or empty."),
        (None, Some(_)) if exists => {
            failed("The resource already exists, but the request says 'If-None-Match: *'.")
        }
        (Some(_), None) if !exists => {
            failed("The resource does not exist, but the request has an If-Match header.")
        }
        (Some(wanted), None) if wanted != "*" && there != Some(wanted.trim_matches('"')) => {
            failed("The entity tag of the request does not match that of the resource.")
        }
        _ => Ok(()),
    }
}

/// Refuses a write to a cluster while an operation runs on it or on one of its pools.
pub(super) fn check_idle(world: &World<'_>, cluster: &ResourceId) -> Result<(), Fault> {
    match blocking(world, cluster)?.first() {
        Some(operation) => Err(busy(operation, cluster)),
        None => Ok(()),
    }
}

/// Refuses what needs a running control plane.
///
/// The rule is documented ("you can only start or delete a stopped cluster"); the code is assumed.
pub(super) fn check_running(cluster: &Resource) -> Result<(), Fault> {
    let power = json::text(&cluster.body, "properties.powerState.code");
    if power != Some("Stopped") {
        return Ok(());
    }
    let text = format!(
        "Operation is not allowed: the managed cluster '{}' is stopped. Start it before this operation.",
        cluster.id.name()
    );
    Err(Fault::aks(400, "OperationNotAllowed", text))
}

/// Refuses what needs a control plane while the cluster is being made or taken away.
pub(super) fn check_created(world: &World<'_>, cluster: &ResourceId) -> Result<(), Fault> {
    let gone = |o: &&Operation| matches!(Kind::of(&o.kind), Some(Kind::ClusterCreate | Kind::ClusterDelete));
    match blocking(world, cluster)?.iter().find(gone) {
        Some(operation) => Err(busy(operation, cluster)),
        None => Ok(()),
    }
}

/// Refuses a write to a pool while an operation runs on it or on the cluster as a whole.
pub(super) fn check_pool_idle(
    world: &World<'_>,
    cluster: &ResourceId,
    pool: &ResourceId,
) -> Result<(), Fault> {
    let concerns = [cluster.key(), pool.key()];
    match blocking(world, cluster)?.iter().find(|o| concerns.contains(&o.target)) {
        Some(operation) => Err(busy(operation, cluster)),
        None => Ok(()),
    }
}

/// The operations on a cluster and its pools that others have to wait for.
pub(super) fn blocking(world: &World<'_>, cluster: &ResourceId) -> rusqlite::Result<Vec<Operation>> {
    let mut running = world.tx.running_below(&cluster.key())?;
    running.retain(|o| {
        !matches!(Kind::of(&o.kind), Some(Kind::RunCommand | Kind::ChildPut | Kind::ChildDelete))
    });
    Ok(running)
}

/// 409: in the words of 2025 for an operation that somebody asked for. What the platform does by itself is no operation
/// of the cluster; the write fails when it finds the stored entity tag changed.
fn busy(operation: &Operation, cluster: &ResourceId) -> Fault {
    if Kind::of(&operation.kind) == Some(Kind::ClusterReconcile) {
        let cause = "rpc error: code = FailedPrecondition desc = Etag mismatched";
        return Fault::aks(409, "EtagMismatch", "Operation is not allowed: Another operation is in progress")
            .subcode("PutManagedClusterAndComponents_FailedPrecondition")
            .details(json!([{"code": "Unspecified", "message": cause}]));
    }
    let doing = match Kind::of(&operation.kind) {
        Some(Kind::ClusterCreate) => "create managed cluster",
        Some(Kind::ClusterDelete) => "delete managed cluster",
        Some(Kind::ClusterUpgrade) => "upgrade managed cluster",
        Some(Kind::ClusterStart) => "start managed cluster",
        Some(Kind::ClusterStop) => "stop managed cluster",
        Some(Kind::PoolCreate) => "create agent pool",
        Some(Kind::PoolDelete) => "delete agent pool",
        Some(Kind::PoolUpgrade | Kind::PoolImage) => "upgrade agent pool",
        Some(Kind::PoolUpdate | Kind::PoolMachines | Kind::PoolAbort) => "update agent pool",
        _ => "update managed cluster",
    };
    let on = if doing.ends_with("pool") { "agent pool" } else { "managed cluster" };
    let text = format!(
        "Operation is not allowed because there's an in progress {doing} operation (operation ID: {}) on the {on} \
         started on UTC {}. Please wait for it to finish before starting a new operation. You can also use 'az aks \
         operation-abort -g {} -n {}' to abort it. See https://aka.ms/aks-pending-operation for more details.",
        operation.id,
        clock::text(operation.starts),
        cluster.group().unwrap_or_default(),
        cluster.name(),
    );
    Fault::aks(409, "OperationNotAllowed", text)
}
