//! The network to which the way leads.

use tfplugin_framework::Attr;

use super::departure::{Minor, first_ipv4, has_ipv6, lower};
use crate::{
    network::Cidr,
    rules::{Existing, View, effective::Ipam},
};

/// What is asked for beyond what the cluster has.
#[derive(Clone, Debug, Default)]
pub(super) struct Destination {
    /// The cluster is to move to overlay.
    pub(super) overlay: bool,
    /// The IPv4 pod CIDR, if it is another one.
    pub(super) pod_cidr: Option<Cidr>,
    /// IPv6 is to be added.
    pub(super) dual_stack: bool,
    /// All pod and service CIDRs asked for, as they are written.
    pub(super) pod_cidrs: Option<Vec<String>>,
    pub(super) service_cidrs: Option<Vec<String>>,
    /// The dataplane is to become Cilium.
    pub(super) cilium: bool,
    /// In lower case; none where the cluster keeps its own.
    pub(super) policy: Option<String>,
    pub(super) version: Option<Minor>,
}

impl Destination {
    pub(super) fn of(view: &View, existing: &Existing) -> Self {
        let (asked, now) = (&view.network, &existing.network);
        let is_cilium =
            |dataplane: &Attr<String>| lower(dataplane).is_some_and(|dataplane| dataplane == "cilium");
        let pod_cidr = first_ipv4(&asked.pod_cidrs);
        Self {
            overlay: view.ipam() == Some(Ipam::Overlay) && now.existing_ipam() != Some(Ipam::Overlay),
            pod_cidr: pod_cidr.filter(|cidr| first_ipv4(&now.pod_cidrs) != Some(*cidr)),
            dual_stack: has_ipv6(asked) && !has_ipv6(now),
            pod_cidrs: texts(&asked.pod_cidrs),
            service_cidrs: texts(&asked.service_cidrs),
            cilium: is_cilium(&asked.dataplane) && !is_cilium(&now.dataplane),
            policy: lower(&asked.policy),
            version: view.kubernetes_version.known().and_then(|version| Minor::parse(version)),
        }
    }
}

/// The texts of a list, if all of them are known.
fn texts(cidrs: &Attr<Vec<Attr<String>>>) -> Option<Vec<String>> {
    cidrs.known()?.iter().map(|cidr| cidr.known().cloned()).collect()
}
