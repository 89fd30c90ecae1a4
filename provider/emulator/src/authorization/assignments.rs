//! Role assignments. One that is made is never changed in what it grants.

use serde_json::{Value, json};

use super::{ASSIGNMENT, definitions, scope_of, within};
use crate::gateway::{Answer, Fault, Request, gone};
use crate::login;
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{clock, json};

const TYPE: &str = "Microsoft.Authorization/roleAssignments";

/// Without a filter: at the scope, above it and below it.
pub(super) fn list(world: &World<'_>, request: &Request, scope: &str) -> Result<Answer, Fault> {
    let filter = Filter::read(request.query("$filter").unwrap_or_default())?;
    let all = world.tx.all(Some(ASSIGNMENT))?.into_iter().map(|r| r.body);
    let value: Vec<Value> = all.filter(|body| filter.matches(body, scope)).collect();
    Ok(Answer::json(200, json!({ "value": value })))
}

pub(super) fn show(world: &World<'_>, scope: &str, name: &str) -> Result<Answer, Fault> {
    Ok(Answer::json(200, found(world, &id_of(scope, name)?)?.body))
}

pub(super) fn put(world: &World<'_>, request: &Request, scope: &str, name: &str) -> Result<Answer, Fault> {
    let id = id_of(scope, name)?;
    check_scope(world, scope)?;
    let before = world.tx.resource(&id)?;
    let status = if before.is_some() { 200 } else { 201 };
    Ok(Answer::json(status, write(world, id, before, &request.object()?)?))
}

pub(super) fn delete(world: &World<'_>, scope: &str, name: &str) -> Result<Answer, Fault> {
    let id = id_of(scope, name)?;
    let Some(there) = world.tx.resource(&id)? else { return Ok(Answer::empty(204)) };
    world.tx.remove_tree(&id)?;
    Ok(Answer::json(200, there.body))
}

/// An assignment that exists from the start.
pub(crate) fn seed(world: &World<'_>, id: &ResourceId, wanted: &Value) -> Result<(), Fault> {
    write(world, id.clone(), world.tx.resource(id)?, wanted).map(drop)
}

fn write(
    world: &World<'_>,
    id: ResourceId,
    before: Option<Resource>,
    wanted: &Value,
) -> Result<Value, Fault> {
    let spelled = id.to_string();
    let scope = scope_of(&spelled);
    let text = |member: &str| json::text(wanted, &format!("properties.{member}"));
    let principal = text("principalId").filter(|p| uuid::Uuid::parse_str(p).is_ok()).ok_or_else(|| {
        Fault::provider(
            400,
            "InvalidPrincipalId",
            "A valid principal ID must be provided for role assignment.",
        )
    })?;
    let role = text("roleDefinitionId").unwrap_or_default();
    let role_name = role.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    if definitions::find(world, &role_name)?.is_none() {
        let text = format!("The specified role definition with ID '{role_name}' does not exist.");
        return Err(Fault::provider(404, "RoleDefinitionDoesNotExist", text));
    }
    let grants = |body: &Value| {
        let same = |member: &str, value: &str| {
            json::text(body, &format!("properties.{member}")).is_some_and(|v| v.eq_ignore_ascii_case(value))
        };
        let role = json::text(body, "properties.roleDefinitionId").and_then(|r| r.rsplit('/').next());
        same("principalId", principal)
            && same("scope", if scope.is_empty() { "/" } else { scope })
            && role.is_some_and(|r| r.eq_ignore_ascii_case(&role_name))
    };
    let now = clock::text(world.now);
    let mut created = (now.clone(), json!(login::OBJECT));
    match &before {
        Some(there) if !grants(&there.body) => {
            let text = "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.";
            return Err(Fault::provider(400, "RoleAssignmentUpdateNotPermitted", text));
        }
        Some(there) => {
            if let Some(made) = json::text(&there.body, "properties.createdOn") {
                created = (made.to_owned(), there.body["properties"]["createdBy"].clone());
            }
        }
        None => {
            if let Some(other) = world.tx.all(Some(ASSIGNMENT))?.iter().find(|r| grants(&r.body)) {
                let text = format!(
                    "The role assignment already exists. The ID of the conflicting role assignment is {}.",
                    other.id.name().replace('-', "")
                );
                return Err(Fault::provider(409, "RoleAssignmentExists", text));
            }
        }
    }
    let optional =
        |member: &str| json::at(wanted, &format!("properties.{member}")).cloned().unwrap_or_default();
    let body = json!({
        "properties": {
            "roleDefinitionId": definitions::id_at(scope, &role_name),
            "principalId": principal,
            "principalType": text("principalType").unwrap_or("ServicePrincipal"),
            "scope": if scope.is_empty() { "/" } else { scope },
            "condition": optional("condition"),
            "conditionVersion": optional("conditionVersion"),
            "createdOn": created.0,
            "updatedOn": now,
            "createdBy": created.1,
            "updatedBy": login::OBJECT,
            "delegatedManagedIdentityResourceId": optional("delegatedManagedIdentityResourceId"),
            "description": optional("description"),
        },
        "id": spelled,
        "type": TYPE,
        "name": id.name(),
    });
    world.tx.put(&Resource::new(id, body.clone()))?;
    Ok(body)
}

