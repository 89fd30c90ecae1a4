//! From settings to a credential.

use std::{fs, sync::Arc};

use azure_core::{
    cloud::{CloudConfiguration, CustomConfiguration},
    credentials::{Secret, TokenCredential},
    http::{ClientOptions, HttpClient, RetryOptions, Transport, Url},
};
use azure_identity::{
    AzureCliCredential, AzureCliCredentialOptions, ClientAssertionCredential,
    ClientAssertionCredentialOptions, ClientSecretCredential, ClientSecretCredentialOptions,
    ManagedIdentityCredential, ManagedIdentityCredentialOptions, UserAssignedId,
};

use super::{
    CredentialError, CredentialMethod, CredentialSettings, Setting, Skipped,
    assertion::{Assertion, Pipeline, non_empty},
    metadata_service::MetadataService,
    named::Named,
};
use crate::cloud::Cloud;

impl CredentialSettings {
    /// The credential of the first method that the settings ask for. Nothing is sent yet.
    ///
    /// # Errors
    /// No method is asked for, or the one that is lacks something.
    pub fn resolve(
        &self,
        cloud: &Cloud,
        transport: &Arc<dyn HttpClient>,
    ) -> Result<Arc<dyn TokenCredential>, CredentialError> {
        let methods: [(CredentialMethod, Find); 4] = [
            (CredentialMethod::ClientSecret, client_secret),
            (CredentialMethod::Oidc, oidc),
            (CredentialMethod::ManagedIdentity, managed_identity),
            (CredentialMethod::AzureCli, azure_cli),
        ];
        let context = Context { settings: self, cloud, transport };
        let mut skipped = Vec::new();
        for (method, find) in methods {
            match find(&context)? {
                Sought::Credential(inner) => {
                    // Only the CLI is used without having been asked for.
                    if method != CredentialMethod::AzureCli {
                        skipped.clear();
                    }
                    let entra = matches!(method, CredentialMethod::ClientSecret | CredentialMethod::Oidc);
                    let host = entra.then(|| cloud.authority().authority().to_owned());
                    return Ok(Arc::new(Named { method, skipped, host, inner }));
                }
                Sought::NotAskedFor(lacking) => skipped.push(Skipped { method, lacking }),
            }
        }
        Err(CredentialError::NotConfigured { skipped })
    }
}

struct Context<'a> {
    settings: &'a CredentialSettings,
    cloud: &'a Cloud,
    transport: &'a Arc<dyn HttpClient>,
}

enum Sought {
    Credential(Arc<dyn TokenCredential>),
    /// The settings do not ask for the method; any one of these would.
    NotAskedFor(Vec<Setting>),
}

