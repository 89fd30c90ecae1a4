//! A dual-stack cluster whose IPv6 ranges are not set gets some from Azure, and which cannot be told beforehand.
//!
//! # Why
//!
//! The documentation names fd12:3456:789a::/64 for pods and fd12:3456:789a:1::/108 for services; the changelog says that
//! Azure picks unique local ranges at random. So nothing is assumed here: the ranges are known after the cluster is
//! created. This finding only tells what a cluster will get; Terraform does not show it.
//!
//! # Way out
//!
//! Nothing needs to be done. Write the ranges down where they matter to somebody outside the cluster, such as a firewall.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on dual-stack, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - AKS changelog of 2022-01-27: IPv6 ranges are pseudo-random, of RFC 4193.

use crate::rules::{
    Change, Findings, Level, Lowering, Network, Phase, Rule, Source, View,
    effective::{Effective, Ipam},
    finding::written,
    ranges::Purpose,
    rule::ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "implied-ipv6-ranges",
    number: "R63",
    title: "IPv6 ranges that are not set are picked by Azure",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Information,
        because: "Documentation and changelog do not agree on the defaults.",
    }],
    when: &[Change::Create, Change::DualStack],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("It is information only."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) || view.dual_stack() != Some(true) {
        return;
    }
    type Ranges = fn(&Network) -> &tfplugin_framework::Attr<Vec<tfplugin_framework::Attr<String>>>;
    let lists: [(Purpose, Ranges, &str); 2] = [
        (Purpose::Pods, |network| &network.pod_cidrs, "fd12:3456:789a::/64"),
        (Purpose::Services, |network| &network.service_cidrs, "fd12:3456:789a:1::/108"),
    ];
    for (purpose, ranges, documented) in lists {
        let silent = match view.effective(ranges) {
            Effective::Default => true,
            // IPv6 is added to a cluster that has one range.
            Effective::Existing(texts) => texts.len() == 1,
            Effective::Asked(_) | Effective::Undecided => false,
        };
        if !silent {
            continue;
        }
        let path = view.network.attribute(purpose.attribute());
        findings
            .report(Some(path.clone()), format!("Azure picks the IPv6 {}", purpose.name()))
            .fact(format!("{} is not set, and the cluster has IPv6.", written(&path)))
            .why(format!(
                "The documentation names {documented}, the changelog a random range of fd00::/8; it is known after the \
                 cluster is created."
            ))
            .way_out(format!("To choose it, set {} with an IPv4 and an IPv6 range.", written(&path)));
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Finding, View,
        sample::{list, valid, valid_dual_stack},
    };

    fn told(view: &View) -> Vec<Finding> {
        view.findings().into_iter().filter(|finding| finding.rule.number == "R63").collect()
    }

    #[test]
    fn each_list_that_is_not_set_is_told_and_not_shown_by_terraform() {
        let view = valid_dual_stack().with(|view| {
            view.network.pod_cidrs = Attr::Null;
            view.network.service_cidrs = Attr::Null;
            view.network.dns_service_ip = Attr::Null;
        });
        let told = told(&view);
        assert_eq!(told.len(), 2);
        assert_eq!(told[0].summary, "Azure picks the IPv6 pod CIDR");
        assert_eq!(told[0].diagnostic(), None);
    }

    #[test]
    fn what_is_set_or_of_ipv4_alone_is_not_mentioned() {
        assert!(told(&valid_dual_stack()).is_empty());
        assert!(told(&valid().with(|view| view.network.pod_cidrs = Attr::Null)).is_empty());
    }

    #[test]
    fn ipv6_that_is_added_without_ranges_is_told_too() {
        let view = valid().changed(|view| {
            view.network.ip_families = list(&["IPv4", "IPv6"]);
            view.network.pod_cidrs = Attr::Null;
            view.network.service_cidrs = Attr::Null;
        });
        assert_eq!(told(&view).len(), 2);
    }
}
