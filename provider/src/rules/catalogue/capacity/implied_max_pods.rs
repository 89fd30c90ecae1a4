//! A new pool that does not say otherwise runs up to 250 pods per node with overlay; a pool that existed before the
//! cluster moved to overlay keeps the number that it had.
//!
//! # Why
//!
//! With node subnet the default is 30, with kubenet 110. Whoever moves to overlay and expects 250 gets it in new pools
//! alone, because the number never changes in a pool. This finding only tells what a pool will get; Terraform does not
//! show it.
//!
//! # Way out
//!
//! Nothing needs to be done. Write the number down where it matters: it cannot be changed later.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on the maximum of pods per node, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, effective::Ipam, rule::ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "implied-max-pods",
    number: "R05",
    title: "A pool that does not say otherwise runs 250 pods per node",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Information,
        because: "The article on Azure CNI Overlay names the defaults.",
    }],
    when: &[Change::Create, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("It is information only."),
    yields_to: &[],
    check,
};

const DEFAULT: i64 = 250;

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    let moves = view.moves_to_overlay_from();
    let pools_now = view.managed_pools_now();
    for pool in &view.pools {
        let (path, attribute) = (pool.attribute("max_pods"), pool.named("max_pods"));
        let now = pools_now.like(pool);
        let kept = now.and_then(|now| now.max_pods.known()).filter(|kept| **kept != DEFAULT);
        match (kept, moves) {
            (Some(kept), Some(before)) => {
                findings
                    .report(
                        path,
                        format!("On overlay there are still {kept} pods per node in {}", pool.title()),
                    )
                    .fact(format!("The pool was created with {kept} pods per node on {}.", before.name()))
                    .fact(format!("A new pool on overlay has {DEFAULT}."))
                    .way_out("For more pods per node, add a pool and move the workloads there.");
            }
            _ if pool.max_pods.is_null()
                && (view.creates() || (view.existing().is_some() && now.is_none())) =>
            {
                findings
                    .report(path, format!("There will be up to {DEFAULT} pods per node in {}", pool.title()))
                    .fact(format!("{attribute} is not set, so it is Azure's default for overlay."))
                    .way_out(format!("To write it down, set {attribute} = {DEFAULT}."));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Finding, Level, View,
        sample::{known, valid},
    };

    fn told(view: &View) -> Vec<Finding> {
        view.findings().into_iter().filter(|finding| finding.rule.number == "R05").collect()
    }

    #[test]
    fn what_is_not_set_is_told_and_not_shown_by_terraform() {
        let told_of_default = told(&valid());
        assert_eq!(told_of_default[0].summary, "There will be up to 250 pods per node in pool \"system\"");
        assert_eq!(told_of_default[0].level, Level::Information);
        assert!(told(&valid().with(|view| view.pools[0].max_pods = Attr::Known(110))).is_empty());
    }

    #[test]
    fn a_pool_keeps_its_number_when_the_cluster_moves_to_overlay() {
        let now = valid().with(|view| {
            view.network.plugin_mode = Attr::Null;
            view.network.pod_cidrs = Attr::Null;
            view.pools[0].max_pods = Attr::Known(30);
        });
        let moved = now.changed(|view| {
            view.network.plugin_mode = known("overlay");
            view.network.pod_cidrs = valid().network.pod_cidrs;
        });
        assert_eq!(told(&moved)[0].summary, "On overlay there are still 30 pods per node in pool \"system\"");
    }

    #[test]
    fn a_pool_that_stays_is_not_mentioned() {
        assert!(told(&valid().changed(|_| {})).is_empty());
    }
}
