//! With the network plugin `azure`, only overlay has a pod CIDR.
//!
//! # Why
//!
//! On node subnet the pods have addresses of the subnet of the nodes, so there is nothing for which a pod CIDR could be
//! used. Azure refuses the combination.
//!
//! # Way out
//!
//! Set `plugin_mode = "overlay"`, or leave `pod_cidrs` out.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", 2023-11-28: <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - The Azure CLI refuses `--pod-cidr` with `--network-plugin azure` unless the mode is overlay, and so does the azurerm
//!   provider at apply.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, effective::Ipam, finding::written,
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "pod-cidrs-need-overlay",
    number: "R33",
    title: "A pod CIDR with Azure's network plugin needs overlay",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update],
    looks_at: &[Source::Config],
    lowering: Lowering::Never("Azure refuses a pod CIDR on node subnet."),
    yields_to: &["overlay-is-one-way"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(asked) = view.network.pod_cidrs.known().filter(|list| !list.is_empty()) else { return };
    if view.ipam() != Some(Ipam::NodeSubnet) {
        return;
    }
    let path = view.network.attribute("pod_cidrs");
    let (attribute, mode) = (written(&path), written(&view.network.attribute("plugin_mode")));
    let texts: Vec<&str> = asked.iter().map(|text| text.known().map_or("...", String::as_str)).collect();
    findings
        .report(Some(path), "Pods on node subnet have no pod CIDR")
        .fact(format!("{attribute} = {texts:?}"))
        .fact(view.ipam_fact(Ipam::NodeSubnet))
        .why("On node subnet the pods have addresses of the subnet of their nodes.")
        .way_out(format!("Set {mode} = \"overlay\", or remove {attribute}."));
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Operation,
        sample::{known, list, valid},
    };

    #[test]
    fn a_pod_cidr_on_node_subnet_is_refused_on_the_configuration_alone() {
        for mode in ["none", "None"] {
            let view = valid().with(|view| {
                view.network.plugin_mode = known(mode);
                view.operation = Operation::Validate;
            });
            let error = view.error();
            assert_eq!(error.rule.code, "pod-cidrs-need-overlay");
            assert_eq!(error.path, Some(view.network.attribute("pod_cidrs")));
        }
    }

    #[test]
    fn overlay_kubenet_and_a_plugin_of_ones_own_may_have_a_pod_cidr() {
        for (plugin, mode) in [("azure", "Overlay"), ("none", "none")] {
            let view = valid().with(|view| {
                view.network.plugin = known(plugin);
                view.network.plugin_mode = known(mode);
            });
            assert!(!view.objections().contains(&"pod-cidrs-need-overlay"), "{plugin} {mode}");
        }
        let kubenet = valid().with(|view| {
            view.network.plugin = known("kubenet");
            view.network.plugin_mode = Attr::Null;
        });
        assert!(!kubenet.objections().contains(&"pod-cidrs-need-overlay"));
    }

    #[test]
    fn what_is_not_known_is_not_judged() {
        let view = valid().with(|view| view.network.plugin_mode = Attr::unknown());
        assert_eq!(view.objections(), Vec::<&str>::new());
        let view = valid().with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = Attr::unknown();
        });
        assert_eq!(view.objections(), Vec::<&str>::new());
    }

    #[test]
    fn a_cluster_on_node_subnet_without_a_pod_cidr_is_left_in_peace() {
        let view = valid().with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = Attr::Null;
        });
        assert_eq!(view.objections(), Vec::<&str>::new());
        let leaving = valid().changed(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = list(&["10.244.0.0/16"]);
        });
        assert_eq!(leaving.objections(), ["overlay-is-one-way"]);
    }
}
