//! Overlay is a property of the whole cluster. No pool is on overlay alone, and a change of the cluster's network
//! re-images every pool at the same time.
//!
//! # Why
//!
//! There is one pod CIDR and one routing domain for a cluster, so pools cannot be moved one after the other. When the
//! cluster moves to overlay, gets IPv6, or changes its dataplane or network policy, Azure re-images the nodes of all
//! pools at once: every pool surges, drains and replaces its nodes while the others do the same. Workloads need
//! disruption budgets, and the network and the quota must have room for the surge of all pools together.
//!
//! # Way out
//!
//! Set `plugin_mode` on the cluster and leave `network_plugin_mode` out of pools. Before a change that re-images: see
//! that every pool has more than one node or a surge, that drain timeouts fit the workloads, and choose a maintenance
//! window.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", 2023-11-28: the upgrade re-images all pools at the same time,
//!   and upgrading each pool on its own is not supported: <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.
//! - AKS changelog of 2024-08-05: an upgrade of the control plane alone also re-images pools that a change of mode left
//!   behind.
//! - Microsoft's page on the node disruption policy lists the changes that re-image every pool, 2026-07.

use crate::{
    network::capacity::Surge,
    rules::{
        Change, Findings, Level, Lookup, Lowering, Pool, Rule, Source, View,
        effective::{Ipam, is_overlay},
        finding::written,
        pools::nodes,
        rule::ERROR_SINCE_ARTICLE,
    },
};

