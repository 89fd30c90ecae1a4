//! Microsoft.ManagedIdentity: user-assigned identities and the outside tokens that they trust.

use http::Method;
use serde_json::{Value, json};

use crate::gateway::{
    Address, Answer, Fault, Request, check_location, gone, location_of, parent_missing, tags_of, unserved,
};
use crate::resource_id::ResourceId;
use crate::resources::subscriptions::TENANT;
use crate::store::Resource;
use crate::world::World;
use crate::{ids, json, plain};

/// The kind of a user-assigned identity.
pub(crate) const IDENTITY: &str = "microsoft.managedidentity/userassignedidentities";
const CREDENTIAL: &str = "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials";

/// Requests below `providers/Microsoft.ManagedIdentity`.
pub(crate) fn route(world: &World<'_>, request: &Request, address: &Address<'_>) -> Result<Answer, Fault> {
    let words = address.words();
    let unserved = || unserved(request);
    let (list, count) = match words.as_slice() {
        ["userassignedidentities"] => (Some((IDENTITY, address.scope())), 0),
        ["userassignedidentities", _] => (None, 2),
        ["userassignedidentities", _, "federatedidentitycredentials"] => {
            let parent = address.id(2).ok_or_else(unserved)?;
            world.tx.resource(&parent)?.ok_or_else(|| gone(&parent))?;
            (Some((CREDENTIAL, parent.key())), 0)
        }
        ["userassignedidentities", _, "federatedidentitycredentials", _] => (None, 4),
        _ => return Err(unserved()),
    };
    if let Some((kind, scope)) = list {
        if request.method != Method::GET {
            return Err(unserved());
        }
        let all = world.tx.list(kind, &scope, None, usize::MAX)?;
        return Ok(Answer::json(200, json!({"value": all.into_iter().map(|r| r.body).collect::<Vec<_>>()})));
    }
    let id = address.id(count).filter(|_| address.group.is_some()).ok_or_else(unserved)?;
    match request.method {
        Method::GET => Ok(Answer::json(200, world.tx.resource(&id)?.ok_or_else(|| gone(&id))?.body)),
        Method::PUT => {
            let status = if world.tx.resource(&id)?.is_some() { 200 } else { 201 };
            Ok(Answer::json(status, put(world, &id, &request.object()?)?))
        }
        Method::PATCH if count == 2 => plain::patch_tags(world, request, &id),
        Method::DELETE => Ok(Answer::empty(if world.tx.remove_tree(&id)? > 0 { 200 } else { 204 })),
        _ => Err(unserved()),
    }
}

/// Stores an identity or a credential of one.
pub(crate) fn put(world: &World<'_>, id: &ResourceId, wanted: &Value) -> Result<Value, Fault> {
    let before = world.tx.resource(id)?;
    let id = before.as_ref().map_or(id, |there| &there.id).clone();
    let body = if id.kind() == CREDENTIAL {
        credential(world, &id, wanted)?
    } else {
        identity(world, &id, before, wanted)?
    };
    world.tx.put(&Resource::new(id, body.clone()))?;
    Ok(body)
}

fn identity(
    world: &World<'_>,
    id: &ResourceId,
    before: Option<Resource>,
    wanted: &Value,
) -> Result<Value, Fault> {
    const TYPE: &str = "Microsoft.ManagedIdentity/userAssignedIdentities";
    let location = location_of(wanted, TYPE)?;
    if let Some(there) = &before {
        check_location(there, location)?;
    }
    let guid = |member: &str| -> rusqlite::Result<String> {
        let path = format!("properties.{member}");
        let known = before.as_ref().and_then(|there| json::text(&there.body, &path));
        // A seed may say which principal it is.
        let known = known.or_else(|| json::text(wanted, &path).filter(|g| uuid::Uuid::parse_str(g).is_ok()));
        known.map_or_else(|| ids::guid(world), |known| Ok(known.to_owned()))
    };
    Ok(json!({
        "location": location,
        "tags": tags_of(wanted)?.unwrap_or_else(|| json!({})),
        "id": id.to_string(),
        "name": id.name(),
        "type": TYPE,
        "properties": {
            "isolationScope": json::text(wanted, "properties.isolationScope").unwrap_or("None"),
            "tenantId": TENANT,
            "principalId": guid("principalId")?,
            "clientId": guid("clientId")?,
        },
    }))
}

/// Issuer, subject and exactly one audience.
fn credential(world: &World<'_>, id: &ResourceId, wanted: &Value) -> Result<Value, Fault> {
    let parent = id.parent().unwrap_or_else(|| id.clone());
    if world.tx.resource(&parent)?.is_none() {
        return Err(parent_missing("userAssignedIdentities/federatedIdentityCredentials", &parent));
    }
    let audiences = json::texts(wanted, "properties.audiences");
    let (issuer, subject) =
        (json::text(wanted, "properties.issuer"), json::text(wanted, "properties.subject"));
    let (Some(issuer), Some(subject), [_]) = (issuer, subject, audiences.as_slice()) else {
        let text = "A federated identity credential needs an issuer, a subject and exactly one audience.";
        return Err(Fault::provider(400, "BadRequest", text));
    };
    Ok(json!({
        "id": id.to_string(),
        "name": id.name(),
        "type": "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
        "properties": {"issuer": issuer, "subject": subject, "audiences": audiences},
    }))
}
