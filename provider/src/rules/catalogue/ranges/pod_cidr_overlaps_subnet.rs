//! The pod CIDR shares no address with any subnet of the cluster's virtual network.
//!
//! # Why
//!
//! Inside the cluster every address of the pod CIDR is a pod: a node, a private endpoint or a database with such an
//! address cannot be reached from a pod any more. Azure compares the pod CIDR with every subnet of the virtual network,
//! not only with those of the nodes.
//!
//! A cluster that names no subnet gets a virtual network from AKS, with the subnet 10.224.0.0/16. A range that overlaps
//! this one is a warning.
//!
//! # Way out
//!
//! Take a pod CIDR that is free; the message names one. Nobody outside the cluster sees it, so the same range may serve
//! every cluster. An existing cluster cannot move its pod CIDR: there the subnet has to go elsewhere.
//!
//! # Evidence
//!
//! - AKS changelog of 2024-10-25: the pod CIDR is compared with all subnets of the virtual network, and with its address
//!   space no longer.
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - Before, Azure answered `NetworkProfileCIDROverlapVNET`, target `networkProfile.podCIDR`:
//!   <https://github.com/Azure/AKS-Construction/issues/403>, 2022. The code since then is not known.

use std::cell::LazyCell;

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    any_case::AnyCase,
    effective::Ipam,
    ranges::{Origin, Range, SubnetRange},
    rule::{ARTICLE, day},
    subnets::by_subnet,
};

pub(super) static RULE: Rule = Rule {
    code: "pod-cidr-overlaps-subnet",
    number: "R07",
    title: "The pod CIDR overlaps no subnet of the virtual network",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "The article on Azure CNI Overlay has the rule for the subnets of the nodes.",
        },
        Phase {
            from: ALL_SUBNETS,
            level: Level::Error,
            because: "Azure looks at every subnet of the virtual network.",
        },
    ],
    when: &[
        Change::Create,
        Change::UpgradeFromNodeSubnet,
        Change::UpgradeFromKubenet,
        Change::Expansion,
        Change::Scale,
    ],
    looks_at: &[Source::Config, Source::Vnet],
    lowering: Lowering::Never(
        "Azure refuses the overlap, and pods could not reach what has an address in it.",
    ),
    yields_to: &["pod-cidr-expansion"],
    check,
};

const ALL_SUBNETS: time::Date = day(2024, 10, 25);

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    let pools = LazyCell::new(|| by_subnet(view.all_pools()));
    let of_nodes = |subnet: &SubnetRange<'_>| subnet.id.is_some_and(|id| pools.contains_key(&AnyCase(id)));
    let all = findings.as_of() >= ALL_SUBNETS;
    for range in view.pod_ranges() {
        let meets = |subnet: &SubnetRange<'_>| subnet.cidr.overlaps(&range.cidr) && (all || of_nodes(subnet));
        let hit: Vec<SubnetRange<'_>> = view.subnet_ranges().filter(meets).collect();
        let summary = match hit.as_slice() {
            [] => continue,
            [one] => format!("Pod CIDR {} overlaps subnet \"{}\" ({})", range.cidr, one.name(), one.cidr),
            many => format!("Pod CIDR {} overlaps {} subnets", range.cidr, many.len()),
        };
        let mut report =
            findings.report(Some(range.path.clone()), summary).fact(range.fact()).unless_settled(view);
        // What AKS would do if its own range were taken is not documented.
        if hit.iter().all(|subnet| subnet.id.is_none()) {
            report = report.at_most(Level::Warning);
        }
        for subnet in hit {
            report = report.fact(subnet.fact());
        }
        report
            .why("Inside the cluster the addresses of the pod CIDR are pods, so nothing else may have one of them.")
            .way_out(way_out(view, &range));
    }
}

