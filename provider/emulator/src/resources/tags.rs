//! Tags of anything, as a resource of their own: `{scope}/providers/Microsoft.Resources/tags/default`.

use http::Method;
use serde_json::{Map, Value, json};

use crate::gateway::{Answer, Fault, Request, gone, tags_of};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{aks, json};

/// GET, PUT (all tags), PATCH (some of them) and DELETE (none any more).
pub(crate) fn route(world: &World<'_>, request: &Request, scope: &str) -> Result<Answer, Fault> {
    let mut there = owner(world, scope)?;
    let before = json::at(&there.body, "tags").and_then(Value::as_object).cloned().unwrap_or_default();
    let after = match request.method {
        Method::GET => return Ok(Answer::json(200, view(scope, before))),
        Method::PUT => wanted(&request.object()?)?,
        Method::PATCH => changed(before, &request.object()?)?,
        Method::DELETE => Map::new(),
        _ => {
            let text = format!("The requested resource does not support http method '{}'.", request.method);
            return Err(Fault::gateway(405, "MethodNotAllowed", text));
        }
    };
    json::set(&mut there.body, "tags", after.clone());
    world.tx.put(&there)?;
    if there.id.kind() == aks::CLUSTER {
        aks::bump_etags(world, &there.id)?;
    }
    let gone = request.method == Method::DELETE;
    Ok(if gone { Answer::empty(200) } else { Answer::json(200, view(scope, after)) })
}

/// What carries the tags. Those of a subscription have a place of their own.
fn owner(world: &World<'_>, scope: &str) -> Result<Resource, Fault> {
    let at = match ResourceId::parse(scope) {
        Ok(id) => return world.tx.resource(&id)?.ok_or_else(|| gone(&id)),
        Err(_) => format!("{scope}/providers/Microsoft.Resources/registrations/tags"),
    };
    let id =
        ResourceId::parse(&at).map_err(|error| Fault::gateway(400, "InvalidScope", error.to_string()))?;
    Ok(world.tx.resource(&id)?.unwrap_or_else(|| Resource::new(id, json!({}))))
}

fn wanted(body: &Value) -> Result<Map<String, Value>, Fault> {
    let tags = json::at(body, "properties.tags").cloned().unwrap_or_else(|| json!({}));
    let checked = tags_of(&json!({ "tags": tags }))?;
    Ok(checked.and_then(|tags| tags.as_object().cloned()).unwrap_or_default())
}

fn changed(mut tags: Map<String, Value>, body: &Value) -> Result<Map<String, Value>, Fault> {
    let wanted = wanted(body)?;
    match json::text(body, "operation").unwrap_or_default().to_ascii_lowercase().as_str() {
        "replace" => return Ok(wanted),
        "merge" => {
            tags.retain(|name, _| !wanted.keys().any(|w| w.eq_ignore_ascii_case(name)));
            tags.extend(wanted);
        }
        "delete" => tags.retain(|name, value| {
            !wanted
                .iter()
                .any(|(w, v)| w.eq_ignore_ascii_case(name) && (v == value || v.as_str() == Some("")))
        }),
        other => {
            let text = format!("The operation '{other}' on tags is none of Merge, Replace and Delete.");
            return Err(Fault::gateway(400, "InvalidTagsPatchOperation", text));
        }
    }
    Ok(tags)
}

fn view(scope: &str, tags: Map<String, Value>) -> Value {
    json!({
        "id": format!("{scope}/providers/Microsoft.Resources/tags/default"),
        "name": "default",
        "type": "Microsoft.Resources/tags",
        "properties": {"tags": tags},
    })
}
