//! Add-ons: software that AKS installs and keeps in the cluster.

use std::collections::BTreeMap;

use arm_client::models::{AddonProfile, ManagedClusterProperties};
use tfplugin_framework::{Attr, Diagnostic, Diagnostics, Model, Path, Value, schema::Equivalence};

use super::profile::Profile;
use crate::members::unless_empty;

/// Add-ons. One that is not written is off.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Addons {
    /// Container insights. `config` needs `logAnalyticsWorkspaceResourceID`.
    #[model(optional, computed, default = Addon::off())]
    pub(crate) oms_agent: Option<Addon>,

    /// Azure Policy for Kubernetes.
    #[model(optional, computed, default = Addon::off())]
    pub(crate) azure_policy: Option<Addon>,

    /// Secrets of Azure Key Vault as files in pods. `config` takes `enableSecretRotation` and `rotationPollInterval`.
    #[model(optional, computed, default = Addon::off())]
    pub(crate) key_vault_secrets_provider: Option<Addon>,

    /// Virtual nodes on Azure Container Instances, which overlay does not support. `config` takes `SubnetName`.
    #[model(optional, computed, default = Addon::off())]
    pub(crate) aci_connector_linux: Option<Addon>,

    /// The Application Gateway ingress controller. `config` takes `applicationGatewayId`, or `applicationGatewayName`
    /// with `subnetId` or `subnetCIDR`.
    #[model(optional, computed, default = Addon::off())]
    pub(crate) ingress_application_gateway: Option<Addon>,
}

/// An add-on.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Addon {
    /// Whether it is installed.
    #[model(required)]
    pub(crate) enabled: bool,

    /// Its settings, under the names that Azure gives them. What the service fills in by itself need not be written.
    #[model(optional, equivalent = same_config)]
    pub(crate) config: Option<BTreeMap<String, String>>,
}

impl Addon {
    fn off() -> Self {
        Self::default()
    }
}

/// Azure's names.
const OMS_AGENT: &str = "omsagent";
const AZURE_POLICY: &str = "azurepolicy";
const SECRETS_PROVIDER: &str = "azureKeyvaultSecretsProvider";
const ACI_CONNECTOR: &str = "aciConnectorLinux";
const APPLICATION_GATEWAY: &str = "ingressApplicationGateway";

impl Profile for Addons {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(plan) = plan else { return };
        let addons = [
            (OMS_AGENT, &plan.oms_agent),
            (AZURE_POLICY, &plan.azure_policy),
            (SECRETS_PROVIDER, &plan.key_vault_secrets_provider),
            (ACI_CONNECTOR, &plan.aci_connector_linux),
            (APPLICATION_GATEWAY, &plan.ingress_application_gateway),
        ];
        for (name, addon) in addons {
            if let Some(addon) = addon {
                write_addon(name, addon, azure);
            }
        }
    }

    fn read(azure: &ManagedClusterProperties, kept: Option<&Self>) -> Option<Self> {
        let read = |name: &str, kept: Option<&Addon>| Some(read_addon(find(azure, name), kept));
        Some(Self {
            oms_agent: read(OMS_AGENT, kept.and_then(|kept| kept.oms_agent.as_ref())),
            azure_policy: read(AZURE_POLICY, kept.and_then(|kept| kept.azure_policy.as_ref())),
            key_vault_secrets_provider: read(
                SECRETS_PROVIDER,
                kept.and_then(|kept| kept.key_vault_secrets_provider.as_ref()),
            ),
            aci_connector_linux: read(ACI_CONNECTOR, kept.and_then(|kept| kept.aci_connector_linux.as_ref())),
            ingress_application_gateway: read(
                APPLICATION_GATEWAY,
                kept.and_then(|kept| kept.ingress_application_gateway.as_ref()),
            ),
        })
    }
}

/// An add-on whose settings are given and which is off: Azure drops the settings.
pub(super) fn check(config: &AddonsPlan, diagnostics: &mut Diagnostics) {
    let addons = [
        ("oms_agent", &config.oms_agent),
        ("azure_policy", &config.azure_policy),
        ("key_vault_secrets_provider", &config.key_vault_secrets_provider),
        ("aci_connector_linux", &config.aci_connector_linux),
        ("ingress_application_gateway", &config.ingress_application_gateway),
    ];
    for (name, addon) in addons {
        let Attr::Known(addon) = addon else { continue };
        if addon.enabled.known() == Some(&false)
            && addon.config.known().is_some_and(|config| !config.is_empty())
        {
            let detail = "Azure keeps no settings of an add-on that is not installed. Remove config, or set enabled = true.";
            let at = Path::of("addons").attribute(name).attribute("config");
            diagnostics
                .push(Diagnostic::error(format!("addons.{name} is off and has settings"), detail).at(at));
        }
    }
}

fn find<'a>(azure: &'a ManagedClusterProperties, name: &str) -> Option<&'a AddonProfile> {
    let addons = azure.addon_profiles.as_ref()?;
    addons.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, addon)| addon)
}

