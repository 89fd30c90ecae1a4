//! What the identity of a cluster may do with the subnets of its nodes.
//!
//! An identity may join nodes to a subnet by any of the roles that it has there or above, also through groups. That it may
//! not is only said where everything was readable.

use arm_client::{SubnetId, UserAssignedIdentityId, models::RolePermission};
use tfplugin_framework::Attr;

use super::{Look, Question, attached, memory::Answer, together::together};
use crate::rules::{Lookup, SubnetAccess, View};

/// What nodes in a subnet take (learn.microsoft.com/azure/aks/concepts-identity, "Additional cluster identity
/// permissions").
const NEEDED: [&str; 2] = [
    "Microsoft.Network/virtualNetworks/subnets/join/action",
    "Microsoft.Network/virtualNetworks/subnets/read",
];

/// Roles of Azure's that allow it, by their GUIDs: Owner, Contributor and Network Contributor.
const SUFFICIENT: [&str; 3] = [
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "4d97b98b-1d4f-4787-a291-c67834d212e7",
];

/// Whom a cluster acts as.
enum Identity {
    UserAssigned(UserAssignedIdentityId),
    /// The cluster's own, by its object ID.
    OfTheCluster(String),
}

/// What the identity of a view may do with each of the subnets.
pub(super) async fn of(look: &Look<'_>, view: &View, subnets: &[String]) -> Lookup<Vec<SubnetAccess>> {
    let Some(identity) = Identity::of(view) else { return Lookup::NotAsked };
    let mut ids: Vec<SubnetId> = Vec::new();
    for id in subnets.iter().filter_map(|id| id.parse().ok()) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.is_empty() {
        return Lookup::NotAsked;
    }
    let (principal, title) = match identity {
        Identity::UserAssigned(id) => match principal(look, &id).await {
            Ok(principal) => (principal, format!("identity {}", id.name)),
            Err(reason) => return Lookup::Unavailable(reason),
        },
        Identity::OfTheCluster(principal) => {
            let title = format!("the cluster's own identity (object {principal})");
            (principal, title)
        }
    };
    let access = |id: SubnetId| {
        let (principal, identity) = (&principal, title.clone());
        async move {
            let may_join = may_join(look, &id, principal).await?;
            Ok(SubnetAccess { subnet_id: id.to_string(), identity, may_join })
        }
    };
    attached::all(together(ids.into_iter().map(access)).await)
}

impl Identity {
    /// The identity that a view asks for, as far as it exists and is known.
    fn of(view: &View) -> Option<Self> {
        let plane = &view.control_plane;
        let kind = match &plane.identity_type {
            Attr::Known(kind) => kind.to_ascii_lowercase(),
            Attr::Null => "systemassigned".to_owned(),
            Attr::Unknown(_) => return None,
        };
        match kind.as_str() {
            "userassigned" => {
                let id = plane.identity_ids.known()?.first()?.known()?;
                id.parse().ok().map(Self::UserAssigned)
            }
            // That of a new cluster is made together with it.
            "systemassigned" => plane.principal_id.known().cloned().map(Self::OfTheCluster),
            _ => None,
        }
    }
}

/// The object ID of an identity.
async fn principal(look: &Look<'_>, id: &UserAssignedIdentityId) -> Answer<String> {
    let question =
        Question::new(format!("The identity {id}"), "Microsoft.ManagedIdentity/userAssignedIdentities/read");
    let identities = look.arm.user_assigned_identities();
    let azure = async {
        let identity = identities.get(id).await?.into_model();
        Ok(identity.properties.and_then(|properties| properties.principal_id))
    };
    let found = look.ask(&look.memory.principals, id, &question, azure).await?;
    found.ok_or_else(|| format!("{} has no object ID yet.", question.what))
}

async fn may_join(look: &Look<'_>, subnet: &SubnetId, principal: &str) -> Answer<bool> {
    let roles = roles(look, subnet, principal).await?;
    if roles.iter().any(|role| SUFFICIENT.contains(&role.as_str())) {
        return Ok(true);
    }
    let definitions =
        together(roles.iter().map(|role| definition(look, &subnet.subscription_id, role))).await;
    let (mut permissions, mut unread) = (Vec::new(), None);
    for definition in definitions {
        match definition {
            Ok(allowed) => permissions.extend(allowed),
            Err(reason) => unread = Some(reason),
        }
    }
    let allowed = |action: &&str| permissions.iter().any(|permission| permission.allows(action));
    match unread {
        _ if NEEDED.iter().all(allowed) => Ok(true),
        Some(reason) => Err(reason),
        None => Ok(false),
    }
}

/// The roles that somebody has at a subnet, by their GUIDs in lower case.
async fn roles(look: &Look<'_>, subnet: &SubnetId, principal: &str) -> Answer<Vec<String>> {
    let question = Question::new(
        format!("The list of the role assignments at subnet {subnet}"),
        "Microsoft.Authorization/roleAssignments/read",
    );
    let assignments = look.arm.role_assignments();
    let azure = async {
        let found = assignments.list_of(&subnet.resource_id(), principal).collect_all().await?;
        let role = found.iter().filter_map(|one| one.properties.as_ref()?.role_definition_id.as_deref());
        Ok(role.filter_map(|id| id.rsplit('/').next()).map(str::to_ascii_lowercase).collect())
    };
    let key = (subnet.clone(), principal.to_owned());
    look.ask(&look.memory.roles, &key, &question, azure).await
}

/// What a role allows.
async fn definition(look: &Look<'_>, subscription_id: &str, role: &str) -> Answer<Vec<RolePermission>> {
    let question = Question::new(
        format!("The definition of role {role}"),
        "Microsoft.Authorization/roleDefinitions/read",
    );
    let assignments = look.arm.role_assignments();
    let azure = async {
        let role = assignments.role(subscription_id, role).await?.into_model();
        Ok(role.properties.and_then(|properties| properties.permissions).unwrap_or_default())
    };
    let key = (subscription_id.to_owned(), role.to_owned());
    look.ask(&look.memory.definitions, &key, &question, azure).await
}
