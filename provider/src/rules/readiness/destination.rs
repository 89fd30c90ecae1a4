//! The network to which the way leads.

use super::{departure::Minor, written::Written};
use crate::{
    network::{Cidr, Family},
    rules::{Existing, View, effective::Ipam, ranges::Purpose, reimaging::is_replaceable},
};

/// What is asked for. What nobody asks for stays as it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Destination {
    pub(super) network: Written,
    pub(super) version: Option<Minor>,
    /// Traffic leaves through the load balancer, as far as is known.
    pub(super) load_balancer: bool,
}

impl Destination {
    pub(super) fn of(view: &View, existing: &Existing) -> Self {
        let now = Written::existing(&existing.network);
        let asked = Written::asked(&view.network);
        let mut network = asked.clone().or(&now);
        let adds_ipv6 = network.has_ipv6() && !now.has_ipv6();
        // With Azure's plugin only overlay has IPv6.
        if view.ipam() == Some(Ipam::Overlay) || adds_ipv6 && now.ipam() == Some(Ipam::NodeSubnet) {
            network.plugin = Some("azure".to_owned());
            network.plugin_mode = Some("overlay".to_owned());
        }
        // What the cluster has now, nobody has to have asked for: an engine that does not go with the rest is not to stay.
        let keeps_policy = network.policy == now.policy;
        if keeps_policy && network.is_cilium() && !now.is_cilium() {
            network.policy = Some("cilium".to_owned());
        } else if keeps_policy && adds_ipv6 && is_replaceable(network.policy()) {
            network.policy = Some("none".to_owned());
        }
        if adds_ipv6 {
            network.pod_cidrs = one_for_each(view, Purpose::Pods, asked.pod_cidrs);
            network.service_cidrs = one_for_each(view, Purpose::Services, asked.service_cidrs);
        } else if network.is_overlay() && now.ipam() == Some(Ipam::NodeSubnet) {
            let free = || Some(vec![view.free_pod_cidr()?.to_string()]);
            network.pod_cidrs = asked.pod_cidrs.filter(|cidrs| !cidrs.is_empty()).or_else(free);
        }
        let outbound = view.word(|network| &network.outbound_type, "loadBalancer");
        Self {
            network,
            version: view.kubernetes_version.known().and_then(|version| Minor::parse(version)),
            load_balancer: outbound.is_none_or(|outbound| outbound == "loadbalancer"),
        }
    }
}

/// An IPv4 and an IPv6 range: those that are asked for, what the cluster has in the place of one that is missing, else what
/// is free.
fn one_for_each(view: &View, purpose: Purpose, asked: Option<Vec<String>>) -> Option<Vec<String>> {
    let families = [Family::V4, Family::V6];
    let asked = asked.unwrap_or_default();
    if asked.len() >= families.len() {
        return Some(asked);
    }
    let others = view.one_for_each(purpose, &families)?;
    let of = |(family, other): (&Family, String)| {
        let is_of_family = |text: &&String| Cidr::meant(text).is_some_and(|cidr| cidr.family() == *family);
        asked.iter().find(is_of_family).cloned().unwrap_or(other)
    };
    Some(families.iter().zip(others).map(of).collect())
}
