//! What is in Azure's answer about a cluster and does not belong into a request.

/// Members that Azure fills in: flagged `readOnly` in the schema of API version 2026-05-01. For
/// [`strip`](crate::merge::strip).
pub(super) const READ_ONLY: &[&str] = &[
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

/// Words that Azure answers in another case than its schema has them. For [`respell`](crate::merge::respell).
pub(super) const MISSPELLED: &[(&str, &str)] = &[
    ("properties.networkProfile.loadBalancerSku", "standard"),
    ("properties.networkProfile.loadBalancerProfile.backendPoolType", "NodeIPConfiguration"),
];
