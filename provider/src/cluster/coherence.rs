//! Attributes that only make sense together, checked on the configuration alone.

use std::cmp::Ordering;

use tfplugin_framework::{Attr, Diagnostic, Diagnostics, Path};

use super::{
    model::{ClusterPlan, IdentityPlan, NetworkPlan, SystemPoolPlan},
    version,
};

/// Adds what does not fit together. What is not known yet fits.
pub(crate) fn check(config: &ClusterPlan, diagnostics: &mut Diagnostics) {
    if let Some(identity) = config.identity.known() {
        diagnostics.extend(identity_ids(identity));
    }
    if let Some(network) = config.network.known() {
        diagnostics.extend(exits(network));
    }
    if let Some(pool) = config.system_pool.known() {
        diagnostics.extend(size(pool));
        diagnostics.extend(versions(&config.kubernetes_version, pool));
        diagnostics.extend(replacement(pool));
    }
}

fn identity_ids(identity: &IdentityPlan) -> Option<Diagnostic> {
    let user_assigned = match &identity.r#type {
        Attr::Unknown(_) => return None,
        Attr::Null => false,
        Attr::Known(kind) => kind.eq_ignore_ascii_case("UserAssigned"),
    };
    let at = Path::of("identity");
    match (user_assigned, &identity.identity_ids) {
        (true, Attr::Null) => Some(
            Diagnostic::error(
                "identity of type UserAssigned without an identity",
                "Set identity.identity_ids to the ID of the user-assigned identity that the cluster shall have, or type = \
                 \"SystemAssigned\" to let Azure make one.",
            )
            .at(at),
        ),
        (false, Attr::Known(_)) => Some(
            Diagnostic::error(
                "identity.identity_ids needs type = \"UserAssigned\"",
                "With a system-assigned identity, Azure makes the identity and takes none of yours. Set identity.type = \
                 \"UserAssigned\", or remove identity_ids.",
            )
            .at(at.attribute("identity_ids")),
        ),
        _ => None,
    }
}

/// The settings of an exit that the outbound type does not use: Azure would accept and ignore them.
fn exits(network: &NetworkPlan) -> Option<Diagnostic> {
    // What the service does where the configuration says nothing: a load balancer.
    let outbound_type = match &network.outbound_type {
        Attr::Unknown(_) => return None,
        Attr::Null => None,
        Attr::Known(outbound_type) => Some(outbound_type.as_str()),
    };
    let exits = [
        ("load_balancer", "loadBalancer", network.load_balancer.known().is_some(), outbound_type.is_some()),
        ("nat_gateway", "managedNATGateway", network.nat_gateway.known().is_some(), true),
    ];
    let (name, needed, ..) = exits.into_iter().find(|(_, needed, given, decided)| {
        *given
            && *decided
            && !outbound_type.is_some_and(|outbound_type| outbound_type.eq_ignore_ascii_case(needed))
    })?;
    let found = match outbound_type {
        Some(outbound_type) => format!("network.outbound_type is \"{outbound_type}\""),
        None => "network.outbound_type is not set".to_owned(),
    };
    Some(
        Diagnostic::error(
            format!("network.{name} needs outbound_type = \"{needed}\""),
            format!(
                "{found}, so the cluster has no such exit. Set network.outbound_type = \"{needed}\", or remove \
                 network.{name}."
            ),
        )
        .at(Path::of("network").attribute(name)),
    )
}

/// A pool has a size of its own or leaves it to the autoscaler.
fn size(pool: &SystemPoolPlan) -> Option<Diagnostic> {
    let at = Path::of("system_pool");
    if pool.node_count.is_null() && pool.auto_scaling.is_null() {
        let detail = "Set node_count to a number of nodes, or auto_scaling = { min = 3, max = 5 } to let the cluster \
                      autoscaler choose.";
        return Some(Diagnostic::error("system_pool has no size", detail).at(at));
    }
    if pool.node_count.known().is_some() && pool.auto_scaling.known().is_some() {
        let detail = "node_count and auto_scaling exclude each other: with auto_scaling, the cluster autoscaler \
                      chooses the number of nodes. Remove one of them.";
        return Some(Diagnostic::error("system_pool has two sizes", detail).at(at.attribute("node_count")));
    }
    let bounds = pool.auto_scaling.known()?;
    let (min, max) = (bounds.min.known()?, bounds.max.known()?);
    (min > max).then(|| {
        Diagnostic::error(
            "system_pool.auto_scaling has its bounds the wrong way round",
            format!("min is {min} and max is {max}; min must not be above max."),
        )
        .at(at.attribute("auto_scaling"))
    })
}

