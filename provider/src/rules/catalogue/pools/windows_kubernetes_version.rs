//! A version of Windows Server runs with some versions of Kubernetes only, and a Windows node with 110 pods at most.
//!
//! # Why
//!
//! Windows Server 2019 ends with Kubernetes 1.32 and Windows Server 2022 with 1.36; Windows Server 2025 begins with 1.32
//! and is the default from 1.37 on. More than 110 pods on a Windows node are possible on overlay, but Microsoft advises
//! against them; that is a warning, and only where the number is asked for.
//!
//! # Way out
//!
//! Take a version of Windows that runs with the version of Kubernetes. Before an upgrade of the control plane beyond what
//! a pool can run, make a pool with a later `os_sku` and move the workloads.
//!
//! # Evidence
//!
//! - Windows versions and the versions of Kubernetes they run with:
//!   <https://learn.microsoft.com/azure/aks/upgrade-windows-os>.
//! - AKS release notes of 2026-05-29 on Windows Server 2025: <https://github.com/Azure/AKS/releases>.

use super::windows_versions::{WINDOWS, WindowsServer, kubernetes};
use crate::rules::{Change, Findings, Level, Lowering, Pool, Rule, Source, View, rule::ERROR_SINCE_ARTICLE};

pub(super) static RULE: Rule = Rule {
    code: "windows-kubernetes-version",
    number: "X22",
    title: "Windows nodes run with the version of Kubernetes, and few pods each",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update, Change::Scale],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("The versions stand in the documentation; AKS has moved such limits before."),
    yields_to: &[],
    check,
};

const ADVISED_PODS: i64 = 110;

fn check(view: &View, findings: &mut Findings<'_>) {
    for pool in view.pools.iter().filter(|pool| pool.is_windows()) {
        version(view, pool, findings);
        pods(view, pool, findings);
    }
}

fn version(view: &View, pool: &Pool, findings: &mut Findings<'_>) {
    let Some((server, kubernetes)) = WindowsServer::of(pool).zip(kubernetes(view, pool)) else { return };
    if server.runs(kubernetes) {
        return;
    }
    let bound = match (server.first, server.ended) {
        (_, Some(ended)) => format!("It runs with versions before {ended}."),
        (Some(first), None) => format!("It runs from version {first} on."),
        (None, None) => String::new(),
    };
    let fitting =
        WINDOWS.iter().rev().find(|other| other.runs(kubernetes) && other.is_offered(findings.as_of()));
    let attribute = pool.named("os_sku");
    let way_out =
        fitting.map(|other| format!("Take {attribute} = \"{}\" in a pool of its own name.", other.sku));
    findings
        .report(
            pool.attribute("os_sku"),
            format!("{} does not run with Kubernetes {kubernetes}", server.title),
        )
        .fact(format!("{attribute} = \"{}\"", server.sku))
        .fact(format!("The nodes of {} run Kubernetes {kubernetes}.", pool.title()))
        .why(bound)
        .way_out(way_out.unwrap_or_else(|| "Take another version of Kubernetes.".to_owned()))
        .unless_settled(view);
}

/// The number is fixed when the pool is made, so that it is told then and no more.
fn pods(view: &View, pool: &Pool, findings: &mut Findings<'_>) {
    let Some(max_pods) = pool.max_pods.known() else { return };
    if *max_pods <= ADVISED_PODS || *max_pods > 250 || view.managed_pools_now().like(pool).is_some() {
        return;
    }
    let attribute = pool.named("max_pods");
    findings
        .report(pool.attribute("max_pods"), format!("{max_pods} pods are many for a Windows node"))
        .fact(format!("{attribute} = {max_pods}"))
        .why(format!("Microsoft advises at most {ADVISED_PODS} pods on a Windows node."))
        .way_out(format!("Set {attribute} = {ADVISED_PODS}, and take more nodes."))
        .at_most(Level::Warning);
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, View,
        sample::{known, valid},
    };

    fn with(sku: &str, kubernetes: &str) -> View {
        valid().with(|view| {
            view.kubernetes_version = known(kubernetes);
            view.pools[0].os_type = known("Windows");
            view.pools[0].os_sku = known(sku);
        })
    }

    const REFUSED: [(&str, Level); 1] = [("windows-kubernetes-version", Level::Error)];

    #[test]
    fn each_version_of_windows_ends_and_begins_with_a_version_of_kubernetes() {
        assert_eq!(with("Windows2019", "1.33").codes(), REFUSED);
        assert_eq!(with("Windows2022", "1.37").codes(), REFUSED);
        assert_eq!(with("Windows2022", "1.36.4").codes(), []);
        assert_eq!(with("windows2025", "1.31.14").codes(), REFUSED);
        assert_eq!(with("Windows2025", "1.36").codes(), []);
    }

    #[test]
    fn a_pool_may_run_an_older_version_than_the_control_plane() {
        let view = with("Windows2022", "1.37").with(|view| view.pools[0].kubernetes_version = known("1.36"));
        assert_eq!(view.codes(), []);
    }

    #[test]
    fn more_than_110_pods_on_windows_are_a_warning() {
        let pods = |pods| with("Windows2022", "1.36").with(|view| view.pools[0].max_pods = Attr::Known(pods));
        assert_eq!(pods(110).codes(), []);
        assert_eq!(pods(111).codes(), [("windows-kubernetes-version", Level::Warning)]);
        let linux = pods(111).with(|view| view.pools[0].os_type = known("Linux"));
        assert_eq!(linux.codes(), []);
    }
}
