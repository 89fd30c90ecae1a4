//! What happens when an operation begins by itself, and when one ends.

use super::Kind;
use crate::resource_id::ResourceId;
use crate::resources::{groups, providers};
use crate::store::{Operation, State};
use crate::world::World;
use crate::{aks, features, network};

/// Begins a scheduled operation, or drops it where it came too late: the cluster is gone or busy.
pub(super) fn begin(world: &World<'_>, operation: &mut Operation) -> rusqlite::Result<()> {
    let target = ResourceId::parse(&operation.target).ok();
    let free = world.tx.running_below(&operation.target)?.is_empty();
    let begun = match target {
        Some(target) if free => aks::begin_reconcile(world, &target)?,
        _ => false,
    };
    operation.state = if begun { State::Running } else { State::Canceled };
    world.tx.put_operation(operation)
}

/// Leaves behind what a failed operation leaves.
pub(super) fn fail(world: &World<'_>, operation: &Operation) -> rusqlite::Result<()> {
    let Ok(target) = ResourceId::parse(&operation.target) else { return Ok(()) };
    match target.kind().as_str() {
        aks::CLUSTER => aks::failed(world, &target),
        aks::POOL => aks::pool_failed(world, &target),
        _ => Ok(()),
    }
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
