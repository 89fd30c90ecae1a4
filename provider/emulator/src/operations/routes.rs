//! Looking at operations: status, result, and the job of a resource group's deletion.

use super::{progress, url};
use crate::gateway::registry::Namespace;
use crate::gateway::{Answer, Fault, Request};
use crate::resource_id::ResourceId;
use crate::store::{Operation, State};
use crate::world::World;

/// `.../locations/L/operations/ID` and `.../locations/L/operationresults/ID`.
pub(crate) fn monitor(
    world: &World<'_>,
    request: &Request,
    namespace: &Namespace,
    location: &str,
    page: &str,
    id: &str,
) -> Result<Answer, Fault> {
    check_signature(world, request)?;
    let network = namespace.name == "Microsoft.Network";
    let found = world.tx.operation(id)?.filter(|o| o.target.contains(&namespace.name.to_ascii_lowercase()));
    let Some(operation) = found else {
        let text = format!("The operation '{id}' was not found.");
        return Err(if network {
            Fault::provider(404, "NotFound", text)
        } else {
            Fault::aks(404, "NotFound", text).subcode("GetOperation_NotFound")
        });
    };
    if page == "operations" {
        let answer = if network {
            Answer::json(200, progress::network(world, &operation))
        } else {
            Answer::json(200, progress::aks(world, &operation)).plain()
        };
        return Ok(hurried(world, answer, &operation));
    }
    if let Some((code, message)) = progress::failure(&operation) {
        let fault = if network { Fault::provider } else { Fault::aks };
        return Err(fault(409, code, message.to_owned()));
    }
    // A finished operation answers 204 and keeps naming itself.
    let status = if operation.state == State::Running { 202 } else { 204 };
    let Ok(target) = ResourceId::parse(&operation.target) else {
        return Err(Fault::gateway(404, "NotFound", format!("The operation '{id}' was not found.")));
    };
    let page = if network { "operationResults" } else { "operationresults" };
    let here = url::monitor_url(world, &operation, &target, location, page)?;
    let mut answer = Answer::empty(status).header("location", here);
    if network {
        let monitor = url::monitor_url(world, &operation, &target, location, "operations")?;
        answer = answer
            .header("azure-asyncoperation", monitor)
            .header("azure-asyncnotification", "Enabled")
            .header("content-type", "application/json; charset=utf-8");
    } else {
        answer = answer.header("content-type", "application/json");
    }
    Ok(hurried(world, answer, &operation))
}

/// `/subscriptions/S/operationresults/JOB`: 202 while a resource group is being deleted, then an empty 200.
pub(crate) fn job(world: &World<'_>, request: &Request, job: &str) -> Result<Answer, Fault> {
    check_signature(world, request)?;
    let found = match url::operation_of_job(job) {
        Some(id) => world.tx.operation(&id)?,
        None => None,
    };
    let target = found.as_ref().and_then(|o| ResourceId::parse(&o.target).ok());
    let (Some(operation), Some(target)) = (found, target) else {
        return Err(Fault::gateway(404, "JobNotFound", format!("The job '{job}' was not found.")));
    };
    if operation.state == State::Running {
        let here = url::job_url(world, &operation, &target)?;
        let wait = retry_after(world, 15.0);
        return Ok(Answer::empty(202).header("location", here).header("retry-after", wait));
    }
    match progress::failure(&operation) {
        Some((code, message)) => Err(Fault::gateway(409, code, message)),
        None => Ok(Answer::empty(200)),
    }
}

/// Seconds to wait at the emulator's speed, at least one and at most an hour.
pub(crate) fn retry_after(world: &World<'_>, seconds: f64) -> String {
    format!("{:.0}", (seconds / world.options.speed).ceil().clamp(1.0, 3600.0))
}

/// Adds the `Retry-After` that the real service never sends, for those who asked for it.
fn hurried(world: &World<'_>, answer: Answer, operation: &Operation) -> Answer {
    if operation.state == State::Running && world.options.habits.retry_after {
        answer.header("retry-after", "1")
    } else {
        answer
    }
}

fn check_signature(world: &World<'_>, request: &Request) -> Result<(), Fault> {
    if url::is_genuine(world, request)? {
        return Ok(());
    }
    let text = "The URL of the operation was changed on its way: use it exactly as it was given.";
    Err(Fault::gateway(403, "InvalidOperationUrlSignature", text))
}
