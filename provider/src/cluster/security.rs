//! What guards the cluster and its secrets.

use arm_client::models::{Enabled, ManagedClusterProperties, SecurityProfile};
use tfplugin_framework::{Attr, Diagnostic, Model, Path, validators::range};

use super::profile::Profile;
use crate::{
    checks::{resource_id, word as one_of},
    formats::key_vault_key,
    members::{is_on, set, set_word, switch, text, word},
    spelling, words,
};

/// The image cleaner, which removes images that nothing uses from the nodes.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct ImageCleaner {
    /// Whether it runs.
    #[model(required)]
    pub(crate) enabled: bool,

    /// How often it runs, in hours: 24 to 2160 (90 days), and 168 (a week) if not given.
    #[model(optional, computed, depends_on(enabled), validate = range(24..=2160))]
    pub(crate) interval_hours: Option<i64>,
}

impl Profile for ImageCleaner {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(plan) = plan else { return };
        if let Some(azure) = profile(azure, plan.enabled, |azure| azure.image_cleaner.is_some()) {
            let azure = azure.image_cleaner.get_or_insert_default();
            azure.enabled = Some(plan.enabled);
            set(&mut azure.interval_hours, plan.interval_hours);
        }
    }

    fn read(azure: &ManagedClusterProperties, kept: Option<&Self>) -> Option<Self> {
        let azure = azure.security_profile.clone().unwrap_or_default().image_cleaner.unwrap_or_default();
        let enabled = azure.enabled == Some(true);
        let kept = kept.and_then(|kept| kept.interval_hours);
        let hours = azure.interval_hours.filter(|hours| enabled || kept == Some(*hours));
        Some(Self { enabled, interval_hours: hours })
    }
}

/// Microsoft Defender for Containers.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Defender {
    /// The ID of the Log Analytics workspace that it reports to.
    #[model(required, validate = resource_id("Microsoft.OperationalInsights/workspaces"), equivalent = spelling::ignoring_case)]
    pub(crate) log_analytics_workspace_id: String,

    /// Whether it watches the cluster for threats.
    #[model(optional, computed, stable, default = true)]
    pub(crate) security_monitoring_enabled: Option<bool>,
}

impl Profile for Defender {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(azure) = profile(azure, plan.is_some(), |azure| azure.defender.is_some()) else { return };
        let azure = azure.defender.get_or_insert_default();
        if let Some(plan) = plan {
            azure.log_analytics_workspace_resource_id = Some(plan.log_analytics_workspace_id.clone());
            switch(&mut azure.security_monitoring, plan.security_monitoring_enabled);
        } else if is_on(azure.security_monitoring.as_ref()) {
            azure.security_monitoring = Some(Enabled { enabled: Some(false) });
        }
    }

    fn read(azure: &ManagedClusterProperties, kept: Option<&Self>) -> Option<Self> {
        let azure = azure.security_profile.as_ref()?.defender.as_ref()?;
        let enabled = is_on(azure.security_monitoring.as_ref());
        if !enabled && kept.is_none() {
            return None;
        }
        // Azure forgets the workspace while nothing is watched.
        let workspace = text(azure.log_analytics_workspace_resource_id.as_ref());
        let workspace =
            workspace.or_else(|| Some(kept?.log_analytics_workspace_id.clone()).filter(|_| !enabled));
        Some(Self {
            log_analytics_workspace_id: workspace.unwrap_or_default(),
            security_monitoring_enabled: Some(enabled),
        })
    }
}

/// Encryption of Kubernetes secrets with a key of your own in Azure Key Vault.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct KeyManagementService {
    /// The identifier of the key, such as `https://vault.vault.azure.net/keys/name/version`.
    #[model(required, validate = key_vault_key())]
    pub(crate) key_id: String,

    /// How the vault is reached: `Public`, or `Private` through a private endpoint.
    #[model(optional, computed, stable, default = "Public", validate = one_of(words::NETWORK_ACCESS), equivalent = spelling::ignoring_case)]
    pub(crate) key_vault_network_access: Option<String>,

    /// The ID of the vault, with `key_vault_network_access = "Private"`.
    #[model(optional, validate = resource_id("Microsoft.KeyVault/vaults"), equivalent = spelling::ignoring_case)]
    pub(crate) key_vault_resource_id: Option<String>,
}

impl Profile for KeyManagementService {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(azure) = profile(azure, plan.is_some(), |azure| azure.azure_key_vault_kms.is_some()) else {
            return;
        };
        let azure = azure.azure_key_vault_kms.get_or_insert_default();
        azure.enabled = Some(plan.is_some());
        if let Some(plan) = plan {
            azure.key_id = Some(plan.key_id.clone());
            set_word(
                &mut azure.key_vault_network_access,
                words::NETWORK_ACCESS,
                plan.key_vault_network_access.as_ref(),
            );
            let vault = &mut azure.key_vault_resource_id;
            *vault = plan.key_vault_resource_id.clone().or_else(|| vault.as_ref().map(|_| String::new()));
        }
    }

    fn read(azure: &ManagedClusterProperties, _: Option<&Self>) -> Option<Self> {
        let azure = azure.security_profile.as_ref()?.azure_key_vault_kms.as_ref()?;
        let azure = Some(azure).filter(|azure| azure.enabled == Some(true))?;
        Some(Self {
            key_id: azure.key_id.clone().unwrap_or_default(),
            key_vault_network_access: word(azure.key_vault_network_access.as_ref(), "Public"),
            key_vault_resource_id: text(azure.key_vault_resource_id.as_ref()),
        })
    }
}

/// A private vault is found by its ID, and only a private one.
pub(super) fn check(config: &KeyManagementServicePlan) -> Option<Diagnostic> {
    let private = match &config.key_vault_network_access {
        Attr::Unknown(_) => return None,
        Attr::Null => false,
        Attr::Known(access) => access.eq_ignore_ascii_case("Private"),
    };
    let at = Path::of("key_management_service").attribute("key_vault_resource_id");
    match (private, &config.key_vault_resource_id) {
        (true, Attr::Null) => Some(
            Diagnostic::error(
                "A private key vault without its ID",
                "key_management_service.key_vault_network_access is \"Private\", so AKS reaches the vault through a private \
                 endpoint, which it finds by the ID. Set key_vault_resource_id, or key_vault_network_access = \"Public\".",
            )
            .at(at),
        ),
        (false, Attr::Known(_)) => Some(
            Diagnostic::error(
                "key_management_service.key_vault_resource_id needs key_vault_network_access = \"Private\"",
                "A public vault is reached by the host name in key_id. Remove key_vault_resource_id, or set \
                 key_vault_network_access = \"Private\".",
            )
            .at(at),
        ),
        _ => None,
    }
}

/// The profile, where there is something to switch on, or off.
fn profile(
    azure: &mut ManagedClusterProperties,
    wanted: bool,
    there: impl Fn(&SecurityProfile) -> bool,
) -> Option<&mut SecurityProfile> {
    let is_there = azure.security_profile.as_ref().is_some_and(there);
    (wanted || is_there).then(|| azure.security_profile.get_or_insert_default())
}
