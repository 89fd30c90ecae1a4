//! `properties.securityProfile` of a cluster.

use super::{Enabled, model};
use crate::Keyword;

model! {
    /// What guards a cluster and its secrets.
    pub struct SecurityProfile {
        /// Tokens of service accounts stand for identities of Entra.
        "workloadIdentity" workload_identity: Enabled,
        /// Microsoft Defender for Cloud.
        "defender" defender: Defender,
        /// Unused images leave the nodes.
        "imageCleaner" image_cleaner: ImageCleaner,
        /// Kubernetes secrets are encrypted with a key of the user's.
        "azureKeyVaultKms" azure_key_vault_kms: AzureKeyVaultKms,
        /// Certificates that nodes trust, in base64; ten at most.
        "customCATrustCertificates" custom_ca_trust_certificates: Vec<String>,
    }
}

model! {
    /// Microsoft Defender for Cloud.
    pub struct Defender {
        /// Where it reports; needed while it is on.
        "logAnalyticsWorkspaceResourceId" log_analytics_workspace_resource_id: String,
        /// Whether it watches for threats.
        "securityMonitoring" security_monitoring: Enabled,
    }
}

model! {
    /// The image cleaner.
    pub struct ImageCleaner {
        /// Whether it runs.
        "enabled" enabled: bool,
        /// How often, in hours.
        "intervalHours" interval_hours: i64,
    }
}

model! {
    /// Encryption of Kubernetes secrets with a key in Azure Key Vault.
    pub struct AzureKeyVaultKms {
        /// Whether they are encrypted so.
        "enabled" enabled: bool,
        /// The identifier of the key: a URL.
        "keyId" key_id: String,
        /// `Public` or `Private`.
        "keyVaultNetworkAccess" key_vault_network_access: Keyword,
        /// The vault, where it is private.
        "keyVaultResourceId" key_vault_resource_id: String,
    }
}
