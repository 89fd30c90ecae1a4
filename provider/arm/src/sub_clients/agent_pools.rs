//! `Microsoft.ContainerService/managedClusters/agentPools`.

use crate::{
    api_version::CONTAINER_SERVICE,
    client::{ArmClient, Pager},
    error::{ArmError, found},
    id::{AgentPoolId, ManagedClusterId},
    models::AgentPool,
    resource::Resource,
};

/// Node pools.
#[derive(Clone, Copy, Debug)]
pub struct AgentPools<'c> {
    client: &'c ArmClient,
}

impl<'c> AgentPools<'c> {
    pub(crate) fn new(client: &'c ArmClient) -> Self {
        Self { client }
    }

    /// A node pool.
    ///
    /// # Errors
    /// [`is_not_found`](ArmError::is_not_found) where there is none, or no such cluster.
    pub async fn get(&self, id: &AgentPoolId) -> Result<Resource<AgentPool>, ArmError> {
        let answer = self.client.read(&id.resource_id(), CONTAINER_SERVICE).await?;
        Resource::from_json(answer.json()?, &answer.request)
    }

    /// A node pool, or `None`.
    ///
    /// # Errors
    /// Azure could not be asked.
    pub async fn find(&self, id: &AgentPoolId) -> Result<Option<Resource<AgentPool>>, ArmError> {
        found(self.get(id).await)
    }

    /// All pools of a cluster.
    pub fn list(&self, cluster: &ManagedClusterId) -> Pager<AgentPool> {
        let cluster = cluster.resource_id();
        let path = cluster.segments().chain(["agentPools"]);
        Pager::new(self.client, self.client.url(path, CONTAINER_SERVICE))
    }
}
