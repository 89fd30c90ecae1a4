//! The provider block, and the environment variables that stand in for what it leaves out.
//!
//! Names are those of azurerm and azapi, so that a CI set-up carries over.

mod emulator;

use std::collections::BTreeMap;

use arm_client::CredentialSettings;
use azure_core::credentials::Secret;
use emulator::EmulatorBlock;
use tfplugin_framework::{Diagnostic, Diagnostics, Model, Value, model::Sensitive};

use crate::{
    checks::{SUBSCRIPTION_ID, is_subscription_id, subscription_id, word},
    declared_networks::networks,
    emulated::World,
    spelling, words,
};

/// Where the provider works and as whom.
///
/// Each setting that is not written is taken from the environment variable named with it. With
/// `environment = "emulated"` an Azure inside the provider is used, which needs no credential and no subscription.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub struct Settings {
    /// The subscription. `ARM_SUBSCRIPTION_ID`.
    #[model(optional, validate = subscription_id())]
    pub(crate) subscription_id: Option<String>,

    /// The tenant of the application or identity. `ARM_TENANT_ID`.
    #[model(optional)]
    pub(crate) tenant_id: Option<String>,

    /// The client ID of the application or identity. `ARM_CLIENT_ID`.
    #[model(optional)]
    pub(crate) client_id: Option<String>,

    /// A file with the client ID.
    #[model(optional)]
    pub(crate) client_id_file_path: Option<String>,

    /// The client secret of the application. `ARM_CLIENT_SECRET`.
    #[model(optional)]
    pub(crate) client_secret: Option<Sensitive<String>>,

    /// A file with the client secret.
    #[model(optional)]
    pub(crate) client_secret_file_path: Option<String>,

    /// Sign in with a token of another issuer, such as GitHub Actions or Azure DevOps. `ARM_USE_OIDC`.
    #[model(optional)]
    pub(crate) use_oidc: Option<bool>,

    /// The token of the other issuer. `ARM_OIDC_TOKEN`.
    #[model(optional)]
    pub(crate) oidc_token: Option<Sensitive<String>>,

    /// A file with the token of the other issuer. `ARM_OIDC_TOKEN_FILE_PATH`.
    #[model(optional)]
    pub(crate) oidc_token_file_path: Option<String>,

    /// The URL that issues tokens. `ARM_OIDC_REQUEST_URL`, `ACTIONS_ID_TOKEN_REQUEST_URL` or `SYSTEM_OIDCREQUESTURI`.
    #[model(optional)]
    pub(crate) oidc_request_url: Option<String>,

    /// The token for `oidc_request_url`. `ARM_OIDC_REQUEST_TOKEN`, `ACTIONS_ID_TOKEN_REQUEST_TOKEN` or
    /// `SYSTEM_ACCESSTOKEN`.
    #[model(optional)]
    pub(crate) oidc_request_token: Option<Sensitive<String>>,

    /// The ID of the service connection, in a pipeline of Azure DevOps. `ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID` or
    /// `ARM_OIDC_AZURE_SERVICE_CONNECTION_ID`.
    #[model(optional)]
    pub(crate) ado_pipeline_service_connection_id: Option<String>,

    /// Sign in with the workload identity of the pod that Terraform runs in. `ARM_USE_AKS_WORKLOAD_IDENTITY`.
    #[model(optional)]
    pub(crate) use_aks_workload_identity: Option<bool>,

    /// Sign in with the managed identity of the machine. `ARM_USE_MSI`.
    #[model(optional)]
    pub(crate) use_msi: Option<bool>,

    /// Sign in as the user of the Azure CLI where nothing else is configured; `true` if not given. `ARM_USE_CLI`.
    #[model(optional)]
    pub(crate) use_cli: Option<bool>,

    /// The cloud; `public` if not given. `ARM_ENVIRONMENT`.
    #[model(optional, validate = word(words::ENVIRONMENTS), equivalent = spelling::ignoring_case)]
    pub(crate) environment: Option<String>,

    /// A host that describes its cloud, without `https://`: an Azure Stack, or a standalone `arm-emulator` such as
    /// `127.0.0.1:8443`. `ARM_METADATA_HOSTNAME`.
    #[model(optional)]
    pub(crate) metadata_host: Option<String>,

    /// Take over a resource that was to be created and exists exactly as written, as after a crash in the middle of an
    /// apply, instead of asking for an import; `true` if not given.
    #[model(optional)]
    pub(crate) adopt_existing: Option<bool>,

    /// Networks that Azure does not show and that clusters are connected with, such as those on premises behind
    /// ExpressRoute: a list of CIDRs, or a map from names of yours to CIDRs or lists of them. The rules count them beside
    /// peered networks, for all clusters.
    #[model(optional, validate = networks())]
    pub(crate) declared_networks: Option<Value>,

    /// How the overlay rules are applied.
    #[model(optional)]
    pub(crate) rules: Option<RulesBlock>,

    /// The emulated Azure, with `environment = "emulated"`.
    #[model(optional)]
    pub(crate) emulator: Option<EmulatorBlock>,
}

