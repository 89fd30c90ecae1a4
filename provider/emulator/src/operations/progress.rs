//! What an operation says of itself.

use serde_json::{Value, json};

use super::Kind;
use crate::store::{Operation, State};
use crate::world::World;
use crate::{clock, ids, json};

/// The status word or text at this moment.
pub(super) fn status(world: &World<'_>, operation: &Operation) -> String {
    if operation.state != State::Running || !world.options.habits.free_text_statuses {
        return operation.state.word().to_owned();
    }
    let phases = Kind::of(&operation.kind).map_or(&["InProgress"][..], Kind::phases);
    let length = operation.ends.saturating_sub(operation.starts).max(1);
    let passed = world.now.saturating_sub(operation.starts).clamp(0, length - 1);
    let share = |of: i64| usize::try_from(passed.saturating_mul(of) / length).unwrap_or(0);
    let phase = phases[share(i64::try_from(phases.len()).unwrap_or(1)).min(phases.len() - 1)];
    let nodes = json::number(&operation.detail, "nodes").unwrap_or(1);
    phase.replace("{done}", &share(nodes).to_string()).replace("{nodes}", &nodes.to_string())
}

/// The body of an AKS operation.
pub(super) fn aks(world: &World<'_>, operation: &Operation) -> Value {
    let mut body = json!({
        "name": operation.id,
        "status": status(world, operation),
        "startTime": clock::text(world.told(operation.starts)),
    });
    if operation.state != State::Running {
        json::set(&mut body, "endTime", clock::text(world.told(operation.ends)));
    }
    if let Some(error) = json::at(&operation.detail, "error") {
        json::set(&mut body, "error", error.clone());
    } else if let Some(noise) = noise(world, operation) {
        json::set(&mut body, "error", noise);
    }
    body
}

/// The body of an operation of Network: hardly more than its status.
pub(super) fn network(world: &World<'_>, operation: &Operation) -> Value {
    let mut body = json!({"status": status(world, operation)});
    if let Some((code, message)) = failure(operation) {
        json::set(&mut body, "error", json!({"code": code, "message": message, "details": []}));
    }
    body
}

/// Code and message of the error with which an operation ended. One that was aborted ended without.
pub(super) fn failure(operation: &Operation) -> Option<(&str, &str)> {
    let of = |path| json::text(&operation.detail, path);
    match operation.state {
        State::Failed => Some((
            of("error.code").unwrap_or("InternalOperationError"),
            of("error.message").unwrap_or_default(),
        )),
        State::Canceled if json::at(&operation.detail, "cancels").is_some() => {
            Some(("OperationCanceled", "The operation was cancelled."))
        }
        _ => None,
    }
}

/// The error object that about one in ten operations carries although nothing failed. Whether it does depends on what
/// is done to what, so that a scenario behaves the same every time.
fn noise(world: &World<'_>, operation: &Operation) -> Option<Value> {
    const NOISE: [(&str, &str); 3] = [
        (
            "NotLatestOperation",
            "Cannot proceed with the operation. Either the operation has been preempted by another one, or the \
             information needed by the operation failed to be saved (or hasn't been saved yet).",
        ),
        ("OverlaymgrReconcileError", "Reconcile of the overlay manager failed, retrying."),
        (
            "ReconcileControlPlaneCertificatesError",
            "Reconcile of control plane certificates failed, retrying.",
        ),
    ];
    if !world.options.habits.error_noise || matches!(operation.state, State::Failed | State::Canceled) {
        return None;
    }
    let chance = ids::spread(&format!("noise/{}/{}", operation.kind, operation.target));
    if !chance.is_multiple_of(10) {
        return None;
    }
    // By far most recorded noise is of the first kind.
    let (code, message) = match (chance / 10) % 8 {
        0 => NOISE[1],
        1 => NOISE[2],
        _ => NOISE[0],
    };
    Some(json!({"code": code, "message": message}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::store::Store;

    fn statuses(free_text: bool) -> Vec<String> {
        let dir = tempfile::tempdir().unwrap();
        let mut options = Options::new(dir.path());
        options.habits.free_text_statuses = free_text;
        let mut store = Store::open(dir.path()).unwrap();
        let tx = store.begin().unwrap();
        let mut operation = Operation {
            id: "1".into(),
            kind: Kind::ClusterCreate.name().into(),
            target: "x".into(),
            state: State::Running,
            starts: 0,
            ends: 100,
            detail: json!({"nodes": 4}),
        };
        let mut seen = Vec::new();
        for now in [0, 20, 60, 99, 100] {
            let world = World { tx: &tx, options: &options, now, base: String::new() };
            if now == 100 {
                operation.state = State::Succeeded;
            }
            seen.push(status(&world, &operation));
        }
        seen
    }

    #[test]
    fn a_running_create_reports_free_texts() {
        assert_eq!(
            statuses(true),
            [
                "InProgress",
                "ProvisionControlPlane",
                "CreatingAgentPools: 2/4 nodes completed",
                "InProgress",
                "Succeeded"
            ]
        );
    }

    #[test]
    fn free_texts_can_be_switched_off() {
        assert_eq!(statuses(false), ["InProgress", "InProgress", "InProgress", "InProgress", "Succeeded"]);
    }
}
