//! The number of pods per node is chosen when a pool is created and never changes: another `max_pods` is another pool.
//!
//! # Why
//!
//! The number is part of what every node of the pool is made from. Azure refuses to change it; a provider that replaces
//! the cluster instead destroys every workload for the sake of one number.
//!
//! # Way out
//!
//! Add a pool with the new number, move the workloads there, and remove the old pool; nothing else of the cluster is
//! touched. For the system pool this takes a second pool in mode System. Or keep the number.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on the maximum of pods per node, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - Azure answers `PropertyChangeNotAllowed`, "Changing property ... is not allowed":
//!   <https://github.com/Azure/AKS/issues/409>.

use crate::rules::{Change, Findings, Lowering, Rule, Source, View, rule::ERROR_SINCE_ARTICLE};

pub(super) static RULE: Rule = Rule {
    code: "max-pods-fixed",
    number: "R06",
    title: "The number of pods per node never changes in a pool",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Update],
    looks_at: &[Source::State],
    lowering: Lowering::Never("Azure refuses the change (PropertyChangeNotAllowed)."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let pools_now = view.managed_pools_now();
    for pool in &view.pools {
        let now = pools_now.like(pool).and_then(|now| now.max_pods.known());
        let (Some(asked), Some(now)) = (pool.max_pods.known(), now) else { continue };
        if asked == now {
            continue;
        }
        let attribute = pool.named("max_pods");
        findings
            .report(
                pool.attribute("max_pods"),
                format!("The pods per node of {} cannot change from {now} to {asked}", pool.title()),
            )
            .fact(format!("{attribute} = {asked}"))
            .fact(format!("The pool was created with {now} pods per node and keeps them."))
            .why("Azure fixes the number when it creates the pool.")
            .way_out(format!(
                "Set {attribute} = {now}, and add a pool with max_pods = {asked} to which the workloads move."
            ))
            .forbids_change();
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Operation, RuleSettings,
        rule::day,
        run,
        sample::{known, valid},
    };

    #[test]
    fn another_number_in_the_same_pool_is_refused_with_both_numbers() {
        let view = valid()
            .with(|view| view.pools[0].max_pods = Attr::Known(110))
            .changed(|view| view.pools[0].max_pods = Attr::Known(111));
        let error = view.error();
        assert_eq!(error.rule.code, "max-pods-fixed");
        assert_eq!(error.summary, "The pods per node of pool \"system\" cannot change from 110 to 111");
    }

    #[test]
    fn a_pool_of_another_name_is_another_pool() {
        let view = valid().with(|view| view.pools[0].max_pods = Attr::Known(110)).changed(|view| {
            view.pools[0].name = known("system2");
            view.pools[0].max_pods = Attr::Known(50);
        });
        assert_eq!(view.codes(), []);
    }

    #[test]
    fn where_replacement_is_allowed_it_is_asked_for_instead() {
        let view = valid().with(|view| view.pools[0].max_pods = Attr::Known(110)).changed(|view| {
            view.pools[0].max_pods = Attr::Known(50);
            view.allow_replacement = true;
        });
        let verdict = run(&view, &RuleSettings::as_of(day(2026, 11, 22)));
        assert_eq!(verdict.replace, [view.pools[0].attribute("max_pods").unwrap()]);
        assert!(verdict.diagnostics().is_empty());
        assert!(matches!(view.operation, Operation::Update(_)));
    }
}
