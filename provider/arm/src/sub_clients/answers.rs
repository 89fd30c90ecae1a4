//! What is in Azure's answers about clusters and pools and does not belong into requests.

use crate::operation::Answers;

/// A cluster. The members are those flagged `readOnly` in the schema of API version 2026-05-01.
pub(super) const CLUSTER: Answers = Answers { read_only: CLUSTER_READ_ONLY, misspelled: CLUSTER_MISSPELLED };

/// A node pool: what is read-only in a cluster's `agentPoolProfiles`, and `name`, which is in the path.
pub(super) const POOL: Answers = Answers { read_only: POOL_READ_ONLY, misspelled: &[] };

const CLUSTER_READ_ONLY: &[&str] = &[
    "id",
    "name",
    "type",
    "eTag",
    "systemData",
    "identity.principalId",
    "identity.tenantId",
    "identity.userAssignedIdentities.*.clientId",
    "identity.userAssignedIdentities.*.principalId",
    "properties.azurePortalFQDN",
    "properties.currentKubernetesVersion",
    "properties.fqdn",
    "properties.maxAgentPools",
    "properties.powerState",
    "properties.privateFQDN",
    "properties.provisioningState",
    "properties.resourceUID",
    "properties.status",
    "properties.addonProfiles.*.identity",
    "properties.agentPoolProfiles.*.currentOrchestratorVersion",
    "properties.agentPoolProfiles.*.eTag",
    "properties.agentPoolProfiles.*.provisioningState",
    "properties.agentPoolProfiles.*.status",
    "properties.agentPoolProfiles.*.localDNSProfile.state",
    "properties.ingressProfile.webAppRouting.identity",
    "properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs",
    "properties.networkProfile.natGatewayProfile.effectiveOutboundIPs",
    "properties.oidcIssuerProfile.issuerURL",
    "properties.podIdentityProfile.userAssignedIdentities.*.provisioningInfo",
    "properties.podIdentityProfile.userAssignedIdentities.*.provisioningState",
    "properties.privateLinkResources.*.privateLinkServiceID",
];

const POOL_READ_ONLY: &[&str] = &[
    "id",
    "name",
    "type",
    "systemData",
    "properties.currentOrchestratorVersion",
    "properties.eTag",
    "properties.provisioningState",
    "properties.status",
    "properties.localDNSProfile.state",
];

const CLUSTER_MISSPELLED: &[(&str, &str)] = &[
    ("properties.networkProfile.loadBalancerSku", "standard"),
    ("properties.networkProfile.loadBalancerProfile.backendPoolType", "NodeIPConfiguration"),
];
