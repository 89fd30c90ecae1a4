//! Ranges that get in each other's way.

use tfplugin_framework::Attr;

use crate::{
    network::Cidr,
    rules::{View, ranges::Range},
};

/// Two ranges that overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// "pod CIDR" or "service CIDR".
    pub purpose: &'static str,
    /// The range of the cluster.
    pub cidr: Cidr,
    /// The range that it overlaps.
    pub with: Cidr,
    /// What that range is, in words.
    pub what: String,
    /// The peerings and gateways on the way there.
    pub via: Vec<String>,
}

/// A range around a cluster.
pub(super) struct Around {
    pub(super) cidr: Cidr,
    what: String,
    via: Vec<String>,
}

pub(super) fn of(view: &View) -> Vec<Overlap> {
    let (pods, services) = (view.pod_ranges(), view.service_ranges());
    let mut around: Vec<Around> = view
        .subnet_ranges()
        .map(|subnet| Around {
            cidr: subnet.cidr,
            what: format!("subnet {}", subnet.name()),
            via: Vec::new(),
        })
        .collect();
    around.extend(self::around(view));
    let mut overlaps = Vec::new();
    for range in pods.iter().chain(&services) {
        let met = around.iter().filter(|other| other.cidr.overlaps(&range.cidr));
        overlaps.extend(met.map(|other| Overlap {
            purpose: range.purpose.name(),
            cidr: range.cidr,
            with: other.cidr,
            what: other.what.clone(),
            via: other.via.clone(),
        }));
    }
    let service = |pods: &Range| {
        let met = services.iter().find(|services| services.cidr.overlaps(&pods.cidr))?;
        Some(Overlap {
            purpose: pods.purpose.name(),
            cidr: pods.cidr,
            with: met.cidr,
            what: "service CIDR".to_owned(),
            via: Vec::new(),
        })
    };
    overlaps.extend(pods.iter().filter_map(service));
    overlaps
}

/// The ranges beyond the virtual network: what it is connected with, and what the user has declared.
pub(super) fn around(view: &View) -> Vec<Around> {
    let connected = view.lookups.connected.found().map(|found| found.networks.as_slice()).unwrap_or_default();
    let connected = connected.iter().flat_map(|network| {
        network.prefixes.iter().filter_map(|prefix| Cidr::parse(prefix).ok()).map(|cidr| Around {
            cidr,
            what: network.title.clone(),
            via: network.via.clone(),
        })
    });
    let declared = view.declared_networks.iter().flat_map(|network| {
        let prefixes = network.prefixes.known().map(Vec::as_slice).unwrap_or_default();
        let prefixes = prefixes.iter().filter_map(Attr::known).filter_map(|prefix| Cidr::parse(prefix).ok());
        prefixes.map(|cidr| Around {
            cidr,
            what: format!("declared network {}", network.name),
            via: Vec::new(),
        })
    });
    connected.chain(declared).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        Connected, ConnectedNetwork, DeclaredNetwork, Lookup,
        sample::{list, valid},
    };

    #[test]
    fn a_range_behind_peerings_is_told_with_the_way_to_it() {
        let hub = ConnectedNetwork {
            title: "virtual network far".to_owned(),
            prefixes: vec!["10.244.128.0/20".to_owned(), "10.99.0.0/16".to_owned()],
            via: vec!["to-hub".to_owned(), "to-far".to_owned()],
            ..ConnectedNetwork::default()
        };
        let view = valid().with(|view| {
            view.lookups.connected =
                Lookup::Found(Connected { networks: vec![hub].into(), ..Connected::default() });
        });
        let overlaps = of(&view);
        assert_eq!(overlaps.len(), 1);
        assert_eq!((overlaps[0].purpose, overlaps[0].what.as_str()), ("pod CIDR", "virtual network far"));
        assert_eq!(overlaps[0].via, ["to-hub", "to-far"]);
    }

    #[test]
    fn declared_networks_subnets_and_the_other_range_of_the_cluster_count() {
        let declared =
            DeclaredNetwork { name: "berlin".to_owned(), prefixes: list(&["10.0.128.0/17"]), path: None };
        let view = valid().in_vnet(&["10.244.1.0/24"]).with(|view| {
            view.declared_networks = vec![declared];
            view.network.service_cidrs = list(&["10.0.0.0/16"]);
            view.network.pod_cidrs = list(&["10.244.0.0/16"]);
        });
        let told: Vec<(&str, String)> = of(&view).into_iter().map(|o| (o.purpose, o.what)).collect();
        assert_eq!(
            told,
            [("pod CIDR", "subnet nodes".to_owned()), ("service CIDR", "declared network berlin".to_owned())]
        );
        let view = valid().with(|view| view.network.service_cidrs = list(&["10.244.0.0/24"]));
        assert_eq!(of(&view)[0].what, "service CIDR");
    }

    #[test]
    fn ranges_that_keep_clear_are_not_told() {
        assert_eq!(of(&valid()), []);
    }
}
