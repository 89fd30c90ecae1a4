//! Azure's resources as typed Rust: the members that this project reads or writes.
//!
//! Every member is optional, as in Microsoft's generated crates, because one type serves requests, answers and partial
//! updates. An absent member and an explicit JSON `null` are the same. Members that are not modelled here are not lost:
//! [`Resource`](crate::Resource) keeps the JSON that Azure sent, and an update changes only what differs.

mod access_profiles;
mod advanced_networking;
mod agent_pool;
mod assignable_identity;
mod auto_scaler_profile;
mod cluster_access;
mod cluster_profiles;
mod compute_sku;
mod feature;
mod identity;
mod kubernetes_version;
mod load_balancer;
mod maintenance_configuration;
mod managed_cluster;
mod network_profile;
mod node_config;
mod node_profiles;
mod resource_group;
mod resource_provider;
mod role_assignment;
mod security_profile;
mod service_profiles;
mod traffic;
mod upgrade_profile;
mod virtual_network;

pub use access_profiles::{
    AadProfile, ApiServerAccessProfile, LinuxProfile, SshConfiguration, SshPublicKey, WindowsGmsaProfile,
    WindowsProfile,
};
pub use advanced_networking::{
    AdvancedNetworking, AdvancedNetworkingPerformance, AdvancedNetworkingSecurity, TransitEncryption,
};
pub use agent_pool::{
    AgentPool, AgentPoolNetworkProfile, AgentPoolProfile, AgentPoolSecurityProfile, AgentPoolStatus,
    AgentPoolUpgradeSettings, AgentPoolWindowsProfile, CreationData, IpTag, PortRange, PowerState,
};
pub use assignable_identity::{AssignableIdentity, AssignableIdentityProperties};
pub use auto_scaler_profile::AutoScalerProfile;
pub use cluster_access::{CommandResult, CommandResultProperties, Kubeconfig};
pub use cluster_profiles::{
    AutoUpgradeProfile, ClusterStatus, ErrorDetail, ManagedClusterSku, OidcIssuerProfile,
    ServicePrincipalProfile, UserAssignedIdentity,
};
pub use compute_sku::{
    ComputeSku, ComputeSkuCapability, ComputeSkuLocation, ComputeSkuRestriction, ComputeSkuRestrictionInfo,
};
pub use feature::{Feature, FeatureProperties};
pub use identity::{ManagedIdentity, UserAssignedIdentityValue};
pub use kubernetes_version::{
    KubernetesPatchVersion, KubernetesVersion, KubernetesVersionCapabilities, KubernetesVersionList,
};
pub use load_balancer::{
    LoadBalancerProfile, ManagedOutboundIpProfile, ManagedOutboundIps, NatGatewayProfile, OutboundIpPrefixes,
    OutboundIps, ResourceReference,
};
pub use maintenance_configuration::{
    AbsoluteMonthlySchedule, DailySchedule, DateSpan, MaintenanceConfiguration,
    MaintenanceConfigurationProperties, MaintenanceWindow, RelativeMonthlySchedule, Schedule, TimeInWeek,
    TimeSpan, WeeklySchedule,
};
pub use managed_cluster::{ManagedCluster, ManagedClusterProperties};
pub use network_profile::NetworkProfile;
pub use node_config::{KubeletConfig, LinuxOsConfig, LocalDnsOverride, LocalDnsProfile, SysctlConfig};
pub use node_profiles::{
    BootstrapProfile, ClusterUpgradeSettings, HttpProxyConfig, NodeProvisioningProfile,
    NodeResourceGroupProfile, UpgradeOverrideSettings,
};
pub use resource_group::{ResourceGroup, ResourceGroupProperties};
pub use resource_provider::{ResourceProvider, ResourceType};
pub use role_assignment::{
    RoleAssignment, RoleAssignmentProperties, RoleDefinition, RoleDefinitionProperties, RolePermission,
};
pub use security_profile::{AzureKeyVaultKms, Defender, ImageCleaner, SecurityProfile};
pub use service_profiles::{
    AddonProfile, AzureMonitorMetrics, AzureMonitorProfile, Enabled, IngressNginx, IngressProfile,
    IstioCertificateAuthority, IstioComponents, IstioIngressGateway, IstioPluginCertificateAuthority,
    IstioServiceMesh, KubeStateMetrics, MetricsProfile, ServiceMeshProfile, StorageProfile, WebAppRouting,
    WorkloadAutoScalerProfile,
};
pub use traffic::{
    LocalNetworkGateway, LocalNetworkGatewayProperties, NatGateway, NatGatewayProperties, NatGatewaySku,
    NetworkSecurityGroup, NetworkSecurityGroupProperties, Route, RouteProperties, RouteTable,
    RouteTableProperties, SecurityRule, SecurityRuleProperties,
};
pub use upgrade_profile::{AvailableUpgrade, PoolUpgradeProfile, UpgradeProfile, UpgradeProfileProperties};
pub use virtual_network::{
    AddressSpace, Delegation, DelegationProperties, Subnet, SubnetProperties, VirtualNetwork,
    VirtualNetworkPeering, VirtualNetworkPeeringProperties, VirtualNetworkProperties,
};

/// Tags: names are compared case-insensitively by Azure and kept as written.
pub type Tags = std::collections::BTreeMap<String, String>;

/// Declares a model: each line is `"wireName" field: Type`, and the field becomes `Option<Type>`, left out when `None`.
///
/// The wire name is written out because Azure's names (`dnsServiceIP`, `osDiskSizeGB`) follow no rule that serde knows.
macro_rules! model {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* $wire:literal $field:ident: $ty:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $(
                $(#[$field_meta])*
                #[serde(rename = $wire, default, skip_serializing_if = "Option::is_none")]
                pub $field: Option<$ty>,
            )*
        }
    };
}
pub(crate) use model;
