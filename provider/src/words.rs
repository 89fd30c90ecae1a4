//! The words Azure has for things, spelled as its API spells them.
//!
//! HCL takes them in any case; requests carry them as they stand here, because not every service ignores case.

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

/// Azure's spelling of a word; a word that is not in the list as it stands.
pub(crate) fn azures<'a>(words: &'static [&'static str], word: &'a str) -> &'a str {
    words.iter().find(|known| known.eq_ignore_ascii_case(word)).copied().unwrap_or(word)
}
