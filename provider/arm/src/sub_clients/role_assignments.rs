//! `Microsoft.Authorization/roleAssignments`.

use crate::{
    api_version::AUTHORIZATION,
    client::{ArmClient, Pager},
    id::ResourceId,
    models::RoleAssignment,
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
        let path = scope.segments().chain(["providers", "Microsoft.Authorization", "roleAssignments"]);
        let mut url = self.client.url(path, AUTHORIZATION);
        url.query_pairs_mut().append_pair("$filter", "atScope()");
        Pager::new(self.client, url)
    }
}