/// How the overlay rules are applied.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct RulesBlock {
    /// The day whose rules hold, such as `2026-11-22`; today if not given.
    #[model(optional)]
    pub(crate) as_of: Option<String>,

    /// Another severity for a rule, by its code: `error`, `warning` or `information`. The page of each rule says whether
    /// it can be lowered.
    #[model(optional)]
    pub(crate) overrides: Option<BTreeMap<String, String>>,

    /// Look into clusters that are to be moved to overlay for what only Kubernetes knows: a custom ConfigMap of
    /// azure-ip-masq-agent, which stands in the way. `kubectl get configmap` is run in the cluster through Azure Resource
    /// Manager, which starts a pod there for a moment, also during a plan; `false` if not given.
    #[model(optional)]
    pub(crate) inspect_clusters: Option<bool>,
}

/// The environment: the value of a variable, if it is set and not empty.
pub(crate) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Settings {
    /// The same settings, with what is not written taken from the environment.
    ///
    /// # Errors
    /// Which variable has a value that cannot be read.
    pub(crate) fn or_from(mut self, environment: Environment<'_>) -> Result<Self, Diagnostics> {
        let text = |written: &mut Option<String>, variables: &[&str]| {
            if written.is_none() {
                *written = variables.iter().find_map(|variable| environment(variable));
            }
        };
        let secret = |written: &mut Option<Sensitive<String>>, variables: &[&str]| {
            if written.is_none() {
                *written = variables.iter().find_map(|variable| environment(variable)).map(Sensitive::new);
            }
        };
        let mut wrong = Diagnostics::new();
        let mut wrong_subscription = None;
        let mut flag = |written: &mut Option<bool>, variable: &str| {
            if let (None, Some(value)) = (&written, environment(variable)) {
                match value.to_ascii_lowercase().as_str() {
                    "true" | "1" => *written = Some(true),
                    "false" | "0" => *written = Some(false),
                    _ => wrong.push(unreadable(variable, &value, "\"true\" or \"false\"")),
                }
            }
        };
        if let (None, Some(value)) = (&self.subscription_id, environment("ARM_SUBSCRIPTION_ID")) {
            if !is_subscription_id(&value) {
                wrong_subscription = Some(unreadable("ARM_SUBSCRIPTION_ID", &value, SUBSCRIPTION_ID));
            }
            self.subscription_id = Some(value);
        }
        text(&mut self.tenant_id, &["ARM_TENANT_ID"]);
        text(&mut self.client_id, &["ARM_CLIENT_ID"]);
        secret(&mut self.client_secret, &["ARM_CLIENT_SECRET"]);
        flag(&mut self.use_oidc, "ARM_USE_OIDC");
        secret(&mut self.oidc_token, &["ARM_OIDC_TOKEN"]);
        text(&mut self.oidc_token_file_path, &["ARM_OIDC_TOKEN_FILE_PATH"]);
        text(
            &mut self.oidc_request_url,
            &["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"],
        );
        secret(
            &mut self.oidc_request_token,
            &["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"],
        );
        text(
            &mut self.ado_pipeline_service_connection_id,
            &["ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID"],
        );
        flag(&mut self.use_aks_workload_identity, "ARM_USE_AKS_WORKLOAD_IDENTITY");
        flag(&mut self.use_msi, "ARM_USE_MSI");
        flag(&mut self.use_cli, "ARM_USE_CLI");
        text(&mut self.environment, &["ARM_ENVIRONMENT"]);
        text(&mut self.metadata_host, &["ARM_METADATA_HOSTNAME"]);
        if self.use_aks_workload_identity == Some(true) {
            text(&mut self.tenant_id, &["AZURE_TENANT_ID"]);
            text(&mut self.client_id, &["AZURE_CLIENT_ID"]);
            text(&mut self.oidc_token_file_path, &["AZURE_FEDERATED_TOKEN_FILE"]);
        }
        self.emulator.get_or_insert_default().or_from(environment, &mut wrong);
        wrong.extend(wrong_subscription);
        if wrong.is_empty() { Ok(self) } else { Err(wrong) }
    }

    /// Whether the Azure inside the provider is meant.
    pub(crate) fn is_emulated(&self) -> bool {
        self.environment.as_ref().is_some_and(|environment| environment.eq_ignore_ascii_case("emulated"))
    }

    /// How to sign in.
    pub(crate) fn credential(&self) -> CredentialSettings {
        let secret = |secret: &Option<Sensitive<String>>| {
            secret.as_ref().map(|secret| Secret::new(secret.expose().clone()))
        };
        CredentialSettings {
            tenant_id: self.tenant_id.clone(),
            client_id: self.client_id.clone(),
            client_id_file_path: self.client_id_file_path.clone(),
            client_secret: secret(&self.client_secret),
            client_secret_file_path: self.client_secret_file_path.clone(),
            use_oidc: self.use_oidc.unwrap_or(false),
            oidc_token: secret(&self.oidc_token),
            oidc_token_file_path: self.oidc_token_file_path.clone(),
            oidc_request_url: self.oidc_request_url.clone(),
            oidc_request_token: secret(&self.oidc_request_token),
            ado_pipeline_service_connection_id: self.ado_pipeline_service_connection_id.clone(),
            use_aks_workload_identity: self.use_aks_workload_identity.unwrap_or(false),
            use_msi: self.use_msi.unwrap_or(false),
            use_cli: self.use_cli.unwrap_or(true),
        }
    }

    /// The world of the embedded Azure.
    ///
    /// # Errors
    /// Which setting of it makes no sense.
    pub(crate) fn world(&self) -> Result<World, Diagnostics> {
        self.emulator.clone().unwrap_or_default().world()
    }
}