fn write_addon(name: &str, plan: &Addon, azure: &mut ManagedClusterProperties) {
    if find(azure, name).is_none() && !plan.enabled {
        return;
    }
    let addons = azure.addon_profiles.get_or_insert_default();
    let key = addons.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned();
    let addon = addons.entry(key.unwrap_or_else(|| name.to_owned())).or_default();
    addon.enabled = Some(plan.enabled);
    match &plan.config {
        Some(config) if chosen(config) != chosen(addon.config.as_ref().unwrap_or(&BTreeMap::new())) => {
            addon.config = Some(config.clone());
        }
        None if addon.config.as_ref().is_some_and(|config| !chosen(config).is_empty()) => {
            addon.config = Some(BTreeMap::new());
        }
        _ => {}
    }
}

fn read_addon(azure: Option<&AddonProfile>, kept: Option<&Addon>) -> Addon {
    let config = azure.and_then(|azure| azure.config.as_ref());
    let own = config.map(|config| {
        let own = config.iter().filter(|(name, value)| !is_the_services(name, value));
        own.map(|(name, value)| (name.clone(), value.clone())).collect::<BTreeMap<_, _>>()
    });
    let kept = kept.and_then(|kept| kept.config.as_ref());
    // Where the user wrote what the service fills in anyway, that is what there is.
    let nothing_else = kept.filter(|kept| config.is_some() && chosen(kept).is_empty());
    let config = match (unless_empty(own, kept), nothing_else) {
        (None, Some(kept)) => Some(kept.clone()),
        (own, _) => own,
    };
    Addon { enabled: azure.and_then(|azure| azure.enabled) == Some(true), config }
}

/// Whether a setting is what the service fills in where nobody chooses.
fn is_the_services(name: &str, value: &str) -> bool {
    match name.to_ascii_lowercase().as_str() {
        "enablesecretrotation" => value.eq_ignore_ascii_case("false"),
        "rotationpollinterval" => value == "2m",
        "effectiveapplicationgatewayid" => true,
        _ => false,
    }
}

/// The settings that somebody chose, without the case in which names and IDs are written.
fn chosen(config: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let own = config.iter().filter(|(name, value)| !is_the_services(name, value));
    own.map(|(name, value)| (name.to_ascii_lowercase(), value.to_ascii_lowercase())).collect()
}

/// Settings that differ in case, or in what the service fills in, at most.
fn same_config(left: &Value, right: &Value) -> bool {
    const CONFIG: Equivalence = Equivalence::by_meaning(meaning);
    CONFIG.same(left, right)
}

fn meaning(config: &Value) -> Option<Value> {
    let Value::Map(config) = config else { return None };
    let texts = config.iter().map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    let chosen = chosen(&texts.collect::<Option<_>>()?);
    Some(Value::Map(chosen.into_iter().map(|(name, value)| (name, value.into())).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn azure(json: &str) -> ManagedClusterProperties {
        serde_json::from_str(json).unwrap()
    }

    fn on(config: &[(&str, &str)]) -> Addon {
        let config: BTreeMap<_, _> =
            config.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Addon { enabled: true, config: Some(config).filter(|config| !config.is_empty()) }
    }

    #[test]
    fn an_addon_is_found_under_its_name_in_any_case() {
        let azure = azure(r#"{"addonProfiles":{"azurePolicy":{"enabled":true}}}"#);
        let read = Addons::read(&azure, None).unwrap();
        assert_eq!(read.azure_policy, Some(on(&[])));
        assert_eq!(read.oms_agent, Some(Addon::off()));
    }

    #[test]
    fn an_addon_that_is_no_longer_wanted_is_disabled_and_not_left_out() {
        let mut azure = azure(r#"{"addonProfiles":{"azurePolicy":{"enabled":true}}}"#);
        let plan =
            Addons { azure_policy: Some(Addon::off()), oms_agent: Some(Addon::off()), ..Addons::default() };
        Addons::write(Some(&plan), &mut azure);
        let addons = azure.addon_profiles.unwrap();
        assert_eq!(addons.keys().collect::<Vec<_>>(), ["azurePolicy"]);
        assert_eq!(addons["azurePolicy"].enabled, Some(false));
    }

    #[test]
    fn settings_that_the_service_fills_in_are_no_settings_of_the_users() {
        let json = r#"{"addonProfiles":{"azureKeyvaultSecretsProvider":{"enabled":true,
            "config":{"enableSecretRotation":"false","rotationPollInterval":"2m"}}}}"#;
        let provider =
            |kept: Option<&Addons>| Addons::read(&azure(json), kept).unwrap().key_vault_secrets_provider;
        assert_eq!(provider(None), Some(on(&[])));
        let written = on(&[("rotationPollInterval", "2m")]);
        let kept = Addons { key_vault_secrets_provider: Some(written.clone()), ..Addons::default() };
        assert_eq!(provider(Some(&kept)), Some(written));
    }
}
