//! A pool keeps the subnet that it was created with, and has no more than one.
//!
//! # Why
//!
//! The nodes of a pool are one scale set in one subnet. Where the subnet is full, a further pool on another subnet of the
//! same network takes what does not fit. This finding only tells what a change of the subnet amounts to; that Terraform
//! makes a new pool, or refuses the change of a system pool, it shows by itself.
//!
//! # Way out
//!
//! Add a pool on the other subnet, move the workloads there, and remove the old pool.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28: a pool cannot scale across subnets,
//!   and a new pool on another subnet extends a cluster,
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.

use crate::rules::{Change, Findings, Level, Lowering, Phase, Rule, Source, View, rule::ARTICLE};

pub(super) static RULE: Rule = Rule {
    code: "pool-subnet-fixed",
    number: "R20",
    title: "A pool keeps its one subnet",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Information,
        because: "The article on Azure CNI Overlay advises a new pool on another subnet.",
    }],
    when: &[Change::Scale],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("It is information only."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let pools_now = view.managed_pools_now();
    for pool in &view.pools {
        let now = pools_now.like(pool).and_then(|now| now.subnet_id.known());
        let (Some(now), Some(asked)) = (now, pool.subnet_id.known()) else { continue };
        if now.eq_ignore_ascii_case(asked) {
            continue;
        }
        findings
            .report(
                pool.attribute("subnet_id"),
                format!("Another subnet is another pool: {} keeps the one that it has", pool.title()),
            )
            .fact(format!("{} = \"{asked}\"", pool.named("subnet_id")))
            .fact(format!("The pool was created in {now}."))
            .why("The nodes of a pool are one scale set in one subnet.")
            .way_out("Add a pool on the other subnet, move the workloads there, and remove this one.");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Finding, View,
        sample::{known, valid},
    };

    fn told(view: &View) -> Vec<Finding> {
        view.findings().into_iter().filter(|finding| finding.rule.number == "R20").collect()
    }

    #[test]
    fn another_subnet_of_a_pool_that_exists_is_told_and_not_shown_by_terraform() {
        let view = valid().changed(|view| view.pools[0].subnet_id = known("/subscriptions/0/subnets/other"));
        let told = told(&view);
        assert_eq!(
            told[0].summary,
            "Another subnet is another pool: pool \"system\" keeps the one that it has"
        );
        assert_eq!(told[0].diagnostic(), None);
    }

    #[test]
    fn the_same_subnet_in_another_spelling_is_not_another() {
        let view = valid().changed(|view| {
            let id = view.pools[0].subnet_id.known().cloned().unwrap_or_default();
            view.pools[0].subnet_id = known(&id.to_uppercase());
        });
        assert!(told(&view).is_empty());
    }
}
