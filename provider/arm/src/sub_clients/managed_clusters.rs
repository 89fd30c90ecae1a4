//! `Microsoft.ContainerService/managedClusters`.

use azure_core::http::Method;
use serde_json::{Value, json};

use super::answers;
use crate::{
    api_version::CONTAINER_SERVICE,
    client::{Answer, ArmClient, Call, Conflicts, Pager, Precondition},
    error::{ArmError, found},
    id::{ManagedClusterId, ResourceGroupId, ResourceId},
    merge::{carry_over, respell, strip},
    models::{ManagedCluster, Tags, UpgradeProfile},
    operation::{Operation, OperationKind},
    resource::{Resource, etag},
};

/// AKS clusters.
#[derive(Clone, Copy, Debug)]
pub struct ManagedClusters<'c> {
    client: &'c ArmClient,
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
    /// looked up: if it is there, it is taken for the one asked for and its creation is followed, else the request is sent
    /// again.
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
        let resource_id = id.resource_id();
        let body = to_json(cluster);
        let mut conflicts = Conflicts::new();
        let mut may_have_arrived = false;
        loop {
            let error = match self.put(&resource_id, body.clone(), Some(Precondition::Absent)).await {
                Ok(answer) => return Ok(self.accepted(resource_id, OperationKind::Create, &answer)),
                Err(error) => error,
            };
            if error.is_precondition_failed() {
                return if may_have_arrived { Ok(self.resume(id)) } else { Err(error) };
            }
            if error.is_outcome_unknown() {
                may_have_arrived = true;
                if self.find(id).await?.is_some() {
                    return Ok(self.resume(id));
                }
            }
            conflicts.wait_out(self.client, &resource_id, error).await?;
            found(self.client.at_rest(&resource_id, CONTAINER_SERVICE).await)?;
        }
    }

    /// Changes a cluster.
    ///
    /// *Flow*: wait until no other operation runs, read, let `change` change the typed members, carry its changes over to
    /// all that was read, write with `If-Match`. Where another operation or another writer gets in between, all of that
    /// happens again, so `change` may be called several times, each time with a fresh cluster.
    ///
    /// *Guarantees*: members that `change` does not touch are written back as they were read, modelled or not.
    ///
    /// # Errors
    /// [`is_not_found`](ArmError::is_not_found) where there is no such cluster; Azure's refusal of the change.
    pub async fn begin_update(
        &self,
        id: &ManagedClusterId,
        mut change: impl FnMut(&mut ManagedCluster) + Send,
    ) -> Result<ClusterOperation, ArmError> {
        let resource_id = id.resource_id();
        let mut conflicts = Conflicts::new();
        loop {
            let (read, json) = self.client.at_rest(&resource_id, CONTAINER_SERVICE).await?;
            let current = Resource::<ManagedCluster>::from_json(json, &read.request)?;
            let unchanged = etag(current.json()).map(|etag| Precondition::Unchanged(etag.to_owned()));
            let mut wanted = current.model().clone();
            change(&mut wanted);
            let mut body = current.json().clone();
            carry_over(&mut body, &to_json(current.model()), &to_json(&wanted));
            strip(&mut body, answers::READ_ONLY);
            respell(&mut body, answers::MISSPELLED);
            match self.put(&resource_id, body, unchanged).await {
                Ok(answer) => return Ok(self.accepted(resource_id, OperationKind::Update, &answer)),
                Err(error) => conflicts.wait_out(self.client, &resource_id, error).await?,
            }
        }
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
        let resource_id = id.resource_id();
        let url = self.client.url(resource_id.segments(), CONTAINER_SERVICE);
        let call = Call::write(Method::Patch, url, Some(json!({ "tags": tags }))).repeatable();
        let mut conflicts = Conflicts::new();
        loop {
            self.client.at_rest(&resource_id, CONTAINER_SERVICE).await?;
            match self.client.send(&call).await {
                Ok(answer) => return Ok(self.accepted(resource_id, OperationKind::Update, &answer)),
                Err(error) => conflicts.wait_out(self.client, &resource_id, error).await?,
            }
        }
    }

    /// Deletes a cluster, and with it its node resource group. A cluster that is not there counts as deleted.
    ///
    /// # Errors
    /// Azure's refusal.
    pub async fn begin_delete(&self, id: &ManagedClusterId) -> Result<Operation<()>, ArmError> {
        Operation::begin_delete(self.client, CONTAINER_SERVICE, id.resource_id()).await
    }

    /// Waits for whatever operation runs on a cluster: an interrupted creation, say. Nothing is sent yet.
    pub fn resume(&self, id: &ManagedClusterId) -> ClusterOperation {
        Operation::resumed(self.client, CONTAINER_SERVICE, id.resource_id(), OperationKind::Update)
    }

    /// Waits for a deletion that somebody began. Nothing is sent yet.
    pub fn resume_delete(&self, id: &ManagedClusterId) -> Operation<()> {
        Operation::resumed(self.client, CONTAINER_SERVICE, id.resource_id(), OperationKind::Delete)
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

    async fn put(
        &self,
        id: &ResourceId,
        body: Value,
        precondition: Option<Precondition>,
    ) -> Result<Answer, ArmError> {
        let url = self.client.url(id.segments(), CONTAINER_SERVICE);
        self.client.send(&Call::write(Method::Put, url, Some(body)).if_(precondition)).await
    }

    fn accepted(&self, id: ResourceId, kind: OperationKind, answer: &Answer) -> ClusterOperation {
        Operation::accepted(self.client, CONTAINER_SERVICE, id, kind, answer)
    }
}

/// A model as JSON. Models are made of strings, numbers, lists and string-keyed maps: they always have a JSON form.
fn to_json(cluster: &ManagedCluster) -> Value {
    serde_json::to_value(cluster).unwrap_or_default()
}
