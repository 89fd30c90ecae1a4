//! `Microsoft.ContainerService/managedClusters`.

use serde_json::json;

use super::answers;
use crate::{
    api_version::CONTAINER_SERVICE,
    client::{ArmClient, Pager},
    error::{ArmError, found},
    id::{ManagedClusterId, ResourceGroupId, ResourceId},
    models::{ManagedCluster, Tags, UpgradeProfile},
    operation::{Operation, OperationKind, Target},
    resource::Resource,
};

/// AKS clusters.
#[derive(Clone, Copy, Debug)]
pub struct ManagedClusters<'c> {
    pub(super) client: &'c ArmClient,
}

/// A creation, update or tagging of a cluster that is under way.
type ClusterOperation = Operation<Resource<ManagedCluster>>;

impl<'c> ManagedClusters<'c> {
    pub(crate) fn new(client: &'c ArmClient) -> Self {
        Self { client }
    }

    /// A cluster.
    ///
    /// # Errors
    /// [`is_not_found`](ArmError::is_not_found) where there is none, or no such resource group.
    pub async fn get(&self, id: &ManagedClusterId) -> Result<Resource<ManagedCluster>, ArmError> {
        let answer = self.client.read(&id.resource_id(), CONTAINER_SERVICE).await?;
        Resource::from_json(answer.json()?, &answer.request)
    }

    /// A cluster, or `None`.
    ///
    /// # Errors
    /// Azure could not be asked.
    pub async fn find(&self, id: &ManagedClusterId) -> Result<Option<Resource<ManagedCluster>>, ArmError> {
        found(self.get(id).await)
    }

    /// Creates a cluster.
    ///
    /// *Guarantees*: an existing cluster is never changed (`If-None-Match: *`). Where the answer got lost, the cluster is
    /// looked up: one that is new and in nothing other than what was asked for is ours, and its creation is followed; where
    /// there is none, the request is sent again.
    ///
    /// *On cancellation*: before an operation is returned, nobody knows whether Azure got the request.
    ///
    /// # Errors
    /// [`is_already_exists`](ArmError::is_already_exists) where the cluster exists.
    pub async fn begin_create(
        &self,
        id: &ManagedClusterId,
        cluster: &ManagedCluster,
    ) -> Result<ClusterOperation, ArmError> {
        self.target(&id.resource_id()).create(cluster).await
    }

    /// Changes a cluster.
    ///
    /// *Flow*: wait until no other operation runs, read, let `change` change the typed members, carry its changes over to
    /// all that was read, write with `If-Match`. Where another operation or another writer gets in between, all of that
    /// happens again, so `change` may be called several times, each time with a fresh cluster. Where an answer got lost and
    /// the cluster then is as `change` wants it, nothing is sent again.
    ///
    /// *Guarantees*: members that `change` does not touch are written back as they were read, modelled or not.
    ///
    /// # Errors
    /// [`is_not_found`](ArmError::is_not_found) where there is no such cluster; Azure's refusal of the change.
    pub async fn begin_update(
        &self,
        id: &ManagedClusterId,
        change: impl FnMut(&mut ManagedCluster) + Send,
    ) -> Result<ClusterOperation, ArmError> {
        self.target(&id.resource_id()).update(answers::CLUSTER, change).await
    }

    /// Replaces a cluster's tags, and nothing else: the only change that AKS makes without a full write.
    ///
    /// # Errors
    /// [`is_not_found`](ArmError::is_not_found) where there is no such cluster.
    pub async fn begin_update_tags(
        &self,
        id: &ManagedClusterId,
        tags: &Tags,
    ) -> Result<ClusterOperation, ArmError> {
        self.target(&id.resource_id()).patch(json!({ "tags": tags })).await
    }

    /// Deletes a cluster, and with it its node resource group. A cluster that is not there counts as deleted.
    ///
    /// # Errors
    /// Azure's refusal.
    pub async fn begin_delete(&self, id: &ManagedClusterId) -> Result<Operation<()>, ArmError> {
        self.target(&id.resource_id()).delete().await
    }

    /// Waits for whatever operation runs on a cluster: an interrupted creation, say. Nothing is sent yet.
    pub fn resume(&self, id: &ManagedClusterId) -> ClusterOperation {
        self.target(&id.resource_id()).resume(OperationKind::Update)
    }

    /// Waits for a deletion that somebody began. Nothing is sent yet.
    pub fn resume_delete(&self, id: &ManagedClusterId) -> Operation<()> {
        self.target(&id.resource_id()).resume(OperationKind::Delete)
    }

    /// All clusters of the subscription.
    pub fn list(&self) -> Pager<ManagedCluster> {
        let subscription = ResourceId::subscription(self.client.subscription_id());
        self.list_under(&subscription)
    }

    /// All clusters of a resource group.
    pub fn list_by_resource_group(&self, group: &ResourceGroupId) -> Pager<ManagedCluster> {
        self.list_under(&group.resource_id())
    }

    /// The versions that a cluster can be upgraded to.
    ///
    /// # Errors
    /// [`is_not_found`](ArmError::is_not_found) where there is no such cluster.
    pub async fn upgrade_profile(&self, id: &ManagedClusterId) -> Result<Resource<UpgradeProfile>, ArmError> {
        let profile = id.resource_id().child("upgradeProfiles", "default");
        let answer = self.client.read(&profile, CONTAINER_SERVICE).await?;
        Resource::from_json(answer.json()?, &answer.request)
    }

    fn list_under(&self, scope: &ResourceId) -> Pager<ManagedCluster> {
        let path = scope.segments().chain(["providers", "Microsoft.ContainerService", "managedClusters"]);
        Pager::new(self.client, self.client.url(path, CONTAINER_SERVICE))
    }

    pub(super) fn target<'t>(&'t self, id: &'t ResourceId) -> Target<'t> {
        Target { client: self.client, api_version: CONTAINER_SERVICE, id }
    }
}
