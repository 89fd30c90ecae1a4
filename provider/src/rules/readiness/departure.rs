//! The cluster from which the way begins.

use tfplugin_framework::Attr;

use super::written::Written;
use crate::{
    network::{Cidr, Family},
    rules::{Existing, Pool, Subnet, View, any_case::AnyCase, subnets::by_subnet},
};

/// What the steps depend on. What is not known is none, and asks for no step.
#[derive(Clone, Debug, Default)]
pub(super) struct Departure {
    pub(super) network: Written,
    pub(super) version: Option<Minor>,
    /// Versions that the cluster can only have with a long-term support that it does not have.
    pub(super) long_term_only: Vec<Minor>,
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
    /// Names of Windows pools.
    pub(super) windows_pools: Vec<String>,
    /// Names of those whose image is too old for overlay.
    pub(super) old_windows_images: Vec<String>,
}

/// A minor version of Kubernetes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::rules) struct Minor(pub(in crate::rules) u32, pub(in crate::rules) u32);

/// More minor versions than Kubernetes has had in ten years.
const FURTHEST: usize = 40;

impl Minor {
    /// Reads "1.35" and "1.35.2".
    pub(in crate::rules) fn parse(version: &str) -> Option<Self> {
        let mut parts = version.split('.');
        Some(Self(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    }

    /// The versions after this one, up to `last`, one at a time: Azure skips none. Not more than [`FURTHEST`], for whoever
    /// mistypes a version.
    pub(super) fn up_to(self, last: Self) -> impl Iterator<Item = Self> {
        let minors = (self.1..last.1).take(if self.0 == last.0 { FURTHEST } else { 0 });
        minors.map(move |minor| Self(last.0, minor + 1))
    }
}

impl std::fmt::Display for Minor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// The ConfigMap that Azure keeps itself; the other belongs to the user.
pub(in crate::rules) const RECONCILED: &str = "azure-ip-masq-agent-config-reconciled";

/// The first build of Windows Server 2022 whose pods keep their connections on overlay.
const FIRST_WINDOWS_BUILD: (u32, u32) = (20348, 1668);

impl Departure {
    pub(super) fn of(view: &View, existing: &Existing) -> Self {
        let Existing { network, control_plane, .. } = existing;
        let subnets = view.subnets_of_pools();
        let masquerade = view.lookups.masquerade.found();
        let config_maps = masquerade.map(|found| found.config_maps.as_slice()).unwrap_or_default();
        let without_ipv6 = subnets.iter().filter(|subnet| !has_ipv6_prefix(subnet));
        let offers = view.lookups.kubernetes_versions.found().map(Vec::as_slice).unwrap_or_default();
        let has_long_term = lower(&control_plane.support_plan).as_deref() == Some("akslongtermsupport");
        let long_term_only = offers.iter().filter(|offer| offer.long_term_support_only && !has_long_term);
        let named = |is: fn(&Pool) -> bool| {
            let pools = view.pools_now().iter().filter(|pool| is(pool));
            pools.filter_map(|pool| pool.name.known().cloned()).collect()
        };
        Self {
            network: Written::existing(network),
            version: existing.kubernetes_version.known().and_then(|version| Minor::parse(version)),
            long_term_only: long_term_only.filter_map(|offer| Minor::parse(&offer.minor)).collect(),
            system_assigned: lower(&control_plane.identity_type).as_deref() == Some("systemassigned"),
            route_table: subnets.iter().any(|subnet| subnet.route_table_id.is_some()),
            masquerading: config_maps.iter().filter(|name| *name != RECONCILED).cloned().collect(),
            virtual_nodes: control_plane.add_ons.virtual_nodes.known() == Some(&true),
            application_gateway: control_plane.add_ons.application_gateway.known() == Some(&true),
            node_provisioning: lower(&control_plane.node_provisioning_mode).as_deref() == Some("auto"),
            subnets_without_ipv6: without_ipv6.map(|subnet| name_of(subnet)).collect(),
            windows_pools: named(Pool::is_windows),
            old_windows_images: named(has_old_windows_image),
        }
    }
}

impl View {
    /// The subnets of the pools that there are, as far as they were looked up.
    pub(in crate::rules) fn subnets_of_pools(&self) -> Vec<&Subnet> {
        let pools = by_subnet(self.pools_now());
        self.subnets().iter().filter(|subnet| pools.contains_key(&AnyCase(&subnet.id))).collect()
    }
}

fn has_ipv6_prefix(subnet: &Subnet) -> bool {
    let families = subnet.address_prefixes.iter().filter_map(|prefix| Cidr::parse(prefix).ok());
    families.into_iter().any(|cidr| cidr.family() == Family::V6)
}

fn name_of(subnet: &Subnet) -> String {
    subnet.id.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Whether the image of a pool is one of Windows Server 2022 before that build, which
/// "AKSWindows-2022-containerd-20348.2966.241205" tells.
pub(in crate::rules) fn has_old_windows_image(pool: &Pool) -> bool {
    let image = pool.node_image_version.known().filter(|image| image.starts_with("AKSWindows-2022-"));
    let build = image.and_then(|image| image.rsplit('-').next()).and_then(|build| {
        let mut numbers = build.split('.').map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    });
    build.is_some_and(|build: (u32, u32)| build < FIRST_WINDOWS_BUILD)
}

/// A word of Azure's in lower case.
pub(super) fn lower(word: &Attr<String>) -> Option<String> {
    word.known().map(|word| word.to_ascii_lowercase())
}

/// The first IPv4 range of a list.
pub(super) fn first_ipv4(cidrs: &Attr<Vec<Attr<String>>>) -> Option<Cidr> {
    let texts = cidrs.known()?.iter().filter_map(Attr::known);
    texts.filter_map(|text| Cidr::parse(text).ok()).find(|cidr| cidr.family() == Family::V4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        ControlPlane, Lookup, MasqueradeConfig, Operation,
        sample::{known, valid},
    };

    fn departure(change: impl FnOnce(&mut View)) -> Departure {
        let view = valid().changed(|_| ()).with(change);
        let Operation::Update(existing) = &view.operation else { unreachable!() };
        Departure::of(&view, existing)
    }

    #[test]
    fn the_configuration_that_azure_keeps_is_not_the_users() {
        let maps = ["azure-ip-masq-agent-config", "azure-ip-masq-agent-config-reconciled"];
        let found = MasqueradeConfig { config_maps: maps.map(str::to_owned).to_vec() };
        let departure = departure(|view| view.lookups.masquerade = Lookup::Found(found));
        assert_eq!(departure.masquerading, ["azure-ip-masq-agent-config"]);
    }

    #[test]
    fn only_an_image_of_windows_2022_before_the_build_is_old() {
        let is_old = |image: &str| {
            let departure = departure(|view| {
                if let Lookup::Found(pools) = &mut view.lookups.agent_pools {
                    pools[0].node_image_version = known(image);
                }
            });
            !departure.old_windows_images.is_empty()
        };
        assert!(is_old("AKSWindows-2022-containerd-20348.1607.230314"));
        assert!(!is_old("AKSWindows-2022-containerd-20348.1668.230414"));
        assert!(!is_old("AKSWindows-2019-containerd-17763.4252.230414"));
        assert!(!is_old("AKSUbuntu-2404gen2containerd-202610.26.0"));
    }

    #[test]
    fn only_the_subnets_of_pools_count() {
        let departure = departure(|view| {
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.subnets[0].route_table_id = Some("a table".to_owned());
                vnet.subnets[0].address_prefixes = vec!["10.10.0.0/22".to_owned()];
                let other = Subnet { id: "other".to_owned(), ..Subnet::default() };
                vnet.subnets.push(other);
            }
        });
        assert!(departure.route_table);
        assert_eq!(departure.subnets_without_ipv6, ["nodes"]);
    }

    #[test]
    fn the_control_plane_tells_its_identity_and_what_is_switched_on() {
        let control_plane = ControlPlane {
            identity_type: known("SystemAssigned"),
            node_provisioning_mode: known("Auto"),
            ..ControlPlane::default()
        };
        let departure = departure(|view| {
            if let Operation::Update(existing) = &mut view.operation {
                existing.control_plane = control_plane;
            }
        });
        assert!(departure.system_assigned && departure.node_provisioning && !departure.virtual_nodes);
    }
}
