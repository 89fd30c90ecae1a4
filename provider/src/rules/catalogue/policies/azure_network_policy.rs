//! Azure's own network policies (`policy = "azure"`, Azure Network Policy Manager) are for clusters of at most 250 nodes
//! without Windows, and end on 2028-09-30.
//!
//! # Why
//!
//! Beyond 250 nodes and 20,000 pods the engine needs more memory than it has, and policies stop being applied. On Windows
//! it has been out of support since 2026-09-30, on Linux it is until 2028-09-30. It knows no IPv6 either, which
//! `dual-stack-azure-policy` says.
//!
//! # Way out
//!
//! Move to Cilium: `policy = "cilium"` and `dataplane = "cilium"`, which re-images the nodes, for clusters without Windows;
//! or to Calico.
//!
//! # Evidence
//!
//! - "Secure traffic between pods by network policies in AKS", with the limits and the retirement:
//!   <https://learn.microsoft.com/azure/aks/use-network-policies>.

use time::{Date, Duration};

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    finding::written,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "azure-network-policy",
    number: "X21",
    title: "Azure network policies are for small clusters without Windows, until 2028-09-30",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Warning,
            because: "The engine is made for at most 250 nodes and 20,000 pods.",
        },
        Phase { from: WINDOWS_END, level: Level::Error, because: "On Windows the engine is out of support." },
        Phase { from: LINUX_END, level: Level::Error, because: "On Linux the engine is out of support." },
    ],
    when: &[Change::Create, Change::Update, Change::Scale],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Allowed("The limits are advice, and Azure may accept what it no longer supports."),
    yields_to: &["dual-stack-azure-policy"],
    check,
};

const WINDOWS_END: Date = day(2026, 9, 30);
const LINUX_END: Date = day(2028, 9, 30);
/// Before an end, a warning begins this early.
const NOTICE: Duration = Duration::days(90);
const MOST_NODES: u64 = 250;

fn check(view: &View, findings: &mut Findings<'_>) {
    let policy = view.effective(|network| &network.policy).value();
    if !policy.is_some_and(|policy| policy.eq_ignore_ascii_case("azure")) {
        return;
    }
    size(view, findings);
    let pools = view.all_pools();
    match pools.iter().find(|pool| pool.is_windows()) {
        Some(pool) => {
            support(view, &format!("on Windows, which {} runs,", pool.title()), WINDOWS_END, findings)
        }
        None => support(view, "on Linux", LINUX_END, findings),
    }
}

fn size(view: &View, findings: &mut Findings<'_>) {
    let nodes: u64 =
        view.all_pools().iter().filter_map(|pool| pool.most_nodes()).fold(0, u64::saturating_add);
    if nodes <= MOST_NODES || view.is_settled() {
        return;
    }
    report(view, format!("Azure network policies are not made for {nodes} nodes"), findings)
        .fact(format!("The pools of the cluster may grow to {nodes} nodes."))
        .why(format!("The engine is made for at most {MOST_NODES} nodes and 20,000 pods."))
        .at_most(Level::Warning);
}

fn support(view: &View, where_it_runs: &str, end: Date, findings: &mut Findings<'_>) {
    let today = findings.as_of();
    let (verb, is_over) =
        if end <= today { ("have been out of support since", true) } else { ("end on", false) };
    if today + NOTICE < end {
        return;
    }
    let report = report(view, format!("Azure network policies {where_it_runs} {verb} {end}"), findings)
        .why("The engine gets no fixes from that day on, and AKS may remove it.")
        .unless_settled(view);
    if !is_over {
        report.at_most(Level::Warning);
    }
}

fn report<'a>(view: &View, summary: String, findings: &'a mut Findings<'_>) -> crate::rules::Report<'a> {
    let path = view.network.attribute("policy");
    let (attribute, dataplane) = (written(&path), written(&view.network.attribute("dataplane")));
    let fact = match view.network.policy.known() {
        Some(policy) => format!("{attribute} = \"{policy}\""),
        None => "The cluster has Azure network policies.".to_owned(),
    };
    let without_windows = !view.all_pools().iter().any(|pool| pool.is_windows());
    let way_out = if without_windows {
        format!("Set {attribute} = \"cilium\" and {dataplane} = \"cilium\", which re-images every node.")
    } else {
        format!("Set {attribute} = \"calico\".")
    };
    findings.report(Some(path), summary).fact(fact).way_out(way_out)
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;
    use time::Date;

    use crate::rules::{
        Level, RuleSettings, View,
        rule::day,
        run,
        sample::{known, list, valid},
    };

    fn levels(view: &View, on: Date) -> Vec<Level> {
        let findings = run(view, &RuleSettings::as_of(on)).findings.into_iter();
        findings.filter(|finding| finding.rule.number == "X21").map(|finding| finding.level).collect()
    }

    fn with(nodes: i64, system: &str) -> View {
        valid().with(|view| {
            view.network.policy = known("azure");
            view.network.pod_cidrs = list(&["10.128.0.0/11"]);
            view.pools[0].node_count = Attr::Known(nodes);
            view.pools[0].os_type = known(system);
        })
    }

    const TODAY: Date = day(2026, 11, 22);

    #[test]
    fn more_than_250_nodes_are_a_warning() {
        assert_eq!(levels(&with(250, "Linux"), TODAY), []);
        assert_eq!(levels(&with(251, "Linux"), TODAY), [Level::Warning]);
        let none = with(251, "Linux").with(|view| view.network.policy = known("none"));
        assert_eq!(levels(&none, TODAY), []);
    }

    #[test]
    fn on_windows_it_has_ended() {
        assert_eq!(levels(&with(3, "Windows"), day(2026, 7, 1)), []);
        assert_eq!(levels(&with(3, "Windows"), day(2026, 9, 29)), [Level::Warning]);
        assert_eq!(levels(&with(3, "Windows"), day(2026, 9, 30)), [Level::Error]);
        assert_eq!(levels(&with(3, "Windows").changed(|_| {}), TODAY), [Level::Warning]);
    }

    #[test]
    fn on_linux_it_ends_later() {
        assert_eq!(levels(&with(3, "Linux"), day(2028, 7, 1)), []);
        assert_eq!(levels(&with(3, "Linux"), day(2028, 7, 2)), [Level::Warning]);
        assert_eq!(levels(&with(3, "Linux"), day(2028, 9, 30)), [Level::Error]);
    }
}
