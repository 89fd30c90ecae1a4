//! A node runs at least 10 and at most 250 pods: `max_pods` lies between the two.
//!
//! # Why
//!
//! Below 10 the system pods of AKS find no place, and 250 is the most that AKS supports on a node. Overlay needs no
//! smaller number to save addresses: a node takes a /24 from the pod CIDR whatever its `max_pods`.
//!
//! # Way out
//!
//! Leave `max_pods` out, which means 250 on overlay, or choose a number from 10 to 250. It can be chosen only once, when
//! the pool is created (see `max-pods-fixed`).
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on the maximum of pods per node, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - Azure answers `InvalidParameter`, "The value of parameter maxPods is invalid":
//!   <https://github.com/Azure/AKS/issues/931>, <https://github.com/Azure/AKS/issues/1422>.

use std::ops::RangeInclusive;

use crate::rules::{Change, Findings, Lowering, Rule, Source, View, rule::ERROR_SINCE_ARTICLE};

pub(super) static RULE: Rule = Rule {
    code: "max-pods-range",
    number: "R04",
    title: "A node runs 10 to 250 pods",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Scale],
    looks_at: &[Source::Config],
    lowering: Lowering::Never("Azure refuses other numbers (InvalidParameter)."),
    yields_to: &["max-pods-fixed"],
    check,
};

const ALLOWED: RangeInclusive<i64> = 10..=250;

fn check(view: &View, findings: &mut Findings<'_>) {
    for pool in &view.pools {
        let Some(max_pods) = pool.max_pods.known() else { continue };
        if ALLOWED.contains(max_pods) {
            continue;
        }
        let (least, most) = (ALLOWED.start(), ALLOWED.end());
        let attribute = pool.named("max_pods");
        let nearest = max_pods.clamp(least, most);
        findings
            .report(pool.attribute("max_pods"), format!("A node cannot run {max_pods} pods"))
            .fact(format!("{attribute} = {max_pods}"))
            .why(format!("AKS supports {least} to {most} pods per node."))
            .way_out(format!(
                "Set {attribute} = {nearest}, or leave it out, which means {most} on overlay. Fewer pods save no addresses: a node \
                 takes a /24 from the pod CIDR in any case."
            ));
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{Level, sample::valid};

    #[test]
    fn the_bounds_are_allowed_and_one_step_outside_is_not() {
        let with = |max_pods| valid().with(|view| view.pools[0].max_pods = Attr::Known(max_pods));
        assert_eq!(with(10).codes(), []);
        assert_eq!(with(250).codes(), []);
        assert_eq!(with(9).codes(), [("max-pods-range", Level::Error)]);
        assert_eq!(with(251).codes(), [("max-pods-range", Level::Error)]);
    }

    #[test]
    fn the_nearest_number_that_works_is_proposed() {
        let error = valid().with(|view| view.pools[0].max_pods = Attr::Known(500)).error();
        assert!(error.way_out.starts_with("Set system_pool.max_pods = 250,"), "{}", error.way_out);
    }
}
