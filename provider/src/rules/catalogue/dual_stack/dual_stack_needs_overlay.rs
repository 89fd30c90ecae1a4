//! With Azure's network plugin, IPv6 next to IPv4 needs overlay: a cluster on node subnet has IPv4 only.
//!
//! # Why
//!
//! On node subnet a pod has an address of the virtual network, and AKS gives it one of IPv4. kubenet knows both families
//! until it retires on 2028-03-31; a network plugin of one's own does what it does.
//!
//! # Way out
//!
//! Set `plugin_mode = "overlay"`. An existing cluster may move to overlay and get IPv6 later, each in place.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on dual-stack, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - Azure answers `UnsupportedDualStackNetworkPlugin`, target `networkProfile.networkPlugin`:
//!   <https://github.com/Azure/AKS/issues/4107>. Dual-stack without overlay is requested in
//!   <https://github.com/Azure/AKS/issues/4389>.

use time::Date;

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, effective::Ipam, finding::written,
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "dual-stack-needs-overlay",
    number: "R48",
    title: "Dual-stack needs overlay",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update, Change::DualStack],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Azure refuses the combination (UnsupportedDualStackNetworkPlugin)."),
    yields_to: &["overlay-is-one-way"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.dual_stack() != Some(true) || view.ipam() != Some(Ipam::NodeSubnet) {
        return;
    }
    let (families, as_of) = (view.network.attribute("ip_families"), findings.as_of());
    findings
        .report(Some(families.clone()), "A cluster on node subnet cannot have IPv6")
        .fact(format!("{} asks for IPv4 and IPv6.", written(&families)))
        .fact(view.ipam_fact(Ipam::NodeSubnet))
        .why("With Azure's network plugin only overlay has both families.")
        .way_out(way_out(view, as_of));
}

/// The two cannot come in one change of a cluster that exists (N15).
fn way_out(view: &View, as_of: Date) -> String {
    let mode = written(&view.network.attribute("plugin_mode"));
    let families = written(&view.network.attribute("ip_families"));
    if view.existing().is_some() && view.network.path.is_root() {
        return "Move the cluster to overlay first, where it is managed: network = { plugin_mode = \"overlay\" } of an \
                aksoverlay_cluster. Add IPv6 in an apply after that."
            .to_owned();
    }
    let keep = format!("{families} = [\"IPv4\"]");
    let steps = view.steps_or(as_of, format!("Set {mode} = \"overlay\", or {keep}."));
    if view.existing().is_some() { format!("Keep {keep}, or go to overlay first. {steps}") } else { steps }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::{Attr, Path};

    use crate::rules::{
        Level, View,
        sample::{known, list, valid, valid_dual_stack},
    };

    #[test]
    fn ipv6_on_node_subnet_is_refused_and_on_overlay_it_is_not() {
        let view = valid_dual_stack();
        assert_eq!(view.codes(), []);
        let flat = view.with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = Attr::Null;
        });
        assert_eq!(flat.codes(), [("dual-stack-needs-overlay", Level::Error)]);
    }

    #[test]
    fn a_cluster_that_exists_moves_before_it_gets_ipv6() {
        let flat = valid().with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = Attr::Null;
        });
        let asked = flat.changed(|view| view.network.ip_families = list(&["IPv4", "IPv6"]));
        let refusal = |view: &View| {
            let mut findings = view.findings();
            findings.retain(|finding| finding.rule.code == "dual-stack-needs-overlay");
            assert_eq!(findings.len(), 1, "{findings:#?}");
            findings.remove(0)
        };
        let way_out = refusal(&asked).way_out;
        let lines: Vec<&str> = way_out.lines().collect();
        assert!(lines[0].starts_with("Keep network.ip_families = [\"IPv4\"], or go to overlay first."));
        assert!(
            lines[1].starts_with("  1. Move from Azure CNI with node subnet to Azure CNI Overlay"),
            "{way_out}"
        );
        assert!(lines[1].contains("ip_families = [\"IPv4\"], pod_cidrs = [\"10.244.0.0/16\"]"), "{way_out}");
        assert!(lines[2].starts_with("  2. Add IPv6"), "{way_out}");
        let beside = asked.with(|view| view.network.path = Path::root());
        let error = refusal(&beside);
        assert!(error.way_out.starts_with("Move the cluster to overlay first, where it is managed"));
        assert!(!error.facts.iter().any(|fact| fact.contains("plugin_mode")), "{:?}", error.facts);
    }

    #[test]
    fn kubenet_with_both_families_is_not_its_business() {
        let view = valid_dual_stack().with(|view| {
            view.network.plugin = known("kubenet");
            view.network.plugin_mode = Attr::Null;
        });
        assert_eq!(view.codes(), [("retired-parts", Level::Warning)]);
    }
}
