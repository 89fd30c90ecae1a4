//! Bindings: an identity that pods may use, and a service of Azure that may act inside the cluster.

use serde_json::Value;

use super::Context;
use crate::gateway::Fault;
use crate::resource_id::ResourceId;
use crate::resources::subscriptions::TENANT;
use crate::{ids, json};

/// Identifiers of the identity, and the issuer that vouches for it.
pub(super) fn identity(context: &Context<'_>, body: &mut Value) -> Result<(), Fault> {
    let path = "properties.managedIdentity";
    let Some(resource) = json::text(body, &format!("{path}.resourceId")).map(str::to_owned) else {
        let text = "The managed identity of an identity binding must be given by its resource ID.";
        return Err(Fault::aks(400, "InvalidParameter", text).target("properties.managedIdentity.resourceId"));
    };
    let world = context.world;
    let there = match ResourceId::parse(&resource) {
        Ok(id) => world.tx.resource(&id)?,
        Err(_) => None,
    };
    for (member, source) in [("objectId", "principalId"), ("clientId", "clientId")] {
        let member = format!("{path}.{member}");
        let known = context.before.and_then(|b| json::text(&b.body, &member));
        let given = there.as_ref().and_then(|t| json::text(&t.body, &format!("properties.{source}")));
        let value = match given.or(known) {
            Some(value) => value.to_owned(),
            None => ids::guid(world)?,
        };
        json::set(body, &member, value);
    }
    json::set(body, &format!("{path}.tenantId"), TENANT);
    let issuer = match context.before.and_then(|b| json::text(&b.body, "properties.oidcIssuer.oidcIssuerUrl"))
    {
        Some(issuer) => issuer.to_owned(),
        None => {
            let location = json::text(&context.cluster.body, "location").unwrap_or_default();
            format!("https://ib.oic.prod-aks.azure.com/{location}/{TENANT}/{}", ids::guid(world)?)
        }
    };
    json::set(body, "properties.oidcIssuer.oidcIssuerUrl", issuer);
    Ok(())
}

/// The source and the roles must be named.
pub(super) fn trusted_access(context: &Context<'_>, body: &mut Value) -> Result<(), Fault> {
    let named = json::text(body, "properties.sourceResourceId").is_some()
        && !json::texts(body, "properties.roles").is_empty();
    if named {
        return Ok(());
    }
    let text = format!(
        "The trusted access role binding '{}' must name its source resource and at least one role.",
        context.id.name()
    );
    Err(Fault::aks(400, "InvalidParameter", text).target("properties"))
}
