//! Operations that take their time by the clock.
//!
//! Nothing runs in the background: an operation is a row with a start and an end, its progress is computed when
//! somebody looks, and whoever comes first after its end brings its effect about ([`settle`]).

mod durations;
mod effects;
mod progress;
mod routes;
mod url;

pub(crate) use durations::{Kind, scaled};
pub(crate) use routes::{job, monitor, retry_after};
pub(crate) use url::{job_url, monitor_url};

use serde_json::{Value, json};

use crate::resource_id::ResourceId;
use crate::store::{Operation, State};
use crate::world::World;
use crate::{ids, json};

/// How long an operation can still be looked at after its end: a day, in milliseconds.
const KEPT: i64 = 24 * 60 * 60 * 1000;
/// The least time between a success and the update that nobody asked for, in milliseconds, however fast the emulator is:
/// a client that goes on at once gets its next request in, as it does in Azure, where there are minutes.
const BREATH: i64 = 3_000;

/// Starts an operation on a resource. A member `fails` of the detail, an object with `code` and `message`, is the error
/// with which it will end; with a member `cancels` it will be cancelled.
pub(crate) fn start(
    world: &World<'_>,
    kind: Kind,
    target: &ResourceId,
    mut detail: Value,
) -> rusqlite::Result<Operation> {
    if let Some(reconcile) = reconcile(world, kind, target) {
        json::set(&mut detail, "reconcile", reconcile);
    }
    let operation = Operation {
        id: ids::guid(world)?,
        kind: kind.name().to_owned(),
        target: target.key(),
        state: State::Running,
        starts: world.now,
        ends: world.now.saturating_add(durations::lasts(kind, world.options.speed, &target.key())),
        detail,
    };
    world.tx.forget_operations(world.now - KEPT)?;
    world.tx.put_operation(&operation)?;
    world.tx.note_begun(&operation);
    Ok(operation)
}

/// Brings about everything that came due since somebody last looked, in the order in which it came due.
pub(crate) fn settle(world: &World<'_>) -> rusqlite::Result<()> {
    while let Some(mut operation) = world.tx.due(world.now)? {
        if operation.state == State::Scheduled {
            effects::begin(&world.at(operation.starts), &mut operation)?;
        } else if let Some(error) = failure(world, &mut operation)? {
            operation.state = State::Failed;
            json::set(&mut operation.detail, "error", error);
            world.tx.put_operation(&operation)?;
            effects::fall_short(&world.at(operation.ends), &operation)?;
        } else if json::at(&operation.detail, "cancels").is_some() {
            operation.state = State::Canceled;
            world.tx.put_operation(&operation)?;
            effects::fall_short(&world.at(operation.ends), &operation)?;
        } else {
            operation.state = State::Succeeded;
            world.tx.put_operation(&operation)?;
            effects::finish(&world.at(operation.ends), &operation)?;
        }
    }
    // What begins by itself is nobody's request.
    world.tx.forget_begun();
    Ok(())
}

/// The error with which an operation ends: the one it was given at its start, or what stands in its way by now.
fn failure(world: &World<'_>, operation: &mut Operation) -> rusqlite::Result<Option<Value>> {
    if let Some(error) = json::remove(&mut operation.detail, "fails") {
        return Ok(Some(error));
    }
    effects::obstacle(&world.at(operation.ends), operation)
}

/// Schedules the update that nobody asked for, where the finished operation is to be followed by one.
fn schedule_reconcile(world: &World<'_>, finished: &Operation, target: &ResourceId) -> rusqlite::Result<()> {
    let (Some(after), Some(lasts)) = (
        json::number(&finished.detail, "reconcile.after"),
        json::number(&finished.detail, "reconcile.lasts"),
    ) else {
        return Ok(());
    };
    let starts = world.now.saturating_add(after);
    world.tx.put_operation(&Operation {
        id: ids::guid(world)?,
        kind: Kind::ClusterReconcile.name().to_owned(),
        target: target.key(),
        state: State::Scheduled,
        starts,
        ends: starts.saturating_add(lasts),
        detail: Value::Null,
    })
}

/// When the platform reconciles a cluster by itself after an operation, decided when the operation starts by the
/// process that runs it. Whether it does depends on the cluster's name and the operation alone, so that a scenario
/// behaves the same every time.
fn reconcile(world: &World<'_>, kind: Kind, target: &ResourceId) -> Option<Value> {
    let chance = ids::spread(&format!("reconcile/{}/{}", kind.name(), target.key())) % 3;
    let wanted = world.options.habits.background_updates && kind.is_reconciled() && chance == 0;
    let speed = world.options.speed;
    wanted.then(|| {
        json!({
            "after": scaled(45.0, speed).max(BREATH),
            "lasts": durations::lasts(Kind::ClusterReconcile, speed, &target.key()),
        })
    })
}
