//! What decides where packets of a subnet may go and which way: security rules, routes, gateways.

use super::{AddressSpace, ResourceReference, Tags, model};
use crate::Keyword;

model! {
    /// `Microsoft.Network/networkSecurityGroups`.
    pub struct NetworkSecurityGroup {
        /// Resource ID.
        "id" id: String,
        /// Name.
        "name" name: String,
        /// Region.
        "location" location: String,
        /// Tags.
        "tags" tags: Tags,
        /// Rules.
        "properties" properties: NetworkSecurityGroupProperties,
    }
}

model! {
    /// Rules of a network security group.
    pub struct NetworkSecurityGroupProperties {
        /// As for a cluster.
        "provisioningState" provisioning_state: Keyword,
        /// The user's rules.
        "securityRules" security_rules: Vec<SecurityRule>,
        /// Azure's own rules, which come after all others.
        "defaultSecurityRules" default_security_rules: Vec<SecurityRule>,
    }
}

model! {
    /// A rule. The one with the lowest priority that fits decides.
    pub struct SecurityRule {
        /// Resource ID.
        "id" id: String,
        /// Name.
        "name" name: String,
        /// What it is about.
        "properties" properties: SecurityRuleProperties,
    }
}

model! {
    /// What a rule is about. Of each pair of members, the plural one holds where it is not empty.
    pub struct SecurityRuleProperties {
        /// 100 to 4096; Azure's own are above.
        "priority" priority: i64,
        /// `Inbound` or `Outbound`.
        "direction" direction: Keyword,
        /// `Allow` or `Deny`.
        "access" access: Keyword,
        /// `Tcp`, `Udp`, `Icmp`, `Esp`, `Ah` or `*`.
        "protocol" protocol: Keyword,
        /// CIDR, service tag or `*`.
        "sourceAddressPrefix" source_address_prefix: String,
        /// CIDRs or service tags.
        "sourceAddressPrefixes" source_address_prefixes: Vec<String>,
        /// Port, range or `*`.
        "sourcePortRange" source_port_range: String,
        /// Ports or ranges.
        "sourcePortRanges" source_port_ranges: Vec<String>,
        /// CIDR, service tag or `*`.
        "destinationAddressPrefix" destination_address_prefix: String,
        /// CIDRs or service tags.
        "destinationAddressPrefixes" destination_address_prefixes: Vec<String>,
        /// Port, range or `*`.
        "destinationPortRange" destination_port_range: String,
        /// Ports or ranges.
        "destinationPortRanges" destination_port_ranges: Vec<String>,
        /// Application security groups that packets come from.
        "sourceApplicationSecurityGroups" source_application_security_groups: Vec<ResourceReference>,
        /// Application security groups that packets go to.
        "destinationApplicationSecurityGroups" destination_application_security_groups: Vec<ResourceReference>,
    }
}

model! {
    /// `Microsoft.Network/routeTables`.
    pub struct RouteTable {
        /// Resource ID.
        "id" id: String,
        /// Name.
        "name" name: String,
        /// Region.
        "location" location: String,
        /// Tags.
        "tags" tags: Tags,
        /// Routes.
        "properties" properties: RouteTableProperties,
    }
}

model! {
    /// Routes of a table.
    pub struct RouteTableProperties {
        /// As for a cluster.
        "provisioningState" provisioning_state: Keyword,
        /// Whether routes that gateways learn are left out.
        "disableBgpRoutePropagation" disable_bgp_route_propagation: bool,
        /// Routes.
        "routes" routes: Vec<Route>,
        /// Subnets that use the table.
        "subnets" subnets: Vec<ResourceReference>,
    }
}

model! {
    /// A route. The one with the longest prefix that fits decides.
    pub struct Route {
        /// Resource ID.
        "id" id: String,
        /// Name.
        "name" name: String,
        /// From where to where.
        "properties" properties: RouteProperties,
    }
}

model! {
    /// From where to where a route leads.
    pub struct RouteProperties {
        /// CIDR or service tag of the destination.
        "addressPrefix" address_prefix: String,
        /// `VirtualAppliance`, `VirtualNetworkGateway`, `VnetLocal`, `Internet` or `None`.
        "nextHopType" next_hop_type: Keyword,
        /// The appliance.
        "nextHopIpAddress" next_hop_ip_address: String,
    }
}

model! {
    /// `Microsoft.Network/natGateways`.
    pub struct NatGateway {
        /// Resource ID.
        "id" id: String,
        /// Name.
        "name" name: String,
        /// Region.
        "location" location: String,
        /// Availability zones.
        "zones" zones: Vec<String>,
        /// Kind.
        "sku" sku: NatGatewaySku,
        /// Addresses.
        "properties" properties: NatGatewayProperties,
    }
}

model! {
    /// The kind of a NAT gateway.
    pub struct NatGatewaySku {
        /// `Standard`, or `StandardV2`, which is zone-redundant and knows IPv6.
        "name" name: Keyword,
    }
}

model! {
    /// Addresses of a NAT gateway.
    pub struct NatGatewayProperties {
        /// As for a cluster.
        "provisioningState" provisioning_state: Keyword,
        /// Idle timeout of a flow, in minutes.
        "idleTimeoutInMinutes" idle_timeout_in_minutes: i64,
        /// Public addresses.
        "publicIpAddresses" public_ip_addresses: Vec<ResourceReference>,
        /// Public address prefixes.
        "publicIpPrefixes" public_ip_prefixes: Vec<ResourceReference>,
        /// Subnets that use the gateway.
        "subnets" subnets: Vec<ResourceReference>,
    }
}

model! {
    /// `Microsoft.Network/localNetworkGateways`: a network on the other side of a VPN.
    pub struct LocalNetworkGateway {
        /// Resource ID.
        "id" id: String,
        /// Name.
        "name" name: String,
        /// Region.
        "location" location: String,
        /// Ranges.
        "properties" properties: LocalNetworkGatewayProperties,
    }
}

model! {
    /// Ranges on the other side of a VPN.
    pub struct LocalNetworkGatewayProperties {
        /// As for a cluster.
        "provisioningState" provisioning_state: Keyword,
        /// Ranges.
        "localNetworkAddressSpace" local_network_address_space: AddressSpace,
        /// Address of the VPN device.
        "gatewayIpAddress" gateway_ip_address: String,
        /// Name of the VPN device, instead of an address.
        "fqdn" fqdn: String,
    }
}
