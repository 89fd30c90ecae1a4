//! What a plan changes about a cluster that exists, as rules about moves ask for it.

use tfplugin_framework::{Attr, Path};
use time::Date;

use super::{
    Change, View,
    effective::{Effective, Ipam},
    finding::written,
    readiness::{self, Minor},
};

impl View {
    /// Whether one of the changes is made, or may be, that a rule speaks about.
    pub(super) fn makes_one_of(&self, changes: &[Change]) -> bool {
        let makes = |change: &Change| match change {
            Change::UpgradeFromNodeSubnet => self.moves_to_overlay_from() == Some(Ipam::NodeSubnet),
            Change::UpgradeFromKubenet => self.moves_to_overlay_from() == Some(Ipam::Kubenet),
            Change::Expansion => self.existing().is_some_and(|existing| {
                let asked = &self.network.pod_cidrs;
                !asked.is_null() && *asked != existing.network.pod_cidrs
            }),
            Change::DualStack => {
                let had = self.existing().and_then(|existing| existing.network.has_ipv6());
                had == Some(false) && self.dual_stack() != Some(false)
            }
            // A report asks what would be refused today of a cluster that stays as it is.
            Change::Create | Change::Update | Change::Scale => true,
        };
        changes.iter().any(makes)
    }

    /// The version that an existing cluster runs.
    pub(super) fn version_now(&self) -> Option<Minor> {
        self.existing()?.kubernetes_version.known().and_then(|version| Minor::parse(version))
    }

    /// The network policy engine of an existing cluster, in lower case; "none" where Azure mentions none.
    pub(super) fn policy_now(&self) -> Option<String> {
        word_now(&self.existing()?.network.policy, "none")
    }

    /// The dataplane of an existing cluster, in lower case; "azure" where Azure mentions none.
    pub(super) fn dataplane_now(&self) -> Option<String> {
        word_now(&self.existing()?.network.dataplane, "azure")
    }

    /// Whether an existing cluster gets the dataplane of Cilium.
    pub(super) fn turns_to_cilium(&self) -> bool {
        let asked = self.network.dataplane.known();
        asked.is_some_and(|dataplane| dataplane.eq_ignore_ascii_case("cilium"))
            && self.dataplane_now().is_some_and(|now| now != "cilium")
    }

    /// Whether an existing cluster gets IPv6.
    pub(super) fn adds_ipv6(&self) -> bool {
        let had = self.existing().and_then(|existing| existing.network.has_ipv6());
        had == Some(false) && self.dual_stack() == Some(true)
    }

    /// The attribute by which a cluster leaves `before` for overlay.
    pub(super) fn moving_attribute(&self, before: Ipam) -> Path {
        let name = if before == Ipam::NodeSubnet { "plugin_mode" } else { "plugin" };
        self.network.attribute(name)
    }

    /// From where a cluster moves to overlay, in one line.
    pub(super) fn move_fact(&self, before: Ipam) -> String {
        let (name, value) = match before {
            Ipam::NodeSubnet => ("plugin_mode", "overlay"),
            Ipam::Overlay | Ipam::Kubenet | Ipam::OwnPlugin => ("plugin", "azure"),
        };
        let attribute = written(&self.network.attribute(name));
        format!(
            "{attribute} = \"{value}\" moves the cluster from {} to {}.",
            before.name(),
            Ipam::Overlay.name()
        )
    }

    /// An attribute of the cluster besides its network; none on a resource that has the network alone.
    pub(super) fn cluster_attribute(&self, path: &[&str]) -> Option<Path> {
        let on_cluster = !self.network.path.0.is_empty();
        let step = |path: Path, name: &&str| path.attribute(*name);
        on_cluster.then(|| path.iter().fold(Path::root(), step))
    }

    /// A word of the network as it will be, in lower case; `default` where nobody says anything.
    pub(super) fn word<'a>(
        &'a self,
        attribute: fn(&'a super::Network) -> &'a Attr<String>,
        default: &str,
    ) -> Option<String> {
        match self.effective(attribute) {
            Effective::Asked(word) | Effective::Existing(word) => Some(word.to_ascii_lowercase()),
            Effective::Default => Some(default.to_owned()),
            Effective::Undecided => None,
        }
    }

    /// The state of a preview feature of `Microsoft.ContainerService`, as far as it was looked up.
    pub(super) fn feature_state(&self, name: &str) -> Option<&str> {
        let features = &self.lookups.registrations.found()?.features;
        features
            .iter()
            .find(|(feature, _)| feature.eq_ignore_ascii_case(name))
            .map(|(_, state)| state.as_str())
    }

    /// The order in which Azure takes what is asked for, or `otherwise` where it is a single change.
    pub(super) fn steps_or(&self, as_of: Date, otherwise: impl Into<String>) -> String {
        readiness::in_words(&readiness::way(self, as_of)).unwrap_or_else(|| otherwise.into())
    }
}

fn word_now(word: &Attr<String>, default: &str) -> Option<String> {
    match word {
        Attr::Null => Some(default.to_owned()),
        Attr::Known(word) => Some(word.to_ascii_lowercase()),
        Attr::Unknown(_) => None,
    }
}
