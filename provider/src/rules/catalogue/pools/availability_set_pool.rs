//! The pools of an overlay cluster are made of scale sets or single virtual machines, not of an availability set.
//!
//! # Why
//!
//! Overlay was never built for pools in availability sets, and AKS has not supported such pools at all since 2025-09-30. A
//! cluster that has one cannot move to overlay.
//!
//! # Way out
//!
//! Leave `type` out, which means `VirtualMachineScaleSets`. The type of an existing pool cannot be changed: add a pool
//! and remove the old one.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on limitations, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>. The code that Azure answers is not known.
//! - Retirement of availability sets in AKS on 2025-09-30: <https://learn.microsoft.com/azure/aks/availability-sets-on-aks>.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, effective::Ipam, finding::written,
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "availability-set-pool",
    number: "R27",
    title: "No pool of an overlay cluster is an availability set",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Scale, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Never("AKS has dropped availability sets."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    let moves = view.moves_to_overlay_from().is_some();
    for pool in view.all_pools() {
        let Some(kind) = pool.kind.known().filter(|kind| kind.eq_ignore_ascii_case("AvailabilitySet")) else {
            continue;
        };
        let own = pool.attribute("type");
        let attribute = own.as_ref().map(written);
        let path = match view.asks_for(pool) {
            true => own,
            // A pool that other resources manage matters to the cluster's move alone.
            false if moves => Some(view.network.attribute("plugin_mode")),
            false => continue,
        };
        let summary = "An overlay cluster cannot have a pool in an availability set";
        let why = "Azure CNI Overlay works on scale sets and single virtual machines only.";
        let report = match attribute {
            Some(attribute) => findings
                .report(path, summary)
                .fact(format!("{attribute} = \"{kind}\""))
                .way_out(format!("Set {attribute} = \"VirtualMachineScaleSets\", or leave it out.")),
            None => findings
                .report(path, summary)
                .fact(format!("The nodes of {} are in an availability set.", pool.title()))
                .way_out(format!(
                    "Replace {} by a pool of scale sets{}.",
                    pool.title(),
                    if moves { " before the move" } else { "" }
                )),
        };
        report.why(why).unless_settled(view);
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, Lookup, Pool, View,
        sample::{known, pool, valid},
    };

    fn on_node_subnet(view: View) -> View {
        view.with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = Attr::Null;
        })
    }

    #[test]
    fn an_availability_set_is_refused_whatever_its_case_and_a_scale_set_is_not() {
        let with = |kind| valid().with(|view| view.pools[0].kind = known(kind)).codes();
        assert_eq!(with("AvailabilitySet"), [("availability-set-pool", Level::Error)]);
        assert_eq!(with("availabilityset"), [("availability-set-pool", Level::Error)]);
        assert_eq!(with("VirtualMachineScaleSets"), []);
        assert_eq!(with("VirtualMachines"), []);
    }

    #[test]
    fn a_move_to_overlay_looks_at_the_pools_that_other_resources_have() {
        let view = on_node_subnet(valid()).changed(|view| {
            view.network = valid().network;
            let other = Pool { path: None, kind: known("AvailabilitySet"), ..pool("old", 1) };
            view.lookups.agent_pools = Lookup::Found(vec![other]);
        });
        assert!(view.codes().contains(&("availability-set-pool", Level::Error)), "{:?}", view.codes());
    }
}
