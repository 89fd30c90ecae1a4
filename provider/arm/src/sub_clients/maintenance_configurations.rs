//! `Microsoft.ContainerService/managedClusters/maintenanceConfigurations`.

use azure_core::http::Method;

use crate::{
    api_version::CONTAINER_SERVICE,
    client::{ArmClient, Call, Conflicts, Pager},
    error::ArmError,
    id::{ManagedClusterId, ResourceId},
    models::{MaintenanceConfiguration, MaintenanceConfigurationProperties},
};

/// When AKS may touch a cluster: `default`, `aksManagedAutoUpgradeSchedule` and `aksManagedNodeOSUpgradeSchedule`. Writes
/// are done when they are answered.
#[derive(Clone, Copy, Debug)]
pub struct MaintenanceConfigurations<'c> {
    client: &'c ArmClient,
}

impl<'c> MaintenanceConfigurations<'c> {
    pub(crate) fn new(client: &'c ArmClient) -> Self {
        Self { client }
    }

    /// All configurations of a cluster.
    pub fn list(&self, cluster: &ManagedClusterId) -> Pager<MaintenanceConfiguration> {
        let cluster = cluster.resource_id();
        let path = cluster.segments().chain(["maintenanceConfigurations"]);
        Pager::new(self.client, self.client.url(path, CONTAINER_SERVICE))
    }

    /// Makes a configuration, or replaces it.
    ///
    /// # Errors
    /// Azure's refusal.
    pub async fn create_or_update(
        &self,
        cluster: &ManagedClusterId,
        name: &str,
        properties: &MaintenanceConfigurationProperties,
    ) -> Result<(), ArmError> {
        self.send(Method::Put, cluster, name, Some(serde_json::json!({ "properties": properties }))).await
    }

    /// Deletes a configuration. One that is not there counts as deleted.
    ///
    /// # Errors
    /// Azure's refusal.
    pub async fn delete(&self, cluster: &ManagedClusterId, name: &str) -> Result<(), ArmError> {
        match self.send(Method::Delete, cluster, name, None).await {
            Err(error) if error.is_not_found() => Ok(()),
            answered => answered,
        }
    }

    /// Both writes may take effect twice.
    async fn send(
        &self,
        method: Method,
        cluster: &ManagedClusterId,
        name: &str,
        body: Option<serde_json::Value>,
    ) -> Result<(), ArmError> {
        let id: ResourceId = cluster.resource_id().child("maintenanceConfigurations", name);
        let url = self.client.url(id.segments(), CONTAINER_SERVICE);
        let call = Call::write(method, url, body).repeatable();
        let mut conflicts = Conflicts::new();
        loop {
            match self.client.send(&call).await {
                Ok(_) => return Ok(()),
                Err(error) => conflicts.wait_out(self.client, &call, error).await?,
            }
        }
    }
}
