//! Resource groups: made at once, deleted slowly with everything they hold.

use http::Method;
use serde_json::{Value, json};

use crate::gateway::{Answer, Fault, Request, location_of, registry, tags_of};
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{aks, json, network};

const KIND: &str = "Microsoft.Resources/resourceGroups";

/// `/subscriptions/S/resourceGroups[/NAME]`.
pub(crate) fn route(
    world: &World<'_>,
    request: &Request,
    subscription: &str,
    name: Option<&str>,
) -> Result<Answer, Fault> {
    let Some(name) = name else {
        return match request.method {
            Method::GET => list(world, request, subscription),
            _ => Err(unsupported(request)),
        };
    };
    let id = id_of(subscription, name)?;
    match request.method {
        Method::PUT => put(world, request, id),
        Method::GET => Ok(Answer::json(200, found(world, &id)?.body)),
        Method::HEAD => found(world, &id).map(|_| Answer::empty(204)),
        Method::PATCH => patch(world, request, &id),
        Method::DELETE => delete(world, &id),
        _ => Err(unsupported(request)),
    }
}

/// Refuses a request for something in a group that is not there, or, where it writes, in one that is being deleted.
pub(crate) fn require(
    world: &World<'_>,
    subscription: &str,
    name: &str,
    method: &Method,
) -> Result<(), Fault> {
    let group = found(world, &id_of(subscription, name)?)?;
    let deleting = json::text(&group.body, "properties.provisioningState") == Some("Deleting");
    if deleting && !matches!(*method, Method::GET | Method::HEAD | Method::DELETE) {
        return Err(being_deleted(name));
    }
    Ok(())
}

/// Makes a group that comes with something else: a seeded resource, or the nodes of a cluster.
pub(crate) fn ensure(
    world: &World<'_>,
    subscription: &str,
    name: &str,
    location: &str,
    managed_by: Option<&str>,
) -> rusqlite::Result<()> {
    let Ok(id) = ResourceId::parse(&format!("/subscriptions/{subscription}/resourceGroups/{name}")) else {
        return Ok(());
    };
    if world.tx.resource(&id)?.is_none() {
        let mut body = body(&id, location, None);
        if let Some(owner) = managed_by {
            json::set(&mut body, "managedBy", owner);
        }
        world.tx.put(&Resource::new(id, body))?;
    }
    Ok(())
}

