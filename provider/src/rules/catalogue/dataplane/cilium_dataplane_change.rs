//! A cluster changes its dataplane to Cilium without Windows pools, without node auto-provisioning, and not from kubenet;
//! and a cluster that has Cilium gets no Windows pool.
//!
//! # Why
//!
//! Cilium runs on Linux nodes only, and on Azure's own network plugin only. While Azure replaces the dataplane on every node,
//! nodes that auto-provisioning adds would come with the old one.
//!
//! # Way out
//!
//! Remove the Windows pools, or run them in a cluster with another dataplane; switch node auto-provisioning off for the change, or move from kubenet to overlay first.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", section on the data plane:
//!   <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.
//! - "Configure Azure CNI Powered by Cilium", section on limitations:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium>.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Pool, Rule, Source, View, effective::Ipam, finding::written,
    rule::ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "cilium-dataplane-change",
    number: "X10",
    title: "Cilium goes without Windows pools, and the change to it without auto-provisioned nodes and kubenet",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Error,
        because: "The documentation of the change of the dataplane has the rule.",
    }],
    when: &[Change::Update, Change::Create, Change::Scale],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Never("Azure refuses the change."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.turns_to_cilium() {
        changes(view, findings);
    } else if view.effective(|network| &network.dataplane).value().is_some_and(|now| is_cilium(now)) {
        windows_on_cilium(view, findings);
    }
}

fn is_cilium(dataplane: &str) -> bool {
    dataplane.eq_ignore_ascii_case("cilium")
}

/// A pool that is asked for in a cluster that has Cilium, or begins with it.
fn windows_on_cilium(view: &View, findings: &mut Findings<'_>) {
    let attribute = written(&view.network.attribute("dataplane"));
    for pool in view.pools.iter().filter(|pool| pool.is_windows()) {
        let Some(path) = pool.attribute("os_type") else { continue };
        findings
            .report(
                Some(path.clone()),
                format!("A cluster with Cilium cannot have Windows nodes: {}", pool.title()),
            )
            .fact(format!("{} = \"Windows\"", written(&path)))
            .fact(format!("The cluster has {attribute} = \"cilium\"."))
            .why("Cilium runs on Linux nodes only.")
            .way_out(format!(
                "Set {} = \"Linux\", or add the pool to another cluster, one whose {attribute} is \"azure\".",
                written(&path)
            ));
    }
}

