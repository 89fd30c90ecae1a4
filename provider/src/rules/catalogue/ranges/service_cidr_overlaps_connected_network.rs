//! The service CIDR shares no address with networks that the virtual network is connected with: peered virtual networks,
//! and whatever stands behind VPN and ExpressRoute gateways.
//!
//! # Why
//!
//! Traffic to an address of the service CIDR never leaves the node. What has such an address in a connected network
//! cannot be reached from the cluster. Azure does not look at connected networks.
//!
//! The peerings and gateways that can be seen are followed, and the message names the way. What cannot be seen can be
//! declared with `declared_networks`.
//!
//! # Way out
//!
//! Take a service CIDR that is free; the message names one. The service CIDR of an existing cluster cannot be changed.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.

use super::connected;
use crate::rules::{Change, Findings, Level, Lowering, Phase, Rule, Source, View, rule::ARTICLE};

pub(super) static RULE: Rule = Rule {
    code: "service-cidr-overlaps-connected-network",
    number: "R14",
    title: "The service CIDR overlaps no connected network",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Warning,
        because: "The article on Azure CNI Overlay has the rule; Azure does not look at connected networks.",
    }],
    when: &[Change::Create],
    looks_at: &[Source::Config, Source::State, Source::Vnet, Source::ConnectedNetworks],
    lowering: Lowering::Allowed(
        "Azure accepts the overlap, and the cluster may have no need of the other network.",
    ),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let why = "Traffic to the addresses of the service CIDR never leaves the node, so nothing else there can be reached.";
    connected::warn(view, view.service_ranges(), why, findings);
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{Connected, ConnectedNetwork, Level, Lookup, View, sample::valid};

    fn peered(view: View, prefix: &str) -> View {
        view.with(|view| {
            let hub = ConnectedNetwork {
                title: "virtual network hub".to_owned(),
                id: "/subscriptions/0/hub".to_owned(),
                prefixes: vec![prefix.to_owned()],
                via: vec!["spoke-to-hub".to_owned()],
            };
            view.lookups.connected =
                Lookup::Found(Connected { networks: vec![hub].into(), ..Connected::default() });
        })
    }

    #[test]
    fn a_peered_network_in_the_range_is_a_warning_with_the_peering_and_a_free_range() {
        let view = peered(valid(), "10.0.0.0/20");
        assert_eq!(view.codes(), [("service-cidr-overlaps-connected-network", Level::Warning)]);
        let warning = view.error();
        assert_eq!(
            warning.summary,
            "Service CIDR 10.0.0.0/16 overlaps 10.0.0.0/20, which virtual network hub has"
        );
        assert_eq!(warning.facts[1], "Virtual network hub has 10.0.0.0/20, via peering spoke-to-hub.");
        assert!(
            warning.way_out.starts_with(
                "Set network.service_cidrs = [\"10.1.0.0/16\"] and network.dns_service_ip = \"10.1.0.10\";"
            ),
            "{}",
            warning.way_out
        );
    }

    #[test]
    fn the_network_before_it_is_fine() {
        assert_eq!(peered(valid(), "10.1.0.0/16").codes(), []);
    }

    #[test]
    fn the_default_counts_as_well() {
        let view = valid().with(|view| {
            view.network.service_cidrs = Attr::Null;
            view.network.dns_service_ip = Attr::Null;
        });
        assert_eq!(peered(view, "10.0.0.0/8").codes().len(), 2);
    }

    #[test]
    fn an_existing_cluster_is_told_that_the_other_network_has_to_move() {
        let warning = peered(valid().changed(|_| {}), "10.0.0.0/20").error();
        assert!(
            warning.way_out.starts_with("An existing cluster keeps its service CIDR:"),
            "{}",
            warning.way_out
        );
    }
}
