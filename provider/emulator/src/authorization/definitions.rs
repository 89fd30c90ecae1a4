//! Role definitions: the built-in ones that clusters meet, and those of the user.

use serde_json::{Value, json};

use super::{DEFINITION, scope_of, within};
use crate::gateway::{Answer, Fault, Request};
use crate::json;
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;

const TYPE: &str = "Microsoft.Authorization/roleDefinitions";

/// GUID, name, what it allows, and what it takes back (both separated by blanks).
type BuiltIn = (&'static str, &'static str, &'static str, &'static str);

/// GUIDs and actions as Azure publishes them (learn.microsoft.com/azure/role-based-access-control/built-in-roles); what
/// a role allows on data is left out.
const BUILT_IN: &[BuiltIn] = &[
    ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", "*", ""),
    (
        "b24988ac-6180-42a0-ab88-20f7382dd24c",
        "Contributor",
        "*",
        "Microsoft.Authorization/*/Delete Microsoft.Authorization/*/Write Microsoft.Authorization/elevateAccess/Action \
         Microsoft.Blueprint/blueprintAssignments/write Microsoft.Blueprint/blueprintAssignments/delete \
         Microsoft.Compute/galleries/share/action",
    ),
    ("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", "*/read", ""),
    (
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
        "User Access Administrator",
        "*/read Microsoft.Authorization/* Microsoft.Support/*",
        "",
    ),
    (
        "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
        "Role Based Access Control Administrator",
        "Microsoft.Authorization/roleAssignments/write Microsoft.Authorization/roleAssignments/delete */read \
         Microsoft.Support/*",
        "",
    ),
    (
        "4d97b98b-1d4f-4787-a291-c67834d212e7",
        "Network Contributor",
        "Microsoft.Authorization/*/read Microsoft.Insights/alertRules/* Microsoft.Network/* \
         Microsoft.ResourceHealth/availabilityStatuses/read Microsoft.Resources/deployments/* \
         Microsoft.Resources/subscriptions/resourceGroups/read Microsoft.Support/*",
        "",
    ),
    (
        "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
        "Private DNS Zone Contributor",
        "Microsoft.Insights/alertRules/* Microsoft.Resources/deployments/* Microsoft.Network/privateDnsZones/* \
         Microsoft.Network/privateDnsOperationResults/* Microsoft.Network/privateDnsOperationStatuses/* \
         Microsoft.Network/virtualNetworks/read Microsoft.Network/virtualNetworks/join/action \
         Microsoft.Authorization/*/read",
        "",
    ),
    (
        "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
        "Virtual Machine Contributor",
        "Microsoft.Authorization/*/read Microsoft.Compute/virtualMachines/* Microsoft.Compute/virtualMachineScaleSets/* \
         Microsoft.Compute/disks/* Microsoft.Network/loadBalancers/read Microsoft.Network/networkInterfaces/* \
         Microsoft.Network/networkSecurityGroups/join/action Microsoft.Network/networkSecurityGroups/read \
         Microsoft.Network/publicIPAddresses/join/action Microsoft.Network/publicIPAddresses/read \
         Microsoft.Network/virtualNetworks/read Microsoft.Network/virtualNetworks/subnets/join/action \
         Microsoft.Resources/deployments/* Microsoft.Resources/subscriptions/resourceGroups/read Microsoft.Support/*",
        "",
    ),
    (
        "f1a07417-d97a-45cb-824c-7a7467783830",
        "Managed Identity Operator",
        "Microsoft.ManagedIdentity/userAssignedIdentities/*/read \
         Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action Microsoft.Authorization/*/read \
         Microsoft.Insights/alertRules/* Microsoft.Resources/subscriptions/resourceGroups/read \
         Microsoft.Resources/deployments/* Microsoft.Support/*",
        "",
    ),
    (
        "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
        "Managed Identity Contributor",
        "Microsoft.ManagedIdentity/userAssignedIdentities/read Microsoft.ManagedIdentity/userAssignedIdentities/write \
         Microsoft.ManagedIdentity/userAssignedIdentities/delete \
         Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/* Microsoft.Authorization/*/read \
         Microsoft.Resources/deployments/* Microsoft.Support/*",
        "",
    ),
    (
        "7f951dda-4ed3-4680-a7ca-43fe172d538d",
        "AcrPull",
        "Microsoft.ContainerRegistry/registries/pull/read",
        "",
    ),
    (
        "8311e382-0749-4cb8-b61a-304f252e45ec",
        "AcrPush",
        "Microsoft.ContainerRegistry/registries/pull/read Microsoft.ContainerRegistry/registries/push/write",
        "",
    ),
    (
        "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",
        "Azure Kubernetes Service Cluster Admin Role",
        "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action \
         Microsoft.ContainerService/managedClusters/accessProfiles/listCredential/action \
         Microsoft.ContainerService/managedClusters/read Microsoft.ContainerService/managedClusters/runcommand/action",
        "",
    ),
    (
        "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",
        "Azure Kubernetes Service Cluster User Role",
        "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action \
         Microsoft.ContainerService/managedClusters/read",
        "",
    ),
    (
        "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8",
        "Azure Kubernetes Service Contributor Role",
        "Microsoft.ContainerService/managedClusters/read Microsoft.ContainerService/managedClusters/write \
         Microsoft.Resources/deployments/*",
        "",
    ),
    (
        "3498e952-d568-435e-9b2c-8d77e338d7f7",
        "Azure Kubernetes Service RBAC Admin",
        "Microsoft.Authorization/*/read Microsoft.Resources/subscriptions/resourceGroups/read \
         Microsoft.ContainerService/managedClusters/listClusterUserCredential/action",
        "",
    ),
    (
        "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
        "Azure Kubernetes Service RBAC Cluster Admin",
        "Microsoft.Authorization/*/read Microsoft.Resources/subscriptions/resourceGroups/read \
         Microsoft.ContainerService/managedClusters/listClusterUserCredential/action",
        "",
    ),
    (
        "7f6c6a51-bcf8-42ba-9220-52d62157d7db",
        "Azure Kubernetes Service RBAC Reader",
        "Microsoft.Authorization/*/read Microsoft.Resources/subscriptions/resourceGroups/read",
        "",
    ),
    (
        "a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb",
        "Azure Kubernetes Service RBAC Writer",
        "Microsoft.Authorization/*/read Microsoft.Resources/subscriptions/resourceGroups/read",
        "",
    ),
];

