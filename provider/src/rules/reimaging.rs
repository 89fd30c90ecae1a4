//! The changes after which Azure replaces the nodes of every pool at the same time.
//!
//! Microsoft's page on the node disruption policy lists them (2026-07). What is refused anyway, such as a way back from
//! Cilium, is left out.

use tfplugin_framework::{Attr, Path};

use super::{Network, View, effective::Ipam, finding::written};

impl View {
    /// Whether this plan replaces the nodes of every pool.
    pub(crate) fn reimages_all_pools(&self) -> bool {
        !self.reimaging_changes().is_empty()
    }

    /// The changes of this plan that re-image every pool, each with its attribute.
    pub(super) fn reimaging_changes(&self) -> Vec<(Path, String)> {
        let mut changes = self.reimaging_changes_of_the_network();
        changes.extend(self.reimaging_changes_of_the_cluster());
        changes
    }

    fn reimaging_changes_of_the_network(&self) -> Vec<(Path, String)> {
        let Some(existing) = self.existing() else { return Vec::new() };
        let (now, asked) = (&existing.network, &self.network);
        let mut changes = Vec::new();
        if let Some(before) = self.moves_to_overlay_from() {
            let change = format!("The cluster moves from {} to {}.", before.name(), Ipam::Overlay.name());
            changes.push((self.moving_attribute(before), change));
        }
        if self.adds_ipv6() {
            changes.push((asked.attribute("ip_families"), "The cluster gets IPv6 next to IPv4.".to_owned()));
        }
        // What Azure does not mention is the default.
        let dataplane = Word { now: &now.dataplane, default: "azure", asked: &asked.dataplane };
        changes.extend(dataplane.change(asked.attribute("dataplane"), |_, _| true));
        let policy = || Word { now: &now.policy, default: "none", asked: &asked.policy };
        changes.extend(policy().change(asked.attribute("policy"), comes_or_goes));
        changes.extend(policy().change(asked.attribute("policy"), is_replaced_by_cilium).map(|(path, change)| {
            let means = "From then on Cilium enforces the NetworkPolicies of Kubernetes; policies in resources of another \
                         engine's own do nothing any more.";
            (path, format!("{change} {means}"))
        }));
        let host_routing = Word {
            now: &now.advanced_networking.acceleration_mode,
            default: "none",
            asked: &asked.advanced_networking.acceleration_mode,
        };
        let path = asked.attribute("advanced_networking").attribute("acceleration_mode");
        changes.extend(host_routing.change(path, |_, _| true));
        changes
    }

    fn reimaging_changes_of_the_cluster(&self) -> Vec<(Path, String)> {
        let Some(existing) = self.existing() else { return Vec::new() };
        let (now, asked) = (&existing.control_plane, &self.control_plane);
        let at = |path: &[&str]| self.cluster_attribute(path).unwrap_or_default();
        let mut changes = Vec::new();
        let os_channel = Word {
            now: &now.node_os_upgrade_channel,
            default: "nodeimage",
            asked: &asked.node_os_upgrade_channel,
        };
        changes.extend(os_channel.change(at(&["auto_upgrade", "node_os_upgrade_channel"]), |now, asked| {
            (now == "unmanaged") != (asked == "unmanaged")
        }));
        if asked.api_server_vnet_integration.known() == Some(&true)
            && !now.api_server_vnet_integration.is_unknown()
            && now.api_server_vnet_integration.known() != Some(&true)
        {
            let path = at(&["api_server_access", "vnet_integration_enabled"]);
            changes.push((path, "The API server moves into the virtual network.".to_owned()));
        }
        for (path, now, asked, change) in [
            (
                at(&["kubelet_identity", "resource_id"]),
                &now.kubelet_identity_id,
                &asked.kubelet_identity_id,
                "The kubelets get another identity.",
            ),
            (
                at(&["api_server_access", "private_dns_zone"]),
                &now.private_dns_zone,
                &asked.private_dns_zone,
                "The API server gets another private DNS zone.",
            ),
        ] {
            // Azure gives both a value of its own where none is asked for.
            if let (Attr::Known(now), Attr::Known(asked)) = (now, asked)
                && !now.eq_ignore_ascii_case(asked)
            {
                changes.push((path, change.to_owned()));
            }
        }
        for (path, now, asked, change) in [
            (
                at(&["http_proxy"]),
                &now.http_proxy,
                &asked.http_proxy,
                "The nodes get other settings of the HTTP proxy.",
            ),
            (
                at(&["custom_ca_trust_certificates"]),
                &now.custom_ca_trust_certificates,
                &asked.custom_ca_trust_certificates,
                "The nodes trust other certificates.",
            ),
        ] {
            if !now.is_unknown() && asked.known().is_some() && asked != now {
                changes.push((path, change.to_owned()));
            }
        }
        changes
    }
}

