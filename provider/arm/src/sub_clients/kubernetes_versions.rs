//! Kubernetes versions by region.

use crate::{
    api_version::CONTAINER_SERVICE,
    client::{ArmClient, Call},
    error::ArmError,
    location::Location,
    models::KubernetesVersionList,
    resource::Resource,
};

/// Kubernetes versions by region.
#[derive(Clone, Copy, Debug)]
pub struct KubernetesVersions<'c> {
    client: &'c ArmClient,
}

impl<'c> KubernetesVersions<'c> {
    pub(crate) fn new(client: &'c ArmClient) -> Self {
        Self { client }
    }

    /// All versions that a region offers.
    ///
    /// # Errors
    /// Azure could not be asked, or knows no such region.
    pub async fn list(&self, location: &Location) -> Result<Resource<KubernetesVersionList>, ArmError> {
        let location = location.normalized();
        let path =
            ["subscriptions", self.client.subscription_id(), "providers", "Microsoft.ContainerService"];
        let path = path.into_iter().chain(["locations", &location, "kubernetesVersions"]);
        let answer = self.client.send(&Call::get(self.client.url(path, CONTAINER_SERVICE))).await?;
        Resource::from_json(answer.json()?, &answer.request)
    }
}
