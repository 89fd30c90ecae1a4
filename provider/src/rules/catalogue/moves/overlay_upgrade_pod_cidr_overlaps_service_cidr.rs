//! The pod CIDR with which a cluster leaves node subnet has no address in common with the service CIDR that it has.
//!
//! # Why
//!
//! The service CIDR of a running cluster is fixed, so of the two only the new pod CIDR can give way.
//!
//! # Way out
//!
//! Take another pod CIDR; the message names one that is free.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", 2023-11-28: the pod CIDR must not overlap the service CIDR of the
//!   cluster: <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, effective::Ipam, ranges::Origin,
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "overlay-upgrade-pod-cidr-overlaps-service-cidr",
    number: "R43",
    title: "The pod CIDR of a move to overlay does not overlap the service CIDR of the cluster",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::UpgradeFromNodeSubnet],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Traffic to pods with an address of both ranges would go astray."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.moves_to_overlay_from() != Some(Ipam::NodeSubnet) {
        return;
    }
    let services = view.service_ranges();
    for pods in view.pod_ranges().into_iter().filter(|pods| pods.origin == Origin::Asked) {
        let kept = services.iter().filter(|services| services.origin == Origin::Existing);
        for services in kept.filter(|services| services.cidr.overlaps(&pods.cidr)) {
            let way_out = match view.free_instead_of(&pods, pods.cidr.prefix_len()) {
                Some(free) => format!("Set {}, which is free.", view.assignment(&pods, &free)),
                None => "Choose a pod CIDR that has no address in common with it.".to_owned(),
            };
            findings
                .report(
                    Some(pods.path.clone()),
                    format!("Pod CIDR {} overlaps service CIDR {} of the cluster", pods.cidr, services.cidr),
                )
                .fact(pods.fact())
                .fact(services.fact())
                .why("The service CIDR of a running cluster is fixed, and an address cannot be a pod and a service.")
                .way_out(way_out);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        View,
        sample::{leaving_kubenet, leaving_node_subnet, list},
    };

    fn to(view: View, pod_cidr: &str) -> View {
        view.with(|view| view.network.pod_cidrs = list(&[pod_cidr]))
    }

    #[test]
    fn a_range_of_the_services_is_refused_with_a_free_one_and_by_no_other_rule() {
        let error = to(leaving_node_subnet(), "10.0.128.0/17").error();
        assert_eq!(error.rule.code, "overlay-upgrade-pod-cidr-overlaps-service-cidr");
        assert_eq!(error.summary, "Pod CIDR 10.0.128.0/17 overlaps service CIDR 10.0.0.0/16 of the cluster");
        assert_eq!(error.way_out, "Set network.pod_cidrs = [\"10.1.0.0/17\"], which is free.");
    }

    #[test]
    fn the_range_next_to_it_is_fine() {
        assert_eq!(to(leaving_node_subnet(), "10.1.0.0/16").objections(), Vec::<&str>::new());
    }

    #[test]
    fn on_kubenet_the_general_rule_speaks() {
        assert_eq!(to(leaving_kubenet(), "10.0.0.0/17").objections(), ["pod-cidr-overlaps-service-cidr"]);
    }
}
