//! The changes after which Azure replaces the nodes of every pool at the same time.

use tfplugin_framework::{Attr, Path};

use super::{Network, View, effective::Ipam, finding::written};

impl View {
    /// The changes of this plan that re-image every pool, each with its attribute.
    pub(super) fn reimaging_changes(&self) -> Vec<(Path, String)> {
        let Some(existing) = self.existing() else { return Vec::new() };
        let (now, asked) = (&existing.network, &self.network);
        let mut changes = Vec::new();
        if let Some(before) = self.moves_to_overlay_from() {
            let attribute = if before == Ipam::NodeSubnet { "plugin_mode" } else { "plugin" };
            let change = format!("The cluster moves from {} to {}.", before.name(), Ipam::Overlay.name());
            changes.push((asked.attribute(attribute), change));
        }
        if self.dual_stack() == Some(true) && has_ipv6(now) == Some(false) {
            changes.push((asked.attribute("ip_families"), "The cluster gets IPv6 next to IPv4.".to_owned()));
        }
        // What Azure does not mention is the default.
        let engines = [
            ("dataplane", &now.dataplane, &asked.dataplane, "azure"),
            ("policy", &now.policy, &asked.policy, "none"),
        ];
        for (name, now, asked, default) in engines {
            let now = if now.is_null() { Some(default) } else { now.known().map(String::as_str) };
            let (Some(now), Some(asked)) = (now, asked.known()) else { continue };
            if !now.eq_ignore_ascii_case(asked) {
                let path = self.network.attribute(name);
                let change = format!("{} changes from \"{now}\" to \"{asked}\".", written(&path));
                changes.push((path, change));
            }
        }
        changes
    }
}

/// Whether a network that exists has IPv6. What Azure does not mention is IPv4 alone.
fn has_ipv6(network: &Network) -> Option<bool> {
    match &network.ip_families {
        Attr::Null => Some(false),
        Attr::Unknown(_) => None,
        Attr::Known(families) => Some(
            families
                .iter()
                .any(|family| family.known().is_some_and(|family| family.eq_ignore_ascii_case("IPv6"))),
        ),
    }
}
