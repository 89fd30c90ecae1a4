//! Static egress gateways are for clusters with IPv4 alone, and so is node auto-provisioning, which has neither Windows pools
//! nor a service principal either.
//!
//! # Why
//!
//! A static egress gateway translates IPv4 only. Node auto-provisioning makes Linux nodes with IPv4 addresses, with the managed
//! identity of the cluster.
//!
//! # Way out
//!
//! Leave IPv6 out, or the feature. Remove Windows pools, and give the cluster a managed identity, before nodes are provisioned
//! automatically.
//!
//! # Evidence
//!
//! - "Configure Static Egress Gateway in AKS", section on limitations:
//!   <https://learn.microsoft.com/azure/aks/configure-static-egress-gateway>.
//! - "Node auto-provisioning in AKS", section on limitations: <https://learn.microsoft.com/azure/aks/node-auto-provisioning>.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, finding::written, rule::ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "egress-gateway-and-node-provisioning",
    number: "X20",
    title: "Static egress gateways and node auto-provisioning are for clusters with IPv4 and Linux",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Error,
        because: "The documentation of both features has the limits.",
    }],
    when: &[Change::Create, Change::Update],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Never("Azure refuses the combination."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    egress_gateway(view, findings);
    if view.provisions_nodes() {
        node_provisioning(view, findings);
    }
}

fn egress_gateway(view: &View, findings: &mut Findings<'_>) {
    let on = view.effective(|network| &network.static_egress_gateway).value() == Some(&true);
    if !on || view.dual_stack() != Some(true) {
        return;
    }
    let path = view.network.attribute("static_egress_gateway_enabled");
    let attribute = written(&path);
    findings
        .report(Some(path), "A dual-stack cluster has no static egress gateways")
        .fact(format!("{attribute} is true."))
        .fact(format!("{} asks for IPv4 and IPv6.", written(&view.network.attribute("ip_families"))))
        .why("A static egress gateway translates IPv4 addresses only.")
        .way_out(format!("Set {attribute} = false, or leave IPv6 out."));
}

fn node_provisioning(view: &View, findings: &mut Findings<'_>) {
    let pools = view.all_pools();
    let windows: Vec<String> =
        pools.iter().filter(|pool| pool.is_windows()).map(|pool| pool.title()).collect();
    let service_principal = view
        .control(|cluster| &cluster.identity_type)
        .value()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("none"));
    let hindrances = [
        (
            view.dual_stack() == Some(true),
            "with IPv6",
            format!("{} asks for IPv4 and IPv6.", written(&view.network.attribute("ip_families"))),
            "or leave IPv6 out",
        ),
        (
            !windows.is_empty(),
            "with Windows pools",
            format!("The cluster has Windows nodes: {}.", windows.join(", ")),
            "or remove the Windows pools first",
        ),
        (
            service_principal,
            "with a service principal",
            "The cluster has a service principal instead of a managed identity.".to_owned(),
            "or give the cluster a managed identity first",
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
            .why(
                "Azure provisions Linux nodes with IPv4 addresses, with the managed identity of the cluster.",
            )
            .way_out(format!("Set node_provisioning = {{ mode = \"Manual\" }}, {other}."));
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Lookup, Pool, View,
        sample::{known, pool, valid, valid_dual_stack},
    };

    fn provisioning(view: View) -> View {
        view.with(|view| view.control_plane.node_provisioning_mode = known("auto"))
    }

    #[test]
    fn an_egress_gateway_and_ipv6_do_not_go_together() {
        let on = |view: View| view.with(|view| view.network.static_egress_gateway = Attr::Known(true));
        assert_eq!(on(valid_dual_stack()).objections(), ["egress-gateway-and-node-provisioning"]);
        assert_eq!(on(valid()).objections(), Vec::<&str>::new());
        let off = valid_dual_stack().with(|view| view.network.static_egress_gateway = Attr::Known(false));
        assert_eq!(off.objections(), Vec::<&str>::new());
    }

    #[test]
    fn nodes_are_provisioned_for_ipv4_and_linux_with_a_managed_identity() {
        assert_eq!(provisioning(valid()).objections(), Vec::<&str>::new());
        assert_eq!(
            provisioning(valid_dual_stack()).error().summary,
            "A cluster with IPv6 does not provision nodes by itself"
        );
        let principal = provisioning(valid()).with(|view| view.control_plane.identity_type = known("none"));
        assert_eq!(
            principal.error().summary,
            "A cluster with a service principal does not provision nodes by itself"
        );
    }

    #[test]
    fn a_windows_pool_that_only_azure_knows_is_in_the_way() {
        let view = provisioning(valid().changed(|_| ())).with(|view| {
            let windows = Pool { path: None, os_type: known("Windows"), ..pool("win", 1) };
            view.lookups.agent_pools = Lookup::Found(vec![Pool { path: None, ..pool("system", 3) }, windows]);
        });
        assert_eq!(view.error().summary, "A cluster with Windows pools does not provision nodes by itself");
    }

    #[test]
    fn a_mode_that_is_not_known_yet_is_not_judged() {
        let view =
            valid_dual_stack().with(|view| view.control_plane.node_provisioning_mode = Attr::unknown());
        assert_eq!(view.objections(), Vec::<&str>::new());
    }
}
