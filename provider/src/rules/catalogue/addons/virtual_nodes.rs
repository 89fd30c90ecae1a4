//! Virtual nodes are not for overlay.
//!
//! # Why
//!
//! Virtual nodes are container instances with addresses of the virtual network. They do not reach pods in an overlay, nor
//! services with such pods; Microsoft names them as a reason to choose a flat network.
//!
//! # Way out
//!
//! Turn the add-on off: `addons = { aci_connector_linux = { enabled = false } }`. Pools that scale by themselves, or node
//! auto-provisioning, do the same work.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on choosing a network model, 2023-11-28, unchanged in 2026-08:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>. What Azure answers is not known.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, addons::VIRTUAL_NODES, effective::Ipam,
    rule::ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "virtual-nodes",
    number: "R29",
    title: "Overlay has no virtual nodes",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Warning,
        because: "The article on Azure CNI Overlay has the rule.",
    }],
    when: &[Change::Create, Change::Update, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("What Azure answers is not known."),
    yields_to: &["dual-stack-virtual-nodes"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let is_on = view.control(|cluster| &cluster.add_ons.virtual_nodes).value() == Some(&true);
    if !is_on || view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    let (path, attribute) = (VIRTUAL_NODES.path(), VIRTUAL_NODES.written());
    findings
        .report(Some(path), "Virtual nodes do not work with overlay")
        .fact(format!("{attribute} = true"))
        .fact(view.ipam_fact(Ipam::Overlay))
        .why("Virtual nodes have addresses of the virtual network, and do not reach pods in an overlay.")
        .way_out(format!("Set {attribute} = false, and let pools scale by themselves."));
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level,
        sample::{known, valid},
    };

    #[test]
    fn virtual_nodes_are_warned_about_on_overlay_alone() {
        let with = |is_on| valid().with(|view| view.control_plane.add_ons.virtual_nodes = Attr::Known(is_on));
        assert_eq!(with(true).codes(), [("virtual-nodes", Level::Warning)]);
        assert_eq!(with(false).codes(), []);
        let flat = with(true).with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = Attr::Null;
        });
        assert_eq!(flat.codes(), []);
    }
}
