//! A dual-stack cluster had no Windows nodes at first; then they were a preview, and since 2026-07-17 they are generally
//! available.
//!
//! # Why
//!
//! The rule is history. It is kept for scheduled runs that judge by an earlier day (`rules.as_of`).
//!
//! # Way out
//!
//! Keep Windows pools on clusters with IPv4 alone, or judge by a later day.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on the limitations of dual-stack, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - AKS release notes of 2024-07-16 (preview) and of 2026-07-17 (no registration needed); the documentation dropped the
//!   registration on 2026-06-12 (commit 1c8c81211 of MicrosoftDocs/azure-aks-docs).

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    finding::written,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "dual-stack-windows",
    number: "R53",
    title: "Dual-stack had no Windows nodes",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "The article on Azure CNI Overlay has the rule.",
        },
        Phase {
            from: day(2024, 7, 16),
            level: Level::Warning,
            because: "Windows nodes in dual-stack clusters are a preview, which has to be registered.",
        },
        Phase {
            from: day(2026, 7, 17),
            level: Level::Off,
            because: "Windows nodes in dual-stack clusters need no registration any more.",
        },
    ],
    when: &[Change::Create, Change::DualStack, Change::Scale],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Allowed("A subscription may have had the preview."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.dual_stack() != Some(true) {
        return;
    }
    let families = view.network.attribute("ip_families");
    for pool in view.all_pools().into_iter().filter(|pool| pool.is_windows()) {
        let path = pool.attribute("os_type").unwrap_or_else(|| families.clone());
        findings
            .report(Some(path), format!("Windows has no dual-stack, and {} runs it", pool.title()))
            .fact(format!("The nodes of {} run Windows.", pool.title()))
            .fact(match view.network.ip_families.known() {
                Some(_) => format!("{} asks for IPv4 and IPv6.", written(&families)),
                None => "The cluster has IPv4 and IPv6.".to_owned(),
            })
            .why("Windows nodes know IPv4 only, or IPv6 as a preview, on the day by which the rules are applied.")
            .way_out(format!("Set {} = [\"IPv4\"], or keep Windows out of the cluster.", written(&families)))
            .unless_settled(view);
    }
}

#[cfg(test)]
mod tests {
    use time::Date;

    use crate::rules::{
        Level, Lookup, Pool, RuleSettings, View,
        rule::day,
        run,
        sample::{known, pool, valid, valid_dual_stack},
    };

    fn levels(view: &View, on: Date) -> Vec<Level> {
        let findings = run(view, &RuleSettings::as_of(on)).findings.into_iter();
        findings.filter(|finding| finding.rule.number == "R53").map(|finding| finding.level).collect()
    }

    fn windows(view: View) -> View {
        view.with(|view| view.pools[0].os_type = known("Windows"))
    }

    #[test]
    fn windows_was_refused_then_a_preview_and_then_taken() {
        let view = windows(valid_dual_stack());
        assert_eq!(levels(&view, day(2024, 7, 15)), [Level::Error]);
        assert_eq!(levels(&view, day(2024, 7, 16)), [Level::Warning]);
        assert_eq!(levels(&view, day(2026, 7, 17)), []);
        assert_eq!(levels(&windows(valid()), day(2024, 7, 15)), []);
    }

    #[test]
    fn adding_ipv6_looks_at_the_pools_that_other_resources_have() {
        let view = valid().changed(|view| {
            view.network = valid_dual_stack().network;
            let other = Pool { path: None, os_type: known("Windows"), ..pool("win", 1) };
            view.lookups.agent_pools = Lookup::Found(vec![other]);
        });
        assert_eq!(levels(&view, day(2024, 1, 1)), [Level::Error]);
    }
}
