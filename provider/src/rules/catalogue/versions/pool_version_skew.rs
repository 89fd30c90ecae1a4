//! The nodes of a pool run the version of the control plane, or an earlier one, at most three minor versions behind.
//!
//! # Why
//!
//! The kubelet of a node may be older than the API server, never newer. AKS refuses a pool that is ahead, and an upgrade of
//! the control plane that leaves a pool too far behind.
//!
//! # Way out
//!
//! Upgrade the control plane first, then the pools. Leave a pool's `kubernetes_version` out to let it follow.
//!
//! # Evidence
//!
//! - Version skew of Kubernetes: <https://kubernetes.io/releases/version-skew-policy/>.
//! - Azure answers `NodePoolMcVersionIncompatible`:
//!   <https://learn.microsoft.com/azure/aks/manage-node-pools#upgrade-a-cluster-control-plane-with-multiple-node-pools>.

use std::cmp::Ordering;

use crate::{
    rules::{Change, Findings, Lowering, Pool, Rule, Source, View, rule::ERROR_SINCE_ARTICLE},
    version,
};

pub(super) static RULE: Rule = Rule {
    code: "pool-version-skew",
    number: "N14",
    title: "Nodes run the version of the control plane, or one a little older",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update, Change::Scale],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Never("Azure refuses the version (NodePoolMcVersionIncompatible)."),
    yields_to: &[],
    check,
};

/// As far as nodes may stay behind.
const BEHIND: i64 = 3;

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(cluster) = view.version() else { return };
    for pool in view.all_pools() {
        let Some(nodes) = pool.kubernetes_version.known() else { continue };
        if version::compare(nodes, cluster) == Ordering::Greater {
            // Of a pool that other resources manage, its own resource tells.
            if view.asks_for(pool) {
                ahead(view, pool, nodes, cluster, findings);
            }
        } else if is_behind(nodes, cluster) && !stays_behind(view, pool) {
            behind(view, pool, nodes, cluster, findings);
        }
    }
}

fn ahead(view: &View, pool: &Pool, nodes: &str, cluster: &str, findings: &mut Findings<'_>) {
    let attribute = pool.named("kubernetes_version");
    let way_out = if view.kubernetes_version.is_known() {
        format!(
            "Set kubernetes_version = \"{nodes}\", or remove {attribute} to let the nodes follow the cluster."
        )
    } else {
        format!("Upgrade the cluster to {nodes} first, or remove {attribute} to let the nodes follow it.")
    };
    findings
        .report(
            pool.attribute("kubernetes_version"),
            format!("The nodes cannot run Kubernetes {nodes} while the cluster runs {cluster}"),
        )
        .fact(format!("{attribute} = \"{nodes}\""))
        .fact(cluster_fact(view, cluster))
        .why("The control plane is upgraded first, and nodes never run a newer version.")
        .way_out(way_out)
        .unless_settled(view);
}

fn behind(view: &View, pool: &Pool, nodes: &str, cluster: &str, findings: &mut Findings<'_>) {
    let own = pool.attribute("kubernetes_version");
    let path = own.unwrap_or_else(|| tfplugin_framework::Path::of("kubernetes_version"));
    findings
        .report(Some(path), format!("The nodes of {} are too far behind Kubernetes {cluster}", pool.title()))
        .fact(format!("The nodes of {} run Kubernetes {nodes}.", pool.title()))
        .fact(cluster_fact(view, cluster))
        .why(format!("Nodes may stay at most {BEHIND} minor versions behind the control plane."))
        .way_out(format!("Upgrade {} first.", pool.title()))
        .unless_settled(view);
}

fn is_behind(nodes: &str, cluster: &str) -> bool {
    version::minor_steps(nodes, cluster).is_some_and(|steps| steps > BEHIND)
}

/// A pool that is too far behind already is not left behind by this change.
fn stays_behind(view: &View, pool: &Pool) -> bool {
    let cluster = view.existing().and_then(|existing| existing.kubernetes_version.known());
    let nodes = view
        .pools_now()
        .iter()
        .find(|now| now.name == pool.name)
        .and_then(|now| now.kubernetes_version.known());
    nodes.zip(cluster).is_some_and(|(nodes, cluster)| is_behind(nodes, cluster))
}

fn cluster_fact(view: &View, cluster: &str) -> String {
    if view.kubernetes_version.is_known() {
        format!("kubernetes_version = \"{cluster}\"")
    } else {
        format!("The cluster runs Kubernetes {cluster}.")
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, Lookup, Pool, View,
        sample::{known, pool, valid},
    };

    const REFUSED: [(&str, Level); 1] = [("pool-version-skew", Level::Error)];

    fn with(cluster: &str, nodes: &str) -> View {
        valid().with(|view| {
            view.kubernetes_version = known(cluster);
            view.pools[0].kubernetes_version = known(nodes);
        })
    }

    #[test]
    fn nodes_are_never_newer_than_the_control_plane() {
        assert_eq!(with("1.34", "1.35.1").codes(), REFUSED);
        assert_eq!(with("1.35.5", "1.35.7").codes(), REFUSED);
        assert_eq!(with("1.35.7", "1.35").codes(), []);
        assert_eq!(with("1.35", "1.34.2").codes(), []);
    }

    #[test]
    fn the_version_of_an_existing_cluster_counts_where_none_is_asked_for() {
        let view = with("1.35.5", "1.35.5").changed(|view| {
            view.kubernetes_version = Attr::Null;
            view.pools[0].kubernetes_version = known("1.36.2");
        });
        assert_eq!(view.codes(), REFUSED);
    }

    #[test]
    fn nodes_may_be_three_minor_versions_behind_and_no_more() {
        assert_eq!(with("1.37", "1.34").codes(), []);
        assert_eq!(with("1.38", "1.34").codes(), REFUSED);
    }

    #[test]
    fn an_upgrade_of_the_control_plane_looks_at_every_pool() {
        let view = with("1.37", "1.37").changed(|view| {
            view.kubernetes_version = known("1.38");
            let other = Pool { path: None, kubernetes_version: known("1.34.8"), ..pool("old", 3) };
            view.lookups.agent_pools = Lookup::Found(vec![other]);
        });
        assert_eq!(view.codes(), REFUSED);
    }
}
