//! The move from node subnet to overlay names the pod CIDR.
//!
//! # Why
//!
//! A cluster on node subnet has no pod CIDR that it could keep. Overlay needs one, it cannot be moved afterwards, and a
//! range that nobody chose may be in use elsewhere.
//!
//! # Way out
//!
//! Set `pod_cidrs` to a range that is free of the virtual network, of what it is connected with and of the services.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", tab "Azure CNI": `--pod-cidr` is required; the tab "Node Subnet" shows
//!   the command without it: <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, effective::Ipam, finding::written,
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "overlay-upgrade-needs-pod-cidr",
    number: "R42",
    title: "The move from node subnet to overlay names the pod CIDR",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::UpgradeFromNodeSubnet],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("One part of Microsoft's page shows the command without a pod CIDR."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.moves_to_overlay_from() != Some(Ipam::NodeSubnet) {
        return;
    }
    let list = &view.network.pod_cidrs;
    if !list.is_null() && !list.is_known_and(|list| list.is_empty()) {
        return;
    }
    let path = view.network.attribute("pod_cidrs");
    let attribute = written(&path);
    let way_out = match view.free_pod_cidr() {
        Some(free) => {
            format!("Set {attribute} = [\"{free}\"], which is free of everything that is known here.")
        }
        None => format!("Set {attribute} to a range that is free."),
    };
    findings
        .report(Some(path), "The move from node subnet to overlay needs a pod CIDR")
        .fact(format!("{attribute} is not set, and on node subnet the cluster has none."))
        .fact(view.move_fact(Ipam::NodeSubnet))
        .why("Pods on overlay get their addresses from the pod CIDR, a /24 for each node, and it cannot be moved afterwards.")
        .way_out(way_out);
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        View,
        sample::{known, leaving_kubenet, leaving_node_subnet, list},
    };

    fn without() -> View {
        leaving_node_subnet().with(|view| view.network.pod_cidrs = Attr::Null)
    }

    #[test]
    fn a_move_without_a_pod_cidr_is_refused_with_a_free_one() {
        let error = without().error();
        assert_eq!(error.rule.code, "overlay-upgrade-needs-pod-cidr");
        let free =
            "Set network.pod_cidrs = [\"10.244.0.0/16\"], which is free of everything that is known here.";
        assert_eq!(error.way_out, free);
    }

    #[test]
    fn the_default_is_not_proposed_where_a_subnet_has_it() {
        let error = without().in_vnet(&["10.244.0.0/20"]).error();
        assert!(!error.way_out.contains("10.244.0.0"), "{}", error.way_out);
    }

    #[test]
    fn a_pod_cidr_that_is_named_or_known_after_apply_is_enough() {
        assert_eq!(leaving_node_subnet().objections(), Vec::<&str>::new());
        let later = leaving_node_subnet().with(|view| view.network.pod_cidrs = Attr::unknown());
        assert_eq!(later.objections(), Vec::<&str>::new());
        let later =
            leaving_node_subnet().with(|view| view.network.pod_cidrs = Attr::Known(vec![Attr::unknown()]));
        assert_eq!(later.objections(), Vec::<&str>::new());
    }

    #[test]
    fn a_cluster_on_kubenet_keeps_the_one_that_it_has() {
        assert_eq!(
            leaving_kubenet().with(|view| view.network.pod_cidrs = Attr::Null).objections(),
            Vec::<&str>::new()
        );
    }

    #[test]
    fn a_cluster_that_stays_on_node_subnet_needs_none() {
        assert_eq!(
            without().with(|view| view.network.plugin_mode = known("none")).objections(),
            Vec::<&str>::new()
        );
        assert_eq!(
            leaving_node_subnet().with(|view| view.network.pod_cidrs = list(&["10.64.0.0/16"])).objections(),
            Vec::<&str>::new()
        );
    }
}
