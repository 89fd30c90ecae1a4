//! Overlay clusters in one virtual network may have the same pod CIDR.
//!
//! # Why
//!
//! Nobody outside a cluster sees its pod CIDR: pods reach the network with the address of their node. So two clusters
//! with one pod CIDR do not meet, and this is no fault. The finding tells who else has the range; Terraform does not show
//! it.
//!
//! # Way out
//!
//! Nothing needs to be done. Only where two clusters are to reach each other's pods directly, by a service mesh of your
//! own, give them different ranges.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28: the same pod CIDR can be used in
//!   several independent clusters of one virtual network,
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.

use crate::{
    network::Cidr,
    rules::{
        Change, Findings, Level, Lowering, Neighbour, Phase, Rule, Source, View,
        effective::{Ipam, is_overlay},
        rule::ARTICLE,
    },
};

pub(super) static RULE: Rule = Rule {
    code: "pod-cidr-shared-by-clusters",
    number: "R10",
    title: "Clusters of one virtual network may share a pod CIDR",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Information,
        because: "The article on Azure CNI Overlay allows it.",
    }],
    when: &[Change::Create],
    looks_at: &[Source::Config, Source::Vnet, Source::Neighbours],
    lowering: Lowering::Allowed("It is information only."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    let neighbours = view.lookups.neighbours.found().map(Vec::as_slice).unwrap_or_default();
    for range in view.pod_ranges() {
        let shares = |neighbour: &&Neighbour| {
            let mut theirs = neighbour.pod_cidrs.iter().filter_map(|text| Cidr::meant(text));
            is_overlay(&neighbour.plugin_mode) && theirs.any(|theirs| theirs.overlaps(&range.cidr))
        };
        let sharing: Vec<&Neighbour> = neighbours.iter().filter(shares).collect();
        let name = |neighbour: &Neighbour| neighbour.id.rsplit('/').next().unwrap_or_default().to_owned();
        let names: Vec<String> = sharing.iter().map(|neighbour| name(neighbour)).collect();
        if names.is_empty() {
            continue;
        }
        let mut report = findings
            .report(
                Some(range.path.clone()),
                format!("Pod CIDR {} is shared with {}", range.cidr, names.join(", ")),
            )
            .fact(range.fact());
        for neighbour in sharing {
            report =
                report.fact(format!("{} has {} in Azure.", neighbour.id, neighbour.pod_cidrs.join(", ")));
        }
        report
            .why("Nobody outside an overlay cluster sees its pod CIDR, so independent clusters may have the same.")
            .way_out("Nothing needs to be done.");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{Level, Lookup, Neighbour, View, sample::valid};

    fn beside(plugin_mode: &str, pod_cidr: &str) -> View {
        let neighbour = Neighbour {
            id: "/subscriptions/0/managedClusters/blue".to_owned(),
            plugin_mode: plugin_mode.to_owned(),
            pod_cidrs: vec![pod_cidr.to_owned()],
            service_cidrs: vec!["10.0.0.0/16".to_owned()],
        };
        valid().with(|view| view.lookups.neighbours = Lookup::Found(vec![neighbour]))
    }

    #[test]
    fn a_cluster_with_the_same_range_next_to_this_one_is_no_fault() {
        let view = beside("overlay", "10.244.0.0/16");
        assert_eq!(view.codes(), []);
        let told: Vec<_> =
            view.findings().into_iter().filter(|finding| finding.rule.number == "R10").collect();
        assert_eq!(told[0].level, Level::Information);
        assert_eq!(told[0].summary, "Pod CIDR 10.244.0.0/16 is shared with blue");
        assert_eq!(told[0].diagnostic(), None);
    }

    #[test]
    fn another_range_is_not_mentioned() {
        let view = beside("overlay", "10.245.0.0/16");
        assert!(view.findings().iter().all(|finding| finding.rule.number != "R10"));
    }
}
