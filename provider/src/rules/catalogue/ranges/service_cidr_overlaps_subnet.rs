//! The service CIDR shares no address with any subnet of the cluster's virtual network.
//!
//! # Why
//!
//! Traffic to an address of the service CIDR never leaves the node. What has such an address in the virtual network
//! cannot be reached from the cluster. Azure compares the service CIDR with every subnet that exists, and does so again at
//! later updates and upgrades: a subnet added afterwards makes the next upgrade of an old cluster fail.
//!
//! A cluster that names no subnet gets a virtual network from AKS, with the subnet 10.224.0.0/16. A range that overlaps
//! this one is a warning.
//!
//! # Way out
//!
//! Take a service CIDR that is free, with a `dns_service_ip` inside; the message names both. The service CIDR of an
//! existing cluster cannot be changed, so there the subnet has to go elsewhere.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - Azure answers `ServiceCidrOverlapExistingSubnetsCidr`, target `networkProfile.serviceCIDR`, at creation and at
//!   upgrades of old clusters: <https://github.com/Azure/AKS/issues/1117>, <https://github.com/Azure/AKS/issues/3551>.

use crate::rules::{
    Change, Findings, Level, Lowering, Rule, Source, View,
    ranges::{Origin, Range, SubnetRange},
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "service-cidr-overlaps-subnet",
    number: "R13",
    title: "The service CIDR overlaps no subnet of the virtual network",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update, Change::Scale],
    looks_at: &[Source::Config, Source::State, Source::Vnet],
    lowering: Lowering::Never("Azure refuses the overlap (ServiceCidrOverlapExistingSubnetsCidr)."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    for range in view.service_ranges() {
        let hit: Vec<SubnetRange<'_>> =
            view.subnet_ranges().filter(|subnet| subnet.cidr.overlaps(&range.cidr)).collect();
        let summary = match hit.as_slice() {
            [] => continue,
            [one] => format!("Service CIDR {} overlaps subnet \"{}\" ({})", range.cidr, one.name(), one.cidr),
            many => format!("Service CIDR {} overlaps {} subnets", range.cidr, many.len()),
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
            .why("Traffic to the addresses of the service CIDR never leaves the node, so nothing else may have one.")
            .way_out(way_out(view, &range));
    }
}

fn way_out(view: &View, range: &Range) -> String {
    if range.origin == Origin::Existing {
        return "Azure refuses upgrades of the cluster until the subnet has another range; the service CIDR of an existing \
                cluster cannot change."
            .to_owned();
    }
    match view.free_instead_of(range, range.cidr.prefix_len()) {
        Some(free) => format!(
            "Set {}; {free} is free next to the virtual network and the pods.",
            view.assignment(range, &free)
        ),
        None => "Choose a service CIDR outside the virtual network.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{Level, sample::valid};

    #[test]
    fn the_default_inside_a_subnet_is_refused_with_a_range_and_an_address_that_work() {
        let view = valid().in_vnet(&["10.0.0.0/22"]).with(|view| {
            view.network.service_cidrs = Attr::Null;
            view.network.dns_service_ip = Attr::Null;
        });
        let error = view.error();
        assert_eq!(error.rule.code, "service-cidr-overlaps-subnet");
        assert_eq!(
            error.way_out,
            "Set network.service_cidrs = [\"10.1.0.0/16\"] and network.dns_service_ip = \"10.1.0.10\"; 10.1.0.0/16 is free \
             next to the virtual network and the pods."
        );
    }

    #[test]
    fn a_neighbouring_subnet_is_fine() {
        assert_eq!(valid().in_vnet(&["10.1.0.0/24"]).codes(), []);
    }

    #[test]
    fn on_an_existing_cluster_it_refuses_any_change_and_warns_before() {
        let cluster = valid().in_vnet(&["10.0.8.0/24"]);
        assert_eq!(
            cluster.clone().changed(|_| {}).codes(),
            [("service-cidr-overlaps-subnet", Level::Warning)]
        );
        let scaled = cluster.changed(|view| view.pools[0].node_count = Attr::Known(4));
        assert_eq!(scaled.codes(), [("service-cidr-overlaps-subnet", Level::Error)]);
    }
}
