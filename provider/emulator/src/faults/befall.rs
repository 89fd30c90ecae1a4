//! What befalls operations, and updates that begin by themselves.

use serde_json::{Value, json};

use super::rule::{End, Twist};
use super::strike::Struck;
use super::target::cluster_of;
use crate::gateway::Request;
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::{Operation, State};
use crate::world::World;
use crate::{ids, json};

/// Brings the effects of a rule about on what the request began.
pub(crate) fn begun(world: &World<'_>, request: &Request, struck: &Struck) -> rusqlite::Result<()> {
    if let Some(twist) = &struck.effects.operation {
        for (id, _) in world.tx.begun() {
            if let Some(operation) = world.tx.operation(&id)? {
                world.tx.put_operation(&twisted(operation, twist))?;
            }
        }
    }
    let Some(update) = &struck.effects.background_update else { return Ok(()) };
    let Some(cluster) = cluster_of(&request.segments()).and_then(|id| ResourceId::parse(&id).ok()) else {
        return Ok(());
    };
    let free =
        world.tx.running_below(&cluster.key())?.iter().map(|o| o.ends).max().unwrap_or(0).max(world.now);
    let speed = world.options.speed;
    let starts = free.saturating_add(operations::scaled(update.after, speed));
    world.tx.put_operation(&Operation {
        id: ids::guid(world)?,
        kind: Kind::ClusterReconcile.name().to_owned(),
        target: cluster.key(),
        state: State::Scheduled,
        starts,
        ends: starts.saturating_add(operations::scaled(update.lasts, speed)),
        detail: update.patch.as_ref().map_or(Value::Null, |patch| json!({ "patch": patch })),
    })
}

/// The operation as it goes on under a rule.
fn twisted(mut operation: Operation, twist: &Twist) -> Operation {
    if let Some(factor) = twist.slower {
        let length = operation.ends.saturating_sub(operation.starts);
        // The cast saturates.
        operation.ends = operation.starts.saturating_add(((length as f64) * factor) as i64);
    }
    match &twist.end {
        Some(End::Never) => operation.ends = i64::MAX,
        Some(End::Canceled) => json::set(&mut operation.detail, "cancels", true),
        Some(End::Failed { code, message }) => {
            json::set(&mut operation.detail, "fails", json!({"code": code, "message": message}));
        }
        None => {}
    }
    operation
}
