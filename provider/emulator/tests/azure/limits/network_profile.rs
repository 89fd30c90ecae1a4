//! Lines of the network profile: numbers, ranges, and what does not go together.

use serde_json::{Value, json};

use super::{assert_refused, at_the_line, body};
use crate::client::Azure;

#[test]
fn numbers_of_the_network_profile() {
    let balancer = |member: &str, value: i64| json!({"network": {"loadBalancerProfile": {member: value}}});
    let managed = |member: &str, value: i64| json!({"network": {"loadBalancerProfile": {"managedOutboundIPs": {member: value}}}});
    let gateway = |profile: Value| json!({"network": {"outboundType": "managedNATGateway", "natGatewayProfile": profile}});
    let ports = "networkProfile.loadBalancerProfile.allocatedOutboundPorts";
    let idle = "networkProfile.loadBalancerProfile.idleTimeoutInMinutes";
    let count = "networkProfile.loadBalancerProfile.managedOutboundIPs.count";
    let six = "networkProfile.loadBalancerProfile.managedOutboundIPs.countIPv6";
    let (bad, nat) = ("InvalidLoadBalancerProfile", "InvalidNatGatewayProfile");
    at_the_line(vec![
        (balancer("allocatedOutboundPorts", 9), balancer("allocatedOutboundPorts", 8), bad, ports),
        (balancer("allocatedOutboundPorts", 64_008), balancer("allocatedOutboundPorts", 64_000), bad, ports),
        (balancer("idleTimeoutInMinutes", 3), balancer("idleTimeoutInMinutes", 4), bad, idle),
        (balancer("idleTimeoutInMinutes", 121), balancer("idleTimeoutInMinutes", 120), bad, idle),
        (managed("count", 101), managed("count", 100), bad, count),
        (managed("countIPv6", 1), managed("countIPv6", 0), bad, six),
        (
            gateway(json!({"managedOutboundIPProfile": {"count": 17}})),
            gateway(json!({"managedOutboundIPProfile": {"count": 16}})),
            nat,
            "networkProfile.natGatewayProfile.managedOutboundIPProfile.count",
        ),
        (
            gateway(json!({"idleTimeoutInMinutes": 121})),
            gateway(json!({"idleTimeoutInMinutes": 120})),
            nat,
            "networkProfile.natGatewayProfile.idleTimeoutInMinutes",
        ),
    ]);
}

#[test]
fn ranges_of_the_network_profile() {
    let dual = |member: &str, list: Value| json!({"network": {"ipFamilies": ["IPv4", "IPv6"], member: list}});
    let network = |profile: Value| json!({ "network": profile });
    let (pods, services) = ("networkProfile.podCIDR", "networkProfile.serviceCIDR");
    at_the_line(vec![
        (
            network(json!({"serviceCidr": "10.0.0.0/11", "dnsServiceIP": "10.0.0.10"})),
            network(json!({"serviceCidr": "10.0.0.0/12", "dnsServiceIP": "10.0.0.10"})),
            "BadRequest",
            services,
        ),
        (
            dual("serviceCidrs", json!(["10.0.0.0/16", "fd00::/107"])),
            dual("serviceCidrs", json!(["10.0.0.0/16", "fd00::/108"])),
            "BadRequest",
            "networkProfile.serviceCIDRs",
        ),
        (
            dual("podCidrs", json!(["10.244.0.0/16", "fd00::/121"])),
            dual("podCidrs", json!(["10.244.0.0/16", "fd00::/120"])),
            "InsufficientSubnetSize",
            "networkProfile.podCIDRs",
        ),
        (
            dual("serviceCidrs", json!(["10.0.0.0/16", "fd00::/108", "fd01::/108"])),
            dual("serviceCidrs", json!(["10.0.0.0/16", "fd00::/108"])),
            "BadRequest",
            "networkProfile.serviceCIDRs",
        ),
        (
            dual("podCidrs", json!(["fd00::/64", "10.244.0.0/16"])),
            dual("podCidrs", json!(["10.244.0.0/16", "fd00::/64"])),
            "BadRequest",
            "networkProfile.podCIDRs",
        ),
        (
            network(json!({"ipFamilies": ["IPv6"]})),
            network(json!({"ipFamilies": ["IPv4"]})),
            "InvalidParameter",
            "networkProfile.ipFamilies",
        ),
        (
            network(json!({"dnsServiceIP": "10.0.0.1"})),
            network(json!({"dnsServiceIP": "10.0.0.2"})),
            "InvalidParameter",
            "networkProfile.dnsServiceIP",
        ),
        (
            network(json!({"dnsServiceIP": "10.1.0.0"})),
            network(json!({"dnsServiceIP": "10.0.255.255"})),
            "DnsServiceIpOutOfServiceCidr",
            "networkProfile.dnsServiceIP",
        ),
        (
            network(json!({"podCidr": "10.0.0.0/15"})),
            network(json!({"podCidr": "10.2.0.0/15"})),
            "BadRequest",
            pods,
        ),
        (
            network(json!({"podCidr": "172.30.0.0/16"})),
            network(json!({"podCidr": "172.29.0.0/16"})),
            "BadRequest",
            pods,
        ),
        (
            network(json!({"serviceCidr": "192.0.2.0/24", "dnsServiceIP": "192.0.2.10"})),
            network(json!({"serviceCidr": "192.0.3.0/24", "dnsServiceIP": "192.0.3.10"})),
            "BadRequest",
            services,
        ),
        (
            network(json!({"serviceCidr": "239.0.0.0/16", "dnsServiceIP": "239.0.0.10"})),
            network(json!({"serviceCidr": "223.0.0.0/16", "dnsServiceIP": "223.0.0.10"})),
            "BadRequest",
            services,
        ),
        (
            network(json!({"podCidr": "10.244.0.0/16", "podCidrs": ["10.245.0.0/16"]})),
            network(json!({"podCidr": "10.244.0.0/16", "podCidrs": ["10.244.0.0/16"]})),
            "BadRequest",
            "networkProfile.podCidr",
        ),
        (
            network(json!({"podCidr": "10.224.0.0/16"})),
            network(json!({"podCidr": "10.225.0.0/16"})),
            "NetworkProfileCIDROverlapVNET",
            pods,
        ),
    ]);
}

