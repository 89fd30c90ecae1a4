//! The cluster from which the way begins.

use tfplugin_framework::Attr;

use crate::{
    network::{Cidr, Family},
    rules::{Existing, Network, View, effective::Ipam},
};

/// What the steps depend on. What is not known is none, and asks for no step.
#[derive(Clone, Debug, Default)]
pub(super) struct Departure {
    pub(super) ipam: Option<Ipam>,
    pub(super) version: Option<Minor>,
    /// In lower case; "none" where there is no policy.
    pub(super) policy: String,
    pub(super) cilium: bool,
    /// The identity of the control plane is one that AKS made.
    pub(super) system_assigned: bool,
    /// A subnet of the pools has a route table.
    pub(super) route_table: bool,
    /// ConfigMaps with settings of the user's for the ip-masq-agent.
    pub(super) masquerading: Vec<String>,
    /// The add-on for virtual nodes is on.
    pub(super) virtual_nodes: bool,
    /// The add-on for the Application Gateway ingress controller is on.
    pub(super) application_gateway: bool,
    /// Node auto-provisioning is on.
    pub(super) node_provisioning: bool,
    /// Names of the pools' subnets that have no IPv6 range.
    pub(super) subnets_without_ipv6: Vec<String>,
    /// Names of Windows pools whose image is too old for overlay.
    pub(super) old_windows_images: Vec<String>,
}

/// A minor version of Kubernetes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Minor(pub(super) u32, pub(super) u32);

impl Minor {
    /// Reads "1.35" and "1.35.2".
    pub(super) fn parse(version: &str) -> Option<Self> {
        let mut parts = version.split('.');
        Some(Self(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    }

    /// The versions after this one, up to `last`, one at a time: Azure skips none.
    pub(super) fn up_to(self, last: Self) -> impl Iterator<Item = Self> {
        let minors = if self.0 == last.0 { self.1 + 1..=last.1 } else { 1..=0 };
        minors.map(move |minor| Self(last.0, minor))
    }
}

impl std::fmt::Display for Minor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

impl Departure {
    pub(super) fn of(_view: &View, existing: &Existing) -> Self {
        let network = &existing.network;
        Self {
            ipam: network.existing_ipam(),
            version: existing.kubernetes_version.known().and_then(|version| Minor::parse(version)),
            policy: lower(&network.policy).unwrap_or_else(|| "none".to_owned()),
            cilium: lower(&network.dataplane).as_deref() == Some("cilium"),
            ..Self::default()
        }
    }
}

/// A word of Azure's in lower case.
pub(super) fn lower(word: &Attr<String>) -> Option<String> {
    word.known().map(|word| word.to_ascii_lowercase())
}

/// Whether a network is known to have IPv6.
pub(super) fn has_ipv6(network: &Network) -> bool {
    let families = network.ip_families.known().map(Vec::as_slice).unwrap_or_default();
    families.iter().filter_map(Attr::known).any(|family| family.eq_ignore_ascii_case("IPv6"))
}

/// The first IPv4 range of a list.
pub(super) fn first_ipv4(cidrs: &Attr<Vec<Attr<String>>>) -> Option<Cidr> {
    let texts = cidrs.known()?.iter().filter_map(Attr::known);
    texts.filter_map(|text| Cidr::parse(text).ok()).find(|cidr| cidr.family() == Family::V4)
}
