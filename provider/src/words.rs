//! The words Azure has for things, spelled as its API spells them.
//!
//! HCL takes them in any case; requests carry them as they stand here, because not every service ignores case.

use arm_client::Keyword;

/// Clouds that the provider knows.
pub(crate) const ENVIRONMENTS: &[&str] = &["public", "usgovernment", "china", "emulated"];
/// What the destroy of a registration does.
pub(crate) const ON_DESTROY: &[&str] = &["keep", "unregister"];
/// Whose kubeconfig.
pub(crate) const CREDENTIALS: &[&str] = &["user", "admin", "monitoring"];
/// How a kubeconfig signs in with Entra ID.
pub(crate) const KUBECONFIG_FORMATS: &[&str] = &["exec", "azure"];
/// `sku.tier`.
pub(crate) const SKU_TIERS: &[&str] = &["Free", "Standard", "Premium"];
/// `identity.type`.
pub(crate) const IDENTITY_TYPES: &[&str] = &["SystemAssigned", "UserAssigned"];
/// `networkProfile.networkPlugin`.
pub(crate) const NETWORK_PLUGINS: &[&str] = &["azure", "kubenet", "none"];
/// `networkProfile.networkPluginMode`; Azure leaves `none` out.
pub(crate) const PLUGIN_MODES: &[&str] = &["overlay", "none"];
/// `networkProfile.ipFamilies`.
pub(crate) const IP_FAMILIES: &[&str] = &["IPv4", "IPv6"];
/// `networkProfile.networkPolicy`.
pub(crate) const NETWORK_POLICIES: &[&str] = &["none", "azure", "calico", "cilium"];
/// `networkProfile.networkDataplane`.
pub(crate) const DATAPLANES: &[&str] = &["azure", "cilium"];
/// `networkProfile.outboundType`.
pub(crate) const OUTBOUND_TYPES: &[&str] =
    &["loadBalancer", "managedNATGateway", "userAssignedNATGateway", "userDefinedRouting", "none"];
/// `agentPoolProfiles[].osType`.
pub(crate) const OS_TYPES: &[&str] = &["Linux", "Windows"];
/// `agentPoolProfiles[].osSKU`.
pub(crate) const OS_SKUS: &[&str] = &[
    "Ubuntu",
    "Ubuntu2204",
    "Ubuntu2404",
    "AzureLinux",
    "AzureLinux3",
    "CBLMariner",
    "AzureContainerLinux",
    "Windows2019",
    "Windows2022",
    "Windows2025",
];
/// `agentPoolProfiles[].osDiskType`.
pub(crate) const OS_DISK_TYPES: &[&str] = &["Managed", "Ephemeral"];
/// `agentPoolProfiles[].mode`.
pub(crate) const POOL_MODES: &[&str] = &["System", "User", "Gateway"];
/// `agentPoolProfiles[].type`.
pub(crate) const POOL_TYPES: &[&str] = &["VirtualMachineScaleSets", "VirtualMachines", "AvailabilitySet"];
/// `agentPoolProfiles[].scaleSetPriority`.
pub(crate) const PRIORITIES: &[&str] = &["Regular", "Spot"];
/// `agentPoolProfiles[].scaleSetEvictionPolicy` and `scaleDownMode`.
pub(crate) const DELETE_OR_DEALLOCATE: &[&str] = &["Delete", "Deallocate"];
/// `agentPoolProfiles[].kubeletDiskType`.
pub(crate) const KUBELET_DISK_TYPES: &[&str] = &["OS", "Temporary"];
/// `agentPoolProfiles[].securityProfile.sshAccess`.
pub(crate) const SSH_ACCESS: &[&str] = &["LocalUser", "Disabled"];
/// `agentPoolProfiles[].upgradeSettings.undrainableNodeBehavior`.
pub(crate) const UNDRAINABLE: &[&str] = &["Cordon", "Schedule"];
/// `agentPoolProfiles[].gpuInstanceProfile`.
pub(crate) const GPU_INSTANCE_PROFILES: &[&str] = &["MIG1g", "MIG2g", "MIG3g", "MIG4g", "MIG7g"];
/// `agentPoolProfiles[].networkProfile.allowedHostPorts[].protocol`.
pub(crate) const PROTOCOLS: &[&str] = &["TCP", "UDP"];
/// `agentPoolProfiles[].kubeletConfig.cpuManagerPolicy`.
pub(crate) const CPU_MANAGER_POLICIES: &[&str] = &["none", "static"];
/// `agentPoolProfiles[].kubeletConfig.topologyManagerPolicy`.
pub(crate) const TOPOLOGY_MANAGER_POLICIES: &[&str] =
    &["none", "best-effort", "restricted", "single-numa-node"];
