//! Node auto-provisioning works with neither Calico, kubenet nor pods in a subnet of their own, and keeps the outbound type
//! with which it was switched on.
//!
//! # Why
//!
//! Azure makes nodes by itself for a network that it knows: pods on Azure's own plugin, without Calico. The way out of the
//! nodes is laid down when the cluster is made, and other nodes would not have it.
//!
//! # Way out
//!
//! Take Cilium or no policy engine, and move from kubenet to overlay first. For another outbound type, make a new cluster.
//!
//! # Evidence
//!
//! - "Node auto-provisioning in AKS", sections on networking and limitations:
//!   <https://learn.microsoft.com/azure/aks/node-auto-provisioning-networking>.
//! - AKS changelog of 2025-01-30: node auto-provisioning takes every network but Calico and kubenet.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, effective::Ipam, finding::written,
    rule::day,
};

pub(super) static RULE: Rule = Rule {
    code: "node-provisioning-network",
    number: "X31",
    title: "Node auto-provisioning goes with certain networks, and freezes the outbound type",
    history: &[Phase {
        from: day(2025, 1, 30),
        level: Level::Error,
        because: "Node auto-provisioning takes every network but these.",
    }],
    when: &[Change::Create, Change::Update],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Never("Azure refuses the combination."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.provisions_nodes() {
        network(view, findings);
    }
    outbound_type(view, findings);
}

fn network(view: &View, findings: &mut Findings<'_>) {
    let policy = view.word(|network| &network.policy, "none");
    let pools = view.all_pools();
    let with_pod_subnet: Vec<String> = pools
        .iter()
        .filter(|pool| pool.pod_subnet_id.is_known_and(|id| !id.is_empty()))
        .map(|pool| pool.title())
        .collect();
    let policy_attribute = written(&view.network.attribute("policy"));
    let hindrances = [
        (
            policy.as_deref() == Some("calico"),
            "with Calico",
            format!("{policy_attribute} is \"calico\"."),
            format!("or {policy_attribute} = \"none\" or \"cilium\""),
        ),
        (
            view.ipam() == Some(Ipam::Kubenet),
            "on kubenet",
            "The cluster is on kubenet.".to_owned(),
            "or move to overlay first".to_owned(),
        ),
        // On overlay no pod has a subnet, whatever provisions the nodes.
        (
            view.ipam() == Some(Ipam::NodeSubnet) && !with_pod_subnet.is_empty(),
            "whose pods have a subnet of their own",
            format!("pod_subnet_id is set: {}.", with_pod_subnet.join(", ")),
            "or make a cluster with overlay".to_owned(),
        ),
    ];
    for (_, what, fact, other) in hindrances.into_iter().filter(|(stands, ..)| *stands) {
        findings
            .report(
                view.cluster_attribute(&["node_provisioning", "mode"]),
                format!("A cluster {what} does not provision nodes by itself"),
            )
            .fact("node_provisioning.mode is \"Auto\".")
            .fact(fact)
            .why("Azure provisions nodes for networks of its own plugin, without Calico.")
            .way_out(format!("Set node_provisioning = {{ mode = \"Manual\" }}, {other}."));
    }
}

/// The way out stays as it is while nodes are provisioned, also with the request that ends it.
fn outbound_type(view: &View, findings: &mut Findings<'_>) {
    let Some(existing) = view.existing() else { return };
    let provisions = existing.control_plane.node_provisioning_mode.is_known_and(|mode| is_auto(mode));
    let (Some(now), Some(asked)) =
        (existing.network.outbound_type.known(), view.network.outbound_type.known())
    else {
        return;
    };
    if !provisions || now.eq_ignore_ascii_case(asked) {
        return;
    }
    let path = view.network.attribute("outbound_type");
    let attribute = written(&path);
    findings
        .report(
            Some(path),
            format!("The outbound type cannot change from {now} to {asked} while nodes are provisioned"),
        )
        .fact(format!("{attribute} = \"{asked}\""))
        .fact(format!("The cluster has outbound type {now} and node auto-provisioning."))
        .why("With node auto-provisioning the outbound type stays as the cluster was made.")
        .way_out(format!("Keep {attribute} = \"{now}\". Another outbound type needs another cluster."))
        .forbids_change();
}

fn is_auto(mode: &str) -> bool {
    mode.eq_ignore_ascii_case("auto")
}

impl View {
    /// Whether Azure will provision nodes by itself, as far as that is known.
    pub(in crate::rules) fn provisions_nodes(&self) -> bool {
        self.control(|cluster| &cluster.node_provisioning_mode).value().is_some_and(|mode| is_auto(mode))
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        View,
        sample::{known, valid},
    };

    fn provisioning() -> View {
        valid().with(|view| view.control_plane.node_provisioning_mode = known("auto"))
    }

    #[test]
    fn calico_and_pods_in_a_subnet_are_refused() {
        let calico = provisioning().with(|view| view.network.policy = known("Calico"));
        assert_eq!(calico.objections(), ["node-provisioning-network"]);
        let pods = provisioning().with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = Attr::Null;
            view.pools[0].pod_subnet_id = known("/subnets/pods");
        });
        assert_eq!(pods.objections(), ["node-provisioning-network"]);
    }

    #[test]
    fn kubenet_is_refused() {
        let view = provisioning().with(|view| {
            view.network.plugin = known("kubenet");
            view.network.plugin_mode = Attr::Null;
        });
        assert_eq!(view.objections(), ["node-provisioning-network"]);
    }

    #[test]
    fn cilium_and_no_engine_are_fine() {
        assert_eq!(provisioning().objections(), Vec::<&str>::new());
        let cilium = provisioning().with(|view| {
            view.network.dataplane = known("cilium");
            view.network.policy = known("cilium");
        });
        assert_eq!(cilium.objections(), Vec::<&str>::new());
    }

    #[test]
    fn the_outbound_type_is_frozen_also_when_provisioning_ends_with_it() {
        let change = |view: View| {
            view.with(|view| {
                view.network.outbound_type = known("loadBalancer");
                view.pools[0].subnet_id = Attr::Null;
                view.lookups.vnet = crate::rules::Lookup::NotAsked;
            })
            .changed(|view| {
                view.network.outbound_type = known("managedNATGateway");
                view.control_plane.node_provisioning_mode = known("manual");
            })
        };
        assert_eq!(change(provisioning()).objections(), ["node-provisioning-network"]);
        assert_eq!(change(valid()).objections(), Vec::<&str>::new());
    }
}