/// Looks for a method in the settings.
type Find = fn(&Context<'_>) -> Found;

type Found = Result<Sought, CredentialError>;

fn client_secret(context: &Context<'_>) -> Found {
    let settings = context.settings;
    let secret = match (&settings.client_secret, &settings.client_secret_file_path) {
        (Some(secret), _) if !secret.secret().is_empty() => secret.clone(),
        (_, Some(path)) if !path.is_empty() => Secret::new(file(Setting::ClientSecretFilePath, path)?),
        _ => return Ok(Sought::NotAskedFor(vec![Setting::ClientSecret, Setting::ClientSecretFilePath])),
    };
    let method = CredentialMethod::ClientSecret;
    let (tenant, client) = context.application(method)?;
    let options = ClientSecretCredentialOptions { client_options: context.client_options() };
    let credential = ClientSecretCredential::new(&tenant, client, secret, Some(options));
    Ok(Sought::Credential(credential.map_err(|source| CredentialError::Invalid { method, source })?))
}

fn oidc(context: &Context<'_>) -> Found {
    let settings = context.settings;
    if !settings.use_oidc && !settings.use_aks_workload_identity {
        return Ok(Sought::NotAskedFor(vec![Setting::UseOidc]));
    }
    let method = CredentialMethod::Oidc;
    let assertion = match (
        &settings.oidc_token,
        given(&settings.oidc_token_file_path),
        given(&settings.oidc_request_url),
    ) {
        (Some(token), ..) if !token.secret().is_empty() => Assertion::Given(token.clone()),
        (_, Some(path), _) => Assertion::File(path.to_owned()),
        (.., Some(url)) => issuer(context, url)?,
        _ => {
            let lacking = vec![Setting::OidcToken, Setting::OidcTokenFilePath, Setting::OidcRequestUrl];
            return Err(CredentialError::Incomplete { method, lacking });
        }
    };
    let (tenant, client) = context.application(method)?;
    let options = ClientAssertionCredentialOptions { client_options: context.client_options() };
    let credential = ClientAssertionCredential::new(tenant, client, assertion, Some(options));
    Ok(Sought::Credential(credential.map_err(|source| CredentialError::Invalid { method, source })?))
}

fn issuer(context: &Context<'_>, url: &str) -> Result<Assertion, CredentialError> {
    let method = CredentialMethod::Oidc;
    let url = Url::parse(url).map_err(|source| CredentialError::Invalid {
        method,
        source: azure_core::Error::new(azure_core::error::ErrorKind::DataConversion, source),
    })?;
    let bearer = context.settings.oidc_request_token.clone().filter(|token| !token.secret().is_empty());
    let lacking = || CredentialError::Incomplete { method, lacking: vec![Setting::OidcRequestToken] };
    Ok(Assertion::Issued {
        url,
        bearer: bearer.ok_or_else(lacking)?,
        pipeline: match given(&context.settings.ado_pipeline_service_connection_id) {
            Some(id) => Pipeline::AzureDevOps { service_connection_id: id.to_owned() },
            None => Pipeline::GitHub,
        },
        transport: Arc::clone(context.transport),
    })
}

fn managed_identity(context: &Context<'_>) -> Found {
    if !context.settings.use_msi {
        return Ok(Sought::NotAskedFor(vec![Setting::UseMsi]));
    }
    let method = CredentialMethod::ManagedIdentity;
    let transport: Arc<dyn HttpClient> = Arc::new(MetadataService(Arc::clone(context.transport)));
    let options = ManagedIdentityCredentialOptions {
        user_assigned_id: context.client_id()?.map(UserAssignedId::ClientId),
        client_options: ClientOptions {
            transport: Some(Transport::new(transport)),
            ..context.client_options()
        },
    };
    let credential = ManagedIdentityCredential::new(Some(options));
    Ok(Sought::Credential(credential.map_err(|source| CredentialError::Invalid { method, source })?))
}

fn azure_cli(context: &Context<'_>) -> Found {
    if !context.settings.use_cli {
        return Ok(Sought::NotAskedFor(vec![Setting::UseCli]));
    }
    let method = CredentialMethod::AzureCli;
    let tenant_id = given(&context.settings.tenant_id).map(str::to_owned);
    let options = AzureCliCredentialOptions { tenant_id, ..AzureCliCredentialOptions::default() };
    let credential = AzureCliCredential::new(Some(options));
    Ok(Sought::Credential(credential.map_err(|source| CredentialError::Invalid { method, source })?))
}

impl Context<'_> {
    /// Tenant and client ID of an application.
    fn application(&self, method: CredentialMethod) -> Result<(String, String), CredentialError> {
        let tenant = given(&self.settings.tenant_id).map(str::to_owned);
        match (tenant, self.client_id()?) {
            (Some(tenant), Some(client)) => Ok((tenant, client)),
            (tenant, client) => {
                let lacking = [
                    tenant.is_none().then_some(Setting::TenantId),
                    client.is_none().then_some(Setting::ClientId),
                ];
                Err(CredentialError::Incomplete { method, lacking: lacking.into_iter().flatten().collect() })
            }
        }
    }

    fn client_id(&self) -> Result<Option<String>, CredentialError> {
        match (given(&self.settings.client_id), given(&self.settings.client_id_file_path)) {
            (Some(id), _) => Ok(Some(id.to_owned())),
            (None, Some(path)) => file(Setting::ClientIdFilePath, path).map(Some),
            (None, None) => Ok(None),
        }
    }

    /// No retries inside: the client retries the whole request, and knows for how long.
    fn client_options(&self) -> ClientOptions {
        let mut cloud = CustomConfiguration::default();
        cloud.authority_host = self.cloud.authority().to_string();
        ClientOptions {
            transport: Some(Transport::new(Arc::clone(self.transport))),
            retry: RetryOptions::none(),
            cloud: Some(Arc::new(CloudConfiguration::Custom(cloud))),
            ..ClientOptions::default()
        }
    }
}

/// A setting that is there and not empty.
fn given(setting: &Option<String>) -> Option<&str> {
    setting.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

fn file(setting: Setting, path: &str) -> Result<String, CredentialError> {
    let text = fs::read_to_string(path).and_then(|text| non_empty(&text));
    text.map_err(|source| CredentialError::File { setting, path: path.to_owned(), source })
}
