//! Security groups, route tables and gateways of `Microsoft.Network`, to look at.

use crate::{
    api_version::NETWORK,
    client::{ArmClient, Pager},
    error::{ArmError, found},
    id::{
        LocalNetworkGatewayId, NatGatewayId, NetworkSecurityGroupId, ResourceGroupId, ResourceId,
        RouteTableId,
    },
    models::{LocalNetworkGateway, NatGateway, NetworkSecurityGroup, RouteTable},
    resource::Resource,
};

/// Declares a sub-client that reads one type of resource.
macro_rules! reader {
    ($(#[$meta:meta])* $name:ident, $id:ident, $model:ident, $resource_type:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'c> {
            client: &'c ArmClient,
        }

        impl<'c> $name<'c> {
            pub(crate) fn new(client: &'c ArmClient) -> Self {
                Self { client }
            }

            /// One of them.
            ///
            /// # Errors
            /// [`is_not_found`](ArmError::is_not_found) where there is none.
            pub async fn get(&self, id: &$id) -> Result<Resource<$model>, ArmError> {
                let answer = self.client.read(&id.resource_id(), NETWORK).await?;
                Resource::from_json(answer.json()?, &answer.request)
            }

            /// One of them, or `None`.
            ///
            /// # Errors
            /// Azure could not be asked.
            pub async fn find(&self, id: &$id) -> Result<Option<Resource<$model>>, ArmError> {
                found(self.get(id).await)
            }

            /// All of the subscription.
            pub fn list(&self) -> Pager<$model> {
                self.list_under(&ResourceId::subscription(self.client.subscription_id()))
            }

            /// All of a resource group.
            pub fn list_by_resource_group(&self, group: &ResourceGroupId) -> Pager<$model> {
                self.list_under(&group.resource_id())
            }

            fn list_under(&self, scope: &ResourceId) -> Pager<$model> {
                let path = scope.segments().chain(["providers", "Microsoft.Network", $resource_type]);
                Pager::new(self.client, self.client.url(path, NETWORK))
            }
        }
    };
}

reader! {
    /// Network security groups.
    NetworkSecurityGroups, NetworkSecurityGroupId, NetworkSecurityGroup, "networkSecurityGroups"
}
reader! {
    /// Route tables.
    RouteTables, RouteTableId, RouteTable, "routeTables"
}
reader! {
    /// NAT gateways.
    NatGateways, NatGatewayId, NatGateway, "natGateways"
}
reader! {
    /// Local network gateways: networks on the other side of a VPN. Azure lists them by resource group alone.
    LocalNetworkGateways, LocalNetworkGatewayId, LocalNetworkGateway, "localNetworkGateways"
}