/// A word of Azure's that changes.
struct Word<'a> {
    now: &'a Attr<String>,
    default: &'a str,
    asked: &'a Attr<String>,
}

impl Word<'_> {
    /// The change in one line, if it is one that `re_images`.
    fn change(self, path: Path, re_images: fn(&str, &str) -> bool) -> Option<(Path, String)> {
        let now = match self.now {
            Attr::Null => self.default.to_owned(),
            Attr::Known(now) => now.to_ascii_lowercase(),
            Attr::Unknown(_) => return None,
        };
        let asked = self.asked.known()?.to_ascii_lowercase();
        let change = format!("{} changes from \"{now}\" to \"{asked}\".", written(&path));
        (now != asked && re_images(&now, &asked)).then_some((path, change))
    }
}

/// Azure's engine and Calico are installed on every node, and removed from every node. One takes the place of the other
/// without a re-image, and Cilium comes with the dataplane.
fn comes_or_goes(now: &str, asked: &str) -> bool {
    now == "none" && is_replaceable(asked) || is_replaceable(now) && asked == "none"
}

/// Whether Azure takes a network policy engine out for another one, and lets IPv6 in only without it. Cilium comes and goes with
/// the dataplane.
pub(super) fn is_replaceable(policy: &str) -> bool {
    ["azure", "calico"].contains(&policy)
}

/// Cilium takes over from an engine that enforced policies, in the request that changes the dataplane.
fn is_replaced_by_cilium(now: &str, asked: &str) -> bool {
    is_replaceable(now) && asked == "cilium"
}

