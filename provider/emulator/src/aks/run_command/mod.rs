//! `POST CLUSTER/runCommand`: a shell inside the cluster, as far as an API server that only the emulator plays can answer.
//!
//! Nothing is executed. `kubectl` reads what the world knows of the cluster ([`objects`]) and says the rest in its own
//! words of refusal; any other program is not there. A command has a result once its operation has ended, and keeps
//! nobody waiting.

mod json_path;
mod kubectl;
mod objects;
mod print;
mod shell;
mod yaml;

use serde_json::{Value, json};

use super::draft::Draft;
use super::{cluster, precondition, view};
use crate::gateway::{Answer, Fault, Request};
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::{Resource, State};
use crate::world::World;
use crate::{clock, json};

/// What a command leaves behind.
#[derive(Debug, Default, PartialEq, Eq)]
struct Output {
    /// What it wrote, to either stream.
    logs: String,
    code: i32,
}

/// `POST CLUSTER/runCommand`.
pub(super) fn run(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let there = cluster::found(world, id)?;
    let asked = request.object()?;
    let Some(command) = json::text(&asked, "command") else {
        return Err(Fault::aks(400, "BadRequest", "The request names no command.").target("command"));
    };
    check(&there, &asked)?;
    precondition::check_running(&there)?;
    precondition::check_created(world, &there.id)?;
    let draft = Draft::load(world, &there)?;
    let operation = operations::start(world, Kind::RunCommand, &there.id, Value::Null)?;
    let number = operation.id.replace('-', "");
    let mut operation = operation;
    operation.detail = if draft.nodes() == 0 {
        json!({"reason": "The command pod could not be scheduled: the cluster has no running node."})
    } else {
        let output = shell::run(&mut kubectl::Cluster { world, draft: &draft, command: &number }, command)?;
        json!({"logs": output.logs, "exitCode": output.code})
    };
    world.tx.put_operation(&operation)?;
    Ok(Answer::empty(202).header("location", url(request, &there, &number)))
}

/// `GET CLUSTER/commandResults/ID`.
pub(super) fn result(
    world: &World<'_>,
    request: &Request,
    id: &ResourceId,
    number: &str,
) -> Result<Answer, Fault> {
    let there = cluster::found(world, id)?;
    let guid = uuid::Uuid::parse_str(number).map(|u| u.to_string()).unwrap_or_default();
    let found = world.tx.operation(&guid)?;
    let Some(operation) =
        found.filter(|o| o.target == there.id.key() && Kind::of(&o.kind) == Some(Kind::RunCommand))
    else {
        return Err(Fault::aks(404, "NotFound", format!("The command result '{number}' was not found.")));
    };
    let state = match operation.state {
        State::Running | State::Scheduled => {
            let body = json!({"id": number, "properties": {"provisioningState": "Running"}});
            return Ok(Answer::json(202, body).header("location", url(request, &there, number)));
        }
        State::Succeeded if json::at(&operation.detail, "reason").is_none() => "Succeeded",
        State::Succeeded | State::Failed | State::Canceled => "Failed",
    };
    let mut properties = json!({
        "provisioningState": state,
        "startedAt": clock::text(operation.starts),
        "finishedAt": clock::text(operation.ends),
    });
    if state == "Succeeded" {
        json::set(&mut properties, "exitCode", operation.detail["exitCode"].clone());
        json::set(&mut properties, "logs", operation.detail["logs"].clone());
    } else {
        let reason = json::text(&operation.detail, "reason").unwrap_or("The command was cancelled.");
        json::set(&mut properties, "reason", reason);
    }
    Ok(Answer::json(200, json!({"id": number, "properties": properties})))
}

/// Whether commands are allowed, and whether somebody of the cluster's directory asks. The rules are documented (page
/// "Use command invoke to access a private AKS cluster"), the codes are assumed.
fn check(there: &Resource, asked: &Value) -> Result<(), Fault> {
    let flag = |path: &str| json::at(&there.body, path).and_then(Value::as_bool) == Some(true);
    if flag("properties.apiServerAccessProfile.disableRunCommand") {
        let text = format!("Run command is disabled for the managed cluster '{}'.", there.id.name());
        return Err(Fault::aks(400, "BadRequest", text));
    }
    if flag("properties.aadProfile.managed") && json::text(asked, "clusterToken").is_none() {
        let text =
            "A cluster with AKS-managed Microsoft Entra integration needs a clusterToken to run a command.";
        return Err(Fault::aks(400, "BadRequest", text).target("clusterToken"));
    }
    Ok(())
}

fn url(request: &Request, there: &Resource, number: &str) -> String {
    let version = request.query("api-version").unwrap_or_default();
    let path = view::lowered(&there.id);
    format!("{}{path}/commandResults/{number}?api-version={version}", request.base)
}
