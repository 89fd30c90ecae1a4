//! Who may do what, where.

use super::model;
use crate::Keyword;

model! {
    /// `Microsoft.Authorization/roleAssignments`.
    pub struct RoleAssignment {
        /// Resource ID.
        "id" id: String,
        /// A GUID.
        "name" name: String,
        /// Who, what and where.
        "properties" properties: RoleAssignmentProperties,
    }
}

model! {
    /// Who may do what, where.
    pub struct RoleAssignmentProperties {
        /// Resource ID of the role; its last part is the same in all subscriptions.
        "roleDefinitionId" role_definition_id: String,
        /// Object ID of who has the role.
        "principalId" principal_id: String,
        /// `ServicePrincipal`, `User`, `Group`.
        "principalType" principal_type: Keyword,
        /// Where it holds: this resource or group and everything in it.
        "scope" scope: String,
    }
}