pub(super) static RULE: Rule = Rule {
    code: "overlay-is-whole-cluster",
    number: "R41",
    title: "Overlay is switched on for the whole cluster, and every pool is re-imaged at the same time",
    history: ERROR_SINCE_ARTICLE,
    when: &[
        Change::Create,
        Change::UpgradeFromNodeSubnet,
        Change::UpgradeFromKubenet,
        Change::DualStack,
        Change::Update,
    ],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Never("Azure has no network mode per pool."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    refuse_single_pools(view, findings);
    announce_reimage(view, findings);
}

fn refuse_single_pools(view: &View, findings: &mut Findings<'_>) {
    let Some(ipam) = view.ipam() else { return };
    for pool in &view.pools {
        let Some(mode) = pool.network_plugin_mode.known() else { continue };
        if is_overlay(mode) == (ipam == Ipam::Overlay) {
            continue;
        }
        let attribute = pool.named("network_plugin_mode");
        let cluster_mode = written(&view.network.attribute("plugin_mode"));
        let way_out = if is_overlay(mode) {
            format!(
                "Set {cluster_mode} = \"overlay\" to move the whole cluster, which re-images every pool at the same time, or \
                 remove {attribute}."
            )
        } else {
            format!("Remove {attribute}.")
        };
        findings
            .report(
                pool.attribute("network_plugin_mode"),
                format!("A pool cannot have another network mode than its cluster: {}", pool.title()),
            )
            .fact(format!("{attribute} = \"{mode}\""))
            .fact(view.ipam_fact(ipam))
            .why("Overlay is switched on for the whole cluster: Azure has no upgrade of one pool alone.")
            .way_out(way_out);
    }
}

fn announce_reimage(view: &View, findings: &mut Findings<'_>) {
    let changes = view.reimaging_changes();
    let Some((path, _)) = changes.first() else { return };
    let pools = view.pools_now();
    let total: u64 = pools.iter().filter_map(Pool::nodes_now).sum();
    let summary = match pools.len() {
        1 => format!("Azure will re-image the one pool of the cluster: {}", nodes(total)),
        count => {
            format!("Azure will re-image all {count} pools of the cluster at the same time: {}", nodes(total))
        }
    };
    let mut report = findings.report(Some(path.clone()), summary).at_most(Level::Warning).announces_change();
    for (_, change) in &changes {
        report = report.fact(change.clone());
    }
    for pool in pools {
        report = report.fact(portrait(pool));
    }
    if view.lookups.agent_pools.found().is_none() {
        report = report.fact("The cluster may have more pools, which could not be read.");
    }
    let prepare = "See that workloads have disruption budgets, that drain timeouts are long enough, and that the pod \
                   CIDR, the subnets and the quota have room for the surge of all pools together.";
    report
        .why("Every node is replaced: it is drained, its pods move, and it comes back with the new network.")
        .way_out(match view.moves_to_overlay_from() {
            Some(before) => {
                let unseen = if matches!(view.lookups.masquerade, Lookup::NotAsked) { UNSEEN } else { "" };
                format!("{prepare}{unseen} {}", stay(view, before))
            }
            None => prepare.to_owned(),
        });
}

/// Only the cluster itself knows how its nodes masquerade addresses.
const UNSEEN: &str = " Not checked: settings of the ip-masq-agent in the cluster, with which Azure refuses the move \
                      (overlay-upgrade-masquerade-settings, R39, and overlay-upgrade-leftover-masquerade-settings, R40); \
                      rules = { inspect_clusters = true } in the provider block has them read.";

/// Overlay is the default of the configuration, so who only imported a cluster is told how to leave it as it is.
fn stay(view: &View, before: Ipam) -> String {
    let set = |attribute: &str, value: &str| {
        format!("{} = \"{value}\"", written(&view.network.attribute(attribute)))
    };
    let plugin = view.existing().and_then(|existing| existing.network.plugin.known().cloned());
    let plugin = plugin.unwrap_or_else(|| "azure".to_owned());
    format!(
        "There is no way back from overlay. To stay on {}, set {} and {}.",
        before.name(),
        set("plugin", &plugin),
        set("plugin_mode", "none")
    )
}

/// The nodes of a pool, and how they are replaced.
fn portrait(pool: &Pool) -> String {
    let mut parts = vec![pool.nodes_now().map_or_else(|| "node count not known".to_owned(), nodes)];
    if let Some(most) = pool.auto_scaling.known().and_then(|bounds| bounds.max.known()) {
        parts.push(format!("at most {most}"));
    }
    if let Some(surge) = pool.upgrade.max_surge.known() {
        let added = Surge::parse(surge).zip(pool.nodes_now()).map(|(surge, count)| surge.of_pool(count));
        let added =
            added.filter(|_| surge.ends_with('%')).map(|added| format!(" ({added})")).unwrap_or_default();
        parts.push(format!("max_surge {surge}{added}"));
    }
    if let Some(unavailable) = pool.upgrade.max_unavailable.known().filter(|unavailable| *unavailable != "0")
    {
        parts.push(format!("max_unavailable {unavailable}"));
    }
    if let Some(minutes) = pool.upgrade.drain_timeout_minutes.known() {
        parts.push(format!("drain timeout {minutes} min"));
    }
    let title = match pool.name.known() {
        Some(name) => format!("Pool \"{name}\""),
        None => "A pool".to_owned(),
    };
    format!("{title}: {}.", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        AutoScaling, Level, Lookup, Operation, Pool, Upgrade, View,
        sample::{known, list, pool, valid},
    };

    fn from_kubenet() -> View {
        let now = valid().with(|view| {
            view.network.plugin = known("kubenet");
            view.network.plugin_mode = Attr::Null;
        });
        let planned = valid().network;
        now.changed(|view| view.network = planned)
    }

    #[test]
    fn one_pool_alone_on_overlay_is_refused() {
        let view = valid().with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = Attr::Null;
            view.pools[0].network_plugin_mode = known("overlay");
        });
        let error = view.error();
        assert_eq!((error.rule.code, error.level), ("overlay-is-whole-cluster", Level::Error));
        assert_eq!(error.path, view.pools[0].attribute("network_plugin_mode"));
    }

    #[test]
    fn one_pool_alone_on_overlay_is_refused_on_the_configuration_alone_where_the_plugin_has_no_overlay() {
        let view = valid().with(|view| {
            view.network.plugin = known("kubenet");
            view.network.plugin_mode = Attr::Null;
            view.pools[0].network_plugin_mode = known("overlay");
            view.operation = Operation::Validate;
        });
        assert_eq!(view.codes(), [("overlay-is-whole-cluster", Level::Error)]);
    }

    #[test]
    fn a_pool_that_names_the_mode_of_its_cluster_is_fine() {
        assert_eq!(valid().with(|view| view.pools[0].network_plugin_mode = known("overlay")).codes(), []);
    }

    #[test]
    fn a_move_to_overlay_is_one_warning_with_every_pool_and_its_nodes() {
        let view = from_kubenet().with(|view| {
            let upgrade = Upgrade {
                max_surge: known("33%"),
                drain_timeout_minutes: Attr::Known(30),
                ..Upgrade::default()
            };
            let user = Pool {
                auto_scaling: Attr::Known(AutoScaling { min: Attr::Known(1), max: Attr::Known(10) }),
                upgrade,
                ..pool("user", 4)
            };
            view.lookups.agent_pools = Lookup::Found(vec![pool("system", 3), user]);
        });
        let warning = view.error();
        assert_eq!(warning.level, Level::Warning);
        assert_eq!(
            warning.summary,
            "Azure will re-image all 2 pools of the cluster at the same time: 7 nodes"
        );
        assert_eq!(
            warning.facts,
            [
                "The cluster moves from kubenet to Azure CNI Overlay.",
                "Pool \"system\": 3 nodes.",
                "Pool \"user\": 4 nodes, at most 10, max_surge 33% (2), drain timeout 30 min.",
            ]
        );
        let stay = "To stay on kubenet, set network.plugin = \"kubenet\" and network.plugin_mode = \"none\".";
        assert!(warning.way_out.ends_with(stay), "{}", warning.way_out);
    }

    #[test]
    fn adding_ipv6_re_images_too() {
        let view = valid().changed(|view| {
            view.network.ip_families = list(&["IPv4", "IPv6"]);
            view.network.pod_cidrs = Attr::unknown();
            view.network.service_cidrs = Attr::unknown();
        });
        assert_eq!(view.error().facts[0], "The cluster gets IPv6 next to IPv4.");
    }

    #[test]
    fn a_change_of_the_dataplane_re_images_too() {
        let view = valid()
            .with(|view| view.network.dataplane = known("azure"))
            .changed(|view| view.network.dataplane = known("cilium"));
        assert_eq!(view.error().facts[0], "network.dataplane changes from \"azure\" to \"cilium\".");
    }

    #[test]
    fn a_network_policy_that_is_installed_re_images_too() {
        let view = valid().changed(|view| view.network.policy = known("calico"));
        assert_eq!(view.error().facts[0], "network.policy changes from \"none\" to \"calico\".");
        assert_eq!(valid().changed(|view| view.network.policy = known("none")).codes(), []);
    }

    #[test]
    fn a_change_that_is_refused_is_not_announced() {
        let view = from_kubenet().with(|view| {
            view.pools[0].max_pods = Attr::Known(50);
            if let Operation::Update(existing) = &mut view.operation {
                existing.pools[0].max_pods = Attr::Known(110);
            }
        });
        assert_eq!(view.codes(), [("max-pods-fixed", Level::Error)]);
    }

    #[test]
    fn scaling_a_pool_re_images_nothing() {
        assert_eq!(valid().changed(|view| view.pools[0].node_count = Attr::Known(5)).codes(), []);
    }

    #[test]
    fn what_only_the_cluster_knows_is_named_at_a_move_where_nobody_may_look() {
        assert!(from_kubenet().error().way_out.contains("R39, and overlay-upgrade-leftover"));
        let looked = from_kubenet().with(|view| {
            view.lookups.masquerade = Lookup::Found(crate::rules::MasqueradeConfig::default());
        });
        assert!(!looked.error().way_out.contains("R39"));
        let ipv6 = valid().changed(|view| view.network.ip_families = list(&["IPv4", "IPv6"]));
        let told = ipv6.findings();
        let announced = told.iter().find(|finding| finding.rule.number == "R41");
        assert!(announced.is_none_or(|finding| !finding.way_out.contains("R39")), "{announced:?}");
    }
}
