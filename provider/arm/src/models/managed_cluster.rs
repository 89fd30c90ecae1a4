//! `Microsoft.ContainerService/managedClusters`.

use std::collections::BTreeMap;

use super::{
    AgentPoolProfile, AutoUpgradeProfile, ClusterStatus, ManagedClusterSku, ManagedIdentity, NetworkProfile,
    OidcIssuerProfile, PowerState, ServicePrincipalProfile, Tags, UserAssignedIdentity, model,
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
        /// The API server's name.
        "fqdn" fqdn: String,
        /// The API server's name inside the network, for private clusters.
        "privateFQDN" private_fqdn: String,
        /// Node pools. All of them in answers; only the first ones may be set here, at creation.
        "agentPoolProfiles" agent_pool_profiles: Vec<AgentPoolProfile>,
        /// The resource group that Azure makes for nodes, disks and load balancers.
        "nodeResourceGroup" node_resource_group: String,
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
        /// What went wrong, after a failed write.
        "status" status: ClusterStatus,
        /// Stays the same for the cluster's life, differs after a re-creation under the same name.
        "resourceUID" resource_uid: String,
    }
}