/// With `$filter=roleName eq 'NAME'`, `type eq 'BuiltInRole'`, or neither.
pub(super) fn list(world: &World<'_>, request: &Request, scope: &str) -> Result<Answer, Fault> {
    let filter = request.query("$filter").unwrap_or_default().to_ascii_lowercase();
    let wanted = |member: &str| {
        let at = filter.find(&format!("{member} eq '"))?;
        filter[at..].split('\'').nth(1).map(str::to_owned)
    };
    let (name, kind) = (wanted("rolename"), wanted("type"));
    let own = world.tx.all(Some(DEFINITION))?.into_iter().map(|r| r.body).filter(|body| {
        let scopes = json::texts(body, "properties.assignableScopes");
        scopes.iter().any(|s| within(scope, s) || within(s, scope))
    });
    let fits = |body: &Value, member: &str, wanted: &Option<String>| {
        wanted.as_deref().is_none_or(|w| {
            json::text(body, &format!("properties.{member}")).is_some_and(|v| v.eq_ignore_ascii_case(w))
        })
    };
    let value: Vec<Value> = BUILT_IN
        .iter()
        .map(|role| built_in(role, scope))
        .chain(own)
        .filter(|body| fits(body, "roleName", &name) && fits(body, "type", &kind))
        .collect();
    Ok(Answer::json(200, json!({ "value": value })))
}

