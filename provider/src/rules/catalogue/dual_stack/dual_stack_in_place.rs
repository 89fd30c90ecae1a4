//! IPv6 is added to an overlay cluster in place: Azure re-images every node, and outbound IPv6 needs an address.
//!
//! # Why
//!
//! Other tools plan to destroy the cluster for it. Azure adds the second family to the cluster that runs, and replaces the nodes
//! of every pool at the same time. Pods reach IPv6 addresses outside only if the load balancer has an IPv6 address.
//!
//! # Way out
//!
//! Set `load_balancer = { managed_outbound_ipv6_count = 1 }` together with `ip_families`.
//!
//! # Evidence
//!
//! - `az aks update --ip-families ipv4,ipv6 --load-balancer-managed-outbound-ipv6-count 1`, "Configure dual-stack networking with
//!   Azure CNI Overlay": <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - Another provider replaces the cluster: <https://github.com/hashicorp/terraform-provider-azurerm/issues/32814>.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, effective::Ipam, finding::written,
    rule::ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "dual-stack-in-place",
    number: "X28",
    title: "IPv6 is added to an overlay cluster in place",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Information,
        because: "Azure adds IPv6 to overlay clusters in place.",
    }],
    when: &[Change::DualStack],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("It is information only."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(existing) = view.existing() else { return };
    let was_overlay = existing.network.existing_ipam() == Some(Ipam::Overlay);
    if !was_overlay || !view.adds_ipv6() {
        return;
    }
    let path = view.network.attribute("ip_families");
    let count = written(&view.network.attribute("load_balancer").attribute("managed_outbound_ipv6_count"));
    let asked = &view.network.load_balancer.managed_outbound_ipv6_count;
    let mut report = findings
        .report(Some(path.clone()), "Azure will add IPv6 to the cluster in place")
        .fact(format!("{} asks for IPv4 and IPv6; the cluster has IPv4.", written(&path)))
        .why("Every node is replaced, and outbound IPv6 needs an address of the load balancer.");
    if asked.known().is_none_or(|count| *count < 1) {
        report = report.fact(format!("{count} is not set to an address or more."));
    }
    report.way_out(format!("Set {count} = 1 with it, unless traffic leaves another way."));
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, View,
        sample::{list, valid, valid_dual_stack},
    };

    fn told(view: &View) -> Option<Level> {
        view.findings().iter().find(|finding| finding.rule.number == "X28").map(|finding| finding.level)
    }

    #[test]
    fn ipv6_for_a_cluster_that_runs_is_information() {
        let view = valid().changed(|view| {
            view.network.ip_families = list(&["IPv4", "IPv6"]);
            view.network.pod_cidrs = list(&["10.244.0.0/16", "fd10:1::/64"]);
            view.network.service_cidrs = list(&["10.0.0.0/16", "fd10:2::/108"]);
        });
        assert_eq!(told(&view), Some(Level::Information));
    }

    #[test]
    fn a_cluster_that_has_ipv6_or_gets_none_hears_nothing() {
        assert_eq!(told(&valid_dual_stack()), None);
        assert_eq!(told(&valid_dual_stack().changed(|_| ())), None);
        assert_eq!(told(&valid().changed(|_| ())), None);
    }
}
