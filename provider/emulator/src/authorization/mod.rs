//! Microsoft.Authorization: who may do what at which scope. The caller may do everything; what is asked here is what
//! the identities of clusters may do.

mod access;
mod assignments;
mod definitions;

use http::Method;
use serde_json::json;

use crate::gateway::{Answer, Fault, Request, unserved};
use crate::world::World;

pub(crate) use access::may;
pub(crate) use assignments::seed;

/// The kind of a role assignment.
pub(crate) const ASSIGNMENT: &str = "microsoft.authorization/roleassignments";
/// The kind of a role definition.
const DEFINITION: &str = "microsoft.authorization/roledefinitions";

/// Requests for `{scope}/providers/Microsoft.Authorization/{rest}`; the scope is empty for the whole tenant.
pub(crate) fn route(
    world: &World<'_>,
    request: &Request,
    scope: &str,
    rest: &[&str],
) -> Result<Answer, Fault> {
    let kind = rest.first().map(|kind| kind.to_ascii_lowercase()).unwrap_or_default();
    match (kind.as_str(), rest.get(1..).unwrap_or_default(), &request.method) {
        ("roleassignments", [], &Method::GET) => assignments::list(world, request, scope),
        ("roleassignments", [name], &Method::GET) => assignments::show(world, scope, name),
        ("roleassignments", [name], &Method::PUT) => assignments::put(world, request, scope, name),
        ("roleassignments", [name], &Method::DELETE) => assignments::delete(world, scope, name),
        ("roledefinitions", [], &Method::GET) => definitions::list(world, request, scope),
        ("roledefinitions", [name], &Method::GET) => definitions::show(world, scope, name),
        ("roledefinitions", [name], &Method::PUT) => definitions::put(world, request, scope, name),
        ("roledefinitions", [name], &Method::DELETE) => definitions::delete(world, scope, name),
        ("permissions", [], &Method::GET) => {
            let all = json!({"actions": ["*"], "notActions": [], "dataActions": [], "notDataActions": []});
            Ok(Answer::json(200, json!({"value": [all]})))
        }
        _ => Err(unserved(request)),
    }
}

/// Whether `inner` is `outer` or lies below it; the empty scope is the tenant.
fn within(inner: &str, outer: &str) -> bool {
    let (inner, outer) = (inner.to_ascii_lowercase(), outer.to_ascii_lowercase());
    inner == outer || inner.starts_with(&format!("{}/", outer.trim_end_matches('/')))
}

/// The scope of an identifier of this provider: everything before its namespace.
fn scope_of(id: &str) -> &str {
    id.to_ascii_lowercase().rfind("/providers/microsoft.authorization/").map_or("", |at| &id[..at])
}
