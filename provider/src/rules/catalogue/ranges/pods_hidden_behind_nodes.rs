//! Nobody outside an overlay cluster can reach a pod by its address, and what a pod sends arrives with the address of its
//! node.
//!
//! # Why
//!
//! The pod CIDR is no part of the virtual network. Firewalls, private endpoints and databases see the addresses of nodes,
//! so rules that name pod addresses do not match; and whoever reached pods directly before a move to overlay does not any
//! more. This finding is for those who plan such a move; Terraform does not show it.
//!
//! # Way out
//!
//! Let others in through services and ingresses, and name the subnets of the nodes where traffic of the cluster is to
//! pass. A cluster whose pods must be reached directly needs a flat network.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on the differences to Azure CNI, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.

use crate::{
    network::{Cidr, Family},
    rules::{
        Change, Findings, Level, Lowering, Phase, Rule, Source, Subnet, View, effective::Ipam, rule::ARTICLE,
    },
};

pub(super) static RULE: Rule = Rule {
    code: "pods-hidden-behind-nodes",
    number: "R66",
    title: "Pods are hidden behind the addresses of their nodes",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Information,
        because: "The article on Azure CNI Overlay describes it.",
    }],
    when: &[Change::Create, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("It is information only."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let moves = view.moves_to_overlay_from();
    if view.ipam() != Some(Ipam::Overlay) || (!view.creates() && moves.is_none()) {
        return;
    }
    let summary = match moves {
        Some(_) => "Pods can no longer be reached from outside the cluster after the move to overlay",
        None => "Pods cannot be reached from outside the cluster",
    };
    let six = view.dual_stack() == Some(true);
    let mut subnets: Vec<&Subnet> =
        view.in_subnets(&view.pools).into_iter().map(|(_, subnet)| subnet).collect();
    // In the order of the virtual network, whose list all of them are from.
    subnets.sort_unstable_by_key(|subnet| std::ptr::from_ref(*subnet));
    subnets.dedup_by(|one, other| std::ptr::eq(*one, *other));
    let nodes: Vec<String> = subnets
        .into_iter()
        .flat_map(|subnet| subnet.address_prefixes.iter().filter_map(|prefix| Cidr::meant(prefix)))
        .chain(view.managed_subnet_range().map(|subnet| subnet.cidr))
        .filter(|cidr| six || cidr.family() == Family::V4)
        .map(|cidr| cidr.to_string())
        .collect();
    let mut report = findings
        .report(Some(view.network.attribute("plugin_mode")), summary)
        .fact(view.ipam_fact(Ipam::Overlay));
    if !nodes.is_empty() {
        report = report
            .fact(format!("What pods send to the network comes from their nodes: {}.", nodes.join(", ")));
    }
    report.why("The pod CIDR is no part of the virtual network.").way_out(
        "Let others in through services and ingresses, and name the subnets of the nodes in firewalls.",
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Finding, View,
        sample::{known, valid},
    };

    fn told(view: &View) -> Vec<Finding> {
        view.findings().into_iter().filter(|finding| finding.rule.number == "R66").collect()
    }

    #[test]
    fn it_is_told_of_a_new_cluster_with_the_addresses_that_others_see() {
        let told = told(&valid());
        assert_eq!(told[0].facts[1], "What pods send to the network comes from their nodes: 10.10.0.0/22.");
        assert_eq!(told[0].diagnostic(), None);
    }

    #[test]
    fn it_is_told_of_a_move_to_overlay_and_not_of_other_changes() {
        let moved = valid().with(|view| view.network.plugin = known("kubenet")).changed(|view| {
            view.network.plugin = known("azure");
        });
        assert!(told(&moved)[0].summary.contains("no longer"));
        assert!(told(&valid().changed(|_| {})).is_empty());
        assert!(told(&valid().with(|view| view.network.plugin_mode = known("none"))).is_empty());
    }
}
