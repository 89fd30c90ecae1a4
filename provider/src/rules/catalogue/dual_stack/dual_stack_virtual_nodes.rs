//! A dual-stack cluster has no virtual nodes.
//!
//! # Why
//!
//! Virtual nodes are container instances in a delegated subnet, which have no IPv6.
//!
//! # Way out
//!
//! Turn the add-on off: `addons = { aci_connector_linux = { enabled = false } }`. Pools that scale by themselves, or node
//! auto-provisioning on clusters with IPv4 alone, do the same work.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on the limitations of dual-stack, 2023-11-28, unchanged in 2026-08:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>. The code that Azure answers is not known.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, addons::VIRTUAL_NODES, finding::written,
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "dual-stack-virtual-nodes",
    number: "R57",
    title: "Dual-stack excludes virtual nodes",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update, Change::DualStack],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed(
        "The rule stands in the documentation; a refusal by Azure has not been seen in public.",
    ),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let is_on = view.control(|cluster| &cluster.add_ons.virtual_nodes).value() == Some(&true);
    if !is_on || view.dual_stack() != Some(true) {
        return;
    }
    let (path, attribute) = (VIRTUAL_NODES.path(), VIRTUAL_NODES.written());
    let families = written(&view.network.attribute("ip_families"));
    findings
        .report(Some(path), "A dual-stack cluster cannot have virtual nodes")
        .fact(format!("{attribute} = true"))
        .fact(format!("{families} asks for IPv4 and IPv6."))
        .why("Virtual nodes have no IPv6.")
        .way_out(format!("Set {attribute} = false, or {families} = [\"IPv4\"]."))
        .unless_settled(view);
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{Level, sample::valid_dual_stack};

    #[test]
    fn virtual_nodes_are_refused_with_ipv6() {
        let with = |is_on| {
            valid_dual_stack().with(|view| view.control_plane.add_ons.virtual_nodes = Attr::Known(is_on))
        };
        assert!(with(true).codes().contains(&("dual-stack-virtual-nodes", Level::Error)));
        assert!(!with(true).codes().iter().any(|(code, _)| *code == "virtual-nodes"));
        assert!(!with(false).codes().iter().any(|(code, _)| code.contains("virtual-nodes")));
    }
}
