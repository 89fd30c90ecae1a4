//! The nodes of an overlay cluster are not of the DCsv2 series: `Standard_DC1s_v2`, `DC2s_v2`, `DC4s_v2`, `DC8s_v2`.
//!
//! # Why
//!
//! Microsoft excludes the series from overlay. Later confidential sizes are not affected.
//!
//! # Way out
//!
//! Take a size of the series DCasv5 or DCadsv5, which are confidential as well.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on limitations, 2023-11-28, unchanged in 2026-08:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>. The code that Azure answers is not known.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, effective::Ipam, finding::written,
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "dcsv2-pool",
    number: "R28",
    title: "No pool of an overlay cluster has a size of the DCsv2 series",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Scale, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Allowed(
        "The rule stands in the documentation; a refusal by Azure has not been seen in public.",
    ),
    yields_to: &[],
    check,
};

const SIZES: [&str; 4] = ["Standard_DC1s_v2", "Standard_DC2s_v2", "Standard_DC4s_v2", "Standard_DC8s_v2"];

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    let moves = view.moves_to_overlay_from().is_some();
    for pool in view.all_pools() {
        let Some(size) = pool.vm_size.known().filter(|size| is_excluded(size)) else { continue };
        let own = pool.attribute("vm_size");
        let attribute = own.as_ref().map_or_else(|| "vm_size".to_owned(), written);
        let path = match view.asks_for(pool) {
            true => own,
            // A pool that other resources manage matters to the cluster's move alone.
            false if moves => Some(view.network.attribute("plugin_mode")),
            false => continue,
        };
        findings
            .report(path, format!("Nodes of size {size} cannot join an overlay cluster"))
            .fact(format!("{attribute} = \"{size}\" in {}", pool.title()))
            .why("Azure CNI Overlay does not support the DCsv2 series.")
            .way_out(format!(
                "Take a confidential size of a later series: {attribute} = \"Standard_DC4as_v5\"."
            ))
            .unless_settled(view);
    }
}

fn is_excluded(size: &str) -> bool {
    SIZES.iter().any(|excluded| excluded.eq_ignore_ascii_case(size))
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, Lookup, Pool,
        sample::{known, pool, valid},
    };

    #[test]
    fn every_size_of_the_series_is_refused_and_no_other() {
        let with = |size| valid().with(|view| view.pools[0].vm_size = known(size)).codes();
        for size in super::SIZES {
            assert_eq!(with(size), [("dcsv2-pool", Level::Error)], "{size}");
        }
        assert_eq!(with("standard_dc2S_V2"), [("dcsv2-pool", Level::Error)]);
        for size in ["Standard_DC2s_v3", "Standard_DC4as_v5", "Standard_DC16s_v2", "Standard_D2s_v2"] {
            assert_eq!(with(size), [], "{size}");
        }
    }

    #[test]
    fn a_cluster_that_is_not_overlay_may_have_the_size() {
        let view = valid().with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = Attr::Null;
            view.pools[0].vm_size = known("Standard_DC2s_v2");
        });
        assert_eq!(view.codes(), []);
    }

    #[test]
    fn a_move_to_overlay_looks_at_the_pools_that_other_resources_have() {
        let flat = valid().with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = Attr::Null;
        });
        let view = flat.changed(|view| {
            view.network = valid().network;
            let other = Pool { path: None, vm_size: known("Standard_DC2s_v2"), ..pool("old", 1) };
            view.lookups.agent_pools = Lookup::Found(vec![other]);
        });
        assert!(view.codes().contains(&("dcsv2-pool", Level::Error)), "{:?}", view.codes());
    }
}