/// Azure: `NodePoolMcVersionIncompatible`.
fn versions(cluster: &Attr<String>, pool: &SystemPoolPlan) -> Option<Diagnostic> {
    let (cluster, pool) = (cluster.known()?, pool.kubernetes_version.known()?);
    (version::compare(pool, cluster) == Ordering::Greater).then(|| {
        Diagnostic::error(
            format!("The nodes cannot run Kubernetes {pool} while the cluster runs {cluster}"),
            format!(
                "system_pool.kubernetes_version is \"{pool}\" and kubernetes_version is \"{cluster}\". The control plane is \
                 upgraded first, and nodes never run a newer version. Set kubernetes_version = \"{pool}\", or remove \
                 system_pool.kubernetes_version to let the nodes follow the cluster."
            ),
        )
        .at(Path::of("system_pool").attribute("kubernetes_version"))
    })
}

/// Azure: `InvalidParameter`, `agentPoolProfile.upgradeSettings`. The nodes of a system pool are replaced by surge alone.
fn replacement(pool: &SystemPoolPlan) -> Option<Diagnostic> {
    let upgrade = pool.upgrade.known()?;
    let is_none = |quota: &str| quota.trim_end_matches('%') == "0";
    let at = Path::of("system_pool").attribute("upgrade");
    if upgrade.max_unavailable.is_known_and(|quota| !is_none(quota)) {
        let detail = "Azure replaces the nodes of a system pool by adding nodes first, and lets none be missing. Remove \
                      max_unavailable, and set max_surge.";
        let summary = "system_pool.upgrade.max_unavailable is not for system pools";
        return Some(Diagnostic::error(summary, detail).at(at.attribute("max_unavailable")));
    }
    upgrade.max_surge.is_known_and(|quota| is_none(quota)).then(|| {
        Diagnostic::error(
            "system_pool.upgrade.max_surge cannot be 0",
            "Azure replaces the nodes of a system pool by adding nodes first, so it needs at least one. Set max_surge = \"1\" \
             or a share such as \"10%\", or leave it out.",
        )
        .at(at.attribute("max_surge"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::model::{AutoScalingPlan, LoadBalancerPlan, NatGatewayPlan, UpgradePlan};

    fn pool() -> SystemPoolPlan {
        SystemPoolPlan { node_count: Attr::Known(3), ..SystemPoolPlan::default() }
    }

    fn complaints(change: impl FnOnce(&mut ClusterPlan)) -> Vec<String> {
        let mut config = ClusterPlan { system_pool: Attr::Known(pool()), ..ClusterPlan::default() };
        change(&mut config);
        let mut diagnostics = Diagnostics::new();
        check(&config, &mut diagnostics);
        diagnostics.into_iter().map(|diagnostic| diagnostic.summary).collect()
    }

    fn identity(kind: Attr<String>, identity_ids: bool) -> Attr<IdentityPlan> {
        let identity_ids = if identity_ids { Attr::Known(Default::default()) } else { Attr::Null };
        Attr::Known(IdentityPlan { r#type: kind, identity_ids, ..IdentityPlan::default() })
    }

    #[test]
    fn an_identity_of_your_own_is_named_with_its_type_and_only_then() {
        let user = || Attr::Known("userassigned".to_owned());
        let complaint = ["identity of type UserAssigned without an identity"];
        assert_eq!(complaints(|config| config.identity = identity(user(), false)), complaint);
        let complaint = ["identity.identity_ids needs type = \"UserAssigned\""];
        assert_eq!(complaints(|config| config.identity = identity(Attr::Null, true)), complaint);
        for fine in [identity(user(), true), identity(Attr::unknown(), true), identity(Attr::Null, false)] {
            assert_eq!(complaints(|config| config.identity = fine), [""; 0]);
        }
    }

    #[test]
    fn an_exit_has_settings_only_where_it_is_used() {
        let network = |outbound_type: Attr<String>, balancer: bool, gateway: bool| {
            let load_balancer = if balancer { Attr::Known(LoadBalancerPlan::default()) } else { Attr::Null };
            let nat_gateway = if gateway { Attr::Known(NatGatewayPlan::default()) } else { Attr::Null };
            Attr::Known(NetworkPlan { outbound_type, load_balancer, nat_gateway, ..NetworkPlan::default() })
        };
        let known = |outbound_type: &str| Attr::Known(outbound_type.to_owned());
        for wrong in [network(known("loadbalancer"), false, true), network(Attr::Null, false, true)] {
            let complaint = ["network.nat_gateway needs outbound_type = \"managedNATGateway\""];
            assert_eq!(complaints(|config| config.network = wrong), complaint);
        }
        let wrong = network(known("managedNATGateway"), true, true);
        let complaint = ["network.load_balancer needs outbound_type = \"loadBalancer\""];
        assert_eq!(complaints(|config| config.network = wrong), complaint);
        for fine in [
            network(Attr::Null, true, false),
            network(known("managednatgateway"), false, true),
            network(Attr::unknown(), true, true),
        ] {
            assert_eq!(complaints(|config| config.network = fine), [""; 0]);
        }
    }

    #[test]
    fn a_pool_has_one_size_with_bounds_in_order() {
        let scaling = |min, max| AutoScalingPlan { min: Attr::Known(min), max: Attr::Known(max) };
        let sized = |node_count: Attr<i64>, auto_scaling: Attr<AutoScalingPlan>| {
            complaints(|config| {
                config.system_pool = Attr::Known(SystemPoolPlan { node_count, auto_scaling, ..pool() });
            })
        };
        assert_eq!(sized(Attr::Null, Attr::Null), ["system_pool has no size"]);
        assert_eq!(sized(Attr::Known(3), Attr::Known(scaling(1, 3))), ["system_pool has two sizes"]);
        let complaint = ["system_pool.auto_scaling has its bounds the wrong way round"];
        assert_eq!(sized(Attr::Null, Attr::Known(scaling(5, 3))), complaint);
        assert_eq!(sized(Attr::Null, Attr::Known(scaling(3, 3))), [""; 0]);
        assert_eq!(sized(Attr::unknown(), Attr::Known(scaling(1, 3))), [""; 0]);
    }

    #[test]
    fn nodes_are_never_newer_than_the_control_plane() {
        let versions = |cluster: &str, nodes: &str| {
            complaints(|config| {
                config.kubernetes_version = Attr::Known(cluster.to_owned());
                let kubernetes_version = Attr::Known(nodes.to_owned());
                config.system_pool = Attr::Known(SystemPoolPlan { kubernetes_version, ..pool() });
            })
        };
        assert_eq!(
            versions("1.34", "1.35.1"),
            ["The nodes cannot run Kubernetes 1.35.1 while the cluster runs 1.34"]
        );
        assert_eq!(versions("1.35.7", "1.35"), [""; 0]);
        assert_eq!(versions("1.35", "1.34.2"), [""; 0]);
    }

    #[test]
    fn nodes_of_a_system_pool_are_replaced_by_surge_alone() {
        let upgraded = |max_surge: Option<&str>, max_unavailable: Option<&str>| {
            let quota = |quota: Option<&str>| quota.map_or(Attr::Null, |quota| Attr::Known(quota.to_owned()));
            let upgrade = UpgradePlan {
                max_surge: quota(max_surge),
                max_unavailable: quota(max_unavailable),
                ..UpgradePlan::default()
            };
            complaints(|config| {
                config.system_pool = Attr::Known(SystemPoolPlan { upgrade: Attr::Known(upgrade), ..pool() });
            })
        };
        assert_eq!(upgraded(Some("0"), None), ["system_pool.upgrade.max_surge cannot be 0"]);
        let complaint = ["system_pool.upgrade.max_unavailable is not for system pools"];
        assert_eq!(upgraded(Some("1"), Some("1")), complaint);
        assert_eq!(upgraded(Some("0"), Some("10%")), complaint);
        assert_eq!(upgraded(Some("10%"), Some("0")), [""; 0]);
        assert_eq!(upgraded(None, None), [""; 0]);
    }
}
