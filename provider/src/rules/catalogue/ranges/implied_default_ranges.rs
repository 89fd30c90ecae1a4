//! A range that is not set is not absent: a new cluster gets pods in 10.244.0.0/16, services in 10.0.0.0/16 and its DNS
//! service at 10.0.0.10.
//!
//! # Why
//!
//! Every rule about overlaps and capacity holds for the defaults just as for ranges that are written down. So the other
//! rules look at the default wherever nothing is set, and say that it is one. This finding by itself only tells what a
//! cluster will get; Terraform does not show it.
//!
//! # Way out
//!
//! Nothing needs to be done. Write the ranges down where they matter to somebody outside the cluster.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", 2023-11-28, unchanged in 2026-08:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - A cluster created without ranges reports them: recorded traffic of the Azure CLI, 2024.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, effective::Ipam, ranges::Origin,
    rule::ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "implied-default-ranges",
    number: "R31",
    title: "Ranges that are not set are Azure's defaults",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Information,
        because: "The article on Azure CNI Overlay names the defaults.",
    }],
    when: &[Change::Create],
    looks_at: &[Source::Config],
    lowering: Lowering::Allowed("It is information only."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    for range in view.pod_ranges().into_iter().chain(view.service_ranges()) {
        if range.origin == Origin::Default {
            let summary = format!("The {} will be Azure's default, {}", range.purpose.name(), range.cidr);
            findings
                .report(Some(range.path.clone()), summary)
                .fact(range.fact())
                .way_out(format!("To write it down, set {}.", view.assignment(&range, &range.cidr)));
        }
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{Level, sample::valid};

    #[test]
    fn what_is_not_set_is_told_and_not_shown_by_terraform() {
        let view = valid().with(|view| view.network.pod_cidrs = Attr::Null);
        let mut findings = view.findings();
        findings.retain(|finding| finding.rule.code == "implied-default-ranges");
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].level, Level::Information);
        assert_eq!(findings[0].summary, "The pod CIDR will be Azure's default, 10.244.0.0/16");
        assert_eq!(findings[0].diagnostic(), None);
    }
}
