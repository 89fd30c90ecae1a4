//! Static egress gateways are not for dual-stack clusters; node auto-provisioning is neither for them, nor for clusters
//! with Windows nodes, nor for those that sign in with a service principal.
//!
//! # Why
//!
//! Static egress gateways translate IPv4 only. The nodes that AKS provisions by itself run Linux, have IPv4, and use the
//! managed identity of the cluster.
//!
//! # Way out
//!
//! Turn the feature off, or do without what excludes it: `ip_families = ["IPv4"]`, no Windows pools, an identity of type
//! SystemAssigned or UserAssigned.
//!
//! # Evidence
//!
//! - "Configure static egress gateway in AKS", section on limitations:
//!   <https://learn.microsoft.com/azure/aks/configure-static-egress-gateway>.
//! - "Node auto-provisioning in AKS", section on limitations:
//!   <https://learn.microsoft.com/azure/aks/node-auto-provisioning>.

use tfplugin_framework::Path;

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, finding::written, rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "static-egress-and-node-provisioning",
    number: "X20",
    title: "Static egress gateways and node auto-provisioning are not for every cluster",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update, Change::Scale, Change::DualStack],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Allowed("The limits stand in the documentation of features that are still growing."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    static_egress(view, findings);
    let mode = view.control(|cluster| &cluster.node_provisioning_mode).value();
    if mode.is_some_and(|mode| mode.eq_ignore_ascii_case("Auto")) {
        node_provisioning(view, findings);
    }
}

fn static_egress(view: &View, findings: &mut Findings<'_>) {
    let is_on = view.effective(|network| &network.static_egress_gateway).value() == Some(&true);
    if !is_on || view.dual_stack() != Some(true) {
        return;
    }
    let path = view.network.attribute("static_egress_gateway_enabled");
    let (attribute, families) = (written(&path), written(&view.network.attribute("ip_families")));
    findings
        .report(Some(path), "A dual-stack cluster cannot have static egress gateways")
        .fact(format!("{attribute} = true"))
        .fact("The cluster has IPv4 and IPv6.")
        .why("Static egress gateways translate IPv4 only.")
        .way_out(format!("Set {attribute} = false, or {families} = [\"IPv4\"]."))
        .unless_settled(view);
}

fn node_provisioning(view: &View, findings: &mut Findings<'_>) {
    let path = Path::of("node_provisioning").attribute("mode");
    let attribute = written(&path);
    let families = written(&view.network.attribute("ip_families"));
    let mut refuse = |path: Path, why_not: &str, fact: String, instead: String| {
        findings
            .report(Some(path), format!("Node auto-provisioning is not for clusters with {why_not}"))
            .fact("Node auto-provisioning is on (node_provisioning.mode = \"Auto\").")
            .fact(fact)
            .why("The nodes that AKS provisions by itself run Linux with IPv4, and use the cluster's managed identity.")
            .way_out(format!("Set {attribute} = \"Manual\", or {instead}."))
            .unless_settled(view);
    };
    if view.dual_stack() == Some(true) {
        let instead = format!("{families} = [\"IPv4\"]");
        refuse(path.clone(), "IPv6", "The cluster has IPv4 and IPv6.".to_owned(), instead);
    }
    if let Some(pool) = view.all_pools().into_iter().find(|pool| pool.is_windows()) {
        let at = pool.attribute("os_type").unwrap_or_else(|| path.clone());
        let fact = format!("The nodes of {} run Windows.", pool.title());
        refuse(at, "Windows nodes", fact, "keep Windows out of the cluster".to_owned());
    }
    let identity = view.control(|cluster| &cluster.identity_type).value();
    if identity.is_some_and(|identity| identity.eq_ignore_ascii_case("none")) {
        let fact = "The cluster signs in with a service principal.".to_owned();
        refuse(
            path.clone(),
            "a service principal",
            fact,
            "identity = { type = \"SystemAssigned\" } first".to_owned(),
        );
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, Lookup, Pool, View,
        sample::{known, pool, valid, valid_dual_stack},
    };

    const REFUSED: [(&str, Level); 1] = [("static-egress-and-node-provisioning", Level::Error)];

    fn provisioned(view: View) -> View {
        view.with(|view| view.control_plane.node_provisioning_mode = known("auto"))
    }

    #[test]
    fn static_egress_gateways_are_refused_with_ipv6() {
        let with = |view: View| view.with(|view| view.network.static_egress_gateway = Attr::Known(true));
        assert_eq!(with(valid_dual_stack()).codes(), REFUSED);
        assert_eq!(with(valid()).codes(), []);
    }

    #[test]
    fn node_auto_provisioning_is_refused_with_ipv6_windows_and_service_principals() {
        assert_eq!(provisioned(valid()).codes(), []);
        assert_eq!(provisioned(valid_dual_stack()).codes(), REFUSED);
        let principal = provisioned(valid()).with(|view| view.control_plane.identity_type = known("none"));
        assert_eq!(principal.codes(), REFUSED);
        let windows = provisioned(valid()).changed(|view| {
            let other = Pool { path: None, os_type: known("Windows"), ..pool("win", 1) };
            view.lookups.agent_pools = Lookup::Found(vec![other]);
            view.kubernetes_version = known("1.35");
        });
        assert_eq!(windows.codes(), REFUSED);
    }

    #[test]
    fn nodes_that_are_provisioned_by_hand_may_have_all_of_it() {
        let view =
            valid_dual_stack().with(|view| view.control_plane.node_provisioning_mode = known("manual"));
        assert_eq!(view.codes(), []);
    }
}
