//! `Microsoft.Authorization/roleAssignments`.

use crate::{
    api_version::AUTHORIZATION,
    client::{ArmClient, Call, Pager},
    error::ArmError,
    id::ResourceId,
    models::{RoleAssignment, RoleDefinition},
    resource::Resource,
};

/// Who may do what, where.
#[derive(Clone, Copy, Debug)]
pub struct RoleAssignments<'c> {
    client: &'c ArmClient,
}

impl<'c> RoleAssignments<'c> {
    pub(crate) fn new(client: &'c ArmClient) -> Self {
        Self { client }
    }

    /// Assignments that hold for a resource: those of the resource itself and of everything that it is in.
    pub fn list_for(&self, scope: &ResourceId) -> Pager<RoleAssignment> {
        self.list(scope, "atScope()")
    }

    /// Those of one principal, also through groups that it is in, transitively.
    pub fn list_of(&self, scope: &ResourceId, principal_id: &str) -> Pager<RoleAssignment> {
        let quoted = principal_id.replace('\'', "''");
        self.list(scope, &format!("atScope() and assignedTo('{quoted}')"))
    }

    /// What a role allows, by the last part of its ID, as a subscription knows it: a role of Azure's, or one of the user's.
    ///
    /// # Errors
    /// Azure could not be asked, or knows no such role.
    pub async fn role(
        &self,
        subscription_id: &str,
        role: &str,
    ) -> Result<Resource<RoleDefinition>, ArmError> {
        let path = [
            "subscriptions",
            subscription_id,
            "providers",
            "Microsoft.Authorization",
            "roleDefinitions",
            role,
        ];
        let answer = self.client.send(&Call::get(self.client.url(path, AUTHORIZATION))).await?;
        Resource::from_json(answer.json()?, &answer.request)
    }

    fn list(&self, scope: &ResourceId, filter: &str) -> Pager<RoleAssignment> {
        let path = scope.segments().chain(["providers", "Microsoft.Authorization", "roleAssignments"]);
        let mut url = self.client.url(path, AUTHORIZATION);
        url.query_pairs_mut().append_pair("$filter", filter);
        Pager::new(self.client, url)
    }
}