/// `agentPoolProfiles[].linuxOSConfig.transparentHugePageEnabled`.
pub(crate) const HUGE_PAGES: &[&str] = &["always", "madvise", "never"];
/// `agentPoolProfiles[].linuxOSConfig.transparentHugePageDefrag`.
pub(crate) const HUGE_PAGE_DEFRAG: &[&str] = &["always", "defer", "defer+madvise", "madvise", "never"];
/// `agentPoolProfiles[].localDNSProfile.mode`.
pub(crate) const LOCAL_DNS_MODES: &[&str] = &["Preferred", "Required", "Disabled"];
/// `localDNSProfile.*Overrides[].queryLogging`.
pub(crate) const DNS_LOGGING: &[&str] = &["Error", "Log"];
/// `localDNSProfile.*Overrides[].protocol`.
pub(crate) const DNS_PROTOCOLS: &[&str] = &["PreferUDP", "ForceTCP"];
/// `localDNSProfile.*Overrides[].forwardDestination`.
pub(crate) const DNS_DESTINATIONS: &[&str] = &["ClusterCoreDNS", "VnetDNS"];
/// `localDNSProfile.*Overrides[].forwardPolicy`.
pub(crate) const DNS_POLICIES: &[&str] = &["Sequential", "RoundRobin", "Random"];
/// `localDNSProfile.*Overrides[].serveStale`.
pub(crate) const DNS_STALE: &[&str] = &["Verify", "Immediate", "Disable"];
/// `supportPlan`.
pub(crate) const SUPPORT_PLANS: &[&str] = &["KubernetesOfficial", "AKSLongTermSupport"];
/// `nodeResourceGroupProfile.restrictionLevel`.
pub(crate) const RESTRICTION_LEVELS: &[&str] = &["Unrestricted", "ReadOnly"];
/// `networkProfile.loadBalancerSku`.
pub(crate) const LOAD_BALANCER_SKUS: &[&str] = &["standard", "basic"];
/// `networkProfile.loadBalancerProfile.backendPoolType`.
pub(crate) const BACKEND_POOL_TYPES: &[&str] = &["NodeIPConfiguration", "NodeIP"];
/// `networkProfile.natGatewayProfile.sku`.
pub(crate) const NAT_GATEWAY_SKUS: &[&str] = &["Standard", "StandardV2"];
/// `networkProfile.advancedNetworking.performance.accelerationMode`.
pub(crate) const ACCELERATION_MODES: &[&str] = &["BpfVeth", "None"];
/// `networkProfile.advancedNetworking.security.advancedNetworkPolicies`.
pub(crate) const ADVANCED_NETWORK_POLICIES: &[&str] = &["L7", "FQDN", "None"];
/// `networkProfile.advancedNetworking.security.transitEncryption.type`.
pub(crate) const TRANSIT_ENCRYPTIONS: &[&str] = &["WireGuard", "None"];
/// `autoUpgradeProfile.upgradeChannel`.
pub(crate) const UPGRADE_CHANNELS: &[&str] = &["rapid", "stable", "patch", "node-image", "none"];
/// `autoUpgradeProfile.nodeOSUpgradeChannel`.
pub(crate) const NODE_OS_UPGRADE_CHANNELS: &[&str] = &["None", "Unmanaged", "NodeImage", "SecurityPatch"];
/// `autoScalerProfile.expander`.
pub(crate) const EXPANDERS: &[&str] = &["least-waste", "most-pods", "priority", "random"];
/// `securityProfile.azureKeyVaultKms.keyVaultNetworkAccess`.
pub(crate) const NETWORK_ACCESS: &[&str] = &["Public", "Private"];
/// `ingressProfile.webAppRouting.nginx.defaultIngressControllerType`.
pub(crate) const NGINX_CONTROLLERS: &[&str] = &["AnnotationControlled", "External", "Internal", "None"];
/// `serviceMeshProfile.mode`.
pub(crate) const MESH_MODES: &[&str] = &["Istio", "Disabled"];
/// `nodeProvisioningProfile.mode`.
pub(crate) const NODE_PROVISIONING_MODES: &[&str] = &["Manual", "Auto"];
/// `nodeProvisioningProfile.defaultNodePools`.
pub(crate) const DEFAULT_NODE_POOLS: &[&str] = &["None", "Auto"];
/// `bootstrapProfile.artifactSource`.
pub(crate) const ARTIFACT_SOURCES: &[&str] = &["Cache", "Direct"];
/// `windowsProfile.licenseType`.
pub(crate) const WINDOWS_LICENSES: &[&str] = &["None", "Windows_Server"];
/// Days of the week in maintenance configurations.
pub(crate) const DAYS: &[&str] =
    &["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
/// Weeks of a month in maintenance configurations.
pub(crate) const WEEKS: &[&str] = &["First", "Second", "Third", "Fourth", "Last"];

/// Azure's spelling of a word; a word that is not in the list as it stands.
pub(crate) fn azures<'a>(words: &'static [&'static str], word: &'a str) -> &'a str {
    words.iter().find(|known| known.eq_ignore_ascii_case(word)).copied().unwrap_or(word)
}

/// A word in Azure's spelling, for a request.
pub(crate) fn keyword(words: &'static [&'static str], word: Option<String>) -> Option<Keyword> {
    word.map(|word| azures(words, &word).into())
}
