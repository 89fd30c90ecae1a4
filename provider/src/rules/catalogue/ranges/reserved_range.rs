//! Pods, services and the virtual network keep out of 169.254.0.0/16, 192.0.2.0/24, 172.30.0.0/16 and 172.31.0.0/16.
//!
//! # Why
//!
//! AKS uses these ranges on the nodes themselves: 169.254.0.0/16 is link-local, with the metadata service of Azure in it,
//! and the others serve the control plane and its tunnels. 172.16.0.0/12 contains two of them, so it cannot be used as a
//! whole.
//!
//! # Way out
//!
//! Take another private range; the message names one. Clusters that have such a range already keep it.
//!
//! # Evidence
//!
//! - "IP address planning for AKS clusters", 2026-08:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning>.
//! - AKS changelog of 2025-01-30: link-local pod and service CIDRs are refused.
//! - AKS changelog of 2026-05-29: pod CIDRs that overlap 172.30.0.0/16 or 172.31.0.0/16 are refused at creation and update;
//!   existing clusters are not affected. Azure is not known to look at the virtual network, so that part is a warning, and
//!   so was the whole for 172.30.0.0/16, 172.31.0.0/16 and 192.0.2.0/24 before that day.

use crate::{
    network::{Cidr, space::RESERVED},
    rules::{
        Change, Findings, Level, Lowering, Phase, Rule, Source, View,
        ranges::{Origin, Range},
        rule::day,
    },
};

pub(super) static RULE: Rule = Rule {
    code: "reserved-range",
    number: "X01",
    title: "No range of the cluster touches those that AKS reserves",
    history: &[
        Phase { from: LINK_LOCAL, level: Level::Error, because: "Azure refuses link-local ranges." },
        Phase {
            from: ALL,
            level: Level::Error,
            because: "Azure refuses pods in 172.30.0.0/16 and 172.31.0.0/16 as well.",
        },
    ],
    when: &[Change::Create, Change::Update, Change::Expansion],
    looks_at: &[Source::Config, Source::Vnet],
    lowering: Lowering::Never("AKS uses these addresses on every node."),
    yields_to: &["pod-cidr-expansion"],
    check,
};

const LINK_LOCAL: time::Date = day(2025, 1, 30);
const ALL: time::Date = day(2026, 5, 29);
const LINK_LOCAL_RANGE: Cidr = RESERVED[0];

fn check(view: &View, findings: &mut Findings<'_>) {
    for range in view.pod_ranges().into_iter().chain(view.service_ranges()) {
        // A cluster that has such a range keeps it.
        if let Some(reserved) = reserved(&range.cidr).filter(|_| range.origin != Origin::Existing) {
            refuse(view, &range, reserved, findings);
        }
    }
    if view.creates() {
        warn_of_vnet(view, findings);
    }
}

fn refuse(view: &View, range: &Range, reserved: Cidr, findings: &mut Findings<'_>) {
    let refused_by_azure = reserved == LINK_LOCAL_RANGE || findings.as_of() >= ALL;
    let report = findings
        .report(
            Some(range.path.clone()),
            format!("The {} {} overlaps {reserved}, which AKS reserves", range.purpose.name(), range.cidr),
        )
        .fact(range.fact())
        .why(format!("AKS keeps {} for itself.", listed()))
        .at_most(if refused_by_azure { Level::Error } else { Level::Warning });
    if let Some(now) = view.pod_cidr_now(range) {
        report.way_out(view.keep_or_widen(range, &now));
        return;
    }
    // The size is kept where a private range of this size is left.
    let sizes = range.cidr.prefix_len()..=16.max(range.cidr.prefix_len());
    if let Some(free) = sizes.into_iter().find_map(|prefix_len| view.free_instead_of(range, prefix_len)) {
        let set = view.assignment(range, &free);
        let (unseen, existing) = (view.while_vnet_is_unseen(), view.if_it_exists(range));
        report.way_out(format!("Set {set}; {free} is free.{unseen}{existing}"));
    }
}

