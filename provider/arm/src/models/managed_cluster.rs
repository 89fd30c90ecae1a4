//! `Microsoft.ContainerService/managedClusters`.

use std::collections::BTreeMap;

use super::{
    AadProfile, AddonProfile, AgentPoolProfile, ApiServerAccessProfile, AutoScalerProfile,
    AutoUpgradeProfile, AzureMonitorProfile, BootstrapProfile, ClusterStatus, ClusterUpgradeSettings,
    HttpProxyConfig, IngressProfile, LinuxProfile, ManagedClusterSku, ManagedIdentity, MetricsProfile,
    NetworkProfile, NodeProvisioningProfile, NodeResourceGroupProfile, OidcIssuerProfile, PowerState,
    SecurityProfile, ServiceMeshProfile, ServicePrincipalProfile, StorageProfile, Tags, UserAssignedIdentity,
    WindowsProfile, WorkloadAutoScalerProfile, model,
};
use crate::Keyword;

model! {
    /// An AKS cluster.
    pub struct ManagedCluster {
        /// Resource ID, as Azure spells it: `resourcegroups` comes back in lower case.
        "id" id: String,
        /// The cluster's name.
        "name" name: String,
        /// `Microsoft.ContainerService/ManagedClusters`, with a capital M in answers.
        "type" resource_type: String,
        /// The region, in lower case without spaces in answers.
        "location" location: String,
        /// Tags; Azure copies them to the node resource group.
        "tags" tags: Tags,
        /// Changes with every write, also with those that Azure starts by itself; absent until first provisioned.
        "eTag" etag: String,
        /// `Base` for every cluster that is not AKS Automatic.
        "kind" kind: String,
        /// Name and tier of the price plan.
        "sku" sku: ManagedClusterSku,
        /// The identity of the control plane.
        "identity" identity: ManagedIdentity,
        /// Everything else.
        "properties" properties: ManagedClusterProperties,
    }
}

model! {
    /// What a cluster is made of.
    pub struct ManagedClusterProperties {
        /// `Succeeded`, `Failed` and `Canceled` are terminal; any other text is work in progress.
        "provisioningState" provisioning_state: Keyword,
        /// Running or stopped.
        "powerState" power_state: PowerState,
        /// The wanted version: `1.35` or `1.35.7`; an alias stays an alias.
        "kubernetesVersion" kubernetes_version: String,
        /// The version that runs, always in full.
        "currentKubernetesVersion" current_kubernetes_version: String,
        /// First part of the API server's name.
        "dnsPrefix" dns_prefix: String,
        /// First part of the API server's name in a private DNS zone of the user's, in place of `dns_prefix`.
        "fqdnSubdomain" fqdn_subdomain: String,
        /// The API server's name.
        "fqdn" fqdn: String,
        /// The API server's name inside the network, for private clusters.
        "privateFQDN" private_fqdn: String,
        /// Node pools. All of them in answers; only the first ones may be set here, at creation.
        "agentPoolProfiles" agent_pool_profiles: Vec<AgentPoolProfile>,
        /// The resource group that Azure makes for nodes, disks and load balancers.
        "nodeResourceGroup" node_resource_group: String,
        /// What others may do in that group.
        "nodeResourceGroupProfile" node_resource_group_profile: NodeResourceGroupProfile,
        /// Role-based access control, on unless said otherwise.
        "enableRBAC" enable_rbac: bool,
        /// `KubernetesOfficial` or `AKSLongTermSupport`.
        "supportPlan" support_plan: Keyword,
        /// How the cluster's network is built.
        "networkProfile" network_profile: NetworkProfile,
        /// Automatic upgrades.
        "autoUpgradeProfile" auto_upgrade_profile: AutoUpgradeProfile,
        /// Further identities by role; `kubeletidentity` is the nodes'.
        "identityProfile" identity_profile: BTreeMap<String, UserAssignedIdentity>,
        /// `msi` where the cluster has a managed identity.
        "servicePrincipalProfile" service_principal_profile: ServicePrincipalProfile,
        /// OpenID Connect issuer for workload identity.
        "oidcIssuerProfile" oidc_issuer_profile: OidcIssuerProfile,
        /// No login with the cluster's own administrator account.
        "disableLocalAccounts" disable_local_accounts: bool,
        /// Login with Microsoft Entra ID.
        "aadProfile" aad_profile: AadProfile,
        /// How the API server is reached.
        "apiServerAccessProfile" api_server_access_profile: ApiServerAccessProfile,
        /// What an upgrade passes over.
        "upgradeSettings" upgrade_settings: ClusterUpgradeSettings,
        /// The cluster autoscaler; shown once a pool scales by itself.
        "autoScalerProfile" auto_scaler_profile: AutoScalerProfile,
        /// What guards the cluster and its secrets.
        "securityProfile" security_profile: SecurityProfile,
        /// Add-ons by name; the case of names differs between answers.
        "addonProfiles" addon_profiles: BTreeMap<String, AddonProfile>,
        /// Azure Monitor.
        "azureMonitorProfile" azure_monitor_profile: AzureMonitorProfile,
        /// Ways into the cluster.
        "ingressProfile" ingress_profile: IngressProfile,
        /// The service mesh.
        "serviceMeshProfile" service_mesh_profile: ServiceMeshProfile,
        /// Autoscalers of pods.
        "workloadAutoScalerProfile" workload_auto_scaler_profile: WorkloadAutoScalerProfile,
        /// Drivers of storage.
        "storageProfile" storage_profile: StorageProfile,
        /// What the cluster costs.
        "metricsProfile" metrics_profile: MetricsProfile,
        /// Node auto-provisioning.
        "nodeProvisioningProfile" node_provisioning_profile: NodeProvisioningProfile,
        /// Where nodes take their software from.
        "bootstrapProfile" bootstrap_profile: BootstrapProfile,
        /// The proxy through which nodes reach the world.
        "httpProxyConfig" http_proxy_config: HttpProxyConfig,
        /// The disk encryption set of the nodes' disks.
        "diskEncryptionSetID" disk_encryption_set_id: String,
        /// The account on Windows nodes.
        "windowsProfile" windows_profile: WindowsProfile,
        /// The account on Linux nodes.
        "linuxProfile" linux_profile: LinuxProfile,
        /// What went wrong, after a failed write.
        "status" status: ClusterStatus,
        /// Stays the same for the cluster's life, differs after a re-creation under the same name.
        "resourceUID" resource_uid: String,
    }
}