pub(super) fn show(world: &World<'_>, scope: &str, name: &str) -> Result<Answer, Fault> {
    let mut body = find(world, name)?.ok_or_else(|| {
        let text = format!("The specified role definition with ID '{name}' does not exist.");
        Fault::provider(404, "RoleDefinitionDoesNotExist", text)
    })?;
    if json::text(&body, "properties.type") == Some("BuiltInRole") {
        json::set(&mut body, "id", id_at(scope, &name.to_ascii_lowercase()));
    }
    Ok(Answer::json(200, body))
}

pub(super) fn put(world: &World<'_>, request: &Request, scope: &str, name: &str) -> Result<Answer, Fault> {
    let id = id_of(scope, name)?;
    let wanted = request.object()?;
    let Some(role) = json::text(&wanted, "properties.roleName") else {
        return Err(Fault::provider(400, "InvalidRoleDefinitionName", "The role definition has no name."));
    };
    let list = |path: &str| json::at(&wanted, path).cloned().unwrap_or_else(|| json!([]));
    let body = json!({
        "properties": {
            "roleName": role,
            "type": "CustomRole",
            "description": json::text(&wanted, "properties.description").unwrap_or_default(),
            "assignableScopes": list("properties.assignableScopes"),
            "permissions": list("properties.permissions"),
        },
        "id": id.to_string(),
        "type": TYPE,
        "name": id.name(),
    });
    world.tx.put(&Resource::new(id, body.clone()))?;
    Ok(Answer::json(201, body))
}

pub(super) fn delete(world: &World<'_>, scope: &str, name: &str) -> Result<Answer, Fault> {
    let id = id_of(scope, name)?;
    let Some(there) = world.tx.resource(&id)? else { return Ok(Answer::empty(204)) };
    world.tx.remove_tree(&id)?;
    Ok(Answer::json(200, there.body))
}

/// The definition of this GUID, wherever it was made.
pub(super) fn find(world: &World<'_>, guid: &str) -> rusqlite::Result<Option<Value>> {
    if let Some(role) = BUILT_IN.iter().find(|role| role.0.eq_ignore_ascii_case(guid)) {
        return Ok(Some(built_in(role, "")));
    }
    let own = world.tx.all(Some(DEFINITION))?;
    Ok(own.into_iter().find(|r| r.id.name().eq_ignore_ascii_case(guid)).map(|r| r.body))
}

/// The identifier of a definition as it is shown at a scope: that of the scope's subscription.
pub(super) fn id_at(scope: &str, guid: &str) -> String {
    let subscription: String = scope.split('/').take(3).collect::<Vec<_>>().join("/");
    format!("{subscription}/providers/{TYPE}/{guid}")
}

fn built_in((guid, name, actions, not_actions): &BuiltIn, scope: &str) -> Value {
    let words = |text: &str| text.split_ascii_whitespace().map(str::to_owned).collect::<Vec<_>>();
    json!({
        "properties": {
            "roleName": name,
            "type": "BuiltInRole",
            "description": name,
            "assignableScopes": ["/"],
            "permissions": [{
                "actions": words(actions),
                "notActions": words(not_actions),
                "dataActions": [],
                "notDataActions": [],
            }],
            "createdOn": "2015-02-02T21:55:09.8806423Z",
            "updatedOn": "2021-11-11T20:13:28.6061853Z",
            "createdBy": null,
            "updatedBy": null,
        },
        "id": id_at(scope, guid),
        "type": TYPE,
        "name": guid,
    })
}

fn id_of(scope: &str, name: &str) -> Result<ResourceId, Fault> {
    let id = ResourceId::parse(&format!("{scope}/providers/{TYPE}/{name}")).ok();
    id.filter(|id| uuid::Uuid::parse_str(name).is_ok() && !scope_of(&id.to_string()).is_empty()).ok_or_else(
        || {
            let text = format!(
                "The role definition ID '{name}' is not valid. The role definition ID must be a GUID."
            );
            Fault::provider(400, "InvalidRoleDefinitionId", text)
        },
    )
}
