//! `Microsoft.ManagedIdentity/userAssignedIdentities`.

use crate::{
    api_version::MANAGED_IDENTITY, client::ArmClient, error::ArmError, id::UserAssignedIdentityId,
    models::AssignableIdentity, resource::Resource,
};

/// Identities of their own, to look at.
#[derive(Clone, Copy, Debug)]
pub struct UserAssignedIdentities<'c> {
    client: &'c ArmClient,
}

impl<'c> UserAssignedIdentities<'c> {
    pub(crate) fn new(client: &'c ArmClient) -> Self {
        Self { client }
    }

    /// An identity.
    ///
    /// # Errors
    /// [`is_not_found`](ArmError::is_not_found) where there is none.
    pub async fn get(&self, id: &UserAssignedIdentityId) -> Result<Resource<AssignableIdentity>, ArmError> {
        let answer = self.client.read(&id.resource_id(), MANAGED_IDENTITY).await?;
        Resource::from_json(answer.json()?, &answer.request)
    }
}
