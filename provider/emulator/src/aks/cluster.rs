//! The cluster resource: create, update, tags, delete, read, list.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::draft::Draft;
use super::validation::{self, Facts, Subject};
use super::{CLUSTER, NEWEST, fill, pool, precondition, settle, shortage, snapshots, update, view};
use crate::gateway::{
    Answer, Fault, Request, check_location, gone, location_of, parent_missing_for, tags_of,
};
use crate::json;
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::resources::groups;
use crate::store::{Operation, Resource, State};
use crate::world::World;

const TYPE: &str = "Microsoft.ContainerService/managedClusters";

/// PUT: a new cluster, or an update of the one that is there.
pub(super) fn put(world: &World<'_>, request: &Request, id: ResourceId) -> Result<Answer, Fault> {
    let mut wanted = request.object()?;
    validation::check_members(&mut wanted, "Cluster", request.query("api-version").unwrap_or_default())?;
    let before = world.tx.resource(&id)?;
    let tag = before.as_ref().and_then(|there| json::text(&there.body, "eTag"));
    precondition::check_etag(request, tag, before.is_some())?;
    let (status, draft, kind) = match before {
        None => (201, create(world, id, &wanted, validation::judge)?, Kind::ClusterCreate),
        Some(there) => {
            check_location(&there, location_of(&wanted, TYPE)?)?;
            precondition::check_idle(world, &there.id)?;
            precondition::check_running(&there)?;
            let (draft, kind) = update::apply(world, &there, &wanted)?;
            (200, draft, kind)
        }
    };
    let mut detail = json!({"nodes": draft.nodes()});
    let failure = match shortage::of(world, &draft, None, false)? {
        None if kind == Kind::ClusterCreate => validation::may_not_join(world, &draft, None)?,
        shortage => shortage,
    };
    if let Some(error) = failure {
        json::set(&mut detail, "fails", error);
    }
    let operation = operations::start(world, kind, &draft.id, detail)?;
    let there = found(world, &draft.id)?;
    let answer = Answer::json(status, view::cluster(world, &there)?);
    Ok(answer.header("azure-asyncoperation", monitor(world, &operation, &there, "operations")?))
}

/// PATCH: tags, and nothing else.
pub(super) fn patch(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let mut there = found(world, id)?;
    precondition::check_etag(request, json::text(&there.body, "eTag"), true)?;
    let wanted = request.object()?;
    precondition::check_idle(world, id)?;
    if let Some(tags) = tags_of(&wanted)? {
        if json::is_empty(&tags) {
            json::remove(&mut there.body, "tags");
        } else {
            json::set(&mut there.body, "tags", tags);
        }
    }
    json::set(&mut there.body, "properties.provisioningState", "Updating");
    world.tx.put(&there)?;
    let operation = operations::start(world, Kind::ClusterTags, &there.id, Value::Null)?;
    let answer = Answer::json(200, view::cluster(world, &there)?);
    with_both(world, answer, &operation, &there)
}

/// DELETE: 204 where there is nothing, else an operation; a running one is preempted.
pub(super) fn delete(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let Some(there) = world.tx.resource(id)? else {
        if request.header("if-match").is_some_and(|v| !v.is_empty()) {
            precondition::check_etag(request, None, false)?;
        }
        return Ok(Answer::empty(204));
    };
    precondition::check_etag(request, json::text(&there.body, "eTag"), true)?;
    let running = world.tx.running(&id.key())?.filter(|o| Kind::of(&o.kind) == Some(Kind::ClusterDelete));
    let operation = match running {
        Some(operation) => operation,
        None => {
            preempt(world, id)?;
            let mut draft = Draft::load(world, &there)?;
            draft.set_state("Deleting");
            draft.store(world)?;
            operations::start(world, Kind::ClusterDelete, &there.id, Value::Null)?
        }
    };
    with_both(world, Answer::empty(202), &operation, &there)
}

/// Ends what runs on a cluster and its pools, in favour of the cluster's deletion.
fn preempt(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    for mut running in world.tx.running_below(&id.key())? {
        let text = format!("The operation {} was preempted by a delete operation.", running.id);
        let error = json!({"code": "AKSOperationPreemptedByDelete", "message": text});
        json::set(&mut running.detail, "error", error);
        running.state = State::Canceled;
        running.ends = world.now;
        world.tx.put_operation(&running)?;
    }
    world.tx.cancel_below(&id.key(), world.now)
}

pub(super) fn show(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    Ok(Answer::json(200, view::whole(world, found(world, id)?)?))
}

