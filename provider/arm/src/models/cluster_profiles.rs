//! The small profiles of a cluster.

use super::model;
use crate::Keyword;

model! {
    /// The price plan.
    pub struct ManagedClusterSku {
        /// `Base` or `Automatic`.
        "name" name: Keyword,
        /// `Free`, `Standard` or `Premium`.
        "tier" tier: Keyword,
    }
}

model! {
    /// Automatic upgrades of Kubernetes and of the node image.
    pub struct AutoUpgradeProfile {
        /// `rapid`, `stable`, `patch`, `node-image` or `none`.
        "upgradeChannel" upgrade_channel: Keyword,
        /// `None`, `Unmanaged`, `NodeImage` or `SecurityPatch`.
        "nodeOSUpgradeChannel" node_os_upgrade_channel: Keyword,
    }
}

model! {
    /// An identity that a cluster uses, as in `identityProfile.kubeletidentity`.
    pub struct UserAssignedIdentity {
        /// Resource ID.
        "resourceId" resource_id: String,
        /// Application ID.
        "clientId" client_id: String,
        /// Object ID of the service principal.
        "objectId" object_id: String,
    }
}

model! {
    /// The service principal of a cluster without a managed identity. Its secret is never modelled.
    pub struct ServicePrincipalProfile {
        /// Application ID, or `msi`.
        "clientId" client_id: String,
    }
}

model! {
    /// OpenID Connect issuer.
    pub struct OidcIssuerProfile {
        /// On by default from Kubernetes 1.34; cannot be switched off.
        "enabled" enabled: bool,
        /// The issuer's URL.
        "issuerURL" issuer_url: String,
    }
}

model! {
    /// State beyond `provisioningState`.
    pub struct ClusterStatus {
        /// The error of the last failed write.
        "provisioningError" provisioning_error: ErrorDetail,
    }
}

model! {
    /// An error as AKS keeps it inside a resource.
    pub struct ErrorDetail {
        /// Azure's code.
        "code" code: String,
        /// Azure's words.
        "message" message: String,
        /// The member that the error is about.
        "target" target: String,
        /// Errors beneath.
        "details" details: Vec<ErrorDetail>,
    }
}
