//! `Microsoft.ContainerService/managedClusters/agentPools`.

use crate::{
    api_version::CONTAINER_SERVICE,
    client::{ArmClient, Pager},
    error::{ArmError, found},
    id::{AgentPoolId, ManagedClusterId, ResourceId},
    models::AgentPool,
    operation::{Operation, OperationKind, Target},
    resource::Resource,
};

use super::answers;

/// A creation or update of a pool that is under way.
type PoolOperation = Operation<Resource<AgentPool>>;

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

    /// Creates a pool in an existing cluster. Guarantees are those of
    /// [`ManagedClusters::begin_create`](super::ManagedClusters::begin_create).
    ///
    /// # Errors
    /// [`is_already_exists`](ArmError::is_already_exists) where the pool exists; Azure's refusal.
    pub async fn begin_create(&self, id: &AgentPoolId, pool: &AgentPool) -> Result<PoolOperation, ArmError> {
        self.target(&id.resource_id()).create(pool).await
    }

    /// Changes a pool. Flow and guarantees are those of
    /// [`ManagedClusters::begin_update`](super::ManagedClusters::begin_update).
    ///
    /// # Errors
    /// [`is_not_found`](ArmError::is_not_found) where there is no such pool; Azure's refusal of the change.
    pub async fn begin_update(
        &self,
        id: &AgentPoolId,
        change: impl FnMut(&mut AgentPool) + Send,
    ) -> Result<PoolOperation, ArmError> {
        self.target(&id.resource_id()).update(answers::POOL, change).await
    }

    /// Deletes a pool. One that is not there counts as deleted.
    ///
    /// # Errors
    /// Azure's refusal: it is the last system pool, for one.
    pub async fn begin_delete(&self, id: &AgentPoolId) -> Result<Operation<()>, ArmError> {
        self.target(&id.resource_id()).delete().await
    }

    /// Stops the operation that runs on a pool, which then ends as `Canceled`.
    ///
    /// # Errors
    /// Azure's refusal: the operation has ended, for one. Never sent again where it may have taken effect.
    pub async fn begin_abort(&self, id: &AgentPoolId) -> Result<Operation<()>, ArmError> {
        self.target(&id.resource_id()).abort().await
    }

    /// Brings the nodes of a pool to the newest image.
    ///
    /// # Errors
    /// Azure's refusal. Conflicts are waited out; never sent again where it may have taken effect.
    pub async fn begin_upgrade_node_image(&self, id: &AgentPoolId) -> Result<PoolOperation, ArmError> {
        self.target(&id.resource_id()).act("upgradeNodeImageVersion").await
    }

    /// Waits for whatever operation runs on a pool. Nothing is sent yet.
    pub fn resume(&self, id: &AgentPoolId) -> PoolOperation {
        self.target(&id.resource_id()).resume(OperationKind::Update)
    }

    /// Waits for a deletion that somebody began. Nothing is sent yet.
    pub fn resume_delete(&self, id: &AgentPoolId) -> Operation<()> {
        self.target(&id.resource_id()).resume(OperationKind::Delete)
    }

    /// All pools of a cluster.
    pub fn list(&self, cluster: &ManagedClusterId) -> Pager<AgentPool> {
        let cluster = cluster.resource_id();
        let path = cluster.segments().chain(["agentPools"]);
        Pager::new(self.client, self.client.url(path, CONTAINER_SERVICE))
    }

    fn target<'t>(&'t self, id: &'t ResourceId) -> Target<'t> {
        Target { client: self.client, api_version: CONTAINER_SERVICE, id }
    }
}
