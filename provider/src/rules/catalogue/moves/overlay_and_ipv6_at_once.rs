//! A cluster moves to overlay with the IP families that it has, and gets IPv6 afterwards.
//!
//! # Why
//!
//! Azure adds IPv6 to a cluster that is on overlay. A cluster that is still on its way there has no pod CIDR of overlay next
//! to which a second one could be put, and both changes replace the network on every node.
//!
//! # Way out
//!
//! Move to overlay with `ip_families = ["IPv4"]`, apply, and add IPv6 with a second apply. Each is in place.
//!
//! # Evidence
//!
//! - "Configure dual-stack networking with Azure CNI Overlay" adds IPv6, by `az aks update --ip-families ipv4,ipv6`, to clusters
//!   that are on overlay: <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - "Update Azure CNI IPAM mode and data plane for AKS" moves clusters to overlay by commands that leave the families as they
//!   are: <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>. No page shows both in one command; the code that
//!   Azure refuses it with is not published.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, finding::written, rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "overlay-and-ipv6-at-once",
    number: "N15",
    title: "Overlay and IPv6 come one after the other",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("Microsoft's pages have the two commands, and no word on both at once."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(before) = view.moves_to_overlay_from().filter(|_| view.adds_ipv6()) else { return };
    let path = view.network.attribute("ip_families");
    let attribute = written(&path);
    let as_of = findings.as_of();
    findings
        .report(Some(path), "A cluster cannot move to overlay and get IPv6 at the same time")
        .fact(view.move_fact(before))
        .fact(format!("{attribute} = [\"IPv4\", \"IPv6\"] adds IPv6; the cluster has IPv4."))
        .why("Azure adds IPv6 to a cluster that is on overlay already.")
        .way_out(view.steps_or(as_of, format!("Leave {attribute} out until the cluster is on overlay.")));
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        View,
        sample::{leaving_kubenet, leaving_node_subnet, list, valid},
    };

    fn with_ipv6(view: View) -> View {
        view.with(|view| {
            view.network.ip_families = list(&["IPv4", "IPv6"]);
            view.network.pod_cidrs = list(&["10.244.0.0/16", "fd10:1::/64"]);
            view.network.service_cidrs = list(&["10.0.0.0/16", "fd10:2::/108"]);
        })
    }

    #[test]
    fn both_at_once_are_refused_with_the_order_and_what_to_write() {
        for view in [leaving_kubenet(), leaving_node_subnet()] {
            let error = with_ipv6(view).error();
            assert_eq!(error.rule.code, "overlay-and-ipv6-at-once");
            let lines: Vec<&str> = error.way_out.lines().collect();
            assert!(lines[1].starts_with("  1. Move from "), "{}", error.way_out);
            assert!(lines[2].starts_with("  2. Add IPv6"), "{}", error.way_out);
            assert!(!lines[1].contains("fd10"), "{}", error.way_out);
            assert!(lines[2].contains("[\"10.244.0.0/16\", \"fd10:1::/64\"]"), "{}", error.way_out);
        }
    }

    #[test]
    fn a_cluster_on_kubenet_that_has_ipv6_moves_with_it() {
        let view = with_ipv6(leaving_kubenet()).that_was(|existing| {
            existing.network.ip_families = list(&["IPv4", "IPv6"]);
            existing.network.pod_cidrs = list(&["10.244.0.0/16", "fd10:1::/64"]);
            existing.network.service_cidrs = list(&["10.0.0.0/16", "fd10:2::/108"]);
        });
        assert_eq!(view.objections(), Vec::<&str>::new());
    }

    #[test]
    fn ipv6_alone_is_added_to_a_cluster_on_overlay() {
        assert_eq!(with_ipv6(valid().changed(|_| ())).objections(), Vec::<&str>::new());
    }
}
