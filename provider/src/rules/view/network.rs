//! The network of a cluster.

use tfplugin_framework::{Attr, Path};

/// The network of a cluster, in the words of the `network` attribute.
///
/// Null means that nothing is asked for: an existing cluster keeps what it has, a new one gets the service's default, and
/// while it is not known whether the cluster exists, the value is undecided. Where the configuration is silent and the
/// plan has a known value, the planned value belongs here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    /// Where the attributes stand: `network` on a cluster, the root on a resource that has them there.
    pub path: Path,
    /// "azure", "kubenet" or "none".
    pub plugin: Attr<String>,
    /// "overlay", or "none" for node subnet.
    pub plugin_mode: Attr<String>,
    /// One CIDR per IP family, IPv4 first.
    pub pod_cidrs: Attr<Vec<Attr<String>>>,
    /// One CIDR per IP family, IPv4 first.
    pub service_cidrs: Attr<Vec<Attr<String>>>,
    /// The address of the cluster's DNS service.
    pub dns_service_ip: Attr<String>,
    /// "IPv4", "IPv6".
    pub ip_families: Attr<Vec<Attr<String>>>,
    /// "none", "azure", "calico" or "cilium".
    pub policy: Attr<String>,
    /// "azure" or "cilium".
    pub dataplane: Attr<String>,
    /// "loadBalancer", "userDefinedRouting", "managedNATGateway", "userAssignedNATGateway", "none" or "block", in any case.
    pub outbound_type: Attr<String>,
    /// "standard" or "basic".
    pub load_balancer_sku: Attr<String>,
    /// The outbound side of the load balancer.
    pub load_balancer: LoadBalancer,
    /// The managed NAT gateway.
    pub nat_gateway: NatGateway,
    /// Advanced Container Networking Services.
    pub advanced_networking: AdvancedNetworking,
    /// Static egress gateways are on.
    pub static_egress_gateway: Attr<bool>,
}

/// The outbound side of a cluster's load balancer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoadBalancer {
    /// Public IPv4 addresses that Azure makes.
    pub managed_outbound_ip_count: Attr<i64>,
    /// Public IPv6 addresses that Azure makes.
    pub managed_outbound_ipv6_count: Attr<i64>,
}

/// A cluster's managed NAT gateway.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NatGateway {
    /// "standard" or "standardv2".
    pub sku: Attr<String>,
}

/// Advanced Container Networking Services of a cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AdvancedNetworking {
    /// The whole of it.
    pub enabled: Attr<bool>,
    /// Filtering by names and the like, which needs Cilium.
    pub security: Attr<bool>,
    /// "none" or "bpfveth": host routing by eBPF.
    pub acceleration_mode: Attr<String>,
}

impl Network {
    /// The path of one of the attributes.
    pub fn attribute(&self, name: &str) -> Path {
        self.path.clone().attribute(name)
    }
}