#[test]
fn plugins_policies_and_data_planes_that_do_not_go_together() {
    let network = |profile: Value| json!({ "network": profile });
    let policy = "networkProfile.networkPolicy";
    let plane = "networkProfile.networkDataplane";
    at_the_line(vec![
        (
            network(json!({"networkPlugin": "kubenet", "networkPolicy": "azure"})),
            network(json!({"networkPlugin": "kubenet", "networkPolicy": "calico"})),
            "BadRequest",
            policy,
        ),
        (
            network(json!({"networkPlugin": "kubenet", "networkDataplane": "cilium"})),
            network(json!({"networkPlugin": "azure", "networkDataplane": "cilium"})),
            "BadRequest",
            plane,
        ),
        (
            network(json!({"networkDataplane": "cilium", "networkPolicy": "calico"})),
            network(json!({"networkDataplane": "cilium", "networkPolicy": "cilium"})),
            "BadRequest",
            policy,
        ),
        (
            network(json!({"networkPolicy": "cilium"})),
            network(json!({"networkPolicy": "calico"})),
            "BadRequest",
            policy,
        ),
        (
            network(json!({"ipFamilies": ["IPv4", "IPv6"], "networkPolicy": "azure"})),
            network(json!({"ipFamilies": ["IPv4", "IPv6"], "networkDataplane": "cilium"})),
            "BadRequest",
            policy,
        ),
        (
            network(json!({"ipFamilies": ["IPv4", "IPv6"], "networkPlugin": "azure"})),
            network(json!({"ipFamilies": ["IPv4", "IPv6"], "networkPlugin": "kubenet"})),
            "UnsupportedDualStackNetworkPlugin",
            "networkProfile.networkPlugin",
        ),
        (
            network(json!({"ipFamilies": ["IPv4", "IPv6"], "outboundType": "managedNATGateway"})),
            network(json!({"outboundType": "managedNATGateway"})),
            "BadRequest",
            "networkProfile.outboundType",
        ),
        (
            network(json!({"ipFamilies": ["IPv4", "IPv6"], "staticEgressGatewayProfile": {"enabled": true}})),
            network(json!({"staticEgressGatewayProfile": {"enabled": true}})),
            "BadRequest",
            "networkProfile.staticEgressGatewayProfile",
        ),
        (
            network(json!({"networkPlugin": "kubenet", "networkPluginMode": "overlay"})),
            network(json!({"networkPlugin": "Azure", "networkPluginMode": "Overlay"})),
            "UnsupportedNetworkPluginModeWithNetworkPlugin",
            "networkProfile.networkPluginMode",
        ),
        (
            network(json!({"networkPlugin": "azure", "podCidr": "10.9.0.0/16"})),
            network(
                json!({"networkPlugin": "azure", "networkPluginMode": "overlay", "podCidr": "10.9.0.0/16"}),
            ),
            "BadRequest",
            "networkProfile.podCIDR",
        ),
        (
            network(json!({"outboundType": "none"})),
            json!({"network": {"outboundType": "none"}, "bootstrapProfile": {"artifactSource": "Cache"}}),
            "BadRequest",
            "networkProfile.outboundType",
        ),
    ]);
}

#[test]
fn node_provisioning_does_not_go_with_everything() {
    let with = |profile: Value| json!({"nodeProvisioningProfile": {"mode": "Auto"}, "network": profile});
    let mode = "nodeProvisioningProfile.mode";
    at_the_line(vec![
        (
            with(json!({"networkPolicy": "calico"})),
            with(json!({"networkPolicy": "azure"})),
            "BadRequest",
            mode,
        ),
        (
            with(json!({"networkPlugin": "kubenet"})),
            with(json!({"networkPlugin": "azure"})),
            "BadRequest",
            mode,
        ),
        (
            with(json!({"ipFamilies": ["IPv4", "IPv6"]})),
            with(json!({"ipFamilies": ["IPv4"]})),
            "BadRequest",
            mode,
        ),
    ]);
}

#[test]
fn node_provisioning_stands_still_while_the_network_changes() {
    let azure = Azure::new();
    azure.cluster("c", body(&json!({"nodeProvisioningProfile": {"mode": "Auto"}})));
    let set = |member: &'static str, value: &'static str| {
        move |body: &mut Value| body["properties"]["networkProfile"][member] = json!(value)
    };
    let refused = azure.refused("c", set("outboundType", "managedNATGateway"));
    assert_refused(refused, "PropertyChangeNotAllowed", "networkProfile.outboundType", &json!("NAT"));
    let refused = azure.refused("c", set("networkDataplane", "cilium"));
    assert_refused(refused, "BadRequest", "networkProfile.networkDataplane", &json!("cilium"));
    azure.update("c", |body| body["properties"]["nodeProvisioningProfile"]["mode"] = json!("Manual"));
    azure.update("c", set("outboundType", "managedNATGateway"));
    azure.update("c", set("networkDataplane", "cilium"));
}
