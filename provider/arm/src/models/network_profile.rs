//! `properties.networkProfile` of a cluster.

use super::{AdvancedNetworking, Enabled, LoadBalancerProfile, NatGatewayProfile, model};
use crate::Keyword;

model! {
    /// How a cluster's network is built.
    ///
    /// `pod_cidr` repeats the IPv4 entry of `pod_cidrs`, and `service_cidr` that of `service_cidrs`: change both.
    pub struct NetworkProfile {
        /// `azure`, `kubenet` or `none`.
        "networkPlugin" network_plugin: Keyword,
        /// `overlay`, or absent for addresses from the node subnet.
        "networkPluginMode" network_plugin_mode: Keyword,
        /// `none`, `azure`, `calico` or `cilium`.
        "networkPolicy" network_policy: Keyword,
        /// `azure` or `cilium`.
        "networkDataplane" network_dataplane: Keyword,
        /// Addresses of pods, the IPv4 range.
        "podCidr" pod_cidr: String,
        /// Addresses of pods, a range for each IP family.
        "podCidrs" pod_cidrs: Vec<String>,
        /// Addresses of services, the IPv4 range.
        "serviceCidr" service_cidr: String,
        /// Addresses of services, a range for each IP family.
        "serviceCidrs" service_cidrs: Vec<String>,
        /// Address of the cluster's DNS service, inside `service_cidr`.
        "dnsServiceIP" dns_service_ip: String,
        /// `IPv4`, `IPv6`; IPv4 first.
        "ipFamilies" ip_families: Vec<Keyword>,
        /// `loadBalancer`, `userDefinedRouting`, `managedNATGateway`, `userAssignedNATGateway` or `none`.
        "outboundType" outbound_type: Keyword,
        /// `standard` or `basic`; the case of answers has changed over the years.
        "loadBalancerSku" load_balancer_sku: Keyword,
        /// Outbound addresses of the load balancer.
        "loadBalancerProfile" load_balancer_profile: LoadBalancerProfile,
        /// Outbound addresses of the managed NAT gateway.
        "natGatewayProfile" nat_gateway_profile: NatGatewayProfile,
        /// Advanced Container Networking Services.
        "advancedNetworking" advanced_networking: AdvancedNetworking,
        /// Static egress gateway.
        "staticEgressGatewayProfile" static_egress_gateway_profile: Enabled,
    }
}
