//! `Microsoft.Network/virtualNetworks`.

use crate::{
    api_version::NETWORK,
    client::{ArmClient, Pager},
    error::{ArmError, found},
    id::{ResourceGroupId, ResourceId, VirtualNetworkId},
    models::{VirtualNetwork, VirtualNetworkPeering},
    resource::Resource,
};

/// Virtual networks, to look at.
#[derive(Clone, Copy, Debug)]
pub struct VirtualNetworks<'c> {
    client: &'c ArmClient,
}

impl<'c> VirtualNetworks<'c> {
    pub(crate) fn new(client: &'c ArmClient) -> Self {
        Self { client }
    }

    /// A virtual network with its subnets.
    ///
    /// # Errors
    /// [`is_not_found`](ArmError::is_not_found) where there is none.
    pub async fn get(&self, id: &VirtualNetworkId) -> Result<Resource<VirtualNetwork>, ArmError> {
        let answer = self.client.read(&id.resource_id(), NETWORK).await?;
        Resource::from_json(answer.json()?, &answer.request)
    }

    /// A virtual network with its subnets, or `None`.
    ///
    /// # Errors
    /// Azure could not be asked.
    pub async fn find(&self, id: &VirtualNetworkId) -> Result<Option<Resource<VirtualNetwork>>, ArmError> {
        found(self.get(id).await)
    }

    /// All virtual networks of the subscription.
    pub fn list(&self) -> Pager<VirtualNetwork> {
        self.list_under(&ResourceId::subscription(self.client.subscription_id()))
    }

    /// All virtual networks of a resource group.
    pub fn list_by_resource_group(&self, group: &ResourceGroupId) -> Pager<VirtualNetwork> {
        self.list_under(&group.resource_id())
    }

    /// All peerings of a network.
    pub fn list_peerings(&self, network: &VirtualNetworkId) -> Pager<VirtualNetworkPeering> {
        let network = network.resource_id();
        let path = network.segments().chain(["virtualNetworkPeerings"]);
        Pager::new(self.client, self.client.url(path, NETWORK))
    }

    fn list_under(&self, scope: &ResourceId) -> Pager<VirtualNetwork> {
        let path = scope.segments().chain(["providers", "Microsoft.Network", "virtualNetworks"]);
        Pager::new(self.client, self.client.url(path, NETWORK))
    }
}