/// A page of the clusters of a subscription or group, with a link to the next one where there is more.
pub(super) fn list(world: &World<'_>, request: &Request, scope: &str) -> Result<Answer, Fault> {
    let after = match request.query("$skipToken") {
        None => None,
        Some(token) => match URL_SAFE_NO_PAD.decode(token).ok().and_then(|b| String::from_utf8(b).ok()) {
            Some(key) => Some(key),
            None => {
                return Err(Fault::aks(
                    400,
                    "InvalidSkipToken",
                    "The skip token of the request is malformed.",
                ));
            }
        },
    };
    let size = world.options.page_size.max(1);
    let mut page = world.tx.list(CLUSTER, scope, after.as_deref(), size.saturating_add(1))?;
    // The service looks no further than its page, and finds out on the next one that there was nothing more.
    let more = page.len() > size || (page.len() == size && world.options.habits.empty_last_pages);
    page.truncate(size);
    let last = page.last().map(|there| there.id.key());
    let value = page.into_iter().map(|there| view::whole(world, there)).collect::<Result<Vec<_>, _>>()?;
    // Not by `json!`, which would copy the page.
    let mut body = json!({});
    json::set(&mut body, "value", value);
    if let Some(last) = last.filter(|_| more) {
        let token = URL_SAFE_NO_PAD.encode(last);
        let version = request.query("api-version").unwrap_or_default();
        let link = format!("{}{}?api-version={version}&%24skipToken={token}", request.base, request.path);
        json::set(&mut body, "nextLink", link);
    }
    Ok(Answer::json(200, body))
}

/// A cluster that exists from the start: made like any other, and finished at once. It may be older than what is
/// taken today, in version, in its ranges and in the images of its nodes, and its network may have changed since.
pub(crate) fn seed(world: &World<'_>, id: &ResourceId, wanted: &Value) -> Result<(), Fault> {
    let wanted = &mut wanted.clone();
    validation::check_members(wanted, "Cluster", NEWEST)?;
    let draft = create(world, id.clone(), wanted, validation::judge_existing)?;
    settle::settled(world, &draft.id)?;
    let pools = json::at(wanted, "properties.agentPoolProfiles").and_then(Value::as_array);
    for profile in pools.into_iter().flatten() {
        let pool = ResourceId::parse(&format!(
            "{id}/agentPools/{}",
            json::text(profile, "name").unwrap_or_default()
        ));
        if let Ok(pool) = pool {
            pool::keep_image(world, &pool, profile)?;
        }
    }
    Ok(())
}

/// The cluster that something below it belongs to, or the gateway's 404 for what was to be done with that.
pub(super) fn parent(world: &World<'_>, id: &ResourceId, verb: &str, kind: &str) -> Result<Resource, Fault> {
    let there = world.tx.resource(id)?;
    there.ok_or_else(|| parent_missing_for(verb, &format!("managedClusters/{kind}"), id))
}

/// The cluster, or the gateway's 404.
pub(super) fn found(world: &World<'_>, id: &ResourceId) -> Result<Resource, Fault> {
    world.tx.resource(id)?.ok_or_else(|| gone(id))
}

/// The URL of an operation on a cluster or on one of its pools.
pub(super) fn monitor(
    world: &World<'_>,
    operation: &Operation,
    cluster: &Resource,
    page: &str,
) -> rusqlite::Result<String> {
    let location = json::text(&cluster.body, "location").unwrap_or("eastus");
    operations::monitor_url(world, operation, &cluster.id, location, page)
}

/// Adds both headers of an operation: where to look at it, and where to look for its result.
pub(super) fn with_both(
    world: &World<'_>,
    answer: Answer,
    operation: &Operation,
    cluster: &Resource,
) -> Result<Answer, Fault> {
    let status = monitor(world, operation, cluster, "operations")?;
    let result = monitor(world, operation, cluster, "operationresults")?;
    Ok(answer.header("azure-asyncoperation", status).header("location", result))
}

/// Judges and stores a new cluster, in the state `Creating`.
fn create(
    world: &World<'_>,
    id: ResourceId,
    wanted: &Value,
    judge: impl FnOnce(&World<'_>, &Facts<'_>) -> Result<(), Fault>,
) -> Result<Draft, Fault> {
    let location = location_of(wanted, TYPE)?;
    tags_of(wanted)?;
    let mut draft = Draft::new(id, wanted);
    for pool in &mut draft.pools {
        snapshots::apply(world, pool)?;
    }
    fill::cluster(world, &mut draft, location)?;
    for pool in &mut draft.pools {
        snapshots::image(world, pool)?;
    }
    judge(world, &Facts::new(world, Subject::Cluster, wanted, None, &draft)?)?;
    draft.set_state("Creating");
    draft.store(world)?;
    let nodes = draft.text("nodeResourceGroup").to_owned();
    groups::ensure(world, draft.id.subscription(), &nodes, location, Some(&view::lowered(&draft.id)))?;
    Ok(draft)
}
