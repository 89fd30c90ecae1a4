//! `Microsoft.Network/virtualNetworks` and their subnets, as far as a cluster's address plan looks at them.

use super::{ResourceReference, Tags, model};
use crate::Keyword;

model! {
    /// A virtual network.
    pub struct VirtualNetwork {
        /// Resource ID.
        "id" id: String,
        /// Name.
        "name" name: String,
        /// Resource type.
        "type" resource_type: String,
        /// Region.
        "location" location: String,
        /// Tags.
        "tags" tags: Tags,
        /// `W/"guid"`.
        "etag" etag: String,
        /// Address space and subnets.
        "properties" properties: VirtualNetworkProperties,
    }
}

model! {
    /// Address space and subnets.
    pub struct VirtualNetworkProperties {
        /// As for a cluster.
        "provisioningState" provisioning_state: Keyword,
        /// Ranges of the network.
        "addressSpace" address_space: AddressSpace,
        /// Subnets.
        "subnets" subnets: Vec<Subnet>,
        /// Peerings with other networks.
        "virtualNetworkPeerings" virtual_network_peerings: Vec<VirtualNetworkPeering>,
    }
}

model! {
    /// Ranges.
    pub struct AddressSpace {
        /// CIDRs, of both IP families.
        "addressPrefixes" address_prefixes: Vec<String>,
    }
}

model! {
    /// A peering with another network.
    pub struct VirtualNetworkPeering {
        /// Resource ID.
        "id" id: String,
        /// Name.
        "name" name: String,
        /// State and the other side.
        "properties" properties: VirtualNetworkPeeringProperties,
    }
}

model! {
    /// State of a peering, and the other side.
    pub struct VirtualNetworkPeeringProperties {
        /// `Initiated`, `Connected` or `Disconnected`.
        "peeringState" peering_state: Keyword,
        /// The other network.
        "remoteVirtualNetwork" remote_virtual_network: ResourceReference,
        /// Its ranges when the peering was last synchronised; of a peering of some subnets, the ranges of those.
        "remoteAddressSpace" remote_address_space: AddressSpace,
        /// Its ranges now.
        "remoteVirtualNetworkAddressSpace" remote_virtual_network_address_space: AddressSpace,
        /// Whether packets from here reach machines of the other network.
        "allowVirtualNetworkAccess" allow_virtual_network_access: bool,
        /// Whether packets are let in that the other network only forwards.
        "allowForwardedTraffic" allow_forwarded_traffic: bool,
        /// Whether the other network may use the gateways of this one.
        "allowGatewayTransit" allow_gateway_transit: bool,
        /// Whether this network uses the gateways of the other one.
        "useRemoteGateways" use_remote_gateways: bool,
        /// Whether whole networks are peered, and not some subnets.
        "peerCompleteVnets" peer_complete_vnets: bool,
    }
}

model! {
    /// A subnet.
    pub struct Subnet {
        /// Resource ID.
        "id" id: String,
        /// Name.
        "name" name: String,
        /// Resource type.
        "type" resource_type: String,
        /// `W/"guid"`.
        "etag" etag: String,
        /// Ranges and what is attached.
        "properties" properties: SubnetProperties,
    }
}

model! {
    /// Ranges of a subnet and what is attached to it.
    pub struct SubnetProperties {
        /// As for a cluster.
        "provisioningState" provisioning_state: Keyword,
        /// The range, where there is one.
        "addressPrefix" address_prefix: String,
        /// The ranges, where there are several: one IPv4 and one IPv6 for dual stack.
        "addressPrefixes" address_prefixes: Vec<String>,
        /// Network security group.
        "networkSecurityGroup" network_security_group: ResourceReference,
        /// Route table.
        "routeTable" route_table: ResourceReference,
        /// NAT gateway.
        "natGateway" nat_gateway: ResourceReference,
        /// Services that own the subnet; a cluster's nodes cannot be in such a subnet.
        "delegations" delegations: Vec<Delegation>,
        /// Network interfaces in the subnet, by ID.
        "ipConfigurations" ip_configurations: Vec<ResourceReference>,
    }
}

model! {
    /// A delegation of a subnet to a service.
    pub struct Delegation {
        /// Name.
        "name" name: String,
        /// The service.
        "properties" properties: DelegationProperties,
    }
}

model! {
    /// The service that owns a subnet.
    pub struct DelegationProperties {
        /// `Microsoft.ServiceNetworking/trafficControllers` and the like.
        "serviceName" service_name: String,
    }
}

impl SubnetProperties {
    /// Every range of the subnet: `addressPrefixes` where given, else `addressPrefix`.
    pub fn prefixes(&self) -> Vec<&str> {
        match (&self.address_prefixes, &self.address_prefix) {
            (Some(list), _) if !list.is_empty() => list.iter().map(String::as_str).collect(),
            (_, Some(single)) => vec![single.as_str()],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subnet_with_one_range_may_use_either_member() {
        let single: SubnetProperties = serde_json::from_str(r#"{"addressPrefix":"10.1.0.0/24"}"#).unwrap();
        let plural: SubnetProperties =
            serde_json::from_str(r#"{"addressPrefix":null,"addressPrefixes":["10.1.0.0/24"]}"#).unwrap();
        assert_eq!(single.prefixes(), ["10.1.0.0/24"]);
        assert_eq!(plural.prefixes(), single.prefixes());
    }
}