fn changes(view: &View, findings: &mut Findings<'_>) {
    let path = view.network.attribute("dataplane");
    let asked = format!("{} = \"cilium\" changes the dataplane.", written(&path));
    let as_of = findings.as_of();
    let windows: Vec<String> = view.windows_pools_now().map(Pool::title).collect();
    if !windows.is_empty() {
        findings
            .report(Some(path.clone()), "A cluster with Windows nodes cannot change to Cilium")
            .fact(asked.clone())
            .fact(format!("The cluster has Windows nodes: {}.", windows.join(", ")))
            .why("Cilium runs on Linux nodes only.")
            .way_out(format!(
                "{}\nA pool that Terraform has goes by taking its aksoverlay_node_pool out of the configuration.",
                view.steps_or(
                    as_of,
                    format!("Remove the Windows pools first, or keep {} = \"azure\".", written(&path)),
                )
            ));
    }
    if view.provisions_nodes() {
        findings
            .report(
                view.cluster_attribute(&["node_provisioning", "mode"]),
                "A cluster cannot change to Cilium while it provisions nodes by itself",
            )
            .fact(asked.clone())
            .fact("node_provisioning.mode is \"Auto\".")
            .why("Nodes that come during the change would have the old dataplane.")
            .way_out(view.steps_or(
                as_of,
                "Set node_provisioning = { mode = \"Manual\" } for the change, and \"Auto\" afterwards.",
            ));
    }
    if view.ipam() == Some(Ipam::Kubenet) {
        findings
            .report(Some(path), "A cluster on kubenet cannot change to Cilium")
            .fact(asked)
            .fact("The cluster is on kubenet.")
            .why("Cilium works with Azure's network plugin only.")
            .way_out(format!(
                "Move to overlay first: {} = \"azure\" and {} = \"overlay\". Change the dataplane after that.",
                written(&view.network.attribute("plugin")),
                written(&view.network.attribute("plugin_mode"))
            ));
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::{Attr, Path};

    use crate::rules::{
        Lookup, Pool, View,
        sample::{known, pool, valid},
    };

    fn to_cilium() -> View {
        valid().changed(|view| {
            view.network.dataplane = known("cilium");
            view.network.policy = known("cilium");
        })
    }

    #[test]
    fn linux_nodes_change_in_place() {
        assert_eq!(to_cilium().objections(), Vec::<&str>::new());
    }

    #[test]
    fn a_windows_pool_of_another_resource_is_in_the_way() {
        let view = to_cilium().with(|view| {
            let windows = Pool { path: None, os_type: known("windows"), ..pool("win", 1) };
            view.lookups.agent_pools = Lookup::Found(vec![Pool { path: None, ..pool("system", 3) }, windows]);
        });
        let error = view.error();
        assert_eq!(error.summary, "A cluster with Windows nodes cannot change to Cilium");
        assert!(error.way_out.ends_with("taking its aksoverlay_node_pool out of the configuration."));
        let auto = view.that_was(|now| now.control_plane.node_provisioning_mode = known("auto"));
        for error in auto.findings().iter().filter(|finding| finding.rule.number == "X10") {
            assert!(
                error.way_out.contains("1. Remove the Windows pools: az aks nodepool delete"),
                "{error:?}"
            );
            assert!(error.way_out.contains("2. Switch node auto-provisioning off: "), "{error:?}");
            assert!(error.way_out.contains("3. Change the dataplane to Cilium: "), "{error:?}");
        }
    }

    #[test]
    fn auto_provisioning_has_to_be_off_which_may_come_with_the_change() {
        let auto =
            to_cilium().that_was(|existing| existing.control_plane.node_provisioning_mode = known("auto"));
        assert_eq!(auto.error().path, auto.cluster_attribute(&["node_provisioning", "mode"]));
        let off = auto.with(|view| view.control_plane.node_provisioning_mode = known("manual"));
        assert_eq!(off.objections(), Vec::<&str>::new());
    }

    #[test]
    fn kubenet_has_to_go_first() {
        let now = valid().with(|view| {
            view.network.plugin = known("kubenet");
            view.network.plugin_mode = Attr::Null;
        });
        let view = now.changed(|view| {
            view.network.dataplane = known("cilium");
            view.network.policy = known("cilium");
        });
        assert!(view.objections().contains(&"cilium-dataplane-change"));
    }

    #[test]
    fn a_windows_pool_neither_comes_with_cilium_nor_to_it() {
        let with = |os_type: &str| {
            valid().with(|view| {
                view.network.dataplane = known("Cilium");
                view.network.policy = known("cilium");
                let path = Some(Path::root());
                view.pools = vec![Pool { path, os_type: known(os_type), ..pool("win", 1) }];
            })
        };
        let error = with("windows").error();
        assert_eq!(error.summary, "A cluster with Cilium cannot have Windows nodes: pool \"win\"");
        assert_eq!(error.path, Some(Path::of("os_type")));
        assert_eq!(with("Linux").codes(), []);
        let added = with("Windows").changed(|_| {}).that_was(|existing| existing.pools.clear());
        assert_eq!(added.error().rule.number, "X10");
        let elsewhere = with("Windows").with(|view| {
            view.network.dataplane = Attr::Null;
            view.network.policy = Attr::Null;
        });
        assert_eq!(elsewhere.objections(), Vec::<&str>::new());
    }

    #[test]
    fn a_cluster_that_has_cilium_already_changes_nothing() {
        let view = to_cilium().that_was(|existing| {
            existing.network.dataplane = known("Cilium");
            existing.network.policy = known("cilium");
            existing.control_plane.node_provisioning_mode = known("auto");
        });
        assert_eq!(view.objections(), Vec::<&str>::new());
    }
}
