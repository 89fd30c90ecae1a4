//! `Microsoft.Resources/resourceGroups`.

use azure_core::http::Method;
use serde_json::{Value, json};

use crate::{
    api_version::RESOURCES,
    client::{ArmClient, Call, Pager},
    error::{ArmError, found},
    id::{ResourceGroupId, ResourceId},
    models::{ResourceGroup, Tags},
    operation::{Operation, OperationKind, Target},
    resource::Resource,
};

/// Resource groups.
#[derive(Clone, Copy, Debug)]
pub struct ResourceGroups<'c> {
    client: &'c ArmClient,
}

impl<'c> ResourceGroups<'c> {
    pub(crate) fn new(client: &'c ArmClient) -> Self {
        Self { client }
    }

    /// A resource group.
    ///
    /// # Errors
    /// [`is_not_found`](ArmError::is_not_found) where there is none.
    pub async fn get(&self, id: &ResourceGroupId) -> Result<Resource<ResourceGroup>, ArmError> {
        let answer = self.client.read(&id.resource_id(), RESOURCES).await?;
        Resource::from_json(answer.json()?, &answer.request)
    }

    /// A resource group, or `None`.
    ///
    /// # Errors
    /// Azure could not be asked.
    pub async fn find(&self, id: &ResourceGroupId) -> Result<Option<Resource<ResourceGroup>>, ArmError> {
        found(self.get(id).await)
    }

    /// Creates a resource group, or replaces the tags of an existing one. Azure does this at once.
    ///
    /// # Errors
    /// Azure's refusal: another location than the existing group's, for one.
    pub async fn create_or_update(
        &self,
        id: &ResourceGroupId,
        group: &ResourceGroup,
    ) -> Result<Resource<ResourceGroup>, ArmError> {
        let mut body = json!({ "location": group.location });
        if let Some(tags) = &group.tags {
            body["tags"] = json!(tags);
        }
        self.write(Method::Put, id, body).await
    }

    /// Replaces a group's tags.
    ///
    /// # Errors
    /// [`is_not_found`](ArmError::is_not_found) where there is no such group.
    pub async fn update_tags(
        &self,
        id: &ResourceGroupId,
        tags: &Tags,
    ) -> Result<Resource<ResourceGroup>, ArmError> {
        self.write(Method::Patch, id, json!({ "tags": tags })).await
    }

    /// Deletes a resource group and everything in it. A group that is not there counts as deleted.
    ///
    /// # Errors
    /// Azure's refusal: a lock, for one.
    pub async fn begin_delete(&self, id: &ResourceGroupId) -> Result<Operation<()>, ArmError> {
        self.target(&id.resource_id()).delete().await
    }

    /// Waits for a deletion that somebody began. Nothing is sent yet.
    pub fn resume_delete(&self, id: &ResourceGroupId) -> Operation<()> {
        self.target(&id.resource_id()).resume(OperationKind::Delete)
    }

    /// All resource groups of the subscription.
    pub fn list(&self) -> Pager<ResourceGroup> {
        let subscription = ResourceId::subscription(self.client.subscription_id());
        let path = subscription.segments().chain(["resourceGroups"]);
        Pager::new(self.client, self.client.url(path, RESOURCES))
    }

    fn target<'t>(&'t self, id: &'t ResourceId) -> Target<'t> {
        Target { client: self.client, api_version: RESOURCES, id }
    }

    /// Both writes say the whole truth about what they set, so they may be sent twice.
    async fn write(
        &self,
        method: Method,
        id: &ResourceGroupId,
        body: Value,
    ) -> Result<Resource<ResourceGroup>, ArmError> {
        let url = self.client.url(id.resource_id().segments(), RESOURCES);
        let answer = self.client.send(&Call::write(method, url, Some(body)).repeatable()).await?;
        Resource::from_json(answer.json()?, &answer.request)
    }
}
