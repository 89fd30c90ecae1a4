//! Members of a request that Microsoft.Network reads as words or numbers of its own.

use serde_json::{Value, json};

use crate::gateway::Fault;
use crate::json;
use crate::resource_id::ResourceId;

/// Writes the word at `path` as Azure spells it, or refuses one that is none of `allowed`. An absent one stays absent.
pub(super) fn one_of(body: &mut Value, path: &str, allowed: &[&str]) -> Result<(), Fault> {
    let Some(given) = json::at(body, path) else { return Ok(()) };
    let known = given.as_str().and_then(|g| allowed.iter().find(|a| a.eq_ignore_ascii_case(g)));
    match known {
        Some(known) => {
            json::set(body, path, *known);
            Ok(())
        }
        None => Err(unreadable(path, given)),
    }
}

/// The number at `path`, refused where it is no number.
pub(super) fn number(body: &Value, path: &str) -> Result<Option<i64>, Fault> {
    match json::at(body, path) {
        None => Ok(None),
        Some(given) => given.as_i64().map(Some).ok_or_else(|| unreadable(path, given)),
    }
}

/// The refusal of a value that cannot be read.
fn unreadable(path: &str, given: &Value) -> Fault {
    let shown = given.as_str().map_or_else(|| given.to_string(), str::to_owned);
    let message = format!("Error converting value \"{shown}\" to the type of the member. Path '{path}'.");
    Fault::provider(400, "InvalidRequestFormat", "Cannot parse the request.")
        .details(json!([{"code": "InvalidJson", "message": message}]))
}

/// A refusal in the shape of Microsoft.Network, which always has details.
pub(super) fn refuse(code: &str, message: impl Into<String>) -> Fault {
    Fault::provider(400, code, message).details(json!([]))
}

/// Refuses children of a request of which two have one name.
pub(super) fn check_names(parent: &ResourceId, children: &[Value]) -> Result<(), Fault> {
    let names: Vec<&str> = children.iter().filter_map(|child| json::text(child, "name")).collect();
    let twice =
        names.iter().enumerate().find(|(at, name)| names[..*at].iter().any(|n| n.eq_ignore_ascii_case(name)));
    let Some((_, name)) = twice else { return Ok(()) };
    let message = format!("Resource {parent} has two child resources with the same name ({name}).");
    Err(Fault::provider(400, "InvalidRequestFormat", "Cannot parse the request.")
        .details(json!([{"code": "DuplicateResourceName", "message": message}])))
}
