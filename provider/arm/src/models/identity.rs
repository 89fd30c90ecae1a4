//! The identity of a resource.

use std::collections::BTreeMap;

use super::model;
use crate::Keyword;

model! {
    /// Managed identity.
    pub struct ManagedIdentity {
        /// `SystemAssigned`, `UserAssigned` or `None`.
        "type" identity_type: Keyword,
        /// Object ID of the system-assigned identity.
        "principalId" principal_id: String,
        /// Its tenant.
        "tenantId" tenant_id: String,
        /// User-assigned identities by resource ID; values are empty in requests.
        "userAssignedIdentities" user_assigned_identities: BTreeMap<String, UserAssignedIdentityValue>,
    }
}

model! {
    /// What Azure adds to a user-assigned identity.
    pub struct UserAssignedIdentityValue {
        /// Application ID.
        "clientId" client_id: String,
        /// Object ID.
        "principalId" principal_id: String,
    }
}
