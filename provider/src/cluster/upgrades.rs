//! Upgrades that Azure starts by itself, and upgrades in spite of what would stop them.

use arm_client::models::{AutoUpgradeProfile, ManagedClusterProperties};
use tfplugin_framework::{Attr, Diagnostic, Model, Path};

use super::profile::Profile;
use crate::{
    checks::word as one_of,
    formats::timestamp,
    members::{set, set_word, word},
    spelling, words,
};

/// Upgrades that Azure starts by itself.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct AutoUpgrade {
    /// Which Kubernetes versions the cluster follows: `patch`, `stable`, `rapid`, `node-image`, or `none`.
    #[model(optional, computed, stable, validate = one_of(words::UPGRADE_CHANNELS), equivalent = spelling::ignoring_case)]
    pub(crate) upgrade_channel: Option<String>,

    /// How nodes get a new operating system: `NodeImage`, `SecurityPatch`, `Unmanaged`, or `None`. A change from or to
    /// `Unmanaged` re-images every node.
    #[model(optional, computed, stable, validate = one_of(words::NODE_OS_UPGRADE_CHANNELS), equivalent = spelling::ignoring_case)]
    pub(crate) node_os_upgrade_channel: Option<String>,
}

impl Profile for AutoUpgrade {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(plan) = plan else { return };
        if plan.upgrade_channel.is_none() && plan.node_os_upgrade_channel.is_none() {
            return;
        }
        let azure = azure.auto_upgrade_profile.get_or_insert_with(AutoUpgradeProfile::default);
        let has_none = azure.upgrade_channel.is_none();
        let channel = plan.upgrade_channel.as_ref();
        let channel = channel.filter(|channel| !(has_none && channel.eq_ignore_ascii_case("none")));
        set_word(&mut azure.upgrade_channel, words::UPGRADE_CHANNELS, channel);
        let channel = plan.node_os_upgrade_channel.as_ref();
        set_word(&mut azure.node_os_upgrade_channel, words::NODE_OS_UPGRADE_CHANNELS, channel);
    }

    fn read(azure: &ManagedClusterProperties, _: Option<&Self>) -> Option<Self> {
        let azure = azure.auto_upgrade_profile.clone().unwrap_or_default();
        Some(Self {
            upgrade_channel: word(azure.upgrade_channel.as_ref(), "none"),
            node_os_upgrade_channel: word(azure.node_os_upgrade_channel.as_ref(), "None"),
        })
    }
}

/// `node-image` is the older way to what the node OS channel does, and goes with `NodeImage` alone
/// (learn.microsoft.com/azure/aks/auto-upgrade-node-os-image).
pub(super) fn check(config: &AutoUpgradePlan) -> Option<Diagnostic> {
    let Attr::Known(channel) = &config.upgrade_channel else { return None };
    let Attr::Known(node_os) = &config.node_os_upgrade_channel else { return None };
    let clash = channel.eq_ignore_ascii_case("node-image") && !node_os.eq_ignore_ascii_case("NodeImage");
    clash.then(|| {
        Diagnostic::error(
            format!("auto_upgrade.upgrade_channel = \"{channel}\" goes with node_os_upgrade_channel = \"NodeImage\" alone"),
            format!(
                "node_os_upgrade_channel is \"{node_os}\", and both say how nodes get a new image. Set upgrade_channel = \
                 \"none\" and keep node_os_upgrade_channel, or set node_os_upgrade_channel = \"NodeImage\"."
            ),
        )
        .at(Path::of("auto_upgrade").attribute("node_os_upgrade_channel"))
    })
}

/// Upgrades in spite of breaking changes that AKS found in the cluster.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct UpgradeOverride {
    /// Whether upgrades are forced.
    #[model(required)]
    pub(crate) force_upgrade: bool,

    /// Until when, in RFC 3339, such as `2027-01-31T00:00:00Z`; three days if not given.
    #[model(optional, computed, depends_on(force_upgrade), validate = timestamp(), equivalent = spelling::instant)]
    pub(crate) until: Option<String>,
}

impl Profile for UpgradeOverride {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        if let Some(plan) = plan {
            let settings =
                azure.upgrade_settings.get_or_insert_default().override_settings.get_or_insert_default();
            settings.force_upgrade = Some(plan.force_upgrade);
            set(&mut settings.until, plan.until.clone());
        } else if let Some(settings) =
            azure.upgrade_settings.as_mut().and_then(|settings| settings.override_settings.as_mut())
            && settings.force_upgrade == Some(true)
        {
            settings.force_upgrade = Some(false);
        }
    }

    fn read(azure: &ManagedClusterProperties, kept: Option<&Self>) -> Option<Self> {
        let settings =
            azure.upgrade_settings.clone().unwrap_or_default().override_settings.unwrap_or_default();
        let force_upgrade = settings.force_upgrade == Some(true);
        // Azure cannot forget the settings; forcing nothing is having none.
        if !force_upgrade && kept.is_none() {
            return None;
        }
        Some(Self { force_upgrade, until: settings.until })
    }
}