fn unreadable(variable: &str, value: &str, expected: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Invalid {variable}"),
        format!("The environment variable {variable} is \"{value}\"; expected {expected}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &str)], written: Settings) -> Result<Settings, Diagnostics> {
        let variables: BTreeMap<String, String> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        written.or_from(&|name| variables.get(name).cloned())
    }

    #[test]
    fn what_is_written_goes_before_the_environment() {
        let written = Settings { subscription_id: Some("written".into()), ..Settings::default() };
        let settings = from(
            &[("ARM_SUBSCRIPTION_ID", "other, and not asked for"), ("ARM_TENANT_ID", "tenant")],
            written,
        )
        .unwrap();
        assert_eq!(settings.subscription_id.as_deref(), Some("written"));
        assert_eq!(settings.tenant_id.as_deref(), Some("tenant"));
    }

    #[test]
    fn a_flag_that_is_neither_true_nor_false_is_named() {
        let wrong = from(&[("ARM_USE_MSI", "yes")], Settings::default()).unwrap_err();
        assert!(wrong.iter().next().unwrap().detail.contains("ARM_USE_MSI"));
    }

    #[test]
    fn a_subscription_is_named_by_its_id() {
        let variables = [("ARM_SUBSCRIPTION_ID", "abc")];
        let wrong = from(&variables, Settings::default()).unwrap_err();
        assert_eq!(
            wrong.iter().next().unwrap().detail,
            "The environment variable ARM_SUBSCRIPTION_ID is \"abc\"; expected the ID of a subscription, such as \
             \"11111111-2222-3333-4444-555555555555\", not its name."
        );
        let id = "8f8cC3A4-0000-4a2b-9c3d-123456789abc";
        let settings = from(&[("ARM_SUBSCRIPTION_ID", id)], Settings::default()).unwrap();
        assert_eq!(settings.subscription_id.as_deref(), Some(id));
    }

    #[test]
    fn a_pipeline_of_azure_devops_gives_what_it_has() {
        let variables = [
            ("SYSTEM_OIDCREQUESTURI", "https://ado/token"),
            ("SYSTEM_ACCESSTOKEN", "t"),
            ("ARM_OIDC_AZURE_SERVICE_CONNECTION_ID", "connection"),
        ];
        let credential = from(&variables, Settings::default()).unwrap().credential();
        assert_eq!(credential.oidc_request_url.as_deref(), Some("https://ado/token"));
        assert_eq!(credential.oidc_request_token.unwrap().secret(), "t");
        assert_eq!(credential.ado_pipeline_service_connection_id.as_deref(), Some("connection"));
    }

    #[test]
    fn variables_of_the_pod_count_only_with_its_workload_identity() {
        let variables = [("AZURE_CLIENT_ID", "pod")];
        assert_eq!(from(&variables, Settings::default()).unwrap().client_id, None);
        let asked = Settings { use_aks_workload_identity: Some(true), ..Settings::default() };
        assert_eq!(from(&variables, asked).unwrap().client_id.as_deref(), Some("pod"));
    }
}
