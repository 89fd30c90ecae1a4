//! What the caller says about credentials.

use std::fmt;

use azure_core::credentials::Secret;

/// Settings for credentials, under azurerm's names. The caller has looked up environment variables already.
#[derive(Clone, Debug)]
pub struct CredentialSettings {
    /// The tenant, by ID.
    pub tenant_id: Option<String>,
    /// The application or user-assigned identity, by client ID.
    pub client_id: Option<String>,
    /// A file with the client ID in it.
    pub client_id_file_path: Option<String>,
    /// The application's secret.
    pub client_secret: Option<Secret>,
    /// A file with the application's secret in it.
    pub client_secret_file_path: Option<String>,
    /// Whether to use OpenID Connect.
    pub use_oidc: bool,
    /// A token of the foreign issuer.
    pub oidc_token: Option<Secret>,
    /// A file with such a token in it, read again for each use, because AKS and others replace it.
    pub oidc_token_file_path: Option<String>,
    /// A URL that issues such tokens, as in GitHub Actions and Azure DevOps.
    pub oidc_request_url: Option<String>,
    /// What that URL wants to see.
    pub oidc_request_token: Option<Secret>,
    /// The service connection of an Azure DevOps pipeline, by ID: `oidc_request_url` is then asked in Azure DevOps' way.
    pub ado_pipeline_service_connection_id: Option<String>,
    /// Whether to use the identity of the AKS pod: `tenant_id`, `client_id` and `oidc_token_file_path` then come from
    /// `AZURE_TENANT_ID`, `AZURE_CLIENT_ID` and `AZURE_FEDERATED_TOKEN_FILE`.
    pub use_aks_workload_identity: bool,
    /// Whether to use the managed identity of the machine; `client_id` chooses a user-assigned one.
    pub use_msi: bool,
    /// Whether to use the login of the Azure CLI, when nothing else is asked for.
    pub use_cli: bool,
}

impl Default for CredentialSettings {
    /// Nothing but the Azure CLI.
    fn default() -> Self {
        Self {
            tenant_id: None,
            client_id: None,
            client_id_file_path: None,
            client_secret: None,
            client_secret_file_path: None,
            use_oidc: false,
            oidc_token: None,
            oidc_token_file_path: None,
            oidc_request_url: None,
            oidc_request_token: None,
            ado_pipeline_service_connection_id: None,
            use_aks_workload_identity: false,
            use_msi: false,
            use_cli: true,
        }
    }
}

/// A way to get tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialMethod {
    /// An application's secret.
    ClientSecret,
    /// A token of a foreign issuer.
    Oidc,
    /// The identity of a machine in Azure.
    ManagedIdentity,
    /// The login of the Azure CLI.
    AzureCli,
}

impl fmt::Display for CredentialMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ClientSecret => "client secret",
            Self::Oidc => "OpenID Connect",
            Self::ManagedIdentity => "managed identity",
            Self::AzureCli => "Azure CLI",
        })
    }
}

/// The name of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Setting {
    /// `tenant_id`
    TenantId,
    /// `client_id`
    ClientId,
    /// `client_id_file_path`
    ClientIdFilePath,
    /// `client_secret`
    ClientSecret,
    /// `client_secret_file_path`
    ClientSecretFilePath,
    /// `use_oidc`
    UseOidc,
    /// `oidc_token`
    OidcToken,
    /// `oidc_token_file_path`
    OidcTokenFilePath,
    /// `oidc_request_url`
    OidcRequestUrl,
    /// `oidc_request_token`
    OidcRequestToken,
    /// `use_msi`
    UseMsi,
    /// `use_cli`
    UseCli,
}

impl Setting {
    /// The setting's name and its environment variable.
    pub fn names(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::TenantId => ("tenant_id", Some("ARM_TENANT_ID")),
            Self::ClientId => ("client_id", Some("ARM_CLIENT_ID")),
            Self::ClientIdFilePath => ("client_id_file_path", None),
            Self::ClientSecret => ("client_secret", Some("ARM_CLIENT_SECRET")),
            Self::ClientSecretFilePath => ("client_secret_file_path", None),
            Self::UseOidc => ("use_oidc", Some("ARM_USE_OIDC")),
            Self::OidcToken => ("oidc_token", Some("ARM_OIDC_TOKEN")),
            Self::OidcTokenFilePath => ("oidc_token_file_path", Some("ARM_OIDC_TOKEN_FILE_PATH")),
            Self::OidcRequestUrl => ("oidc_request_url", Some("ARM_OIDC_REQUEST_URL")),
            Self::OidcRequestToken => ("oidc_request_token", Some("ARM_OIDC_REQUEST_TOKEN")),
            Self::UseMsi => ("use_msi", Some("ARM_USE_MSI")),
            Self::UseCli => ("use_cli", Some("ARM_USE_CLI")),
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.names() {
            (name, Some(variable)) => write!(f, "{name} ({variable})"),
            (name, None) => f.write_str(name),
        }
    }
}