fn way_out(view: &View, range: &Range) -> String {
    if range.origin == Origin::Existing && view.moves_to_overlay_from().is_none() {
        return "An existing cluster keeps its pod CIDR: give the subnet another range, or make a new cluster.".to_owned();
    }
    if let Some(now) = view.pod_cidr_now(range) {
        return view.keep_or_widen(range, &now);
    }
    match view.free_instead_of(range, range.cidr.prefix_len()) {
        Some(free) => format!(
            "Set {}, the first private range of this size that is free next to the virtual network and the services.",
            view.assignment(range, &free)
        ),
        None => "Choose a pod CIDR outside the virtual network; the pod CIDR of another cluster will do."
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::{Attr, Path};

    use crate::rules::{
        Level, Lookup, RuleSettings,
        rule::day,
        run,
        sample::{list, valid, valid_dual_stack},
    };

    #[test]
    fn a_shared_range_is_refused_with_both_ranges_and_a_free_one() {
        let error = valid().with(|view| view.network.pod_cidrs = list(&["10.10.0.0/16"])).error();
        assert_eq!(error.rule.code, "pod-cidr-overlaps-subnet");
        assert_eq!(error.summary, "Pod CIDR 10.10.0.0/16 overlaps subnet \"nodes\" (10.10.0.0/22)");
        assert!(error.way_out.starts_with("Set network.pod_cidrs = [\"10.1.0.0/16\"],"), "{}", error.way_out);
    }

    #[test]
    fn ranges_that_only_touch_are_fine() {
        let view = valid().in_vnet(&["10.243.0.0/16", "10.245.0.0/16"]);
        assert_eq!(view.codes(), []);
    }

    #[test]
    fn several_subnets_make_one_finding() {
        let error = valid().in_vnet(&["10.244.0.0/24", "10.244.1.0/24"]).error();
        assert_eq!(error.summary, "Pod CIDR 10.244.0.0/16 overlaps 2 subnets");
        assert_eq!(error.facts.len(), 3);
    }

    #[test]
    fn a_subnet_without_nodes_counts_since_october_2024() {
        let view = valid().in_vnet(&["10.10.0.0/22", "10.244.7.0/24"]);
        let speaks = |date| view.codes_on(date).contains(&("pod-cidr-overlaps-subnet", Level::Error));
        assert!(!speaks(day(2024, 10, 24)));
        assert!(speaks(day(2024, 10, 25)));
    }

    #[test]
    fn the_default_is_checked_when_nothing_is_set() {
        let view = valid().in_vnet(&["10.244.0.0/22"]).with(|view| view.network.pod_cidrs = Attr::Null);
        assert_eq!(
            view.error().facts[0],
            "network.pod_cidrs is not set, so the pod CIDR is Azure's default, 10.244.0.0/16."
        );
    }

    #[test]
    fn an_expansion_into_a_subnet_is_answered_with_the_expansion_that_is_free() {
        let cluster = valid().in_vnet(&["10.10.0.0/22", "10.246.0.0/24"]);
        let error = cluster.changed(|view| view.network.pod_cidrs = list(&["10.244.0.0/14"])).error();
        assert_eq!(
            error.way_out,
            "Keep network.pod_cidrs = [\"10.244.0.0/16\"], or widen it in place to 10.244.0.0/15 (512 nodes)."
        );
    }

    #[test]
    fn the_subnet_that_aks_will_make_is_a_warning() {
        let view = valid().with(|view| {
            view.network.pod_cidrs = list(&["10.224.0.0/14"]);
            view.pools[0].subnet_id = Attr::Null;
            view.lookups.vnet = Lookup::NotAsked;
        });
        assert_eq!(view.codes(), [("pod-cidr-overlaps-subnet", Level::Warning)]);
        assert_eq!(
            view.error().facts[1],
            "No subnet is named, so AKS makes a virtual network with the subnet 10.224.0.0/16."
        );
    }

    #[test]
    fn a_pool_of_its_own_makes_no_virtual_network() {
        let view = valid().with(|view| {
            view.network.pod_cidrs = list(&["10.224.0.0/14"]);
            view.pools[0].subnet_id = Attr::Null;
            view.pools[0].path = Some(Path::root());
            view.lookups.vnet = Lookup::NotAsked;
        });
        assert_eq!(view.codes(), []);
    }

    #[test]
    fn a_range_is_quoted_as_it_is_written() {
        let view = valid().with(|view| view.network.pod_cidrs = list(&["10.10.1.7/16"]));
        let finding = view.findings().into_iter().find(|finding| finding.rule.number == "R07").unwrap();
        assert_eq!(finding.facts[0], "network.pod_cidrs[0] = \"10.10.1.7/16\"");
    }

    #[test]
    fn ipv6_subnets_are_compared_with_the_ipv6_pod_cidr() {
        let view = valid_dual_stack().in_vnet(&["10.10.0.0/22", "fd10:1::/64"]);
        assert_eq!(view.codes(), [("pod-cidr-overlaps-subnet", Level::Error)]);
        assert!(
            view.error().way_out.starts_with("Set network.pod_cidrs = [\"10.244.0.0/16\", \"fd00::/64\"],")
        );
    }

    #[test]
    fn an_overlap_that_came_later_is_a_warning_while_nothing_changes() {
        let view = valid().changed(|_| {}).in_vnet(&["10.10.0.0/22", "10.244.0.0/24"]);
        assert_eq!(view.codes(), [("pod-cidr-overlaps-subnet", Level::Warning)]);
    }

    #[test]
    fn without_the_virtual_network_it_is_silent_and_without_an_answer_named_as_unchecked() {
        let silent = valid().with(|view| view.lookups.vnet = Lookup::NotAsked);
        let settings = RuleSettings::as_of(day(2026, 11, 22));
        assert!(run(&silent, &settings).diagnostics().is_empty());
        let denied =
            valid().with(|view| view.lookups.vnet = Lookup::Unavailable("No permission.".to_owned()));
        let verdict = run(&denied, &settings);
        assert!(!verdict.diagnostics().has_errors());
        assert!(verdict.unchecked[0].rules.iter().any(|rule| rule.number == "R07"));
    }
}
