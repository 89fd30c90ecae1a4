//! Windows nodes run a version of Windows Server that AKS has: 2022 or 2025 today.
//!
//! # Why
//!
//! AKS follows the life of Windows Server: Windows Server 2019 was retired on 2026-03-01, Windows Server 2025 is generally
//! available since 2026-05-29, and Windows Server 2022 retires on 2028-06-30. AKS makes no images of a retired version, so
//! that its nodes can be neither made nor repaired.
//!
//! # Way out
//!
//! Make a pool with a later `os_sku`, move the workloads there, and remove the old pool: the version of Windows cannot be
//! changed in an existing pool.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", 2023-11-28, names Windows Server 2019 and 2022:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - AKS release notes of 2026-05-29 on Windows Server 2025: <https://github.com/Azure/AKS/releases>.
//! - Retirement of Windows versions in AKS: <https://learn.microsoft.com/azure/aks/upgrade-windows-os>.

use super::windows_versions::{WINDOWS, WindowsServer, kubernetes};
use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Pool, Rule, Source, View,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "windows-server-version",
    number: "R22",
    title: "Windows nodes run a version of Windows Server that AKS has",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "The article on Azure CNI Overlay names Windows Server 2019 and 2022.",
        },
        Phase { from: day(2026, 3, 1), level: Level::Error, because: "Windows Server 2019 is retired." },
        Phase {
            from: day(2026, 5, 29),
            level: Level::Error,
            because: "Windows Server 2025 is generally available.",
        },
        Phase { from: day(2028, 6, 30), level: Level::Error, because: "Windows Server 2022 is retired." },
    ],
    when: &[Change::Create, Change::Scale],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed(
        "A subscription may have a version earlier, as a preview, or keep it for longer.",
    ),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let today = findings.as_of();
    for pool in view.pools.iter().filter(|pool| pool.is_windows()) {
        let Some(server) = WindowsServer::of(pool) else { continue };
        if server.is_offered(today) || conflicts_with_kubernetes(view, pool, server) {
            continue;
        }
        let choices: Vec<&str> =
            WINDOWS.iter().filter(|server| server.is_offered(today)).map(|server| server.sku).collect();
        let Some(newest) = choices.last() else { continue };
        let (summary, why) = match server.until.filter(|until| *until <= today) {
            Some(until) => (
                format!("{} is retired, and {} asks for it", server.title, pool.title()),
                format!("AKS dropped {} on {until}: its nodes get no images any more.", server.title),
            ),
            None => (
                format!("AKS does not have {} yet, which {} asks for", server.title, pool.title()),
                format!("It is generally available on {}.", server.from.unwrap_or(today)),
            ),
        };
        findings
            .report(pool.attribute("os_sku"), summary)
            .fact(format!("{} = \"{}\"", pool.named("os_sku"), server.sku))
            .fact(format!("AKS has {}.", choices.join(" and ")))
            .why(why)
            .way_out(format!(
                "Make a pool with {} = \"{newest}\" and move the workloads there; an existing pool cannot change it.",
                pool.named("os_sku")
            ))
            .unless_settled(view);
    }
}

/// Then `windows-kubernetes-version` says more.
fn conflicts_with_kubernetes(view: &View, pool: &Pool, server: &WindowsServer) -> bool {
    kubernetes(view, pool).is_some_and(|kubernetes| !server.runs(kubernetes))
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;
    use time::Date;

    use crate::rules::{
        Level, RuleSettings, View,
        rule::day,
        run,
        sample::{known, valid},
    };

    fn with(sku: &str) -> View {
        valid().with(|view| {
            view.kubernetes_version = Attr::Null;
            view.pools[0].os_type = known("windows");
            view.pools[0].os_sku = known(sku);
        })
    }

    fn levels(view: &View, on: Date) -> Vec<Level> {
        let findings = run(view, &RuleSettings::as_of(on)).findings.into_iter();
        findings.filter(|finding| finding.rule.number == "R22").map(|finding| finding.level).collect()
    }

    #[test]
    fn a_version_is_refused_from_the_day_of_its_retirement() {
        assert_eq!(levels(&with("Windows2019"), day(2026, 2, 28)), []);
        assert_eq!(levels(&with("windows2019"), day(2026, 3, 1)), [Level::Error]);
        assert_eq!(levels(&with("Windows2022"), day(2028, 6, 29)), []);
        assert_eq!(levels(&with("Windows2022"), day(2028, 6, 30)), [Level::Error]);
    }

    #[test]
    fn a_version_is_refused_until_aks_has_it() {
        assert_eq!(levels(&with("Windows2025"), day(2026, 5, 28)), [Level::Error]);
        assert_eq!(levels(&with("Windows2025"), day(2026, 5, 29)), []);
    }

    #[test]
    fn nodes_that_exist_are_warned_about_while_nothing_changes() {
        let view = with("Windows2019").changed(|_| {});
        assert_eq!(levels(&view, day(2026, 11, 22)), [Level::Warning]);
    }

    #[test]
    fn linux_nodes_are_not_its_business() {
        let view = with("Windows2019").with(|view| view.pools[0].os_type = known("Linux"));
        assert_eq!(levels(&view, day(2026, 11, 22)), []);
    }
}
