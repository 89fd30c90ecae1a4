//! The pod CIDR and the service CIDR share no address.
//!
//! # Why
//!
//! An address of the service CIDR is turned into that of a pod on the node itself. If a pod has an address that is also
//! one of a service, traffic to the pod goes to whatever stands behind the service.
//!
//! # Way out
//!
//! Move one of the two; the message names a range that is free. On an existing cluster both are settled, so the
//! expansion of a pod CIDR must stop short of the service CIDR.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>. The code that Azure answers is not known.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View,
    ranges::{Origin, Range},
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "pod-cidr-overlaps-service-cidr",
    number: "R11",
    title: "The pod CIDR does not overlap the service CIDR",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet, Change::Expansion],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Traffic to pods with an address of both ranges would go astray."),
    yields_to: &["pod-cidr-expansion", "overlay-upgrade-pod-cidr-overlaps-service-cidr"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let services = view.service_ranges();
    for pods in view.pod_ranges() {
        for services in services.iter().filter(|services| services.cidr.overlaps(&pods.cidr)) {
            let movable = if pods.origin == Origin::Asked { &pods } else { services };
            findings
                .report(
                    Some(movable.path.clone()),
                    format!("Pod CIDR {} overlaps service CIDR {}", pods.cidr, services.cidr),
                )
                .fact(pods.fact())
                .fact(services.fact())
                .why("An address cannot be a pod and a service at the same time.")
                .way_out(way_out(view, movable))
                .unless_settled(view);
        }
    }
}

fn way_out(view: &View, movable: &Range) -> String {
    if let Some(now) = view.pod_cidr_now(movable) {
        return view.keep_or_widen(movable, &now);
    }
    match view.free_instead_of(movable, movable.cidr.prefix_len()) {
        Some(free) => format!(
            "Set {}; {free} is free.{}{}",
            view.assignment(movable, &free),
            view.while_vnet_is_unseen(),
            view.if_it_exists(movable)
        ),
        None => "Choose ranges that have no address in common.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Lookup, Operation,
        sample::{known, list, valid, valid_dual_stack},
    };

    #[test]
    fn a_shared_range_is_refused_with_both_values_and_a_free_one() {
        let error = valid().with(|view| view.network.pod_cidrs = list(&["10.0.128.0/17"])).error();
        assert_eq!(error.summary, "Pod CIDR 10.0.128.0/17 overlaps service CIDR 10.0.0.0/16");
        assert_eq!(error.way_out, "Set network.pod_cidrs = [\"10.1.0.0/17\"]; 10.1.0.0/17 is free.");
    }

    #[test]
    fn services_that_move_take_the_address_of_the_dns_service_along() {
        let view = valid().with(|view| {
            view.network.pod_cidrs = Attr::Null;
            view.network.service_cidrs = list(&["10.244.0.0/20"]);
            view.network.dns_service_ip = known("10.244.0.10");
        });
        assert_eq!(
            view.error().way_out,
            "Set network.service_cidrs = [\"10.1.0.0/20\"] and network.dns_service_ip = \"10.1.0.10\"; 10.1.0.0/20 is \
             free."
        );
    }

    #[test]
    fn nothing_is_called_free_of_a_virtual_network_that_has_not_been_seen() {
        let view = valid().with(|view| {
            view.network.pod_cidrs = list(&["10.0.128.0/17"]);
            view.operation = Operation::Validate;
            view.lookups.vnet = Lookup::NotAsked;
        });
        assert!(view.error().way_out.contains("The virtual network has not been seen"), "{:?}", view.error());
        let own = view.with(|view| view.pools[0].subnet_id = Attr::Null);
        assert!(!own.error().way_out.contains("has not been seen"));
    }

    #[test]
    fn neighbours_are_fine() {
        let view = valid().with(|view| view.network.pod_cidrs = list(&["10.1.0.0/16"]));
        assert_eq!(view.codes(), []);
    }

    #[test]
    fn the_default_of_the_services_counts_when_only_pods_are_set() {
        let view = valid().with(|view| {
            view.network.pod_cidrs = list(&["10.0.0.0/14"]);
            view.network.service_cidrs = Attr::Null;
        });
        assert_eq!(view.error().rule.code, "pod-cidr-overlaps-service-cidr");
    }

    #[test]
    fn the_default_does_not_count_while_the_cluster_may_exist_with_other_ranges() {
        let view = valid().with(|view| {
            view.network.pod_cidrs = list(&["10.0.0.0/14"]);
            view.network.service_cidrs = Attr::Null;
            view.operation = Operation::Validate;
        });
        assert_eq!(view.codes(), []);
    }

    #[test]
    fn ipv6_ranges_are_compared_with_each_other() {
        let view =
            valid_dual_stack().with(|view| view.network.pod_cidrs = list(&["10.244.0.0/16", "fd10:2::/64"]));
        assert_eq!(view.error().summary, "Pod CIDR fd10:2::/64 overlaps service CIDR fd10:2::/108");
        assert_eq!(
            view.error().way_out,
            "Set network.pod_cidrs = [\"10.244.0.0/16\", \"fd00::/64\"]; fd00::/64 is free."
        );
    }
}
