//! What happens when an operation begins by itself, and when one ends.

use super::Kind;
use crate::resource_id::ResourceId;
use crate::resources::{groups, providers};
use crate::store::{Operation, State};
use crate::world::World;
use crate::{aks, features, json, network};

/// Begins a scheduled operation, or drops it where it came too late: the cluster is gone or busy.
pub(super) fn begin(world: &World<'_>, operation: &mut Operation) -> rusqlite::Result<()> {
    let target = ResourceId::parse(&operation.target).ok();
    let free = world.tx.running_below(&operation.target)?.is_empty();
    let begun = match target {
        Some(target) if free && aks::begin_reconcile(world, &target)? => {
            change_itself(world, &target, operation)?;
            true
        }
        _ => false,
    };
    operation.state = if begun { State::Running } else { State::Canceled };
    world.tx.put_operation(operation)
}

/// What an update that began by itself changes in its cluster.
fn change_itself(world: &World<'_>, target: &ResourceId, operation: &Operation) -> rusqlite::Result<()> {
    let Some(patch) = json::at(&operation.detail, "patch") else { return Ok(()) };
    let Some(mut there) = world.tx.resource(target)? else { return Ok(()) };
    json::merge_patch(&mut there.body, patch);
    world.tx.put(&there)
}

/// What keeps an operation from succeeding that shows only when it is about to end, as an error of `code` and `message`.
pub(super) fn obstacle(
    world: &World<'_>,
    operation: &Operation,
) -> rusqlite::Result<Option<serde_json::Value>> {
    match (Kind::of(&operation.kind), ResourceId::parse(&operation.target)) {
        (Some(Kind::GroupDelete), Ok(target)) => groups::blocked(world, &target),
        _ => Ok(None),
    }
}

/// Leaves behind what an operation leaves that failed or was cancelled: what the request changed stays, in that state.
pub(super) fn fall_short(world: &World<'_>, operation: &Operation) -> rusqlite::Result<()> {
    let (Some(kind), Ok(target)) = (Kind::of(&operation.kind), ResourceId::parse(&operation.target)) else {
        return Ok(());
    };
    let (canceled, word) = (operation.state == State::Canceled, operation.state.word());
    match (kind, target.kind().as_str()) {
        // Nothing of the cluster waits for a command.
        (Kind::RunCommand, _) => Ok(()),
        (_, aks::CLUSTER) if canceled => aks::aborted(world, &target),
        (_, aks::CLUSTER) => aks::failed(world, &target),
        (_, aks::POOL) if canceled => aks::pool_aborted(world, &target),
        (_, aks::POOL) => aks::pool_failed(world, &target),
        (Kind::ProviderRegister, _) => providers::settled(world, &target, false),
        (Kind::ProviderUnregister, _) => providers::settled(world, &target, true),
        (Kind::FeatureRegister, _) => features::settled(world, &target, false),
        (Kind::FeatureUnregister, _) => features::settled(world, &target, true),
        // A group that could not be deleted is as it was.
        (Kind::GroupDelete, _) => stop(world, &target, "Succeeded"),
        _ => {
            stop(world, &target, word)?;
            // A network is on its way while one of its subnets is.
            target.parent().map_or(Ok(()), |owner| stop(world, &owner, word))
        }
    }
}

/// Everything at and below a resource that was on its way ends in this state.
fn stop(world: &World<'_>, target: &ResourceId, state: &str) -> rusqlite::Result<()> {
    let path = "properties.provisioningState";
    for mut there in world.tx.resource(target)?.into_iter().chain(world.tx.tree(target)?) {
        let passing = |s: &str| !matches!(s, "Succeeded" | "Failed" | "Canceled");
        if json::text(&there.body, path).is_some_and(passing) {
            json::set(&mut there.body, path, state);
            world.tx.put(&there)?;
        }
    }
    Ok(())
}

/// Brings about what a finished operation was for.
pub(super) fn finish(world: &World<'_>, operation: &Operation) -> rusqlite::Result<()> {
    let (Some(kind), Ok(target)) = (Kind::of(&operation.kind), ResourceId::parse(&operation.target)) else {
        tracing::warn!(
            kind = operation.kind,
            target = operation.target,
            "an operation of an unknown kind ended"
        );
        return Ok(());
    };
    match kind {
        Kind::ClusterDelete => aks::deleted(world, &target),
        Kind::PoolCreate | Kind::PoolUpdate | Kind::PoolUpgrade | Kind::PoolImage | Kind::PoolMachines => {
            aks::pool_settled(world, &target)
        }
        Kind::PoolAbort => aks::pool_aborted(world, &target),
        Kind::ClusterStop => aks::powered(world, &target, "Stopped"),
        Kind::ClusterStart => aks::powered(world, &target, "Running"),
        Kind::ClusterAbort => aks::aborted(world, &target),
        Kind::RunCommand => Ok(()),
        Kind::PoolDelete => aks::pool_deleted(world, &target),
        Kind::ClusterCreate
        | Kind::ClusterReconcile
        | Kind::ClusterUpdate
        | Kind::ClusterToOverlay
        | Kind::ClusterToDualStack
        | Kind::ClusterReimage
        | Kind::ClusterExpand
        | Kind::ClusterUpgrade
        | Kind::ClusterRotate
        | Kind::ClusterTags => {
            aks::settled(world, &target)?;
            super::schedule_reconcile(world, operation, &target)
        }
        Kind::ChildPut => aks::child_settled(world, &target),
        Kind::ChildDelete => aks::child_deleted(world, &target),
        Kind::GroupDelete => groups::deleted(world, &target),
        Kind::NetworkPut => network::settled(world, &target),
        Kind::NetworkDelete => network::deleted(world, &target),
        Kind::ProviderRegister => providers::settled(world, &target, true),
        Kind::ProviderUnregister => providers::settled(world, &target, false),
        Kind::FeatureRegister => features::settled(world, &target, true),
        Kind::FeatureUnregister => features::settled(world, &target, false),
    }
}