/// Why a group cannot go, as code and message of the error with which its deletion ends: it holds virtual networks in
/// which node pools of other groups stand.
pub(crate) fn blocked(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<Option<Value>> {
    let inside = |other: &ResourceId| {
        other.subscription().eq_ignore_ascii_case(id.subscription())
            && other.group().is_some_and(|group| group.eq_ignore_ascii_case(id.name()))
    };
    let mut held = Vec::new();
    for subnet in world.tx.list(network::SUBNET, &id.key(), None, usize::MAX)? {
        if let Some(pool) = aks::pool_in_subnet(world, &subnet.id)?
            && !ResourceId::parse(&pool).is_ok_and(|pool| inside(&pool))
            && let Some(network) = subnet.id.parent()
        {
            held.push(format!("Microsoft.Network/virtualNetworks/{}", network.name()));
        }
    }
    held.dedup();
    if held.is_empty() {
        return Ok(None);
    }
    let text = format!(
        "Deletion of resource group '{}' failed as resources with identifiers '{}' could not be deleted. The \
         provisioning state of the resource group will be rolled back.",
        id.name(),
        held.join(",")
    );
    Ok(Some(json!({"code": "ResourceGroupDeletionBlocked", "message": text})))
}

/// The group is gone, and what was in it, and the node groups of its clusters.
pub(crate) fn deleted(world: &World<'_>, id: &ResourceId) -> rusqlite::Result<()> {
    for cluster in world.tx.list(aks::CLUSTER, &id.key(), None, usize::MAX)? {
        aks::deleted(world, &cluster.id)?;
    }
    world.tx.cancel_below(&id.key(), world.now)?;
    world.tx.remove_tree(id)?;
    Ok(())
}

fn put(world: &World<'_>, request: &Request, id: ResourceId) -> Result<Answer, Fault> {
    check_name(id.name())?;
    let wanted = request.object()?;
    let tags = tags_of(&wanted)?;
    let location = match location_of(&wanted, KIND) {
        Err(Fault::Azure(error)) if error.code == "LocationNotAvailableForResourceType" => {
            let given = json::text(&wanted, "location").unwrap_or_default();
            let all: Vec<&str> = registry::REGIONS.iter().map(|(short, _, _)| *short).collect();
            let text = format!(
                "The provided location '{given}' is not available for resource group. List of available regions is \
                 '{}'.",
                all.join(",")
            );
            return Err(Fault::gateway(400, "LocationNotAvailableForResourceGroup", text));
        }
        other => other?,
    };
    let before = world.tx.resource(&id)?;
    if let Some(there) = &before {
        if json::text(&there.body, "properties.provisioningState") == Some("Deleting") {
            return Err(being_deleted(id.name()));
        }
        if json::text(&there.body, "location").is_some_and(|l| !l.eq_ignore_ascii_case(location)) {
            let text = format!(
                "Invalid resource group location '{location}'. The Resource group already exists in location '{}'.",
                json::text(&there.body, "location").unwrap_or_default()
            );
            return Err(Fault::gateway(409, "InvalidResourceGroupLocation", text));
        }
    }
    // PUT replaces tags; a group that was spelled otherwise before keeps its name.
    let id = before.as_ref().map_or(id, |there| there.id.clone());
    let mut new = body(&id, location, tags);
    let manager = json::text(&wanted, "managedBy")
        .or_else(|| before.as_ref().and_then(|there| json::text(&there.body, "managedBy")));
    if let Some(manager) = manager {
        json::set(&mut new, "managedBy", manager);
    }
    world.tx.put(&Resource::new(id, new.clone()))?;
    Ok(Answer::json(if before.is_some() { 200 } else { 201 }, new))
}

fn patch(world: &World<'_>, request: &Request, id: &ResourceId) -> Result<Answer, Fault> {
    let mut group = found(world, id)?;
    let wanted = request.object()?;
    if let Some(tags) = tags_of(&wanted)? {
        json::set(&mut group.body, "tags", tags);
    }
    world.tx.put(&group)?;
    Ok(Answer::json(200, group.body))
}

fn delete(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let mut group = found(world, id)?;
    let running = world.tx.running(&id.key())?;
    let operation = match running {
        Some(operation) => operation,
        None => {
            json::set(&mut group.body, "properties.provisioningState", "Deleting");
            world.tx.put(&group)?;
            operations::start(world, Kind::GroupDelete, &group.id, Value::Null)?
        }
    };
    let url = operations::job_url(world, &operation, &group.id)?;
    let wait = operations::retry_after(world, 15.0);
    Ok(Answer::empty(202).header("location", url).header("retry-after", wait))
}

fn list(world: &World<'_>, request: &Request, subscription: &str) -> Result<Answer, Fault> {
    let filter = request.query("$filter").map(TagFilter::read).transpose()?;
    let scope = format!("/subscriptions/{subscription}");
    let all = world.tx.list(KIND, &scope, None, usize::MAX)?;
    let value: Vec<Value> =
        all.into_iter().map(|g| g.body).filter(|g| filter.as_ref().is_none_or(|f| f.matches(g))).collect();
    Ok(Answer::json(200, json!({ "value": value })))
}

/// `tagname eq 'a'` and `tagname eq 'a' and tagvalue eq 'b'`.
struct TagFilter {
    name: String,
    value: Option<String>,
}

impl TagFilter {
    fn read(text: &str) -> Result<Self, Fault> {
        let mut filter = Self { name: String::new(), value: None };
        for part in text.split(" and ") {
            let words =
                part.split_once(" eq ").map(|(what, value)| (what.trim().to_ascii_lowercase(), value.trim()));
            let value = words.as_ref().and_then(|(_, v)| v.strip_prefix('\'')?.strip_suffix('\''));
            match (words.as_ref().map(|(what, _)| what.as_str()), value) {
                (Some("tagname"), Some(value)) => filter.name = value.to_owned(),
                (Some("tagvalue"), Some(value)) => filter.value = Some(value.to_owned()),
                _ => {
                    let text = format!("The filter '{text}' is not supported for resource groups.");
                    return Err(Fault::gateway(400, "InvalidFilterInQueryString", text));
                }
            }
        }
        Ok(filter)
    }

    fn matches(&self, group: &Value) -> bool {
        let Some(tags) = json::at(group, "tags").and_then(Value::as_object) else { return false };
        let found = tags.iter().find(|(name, _)| name.eq_ignore_ascii_case(&self.name));
        found.is_some_and(|(_, value)| self.value.as_deref().is_none_or(|v| value.as_str() == Some(v)))
    }
}

fn body(id: &ResourceId, location: &str, tags: Option<Value>) -> Value {
    let mut body = json!({
        "id": id.to_string(),
        "name": id.name(),
        "type": KIND,
        "location": location,
        "properties": {"provisioningState": "Succeeded"},
    });
    if let Some(tags) = tags {
        json::set(&mut body, "tags", tags);
    }
    body
}

fn found(world: &World<'_>, id: &ResourceId) -> Result<Resource, Fault> {
    world.tx.resource(id)?.ok_or_else(|| {
        let text = format!("Resource group '{}' could not be found.", id.name());
        Fault::gateway(404, "ResourceGroupNotFound", text)
    })
}

fn id_of(subscription: &str, name: &str) -> Result<ResourceId, Fault> {
    ResourceId::parse(&format!("/subscriptions/{subscription}/resourceGroups/{name}"))
        .map_err(|_| invalid_name(name))
}

/// 1 to 90 letters, digits, `_`, `-`, `.`, parentheses; no dot at the end.
fn check_name(name: &str) -> Result<(), Fault> {
    let fits = name.chars().all(|c| c.is_alphanumeric() || "_-.()".contains(c));
    if fits && (1..=90).contains(&name.chars().count()) && !name.ends_with('.') {
        return Ok(());
    }
    Err(invalid_name(name))
}

fn invalid_name(name: &str) -> Fault {
    let text = format!(
        "The provided resource group name '{name}' has these invalid characters or is too long. The name can only be a \
         letter, digit, '-', '.', '(', ')' or '_', and cannot end with a period."
    );
    Fault::gateway(400, "InvalidResourceGroup", text)
}

fn being_deleted(name: &str) -> Fault {
    let text =
        format!("The resource group '{name}' is in deprovisioning state and cannot perform this operation.");
    Fault::gateway(409, "ResourceGroupBeingDeleted", text)
}

fn unsupported(request: &Request) -> Fault {
    let text = format!("The requested resource does not support http method '{}'.", request.method);
    Fault::gateway(405, "MethodNotAllowed", text)
}
