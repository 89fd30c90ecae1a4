//! Which attribute an error of Azure's is about.

/// Members of a cluster as Azure's errors name them (`target`), and the attributes they come from. The longer name of
/// two with the same end comes first.
pub(crate) const MEMBERS: &[(&str, &str)] = &[
    ("networkProfile.podCIDRs", "network.pod_cidrs"),
    ("networkProfile.podCIDR", "network.pod_cidrs"),
    ("networkProfile.serviceCIDRs", "network.service_cidrs"),
    ("networkProfile.serviceCIDR", "network.service_cidrs"),
    ("networkProfile.dnsServiceIP", "network.dns_service_ip"),
    ("networkProfile.networkPluginMode", "network.plugin_mode"),
    ("networkProfile.networkPlugin", "network.plugin"),
    ("networkProfile.networkPolicy", "network.policy"),
    ("networkProfile.networkDataplane", "network.dataplane"),
    ("networkProfile.ipFamilies", "network.ip_families"),
    ("networkProfile.outboundType", "network.outbound_type"),
    ("networkProfile.loadBalancerProfile", "network.load_balancer"),
    ("networkProfile.natGatewayProfile", "network.nat_gateway"),
    ("vnetSubnetID", "system_pool.subnet_id"),
    ("podSubnetID", "system_pool.pod_subnet_id"),
    ("maxPods", "system_pool.max_pods"),
    ("vmSize", "system_pool.vm_size"),
    ("osDiskSizeGB", "system_pool.os_disk_size_gb"),
    ("orchestratorVersion", "system_pool.kubernetes_version"),
    ("agentPoolProfile.count", "system_pool.node_count"),
    ("agentPoolProfiles", "system_pool"),
    ("kubernetesVersion", "kubernetes_version"),
    ("dnsPrefix", "dns_prefix"),
    ("sku.tier", "sku_tier"),
    ("identity", "identity"),
    ("location", "location"),
];
