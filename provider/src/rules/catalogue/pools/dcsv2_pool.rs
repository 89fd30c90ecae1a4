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
    when: &[Change::Create, Change::Scale],
    looks_at: &[Source::Config],
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
    for pool in &view.pools {
        let (Some(size), Some(path)) = (pool.vm_size.known(), pool.attribute("vm_size")) else { continue };
        if !SIZES.iter().any(|excluded| excluded.eq_ignore_ascii_case(size)) {
            continue;
        }
        findings
            .report(Some(path.clone()), format!("Nodes of size {size} cannot join an overlay cluster"))
            .fact(format!("{} = \"{size}\"", written(&path)))
            .why("Azure CNI Overlay does not support the DCsv2 series.")
            .way_out(format!(
                "Take a confidential size of a later series: {} = \"Standard_DC4as_v5\".",
                written(&path)
            ));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level,
        sample::{known, valid},
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
            view.network.pod_cidrs = tfplugin_framework::Attr::Null;
            view.pools[0].vm_size = known("Standard_DC2s_v2");
        });
        assert_eq!(view.codes(), []);
    }
}
