//! A cluster whose pods take their addresses from a subnet (`pod_subnet_id`) cannot be upgraded to overlay, and an overlay
//! cluster has no such subnet.
//!
//! # Why
//!
//! Azure upgrades only node subnet and kubenet to overlay. With dynamic IP allocation the pods live in a subnet of their
//! own, and there is no way from there.
//!
//! # Way out
//!
//! Make a new cluster with overlay and move the workloads. A pool without `pod_subnet_id` cannot be added to such a
//! cluster first: the network is chosen for the cluster as a whole.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", section on upgrade paths, 2023-11-28, unchanged in 2026-08:
//!   <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.
//! - The request for this upgrade is open: <https://github.com/Azure/AKS/issues/4077>.

use crate::rules::{
    Change, Findings, Lowering, Pool, Rule, Source, View, effective::Ipam, finding::written,
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "upgrade-from-pod-subnet",
    number: "R35",
    title: "No pool of an overlay cluster takes pod addresses from a subnet",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::UpgradeFromNodeSubnet],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Never("Azure has no way from dynamic IP allocation to overlay."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.moves_to_overlay_from().is_some() {
        refuse_upgrade(view, findings);
    } else if view.ipam() == Some(Ipam::Overlay) {
        for pool in &view.pools {
            if let Some(subnet) = pod_subnet(pool) {
                refuse_subnet(view, pool, subnet, findings);
            }
        }
    }
}

fn refuse_upgrade(view: &View, findings: &mut Findings<'_>) {
    let pools = view.pools_now();
    let with_subnet: Vec<(&Pool, &str)> =
        pools.iter().filter_map(|pool| pod_subnet(pool).map(|subnet| (pool, subnet))).collect();
    let Some((first, _)) = with_subnet.first() else { return };
    let mode = view.network.attribute("plugin_mode");
    let mut report = findings
        .report(
            Some(mode.clone()),
            "A cluster whose pods have a subnet of their own cannot be upgraded to overlay",
        )
        .fact(format!("{} is planned to be \"overlay\".", written(&mode)))
        .forbids_change();
    for (pool, subnet) in &with_subnet {
        report = report.fact(format!("The pods of {} have addresses of {subnet}.", pool.title()));
    }
    report
        .why("Azure upgrades only clusters on node subnet or kubenet to overlay.")
        .way_out(format!(
            "Set {} = \"none\" to keep the cluster as it is, and make a new cluster with overlay for the workloads of {}.",
            written(&mode),
            if with_subnet.len() == 1 { first.title() } else { "these pools".to_owned() }
        ));
}

fn refuse_subnet(view: &View, pool: &Pool, subnet: &str, findings: &mut Findings<'_>) {
    let attribute = pool.named("pod_subnet_id");
    let mut way_out = format!("Remove {attribute}.");
    if !view.creates() {
        let mode = written(&view.network.attribute("plugin_mode"));
        way_out.push_str(&format!(
            " A cluster that exists with such a pool cannot be upgraded to overlay: there, set {mode} = \"none\"."
        ));
    }
    findings
        .report(
            pool.attribute("pod_subnet_id"),
            "The pods of an overlay cluster cannot have a subnet of their own",
        )
        .fact(format!("{attribute} = \"{subnet}\""))
        .why("On overlay the addresses of pods come from the pod CIDR.")
        .way_out(way_out);
}

fn pod_subnet(pool: &Pool) -> Option<&str> {
    pool.pod_subnet_id.known().map(String::as_str).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, Lookup, Pool, View,
        sample::{known, pool, valid},
    };

    fn from_node_subnet() -> View {
        let now = valid().with(|view| {
            view.network.plugin_mode = Attr::Null;
            view.network.pod_cidrs = Attr::Null;
        });
        let planned = valid().network;
        now.changed(|view| view.network = planned)
    }

    #[test]
    fn an_upgrade_is_refused_for_a_pool_that_only_azure_knows() {
        let view = from_node_subnet().with(|view| {
            let user = Pool { path: None, pod_subnet_id: known("/subnets/pods"), ..pool("user", 2) };
            view.lookups.agent_pools = Lookup::Found(vec![user]);
        });
        let errors: Vec<_> = view.codes().into_iter().filter(|(_, level)| *level == Level::Error).collect();
        assert_eq!(errors, [("upgrade-from-pod-subnet", Level::Error)]);
    }

    #[test]
    fn an_upgrade_of_a_cluster_without_pod_subnets_is_not_refused() {
        assert!(from_node_subnet().codes().iter().all(|(_, level)| *level < Level::Error));
    }

    #[test]
    fn a_new_overlay_cluster_with_a_pod_subnet_is_refused() {
        let error = valid().with(|view| view.pools[0].pod_subnet_id = known("/subnets/pods")).error();
        assert_eq!(error.way_out, "Remove system_pool.pod_subnet_id.");
    }
}