fn warn_of_vnet(view: &View, findings: &mut Findings<'_>) {
    let Some(vnet) = view.lookups.vnet.found() else { return };
    for prefix in view.vnet_ranges() {
        let Some(reserved) = reserved(&prefix) else { continue };
        let subnet = view.pools.iter().find(|pool| pool.subnet_id.known().is_some());
        let path = subnet.and_then(|pool| pool.attribute("subnet_id"));
        findings
            .report(
                path,
                format!("The virtual network has {prefix}, which overlaps {reserved}, and AKS reserves that"),
            )
            .fact(format!("The virtual network {} has {prefix} in Azure.", vnet.id))
            .why(format!(
                "AKS keeps {} for itself: what has such an address cannot be reached from the nodes.",
                listed()
            ))
            .way_out("Keep these addresses unused, or choose another virtual network for the cluster.")
            .at_most(Level::Warning);
    }
}

/// The reserved range that a range touches.
fn reserved(cidr: &Cidr) -> Option<Cidr> {
    RESERVED.into_iter().find(|reserved| reserved.overlaps(cidr))
}

fn listed() -> String {
    let [link_local, documentation, first, second] = RESERVED;
    format!("{link_local}, {documentation}, {first} and {second}")
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, Operation, RuleSettings, View, certain, run,
        sample::{known, list, valid},
    };

    use super::*;

    fn pods(pod_cidr: &str) -> View {
        valid().with(|view| view.network.pod_cidrs = list(&[pod_cidr]))
    }

    #[test]
    fn each_reserved_range_is_refused_from_inside_and_from_around() {
        for pod_cidr in ["169.254.0.0/20", "172.30.0.0/16", "172.31.128.0/17", "172.16.0.0/12"] {
            assert_eq!(pods(pod_cidr).codes(), [("reserved-range", Level::Error)], "{pod_cidr}");
        }
        let error = pods("172.16.0.0/12").error();
        assert_eq!(error.way_out, "Set network.pod_cidrs = [\"10.16.0.0/12\"]; 10.16.0.0/12 is free.");
    }

    #[test]
    fn the_range_before_is_fine() {
        assert_eq!(pods("172.29.0.0/16").codes(), []);
    }

    #[test]
    fn services_keep_out_as_well() {
        let view = valid().with(|view| {
            view.network.service_cidrs = list(&["172.30.0.0/16"]);
            view.network.dns_service_ip = known("172.30.0.10");
        });
        assert_eq!(view.error().path, Some(view.network.attribute("service_cidrs").index(0)));
    }

    #[test]
    fn a_cluster_that_has_such_a_range_keeps_it() {
        assert_eq!(pods("172.30.0.0/16").changed(|_| {}).codes(), []);
    }

    #[test]
    fn a_virtual_network_in_such_a_range_is_a_warning() {
        assert_eq!(valid().in_vnet(&["172.31.0.0/16"]).codes(), [("reserved-range", Level::Warning)]);
    }

    #[test]
    fn before_azure_refused_it_there_was_a_warning() {
        let level = |pod_cidr, date| run(&pods(pod_cidr), &RuleSettings::as_of(date)).findings[0].level;
        assert_eq!(level("172.30.0.0/16", day(2026, 5, 28)), Level::Warning);
        assert_eq!(level("169.254.0.0/16", day(2026, 5, 28)), Level::Error);
    }

    #[test]
    fn a_configuration_alone_is_not_refused_for_what_the_day_of_the_provider_block_decides() {
        let today = day(2026, 11, 22);
        let alone =
            |view: View| certain(&view.with(|view| view.operation = Operation::Validate), today).len();
        assert_eq!(alone(pods("172.30.0.0/16")), 0);
        let services = valid().with(|view| view.network.pod_cidrs = list(&["10.0.0.0/16"]));
        assert_eq!(alone(services), 1);
    }
}
