//! `Microsoft.Network/virtualNetworks/subnets`.

use crate::{
    api_version::NETWORK,
    client::{ArmClient, Pager},
    error::{ArmError, found},
    id::{SubnetId, VirtualNetworkId},
    models::Subnet,
    resource::Resource,
};

/// Subnets, to look at.
#[derive(Clone, Copy, Debug)]
pub struct Subnets<'c> {
    client: &'c ArmClient,
}

impl<'c> Subnets<'c> {
    pub(crate) fn new(client: &'c ArmClient) -> Self {
        Self { client }
    }

    /// A subnet.
    ///
    /// # Errors
    /// [`is_not_found`](ArmError::is_not_found) where there is none, or no such network.
    pub async fn get(&self, id: &SubnetId) -> Result<Resource<Subnet>, ArmError> {
        let answer = self.client.read(&id.resource_id(), NETWORK).await?;
        Resource::from_json(answer.json()?, &answer.request)
    }

    /// A subnet, or `None`.
    ///
    /// # Errors
    /// Azure could not be asked.
    pub async fn find(&self, id: &SubnetId) -> Result<Option<Resource<Subnet>>, ArmError> {
        found(self.get(id).await)
    }

    /// All subnets of a network.
    pub fn list(&self, network: &VirtualNetworkId) -> Pager<Subnet> {
        let network = network.resource_id();
        let path = network.segments().chain(["subnets"]);
        Pager::new(self.client, self.client.url(path, NETWORK))
    }
}
