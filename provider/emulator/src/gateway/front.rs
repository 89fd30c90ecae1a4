//! Checks and texts of the front door that several resource providers share.

use serde_json::Value;

use super::{Fault, Request, registry};
use crate::json;
use crate::resource_id::ResourceId;
use crate::store::Resource;

/// 404 for a request that Azure may know and the emulator does not.
pub(crate) fn unserved(request: &Request) -> Fault {
    let text = format!("The emulator does not serve {} {}.", request.method, request.path);
    Fault::gateway(404, "NotFound", text)
}

/// 404 for a resource that is not there.
pub(crate) fn gone(id: &ResourceId) -> Fault {
    let text = id.to_string();
    let kind = text.rsplit_once("/providers/").map_or(text.as_str(), |(_, k)| k);
    let message = format!(
        "The Resource '{kind}' under resource group '{}' was not found. For more details please go to \
         https://aka.ms/ARMResourceNotFoundFix",
        id.group().unwrap_or("<null>"),
    );
    Fault::gateway(404, "ResourceNotFound", message)
}

/// 404 for a write to a child whose parent is not there.
pub(crate) fn parent_missing(kind: &str, parent: &ResourceId) -> Fault {
    parent_missing_for("write", kind, parent)
}

/// 404 for a child whose parent is not there; `verb` is what was to be done with it: `read`, `write`, `delete`, `action`.
pub(crate) fn parent_missing_for(verb: &str, kind: &str, parent: &ResourceId) -> Fault {
    let message = format!(
        "Failed to perform '{verb}' on resource(s) of type '{kind}', because the parent resource '{parent}' could not \
         be found."
    );
    Fault::gateway(404, "ParentResourceNotFound", message)
}

/// The location a request names, as Azure writes it back.
///
/// # Errors
/// `LocationRequired` where it is missing, `LocationNotAvailableForResourceType` where Azure has no such region.
pub(crate) fn location_of(body: &Value, kind: &str) -> Result<&'static str, Fault> {
    let Some(given) = json::text(body, "location") else {
        let text = "The location property is required for this definition.";
        return Err(Fault::gateway(400, "LocationRequired", text));
    };
    match registry::region(given) {
        Some((short, _, _)) => Ok(short),
        None => {
            let all: Vec<&str> = registry::REGIONS.iter().map(|(short, _, _)| *short).collect();
            let text = format!(
                "The provided location '{given}' is not available for resource type '{kind}'. List of available \
                 regions for the resource type is '{}'.",
                all.join(",")
            );
            Err(Fault::gateway(400, "LocationNotAvailableForResourceType", text))
        }
    }
}

/// Refuses a request that would move a resource to another region.
pub(crate) fn check_location(there: &Resource, wanted: &str) -> Result<(), Fault> {
    let Some(actual) = json::text(&there.body, "location").filter(|l| !l.eq_ignore_ascii_case(wanted)) else {
        return Ok(());
    };
    let text = format!(
        "The resource '{}' already exists in location '{actual}' in resource group '{}'. A resource with the same \
         name cannot be created in location '{wanted}'. Please select a new resource name.",
        there.id.name(),
        there.id.group().unwrap_or_default(),
    );
    Err(Fault::gateway(409, "InvalidResourceLocation", text))
}

/// The tags of a request, checked as the gateway checks them.
pub(crate) fn tags_of(body: &Value) -> Result<Option<Value>, Fault> {
    let Some(tags) = json::at(body, "tags") else { return Ok(None) };
    let Some(map) = tags.as_object() else {
        return Err(Fault::gateway(400, "InvalidRequestContent", "The 'tags' property must be an object."));
    };
    if map.len() > 50 {
        let text = format!("The number of tags '{}' exceeds the limit of 50.", map.len());
        return Err(Fault::gateway(400, "TagsLimitExceeded", text));
    }
    for (name, value) in map {
        let reserved = ['<', '>', '%', '&', '\\', '?', '/'];
        if name.is_empty() || name.len() > 512 || name.contains(reserved) {
            let text = format!(
                "The tag name '{name}' has reserved characters '<,>,%,&,\\,?,/' or control characters."
            );
            return Err(Fault::gateway(400, "InvalidTagNameCharacters", text));
        }
        if value.as_str().is_none_or(|v| v.len() > 256) {
            let text = format!("The value of tag '{name}' is no text or is longer than 256 characters.");
            return Err(Fault::gateway(400, "InvalidTagValueLength", text));
        }
    }
    Ok(Some(tags.clone()))
}
