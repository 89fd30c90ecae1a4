//! The accounts on nodes.

use std::collections::BTreeSet;

use arm_client::models::{ManagedClusterProperties, SshPublicKey, WindowsGmsaProfile};
use azure_core::credentials::Secret;
use tfplugin_framework::{
    Model,
    model::WriteOnly,
    validators::{each, size},
};

use super::profile::Profile;
use crate::{
    checks::word as one_of,
    formats::{linux_user_name, ssh_public_key, windows_password, windows_user_name},
    members::{set_word, text, word},
    spelling, words,
};

/// The account of the administrator on Windows nodes. AKS makes one of its own if not given.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Windows {
    /// The name. It cannot be changed.
    #[model(required, validate = windows_user_name())]
    pub(crate) admin_username: String,

    /// The password: 14 to 123 characters of three kinds. It is never stored; it is set when the cluster is created and
    /// when `admin_password_version` changes.
    #[model(optional, validate = windows_password())]
    pub(crate) admin_password: Option<WriteOnly<String>>,

    /// Any number; another one sets the password anew.
    #[model(optional)]
    pub(crate) admin_password_version: Option<i64>,

    /// `Windows_Server` for Azure Hybrid Benefit, `None` otherwise.
    #[model(optional, computed, stable, default = "None", validate = one_of(words::WINDOWS_LICENSES), equivalent = spelling::ignoring_case)]
    pub(crate) license_type: Option<String>,

    /// Group managed service accounts of Active Directory for pods.
    #[model(optional)]
    pub(crate) gmsa: Option<Gmsa>,
}

/// Group managed service accounts.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(required_together(dns_server, root_domain_name))]
pub(crate) struct Gmsa {
    /// The DNS server of the domain; that of the virtual network if not given.
    #[model(optional)]
    pub(crate) dns_server: Option<String>,

    /// The root of the domain, with `dns_server`.
    #[model(optional)]
    pub(crate) root_domain_name: Option<String>,
}

/// The name of the account that AKS makes where nobody gives one.
const OF_AKS: &str = "azureuser";

impl Windows {
    /// Whether `self` hands over the password again.
    pub(super) fn sets_password(&self, prior: Option<&Self>) -> bool {
        let version = self.admin_password_version;
        let is_another = |prior: &Self| version.is_some() && prior.admin_password_version != version;
        self.admin_password.is_some() && prior.is_none_or(is_another)
    }
}

impl Profile for Windows {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(plan) = plan else {
            let gmsa = azure.windows_profile.as_mut().and_then(|azure| azure.gmsa_profile.as_mut());
            if let Some(gmsa) = gmsa.filter(|gmsa| gmsa.enabled == Some(true)) {
                gmsa.enabled = Some(false);
            }
            return;
        };
        let is_new = azure.windows_profile.is_none();
        let azure = azure.windows_profile.get_or_insert_default();
        azure.admin_username = Some(plan.admin_username.clone());
        let license =
            plan.license_type.as_ref().filter(|license| !(is_new && license.eq_ignore_ascii_case("None")));
        set_word(&mut azure.license_type, words::WINDOWS_LICENSES, license);
        match &plan.gmsa {
            Some(gmsa) => {
                azure.gmsa_profile = Some(WindowsGmsaProfile {
                    enabled: Some(true),
                    dns_server: Some(gmsa.dns_server.clone().unwrap_or_default()),
                    root_domain_name: Some(gmsa.root_domain_name.clone().unwrap_or_default()),
                });
            }
            None => {
                if let Some(gmsa) = &mut azure.gmsa_profile {
                    gmsa.enabled = Some(false);
                }
            }
        }
    }

    fn read(azure: &ManagedClusterProperties, kept: Option<&Self>) -> Option<Self> {
        let azure = azure.windows_profile.as_ref()?;
        let gmsa = azure.gmsa_profile.as_ref().filter(|gmsa| gmsa.enabled == Some(true));
        let read = Self {
            admin_username: azure.admin_username.clone().unwrap_or_default(),
            admin_password: None,
            admin_password_version: kept.and_then(|kept| kept.admin_password_version),
            license_type: word(azure.license_type.as_ref(), "None"),
            gmsa: gmsa.map(|gmsa| Gmsa {
                dns_server: text(gmsa.dns_server.as_ref()),
                root_domain_name: text(gmsa.root_domain_name.as_ref()),
            }),
        };
        let of_aks = Self {
            admin_username: OF_AKS.to_owned(),
            license_type: Some("None".to_owned()),
            ..Self::default()
        };
        (kept.is_some() || read != of_aks).then_some(read)
    }
}

/// Puts the password into a request.
pub(super) fn write_password(plan: &Windows, azure: &mut ManagedClusterProperties) {
    if let Some(password) = &plan.admin_password {
        let password = Secret::new(password.expose().clone());
        azure.windows_profile.get_or_insert_default().admin_password = Some(password);
    }
}

/// The account on Linux nodes.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Linux {
    /// The name. It cannot be changed.
    #[model(required, validate = linux_user_name())]
    pub(crate) admin_username: String,

    /// The public key that logs in, as in `authorized_keys`; Azure takes one. Nodes follow with their next image.
    #[model(required, validate = size(1..=1), validate = each(ssh_public_key()), equivalent = spelling::trimmed)]
    pub(crate) ssh_public_keys: BTreeSet<String>,
}

impl Profile for Linux {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(plan) = plan else { return };
        let azure = azure.linux_profile.get_or_insert_default();
        azure.admin_username = Some(plan.admin_username.clone());
        let keys = plan.ssh_public_keys.iter().map(|key| SshPublicKey { key_data: Some(key.clone()) });
        azure.ssh.get_or_insert_default().public_keys = Some(keys.collect());
    }

    fn read(azure: &ManagedClusterProperties, _: Option<&Self>) -> Option<Self> {
        let azure = azure.linux_profile.as_ref()?;
        let keys = azure.ssh.clone().unwrap_or_default().public_keys.unwrap_or_default();
        Some(Self {
            admin_username: azure.admin_username.clone().unwrap_or_default(),
            ssh_public_keys: keys.into_iter().filter_map(|key| key.key_data).collect(),
        })
    }
}
