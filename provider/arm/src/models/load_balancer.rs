//! Outbound addresses of a cluster.

use super::model;
use crate::Keyword;

model! {
    /// Outbound through the cluster's load balancer: exactly one of the three sources of addresses.
    pub struct LoadBalancerProfile {
        /// Addresses that AKS makes.
        "managedOutboundIPs" managed_outbound_ips: ManagedOutboundIps,
        /// Addresses of the user's.
        "outboundIPs" outbound_ips: OutboundIps,
        /// Prefixes of the user's.
        "outboundIPPrefixes" outbound_ip_prefixes: OutboundIpPrefixes,
        /// Addresses in use, in no stable order.
        "effectiveOutboundIPs" effective_outbound_ips: Vec<ResourceReference>,
        /// Source ports for each node, a multiple of 8; 0 lets Azure choose.
        "allocatedOutboundPorts" allocated_outbound_ports: i64,
        /// Idle timeout of a flow, in minutes.
        "idleTimeoutInMinutes" idle_timeout_in_minutes: i64,
        /// `NodeIPConfiguration` or `NodeIP`; answers begin in lower case.
        "backendPoolType" backend_pool_type: Keyword,
    }
}

model! {
    /// Number of addresses that AKS makes.
    pub struct ManagedOutboundIps {
        /// IPv4.
        "count" count: i64,
        /// IPv6.
        "countIPv6" count_ipv6: i64,
    }
}

model! {
    /// Public addresses of the user's.
    pub struct OutboundIps {
        /// Resource IDs.
        "publicIPs" public_ips: Vec<ResourceReference>,
    }
}

model! {
    /// Public address prefixes of the user's.
    pub struct OutboundIpPrefixes {
        /// Resource IDs.
        "publicIPPrefixes" public_ip_prefixes: Vec<ResourceReference>,
    }
}

model! {
    /// Outbound through a NAT gateway that AKS makes.
    pub struct NatGatewayProfile {
        /// Number of addresses.
        "managedOutboundIPProfile" managed_outbound_ip_profile: ManagedOutboundIpProfile,
        /// Addresses in use, in no stable order.
        "effectiveOutboundIPs" effective_outbound_ips: Vec<ResourceReference>,
        /// Idle timeout of a flow, in minutes.
        "idleTimeoutInMinutes" idle_timeout_in_minutes: i64,
    }
}

model! {
    /// Number of addresses of a managed NAT gateway.
    pub struct ManagedOutboundIpProfile {
        /// 1 to 16.
        "count" count: i64,
    }
}

model! {
    /// A pointer to another resource.
    pub struct ResourceReference {
        /// Resource ID.
        "id" id: String,
    }
}
