//! Identities of their own, which resources are assigned.

use super::{Tags, model};

model! {
    /// `Microsoft.ManagedIdentity/userAssignedIdentities`.
    pub struct AssignableIdentity {
        /// Resource ID.
        "id" id: String,
        /// Name.
        "name" name: String,
        /// Region.
        "location" location: String,
        /// Tags.
        "tags" tags: Tags,
        /// Who it is.
        "properties" properties: AssignableIdentityProperties,
    }
}

model! {
    /// Who an identity is.
    pub struct AssignableIdentityProperties {
        /// Object ID, which roles are assigned to.
        "principalId" principal_id: String,
        /// Application ID.
        "clientId" client_id: String,
        /// Its tenant.
        "tenantId" tenant_id: String,
    }
}