impl Network {
    /// Whether a network that exists has IPv6. What Azure does not mention is IPv4 alone.
    pub(super) fn has_ipv6(&self) -> Option<bool> {
        match &self.ip_families {
            Attr::Null => Some(false),
            Attr::Unknown(_) => None,
            Attr::Known(families) => Some(
                families
                    .iter()
                    .any(|family| family.known().is_some_and(|family| family.eq_ignore_ascii_case("IPv6"))),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::{Attr, Value};

    use crate::rules::{
        ControlPlane, View,
        sample::{known, leaving_kubenet, leaving_node_subnet, list, valid},
    };

    fn texts(view: &View) -> Vec<String> {
        view.reimaging_changes().into_iter().map(|(_, change)| change).collect()
    }

    fn cluster(now: impl FnOnce(&mut ControlPlane), asked: impl FnOnce(&mut ControlPlane)) -> Vec<String> {
        let view = valid().with(|view| now(&mut view.control_plane));
        texts(&view.changed(|view| asked(&mut view.control_plane)))
    }

    #[test]
    fn moves_and_ipv6_re_image() {
        assert_eq!(texts(&leaving_kubenet()), ["The cluster moves from kubenet to Azure CNI Overlay."]);
        assert_eq!(texts(&leaving_node_subnet()).len(), 1);
        let view = valid().changed(|view| view.network.ip_families = list(&["IPv4", "IPv6"]));
        assert_eq!(texts(&view), ["The cluster gets IPv6 next to IPv4."]);
    }

    #[test]
    fn engines_that_come_or_go_re_image_and_others_do_not() {
        let change = |from: &str, to: &str| {
            let view = valid().with(|view| view.network.policy = known(from));
            texts(&view.changed(|view| view.network.policy = known(to))).len()
        };
        for (from, to) in [("none", "azure"), ("none", "calico"), ("azure", "none"), ("calico", "none")] {
            assert_eq!(change(from, to), 1, "{from} {to}");
        }
        for (from, to) in [("azure", "calico"), ("calico", "azure"), ("none", "None"), ("calico", "Calico")] {
            assert_eq!(change(from, to), 0, "{from} {to}");
        }
    }

    #[test]
    fn an_engine_that_cilium_replaces_is_told_with_what_it_means() {
        let change = |from: &str| {
            let view = valid().with(|view| view.network.policy = known(from)).changed(|view| {
                view.network.dataplane = known("cilium");
                view.network.policy = known("cilium");
            });
            texts(&view)
        };
        let dataplane = "network.dataplane changes from \"azure\" to \"cilium\".";
        assert_eq!(change("none"), [dataplane]);
        let [first, second] = &change("calico")[..] else { panic!("{:?}", change("calico")) };
        assert_eq!(first, dataplane);
        assert!(
            second.starts_with(
                "network.policy changes from \"calico\" to \"cilium\". From then on Cilium enforces"
            ),
            "{second}"
        );
    }

    #[test]
    fn host_routing_by_ebpf_re_images_both_ways() {
        let change = |from: Attr<String>, to: &str| {
            let view = valid().with(|view| view.network.advanced_networking.acceleration_mode = from);
            texts(&view.changed(|view| view.network.advanced_networking.acceleration_mode = known(to))).len()
        };
        assert_eq!(change(Attr::Null, "BpfVeth"), 1);
        assert_eq!(change(known("bpfveth"), "none"), 1);
        assert_eq!(change(known("bpfveth"), "BpfVeth"), 0);
        assert_eq!(change(Attr::Null, "none"), 0);
    }

    #[test]
    fn the_os_channel_re_images_to_and_from_unmanaged_only() {
        let change = |from: Attr<String>, to: &str| {
            cluster(
                |now| now.node_os_upgrade_channel = from,
                |asked| asked.node_os_upgrade_channel = known(to),
            )
            .len()
        };
        assert_eq!(change(known("nodeimage"), "unmanaged"), 1);
        assert_eq!(change(known("unmanaged"), "SecurityPatch"), 1);
        assert_eq!(change(Attr::Null, "Unmanaged"), 1);
        assert_eq!(change(known("nodeimage"), "none"), 0);
        assert_eq!(change(known("unmanaged"), "unmanaged"), 0);
    }

    #[test]
    fn the_api_server_in_the_network_another_zone_and_another_kubelet_identity_re_image() {
        let integration = |now: Attr<bool>, asked: bool| {
            cluster(
                |cluster| cluster.api_server_vnet_integration = now,
                |cluster| cluster.api_server_vnet_integration = Attr::Known(asked),
            )
            .len()
        };
        assert_eq!(integration(Attr::Null, true), 1);
        assert_eq!(integration(Attr::Known(false), true), 1);
        assert_eq!(integration(Attr::Known(true), true), 0);
        assert_eq!(integration(Attr::Null, false), 0);
        let zone = cluster(
            |now| now.private_dns_zone = known("system"),
            |asked| asked.private_dns_zone = known("/zones/own"),
        );
        assert_eq!(zone, ["The API server gets another private DNS zone."]);
        let identity = |to: &str| {
            cluster(
                |now| now.kubelet_identity_id = known("/identities/a"),
                |asked| asked.kubelet_identity_id = known(to),
            )
            .len()
        };
        assert_eq!(identity("/identities/b"), 1);
        assert_eq!(identity("/Identities/A"), 0);
    }

    #[test]
    fn a_proxy_and_certificates_re_image_when_they_come_or_change() {
        assert_eq!(cluster(|_| (), |asked| asked.http_proxy = Attr::Known("http://proxy".into())).len(), 1);
        assert_eq!(
            cluster(
                |now| now.http_proxy = Attr::Known("a".into()),
                |asked| asked.http_proxy = Attr::Known("b".into())
            )
            .len(),
            1
        );
        assert_eq!(cluster(|now| now.http_proxy = Attr::Known("a".into()), |_| ()).len(), 0);
        assert_eq!(
            cluster(|_| (), |asked| asked.custom_ca_trust_certificates = Attr::Known("ca".into())).len(),
            1
        );
    }

    #[test]
    fn the_same_exceptions_in_another_order_re_image_nothing() {
        let exceptions = |hosts: [&str; 2]| Attr::Known(Value::object([("no_proxy", Value::set(hosts))]));
        let now = || exceptions(["localhost", ".example"]);
        let change = |asked| cluster(|it| it.http_proxy = now(), |cluster| cluster.http_proxy = asked).len();
        assert_eq!(change(exceptions([".example", "localhost"])), 0);
        assert_eq!(change(exceptions([".example", "10.0.0.1"])), 1);
    }

    #[test]
    fn other_changes_re_image_nothing() {
        let scaled = valid().changed(|view| view.pools[0].node_count = Attr::Known(9));
        assert_eq!(texts(&scaled), Vec::<String>::new());
        assert_eq!(cluster(|_| (), |asked| asked.sku_tier = known("standard")), Vec::<String>::new());
        let wider = valid().changed(|view| view.network.pod_cidrs = list(&["10.244.0.0/15"]));
        assert_eq!(texts(&wider), Vec::<String>::new());
        assert_eq!(texts(&valid()), Vec::<String>::new());
    }
}
