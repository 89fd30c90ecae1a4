//! A cluster when everything is prepared, to see what would still stand in the way then.

use tfplugin_framework::Attr;

use super::{
    Minor, RECONCILED, Step,
    departure::{has_old_windows_image, lower},
};
use crate::rules::{ControlPlane, Existing, Lookup, Operation, Pool, View};

/// What a step prepares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Preparation {
    /// The cluster and its pools run this version.
    Kubernetes(Minor),
    /// The Windows pools have a recent image.
    WindowsImages,
    /// There are no Windows pools.
    WindowsPoolsRemoved,
    /// The add-on for virtual nodes is off.
    VirtualNodesOff,
    /// The add-on for the Application Gateway ingress controller is off.
    ApplicationGatewayOff,
    /// Node auto-provisioning is off.
    NodeProvisioningOff,
    /// The cluster has an identity of the user's.
    OwnIdentity,
    /// The ip-masq-agent has no settings of the user's.
    MasqueradeSettingsRemoved,
    /// There is no network policy engine.
    PolicyRemoved,
    /// The subnets of the pools have an IPv6 range.
    SubnetsWithIpv6,
}

/// The view when the preparations among the steps are made, and none of the changes that were asked for.
///
/// Ranges that the user has yet to choose stand for any.
pub(super) fn prepared(view: &View, steps: &[Step]) -> View {
    let mut view = view.clone();
    for preparation in steps.iter().filter_map(|step| step.prepares) {
        preparation.make(&mut view);
    }
    view
}

impl Preparation {
    fn make(self, view: &mut View) {
        let known = |word: &str| Attr::Known(word.to_owned());
        match self {
            Self::Kubernetes(version) => kubernetes(view, version),
            Self::WindowsImages => each_pool(view, |pool| {
                if has_old_windows_image(pool) {
                    pool.node_image_version = Attr::Null;
                }
            }),
            Self::WindowsPoolsRemoved => {
                each_list_of_pools(view, |pools| pools.retain(|pool| !pool.is_windows()))
            }
            Self::VirtualNodesOff => {
                each_control_plane(view, |cluster| cluster.add_ons.virtual_nodes = Attr::Known(false));
            }
            Self::ApplicationGatewayOff => {
                each_control_plane(view, |cluster| cluster.add_ons.application_gateway = Attr::Known(false));
            }
            Self::NodeProvisioningOff => {
                each_control_plane(view, |cluster| cluster.node_provisioning_mode = known("manual"));
            }
            Self::OwnIdentity => {
                each_control_plane(view, |cluster| cluster.identity_type = known("userassigned"));
            }
            Self::MasqueradeSettingsRemoved => {
                if let Lookup::Found(found) = &mut view.lookups.masquerade {
                    found.config_maps.retain(|name| name == RECONCILED);
                }
            }
            Self::PolicyRemoved => {
                let now = existing(view).and_then(|existing| lower(&existing.network.policy));
                // What is asked for is removed with it where it is the same: it comes back later, or never.
                if lower(&view.network.policy) == now {
                    view.network.policy = known("none");
                }
                if let Some(existing) = existing(view) {
                    existing.network.policy = known("none");
                }
            }
            Self::SubnetsWithIpv6 => {
                if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                    let prefixes = vnet.subnets.iter_mut().map(|subnet| &mut subnet.address_prefixes);
                    prefixes.for_each(|prefixes| prefixes.push(ANY_IPV6.to_owned()));
                    vnet.address_space.push(ANY_IPV6.to_owned());
                }
            }
        }
    }
}

/// Of the range for documentation (RFC 3849).
const ANY_IPV6: &str = "2001:db8::/64";

fn kubernetes(view: &mut View, version: Minor) {
    let raise = |place: &mut Attr<String>| {
        if place.known().and_then(|now| Minor::parse(now)).is_some_and(|now| now < version) {
            *place = Attr::Known(version.to_string());
        }
    };
    raise(&mut view.kubernetes_version);
    if let Some(existing) = existing(view) {
        raise(&mut existing.kubernetes_version);
    }
    each_pool(view, |pool| raise(&mut pool.kubernetes_version));
}

