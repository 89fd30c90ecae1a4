//! The pod CIDR shares no address with the address space of the cluster's virtual network, also where no subnet is yet.
//!
//! # Why
//!
//! Since October 2024 Azure compares the pod CIDR with the subnets that exist, and no longer with the whole address space.
//! So a cluster can be created in a part of the address space that is still free. But no subnet can be made there
//! afterwards without cutting pods off from it, and the next change of the cluster is refused then. The documentation
//! still asks for a pod CIDR outside the virtual network.
//!
//! # Way out
//!
//! Take a pod CIDR outside the address space; the message names one. Or leave that part of the address space unused.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", 2023-11-28, with an example in which the virtual network is 10.0.0.0/8:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - Azure answered `NetworkProfileCIDROverlapVNET`, target `networkProfile.podCIDR`:
//!   <https://github.com/Azure/AKS-Construction/issues/403>, 2022.
//! - AKS changelog of 2024-10-25: only subnets are compared.

use crate::{
    network::Cidr,
    rules::{
        Change, Findings, Level, Lowering, Phase, Rule, Source, View,
        effective::Ipam,
        ranges::{Origin, Range},
        rule::{ARTICLE, day},
    },
};

pub(super) static RULE: Rule = Rule {
    code: "pod-cidr-overlaps-vnet",
    number: "R08",
    title: "The pod CIDR lies outside the address space of the virtual network",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "Azure refuses an overlap with the address space.",
        },
        Phase {
            from: day(2024, 10, 25),
            level: Level::Warning,
            because: "Azure looks at subnets alone, and the documentation still asks for the whole.",
        },
    ],
    when: &[Change::Create, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet, Change::Expansion],
    looks_at: &[Source::Config, Source::Vnet],
    lowering: Lowering::Allowed("Azure accepts it since October 2024, as long as no subnet is there."),
    yields_to: &["pod-cidr-expansion", "pod-cidr-overlaps-subnet"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    let Some(vnet) = view.lookups.vnet.found() else { return };
    let name = vnet.id.rsplit('/').next().unwrap_or_default();
    // A pod CIDR that the cluster has is no question of choice any more.
    for range in view.pod_ranges().into_iter().filter(|range| range.origin != Origin::Existing) {
        let space = view.vnet_ranges();
        let hit: Vec<String> =
            space.iter().filter(|prefix| prefix.overlaps(&range.cidr)).map(Cidr::to_string).collect();
        if hit.is_empty() {
            continue;
        }
        findings
            .report(
                Some(range.path.clone()),
                format!("Pod CIDR {} lies in virtual network \"{name}\" ({})", range.cidr, hit.join(", ")),
            )
            .fact(range.fact())
            .fact(format!("The virtual network {} has {} in Azure.", vnet.id, hit.join(" and ")))
            .why("A subnet that is made in this range later could not be reached from pods, and stops further changes of the cluster.")
            .way_out(way_out(view, &range));
    }
}

fn way_out(view: &View, range: &Range) -> String {
    let unused = "leave this part of the address space unused";
    if let Some(now) = view.pod_cidr_now(range) {
        return format!("{} Or {unused}.", view.keep_or_widen(range, &now));
    }
    match view.free_instead_of(range, range.cidr.prefix_len()) {
        Some(free) => format!("Set {}, which is free, or {unused}.", view.assignment(range, &free)),
        None => format!("Choose a pod CIDR outside the virtual network, or {unused}."),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, Lookup, View,
        rule::day,
        sample::{known, list, valid, valid_dual_stack},
    };

    fn in_space(view: View, space: &[&str]) -> View {
        view.with(|view| {
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.address_space = space.iter().map(|prefix| (*prefix).to_owned()).collect();
            }
        })
    }

    #[test]
    fn inside_the_address_space_and_outside_every_subnet_is_a_warning_with_a_range_outside() {
        let view = in_space(valid(), &["10.0.0.0/8"])
            .with(|view| view.network.service_cidrs = list(&["172.16.0.0/16"]));
        let view = view.with(|view| view.network.dns_service_ip = known("172.16.0.10"));
        assert_eq!(view.codes(), [("pod-cidr-overlaps-vnet", Level::Warning)]);
        assert!(
            view.error().way_out.starts_with("Set network.pod_cidrs = [\"172.17.0.0/16\"]"),
            "{}",
            view.error().way_out
        );
    }

    #[test]
    fn before_october_2024_azure_refused_it() {
        let view = in_space(valid(), &["10.10.0.0/16", "10.240.0.0/12"]);
        assert_eq!(view.codes_on(day(2024, 10, 24)), [("pod-cidr-overlaps-vnet", Level::Error)]);
        assert_eq!(view.codes_on(day(2024, 10, 25)), [("pod-cidr-overlaps-vnet", Level::Warning)]);
    }

    #[test]
    fn an_address_space_that_ends_before_it_is_fine() {
        assert_eq!(in_space(valid(), &["10.10.0.0/16", "10.240.0.0/14"]).codes(), []);
    }

    #[test]
    fn where_a_subnet_is_hit_that_is_said_instead() {
        let view = in_space(valid().in_vnet(&["10.10.0.0/22", "10.244.0.0/24"]), &["10.0.0.0/8"]);
        assert_eq!(view.codes(), [("pod-cidr-overlaps-subnet", Level::Error)]);
    }

    #[test]
    fn a_cluster_that_has_the_range_is_left_in_peace() {
        assert_eq!(in_space(valid().changed(|_| {}), &["10.10.0.0/16", "10.240.0.0/12"]).codes(), []);
    }

    #[test]
    fn the_ipv6_address_space_is_compared_with_the_ipv6_pod_cidr() {
        let view = in_space(valid_dual_stack(), &["10.10.0.0/16", "fd10::/16"]);
        assert_eq!(view.codes(), [("pod-cidr-overlaps-vnet", Level::Warning)]);
    }
}