fn id_of(scope: &str, name: &str) -> Result<ResourceId, Fault> {
    let id = ResourceId::parse(&format!("{scope}/providers/{TYPE}/{name}")).ok();
    id.filter(|_| uuid::Uuid::parse_str(name).is_ok()).ok_or_else(|| {
        let text =
            format!("The role assignment ID '{name}' is not valid. The role assignment ID must be a GUID.");
        Fault::provider(400, "InvalidRoleAssignmentId", text)
    })
}

/// The scope of a new assignment must be there, as far as the emulator keeps what can be a scope.
fn check_scope(world: &World<'_>, scope: &str) -> Result<(), Fault> {
    match ResourceId::parse(scope) {
        Ok(id) if id.kind().starts_with("microsoft.network/") && world.tx.resource(&id)?.is_none() => {
            Err(gone(&id))
        }
        _ => Ok(()),
    }
}

fn found(world: &World<'_>, id: &ResourceId) -> Result<Resource, Fault> {
    world.tx.resource(id)?.ok_or_else(|| {
        let text = format!("The role assignment '{}' is not found.", id.name());
        Fault::provider(404, "RoleAssignmentNotFound", text)
    })
}

/// `atScope()`, `principalId eq 'P'`, `assignedTo('P')`, and the first with one of the others.
#[derive(Default)]
struct Filter {
    at_scope: bool,
    principal: Option<String>,
}

impl Filter {
    fn read(text: &str) -> Result<Self, Fault> {
        let mut filter = Self::default();
        for part in text.split(" and ").map(str::trim).filter(|p| !p.is_empty()) {
            let lower = part.to_ascii_lowercase();
            let value = part.split('\'').nth(1).filter(|_| part.matches('\'').count() == 2);
            if lower == "atscope()" {
                filter.at_scope = true;
            } else if let Some(value) =
                value.filter(|_| lower.starts_with("principalid eq ") || lower.starts_with("assignedto("))
            {
                filter.principal = Some(value.to_owned());
            } else {
                let text = format!("The filter '{text}' is not supported for role assignments.");
                return Err(Fault::provider(400, "UnsupportedFilter", text));
            }
        }
        Ok(filter)
    }

    fn matches(&self, body: &Value, scope: &str) -> bool {
        let granted = json::text(body, "properties.scope").unwrap_or_default().trim_end_matches('/');
        let principal = json::text(body, "properties.principalId").unwrap_or_default();
        (within(scope, granted) || (!self.at_scope && within(granted, scope)))
            && self.principal.as_deref().is_none_or(|p| p.eq_ignore_ascii_case(principal))
    }
}