fn existing(view: &mut View) -> Option<&mut Existing> {
    match &mut view.operation {
        Operation::Update(existing) => Some(existing),
        Operation::Validate | Operation::Create => None,
    }
}

fn each_control_plane(view: &mut View, change: impl Fn(&mut ControlPlane)) {
    change(&mut view.control_plane);
    if let Some(existing) = existing(view) {
        change(&mut existing.control_plane);
    }
}

fn each_list_of_pools(view: &mut View, change: impl Fn(&mut Vec<Pool>)) {
    change(&mut view.pools);
    if let Some(existing) = existing(view) {
        change(&mut existing.pools);
    }
    if let Lookup::Found(pools) = &mut view.lookups.agent_pools {
        change(pools);
    }
}

fn each_pool(view: &mut View, change: impl Fn(&mut Pool)) {
    each_list_of_pools(view, |pools| pools.iter_mut().for_each(&change));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        readiness::way,
        rule::day,
        sample::{known, leaving_kubenet, list, pool, valid},
    };

    /// The codes of what objects before and after everything is prepared.
    fn objections(view: &View) -> (Vec<&'static str>, Vec<&'static str>) {
        (view.objections(), prepared(view, &way(view, day(2026, 11, 22))).objections())
    }

    #[test]
    fn a_policy_and_an_old_version_are_out_of_the_way_of_overlay() {
        let view = leaving_kubenet().that_was(|existing| {
            existing.network.policy = known("calico");
            existing.kubernetes_version = known("1.26.3");
        });
        let view = view.with(|view| {
            view.network.policy = known("calico");
            view.kubernetes_version = known("1.26.3");
        });
        let (before, after) = objections(&view);
        assert!(before.contains(&"overlay-upgrade-network-policy"), "{before:?}");
        assert!(before.contains(&"overlay-upgrade-kubernetes-version"), "{before:?}");
        assert!(!after.contains(&"overlay-upgrade-network-policy"), "{after:?}");
        assert!(!after.contains(&"overlay-upgrade-kubernetes-version"), "{after:?}");
    }

    #[test]
    fn windows_pools_and_auto_provisioning_are_out_of_the_way_of_cilium() {
        let now = valid().with(|view| view.control_plane.node_provisioning_mode = known("auto"));
        let view = now.changed(|view| {
            view.network.dataplane = known("cilium");
            view.network.policy = known("cilium");
            let windows = Pool { path: None, os_type: known("Windows"), ..pool("win", 1) };
            view.lookups.agent_pools = Lookup::Found(vec![Pool { path: None, ..pool("system", 3) }, windows]);
        });
        let (before, after) = objections(&view);
        assert_eq!(before.iter().filter(|code| **code == "cilium-dataplane-change").count(), 2, "{before:?}");
        assert_eq!(after, Vec::<&str>::new());
    }

    #[test]
    fn subnets_without_ipv6_are_out_of_the_way_of_ipv6_and_kubenet_is_in_that_of_cilium() {
        let view = valid().changed(|view| {
            view.network.ip_families = list(&["IPv4", "IPv6"]);
            view.network.pod_cidrs = Attr::unknown();
            view.network.service_cidrs = Attr::unknown();
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.subnets[0].address_prefixes.truncate(1);
                vnet.address_space.truncate(1);
            }
        });
        assert_eq!(objections(&view), (vec!["dual-stack-subnet-ipv6"], Vec::new()));
        let now = valid().with(|view| {
            view.network.plugin = known("kubenet");
            view.network.plugin_mode = Attr::Null;
            view.control_plane.node_provisioning_mode = known("auto");
        });
        let view = now.changed(|view| {
            view.network.dataplane = known("cilium");
            view.network.policy = known("cilium");
        });
        assert!(objections(&view).1.contains(&"cilium-dataplane-change"));
    }
}
