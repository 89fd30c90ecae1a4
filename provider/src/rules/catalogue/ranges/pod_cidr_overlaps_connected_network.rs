//! The pod CIDR shares no address with networks that the virtual network is connected with: peered virtual networks, and
//! whatever stands behind VPN and ExpressRoute gateways.
//!
//! # Why
//!
//! Inside the cluster every address of the pod CIDR is a pod. Traffic from a pod to an address of a connected network in
//! that range never leaves the cluster. Azure does not look at connected networks, so nothing fails until somebody misses
//! an answer.
//!
//! The peerings and gateways that can be seen are followed, and the message names the way. The routes of an ExpressRoute
//! circuit cannot be seen, nor can networks that the identity may not read: declare such ranges with `declared_networks`.
//!
//! # Way out
//!
//! Take a pod CIDR that is free; the message names one. An existing cluster cannot move its pod CIDR.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28, with a stronger note on external
//!   ranges since 2025-08-13: <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.

use super::connected;
use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    effective::Ipam,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "pod-cidr-overlaps-connected-network",
    number: "R09",
    title: "The pod CIDR overlaps no connected network",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Warning,
            because: "The article on Azure CNI Overlay has the rule; Azure does not look at connected networks.",
        },
        Phase {
            from: day(2025, 8, 13),
            level: Level::Warning,
            because: "The article says that the pod CIDR captures traffic to external ranges.",
        },
    ],
    when: &[Change::Create, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet, Change::Expansion],
    looks_at: &[Source::Config, Source::State, Source::Vnet, Source::ConnectedNetworks],
    lowering: Lowering::Allowed("Azure accepts the overlap, and pods may have no need of the other network."),
    yields_to: &["pod-cidr-expansion"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() == Some(Ipam::Overlay) {
        let why = "Inside the cluster the addresses of the pod CIDR are pods, so pods cannot reach anything else there.";
        connected::warn(view, view.pod_ranges(), why, findings);
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::{Attr, Path};

    use crate::rules::{
        Connected, ConnectedNetwork, DeclaredNetwork, Level, Lookup, Operation, View,
        sample::{list, valid, valid_dual_stack},
    };

    fn connected(view: View, prefixes: &[&str]) -> View {
        view.with(|view| {
            view.lookups.connected = Lookup::Found(Connected {
                networks: vec![ConnectedNetwork {
                    title: "the network behind local network gateway onprem".to_owned(),
                    id: "/subscriptions/0/onprem".to_owned(),
                    prefixes: prefixes.iter().map(|prefix| (*prefix).to_owned()).collect(),
                    via: vec!["spoke-to-hub".to_owned(), "onprem".to_owned()],
                }]
                .into(),
                not_visible: vec!["The routes of ExpressRoute gateway er are not visible.".to_owned()],
                ..Connected::default()
            });
        })
    }

    fn declared(name: &str, prefix: &str, path: Option<Path>) -> View {
        let prefixes = list(&[prefix]);
        let name = name.to_owned();
        valid().with(|view| view.declared_networks = vec![DeclaredNetwork { name, prefixes, path }])
    }

    #[test]
    fn an_overlap_is_a_warning_that_names_the_way_and_a_free_range() {
        let view = connected(valid(), &["10.244.7.0/24", "10.1.0.0/16"]);
        assert_eq!(view.codes(), [("pod-cidr-overlaps-connected-network", Level::Warning)]);
        let warning = view.error();
        assert_eq!(
            warning.facts[1],
            "The network behind local network gateway onprem has 10.244.7.0/24, via peering spoke-to-hub, local network \
             gateway onprem."
        );
        assert!(
            warning
                .way_out
                .starts_with("Set network.pod_cidrs = [\"10.2.0.0/16\"]; 10.2.0.0/16 is the first"),
            "{}",
            warning.way_out
        );
    }

    #[test]
    fn neighbouring_ranges_and_what_is_not_visible_are_not_claimed() {
        assert_eq!(connected(valid(), &["10.243.0.0/16", "10.245.0.0/16"]).codes(), []);
    }

    #[test]
    fn a_declared_network_is_called_by_its_name() {
        let place = Path::of("declared_networks");
        let warning = declared("datacenter", "10.240.0.0/12", Some(place)).error();
        assert_eq!(
            warning.summary,
            "Pod CIDR 10.244.0.0/16 overlaps 10.240.0.0/12, which network \"datacenter\" has"
        );
        assert_eq!(warning.facts[1], "declared_networks has 10.240.0.0/12, which is \"datacenter\".");
        let of_provider = declared("datacenter", "10.240.0.0/12", None).error();
        assert!(of_provider.facts[1].starts_with("declared_networks of the provider has"));
        assert_eq!(declared("datacenter", "10.245.0.0/16", None).codes(), []);
    }

    #[test]
    fn a_declared_range_is_read_as_the_range_around_it() {
        let view = declared("office", "10.244.3.7/20", None);
        assert_eq!(view.codes(), [("pod-cidr-overlaps-connected-network", Level::Warning)]);
    }

    #[test]
    fn it_is_said_of_declared_networks_before_anything_is_looked_up() {
        let view =
            declared("office", "10.244.0.0/20", None).with(|view| view.operation = Operation::Validate);
        assert_eq!(view.codes(), [("pod-cidr-overlaps-connected-network", Level::Warning)]);
    }

    #[test]
    fn an_expansion_into_a_connected_network_is_answered_with_one_that_is_free() {
        let view = valid().changed(|view| view.network.pod_cidrs = list(&["10.244.0.0/14"]));
        let warning = connected(view, &["10.246.0.0/24"]).error();
        assert_eq!(
            warning.way_out,
            "Keep network.pod_cidrs = [\"10.244.0.0/16\"], or widen it in place to 10.244.0.0/15 (512 nodes)."
        );
    }

    #[test]
    fn families_are_compared_each_with_its_own() {
        assert_eq!(connected(valid_dual_stack(), &["fd10:1::/48"]).codes().len(), 1);
        assert_eq!(connected(valid_dual_stack(), &["fd10:9::/48"]).codes(), []);
    }

    #[test]
    fn a_peering_back_to_the_own_network_is_no_other_network() {
        let view = valid().in_vnet(&["10.10.0.0/22"]).with(|view| {
            let own = view.lookups.vnet.found().map(|vnet| vnet.id.to_uppercase()).unwrap_or_default();
            let itself = ConnectedNetwork {
                id: own,
                prefixes: vec!["10.244.0.0/16".to_owned()],
                ..ConnectedNetwork::default()
            };
            view.lookups.connected =
                Lookup::Found(Connected { networks: vec![itself].into(), ..Connected::default() });
        });
        assert_eq!(view.codes(), []);
    }

    #[test]
    fn the_default_is_checked_when_nothing_is_set() {
        let view = connected(valid().with(|view| view.network.pod_cidrs = Attr::Null), &["10.244.0.0/24"]);
        assert_eq!(view.codes().len(), 1);
    }
}
