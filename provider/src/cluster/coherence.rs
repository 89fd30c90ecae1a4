//! Attributes that only make sense together, checked on the configuration alone.

use arm_client::UserAssignedIdentityId;
use tfplugin_framework::{Attr, Diagnostic, Diagnostics, Path};

use super::{
    access, addons,
    model::{ClusterPlan, IdentityPlan, NatGatewayPlan, NetworkPlan},
    security, upgrades,
};
use crate::pool::{self, Place};

/// Adds what does not fit together. What is not known yet fits.
pub(crate) fn check(config: &ClusterPlan, diagnostics: &mut Diagnostics) {
    if let Some(identity) = config.identity.known() {
        diagnostics.extend(identity_ids(identity));
    }
    if let Some(network) = config.network.known() {
        diagnostics.extend(exits(network));
    }
    access::check(config, diagnostics);
    if let Some(addons) = config.addons.known() {
        addons::check(addons, diagnostics);
    }
    diagnostics.extend(config.auto_upgrade.known().and_then(upgrades::check));
    diagnostics.extend(config.key_management_service.known().and_then(security::check));
    diagnostics.extend(tiers(config));
    // What Terraform generates for an imported cluster names the identity that Azure has made for it.
    diagnostics.extend(kubelet_identity(config).filter(|_| !is_kubelet_identity_of_azure(config)));
    diagnostics.extend(workload_identity(config));
    if let Some(gateway) = config.network.known().and_then(|network| network.nat_gateway.known()) {
        diagnostics.extend(newer_nat_gateway(gateway));
    }
    if let Some(pool) = config.system_pool.known() {
        pool::coherence::check(pool, Place::Cluster, diagnostics);
        diagnostics.extend(pool::coherence::is_a_system_pool(pool));
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

/// What a tier does not have (Azure: `InvalidParameter`, `supportPlan`; `CostAnalysisNotSupportedForFreeTier`).
fn tiers(config: &ClusterPlan) -> Option<Diagnostic> {
    let tier = match &config.sku_tier {
        Attr::Unknown(_) => return None,
        Attr::Null => "Free",
        Attr::Known(tier) => tier.as_str(),
    };
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(tier));
    let long = config.support_plan.is_known_and(|plan| plan.eq_ignore_ascii_case("AKSLongTermSupport"));
    if long && !is(&["Premium"]) {
        let detail = format!(
            "sku_tier is \"{tier}\", and long-term support is part of the Premium tier. Set sku_tier = \"Premium\", or \
             support_plan = \"KubernetesOfficial\"."
        );
        let summary = "support_plan = \"AKSLongTermSupport\" needs sku_tier = \"Premium\"";
        return Some(Diagnostic::error(summary, detail).at(Path::of("support_plan")));
    }
    let costs = config.cost_analysis_enabled.is_known_and(|enabled| *enabled);
    (costs && !is(&["Standard", "Premium"])).then(|| {
        let detail = format!(
            "sku_tier is \"{tier}\", which has no cost analysis. Set sku_tier = \"Standard\" or \"Premium\", or remove \
             cost_analysis_enabled."
        );
        let summary = "cost_analysis_enabled needs sku_tier = \"Standard\" or \"Premium\"";
        Diagnostic::error(summary, detail).at(Path::of("cost_analysis_enabled"))
    })
}

/// The control plane hands the kubelets' identity out, for which it needs a role on it that only an identity made before
/// the cluster can have.
pub(super) fn kubelet_identity(config: &ClusterPlan) -> Option<Diagnostic> {
    let resource_id = &config.kubelet_identity.known()?.resource_id;
    (!resource_id.is_null() && !access::has_own_identity(config)).then(|| {
        let detail = "The identity of the control plane needs the role Managed Identity Operator on the kubelets' identity \
                      before the cluster is made, which an identity that Azure makes with the cluster cannot have. Set \
                      identity = { type = \"UserAssigned\", identity_ids = [...] }, or remove kubelet_identity.";
        let summary = "kubelet_identity.resource_id needs identity.type = \"UserAssigned\"";
        Diagnostic::error(summary, detail).at(Path::of("kubelet_identity").attribute("resource_id"))
    })
}

/// Whether the kubelets' identity stands where Azure makes it: in the node resource group.
fn is_kubelet_identity_of_azure(config: &ClusterPlan) -> bool {
    let Some(kubelet) = config.kubelet_identity.known() else { return false };
    let Some(Ok(id)) = kubelet.resource_id.known().map(|id| id.parse::<UserAssignedIdentityId>()) else {
        return false;
    };
    let group = &id.resource_group_name;
    let named = config.node_resource_group.is_known_and(|name| name.eq_ignore_ascii_case(group));
    named || config.node_resource_group.is_null() && group.to_ascii_lowercase().starts_with("mc_")
}

fn workload_identity(config: &ClusterPlan) -> Option<Diagnostic> {
    let wanted = config.workload_identity_enabled.is_known_and(|enabled| *enabled);
    (wanted && config.oidc_issuer_enabled.is_known_and(|enabled| !*enabled)).then(|| {
        let detail = "oidc_issuer_enabled is false, and Entra checks the tokens of service accounts with the issuer's keys. Set \
                      oidc_issuer_enabled = true, or workload_identity_enabled = false.";
        let summary = "workload_identity_enabled needs the OIDC issuer";
        Diagnostic::error(summary, detail).at(Path::of("workload_identity_enabled"))
    })
}

/// Members of `natGatewayProfile` that Azure's API has from version 2026-06-01 on. An older version refuses a request
/// with them, so they cannot be sent.
fn newer_nat_gateway(gateway: &NatGatewayPlan) -> Option<Diagnostic> {
    let newer = [
        ("sku", gateway.sku.is_known_and(|sku| !sku.eq_ignore_ascii_case("Standard"))),
        ("managed_outbound_ipv6_count", gateway.managed_outbound_ipv6_count.is_known_and(|count| *count > 0)),
        ("outbound_ip_ids", gateway.outbound_ip_ids.known().is_some()),
        ("outbound_ip_prefix_ids", gateway.outbound_ip_prefix_ids.known().is_some()),
    ];
    let (name, _) = newer.into_iter().find(|(_, given)| *given)?;
    let spoken = arm_client::api_version::CONTAINER_SERVICE;
    Some(
        Diagnostic::error(
            format!("network.nat_gateway.{name} cannot be sent to Azure"),
            format!(
                "StandardV2 NAT gateways came with version 2026-06-01 of Azure's API. This provider speaks version {spoken}, \
                 which refuses requests with members that it does not know. Remove {name}; for a StandardV2 gateway of your \
                 own, put it on the subnet of the nodes and set network.outbound_type = \"userAssignedNATGateway\"."
            ),
        )
        .at(Path::of("network").attribute("nat_gateway").attribute(name)),
    )
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cluster::model::{KubeletIdentityPlan, LoadBalancerPlan, NatGatewayPlan},
        pool::PoolPlan,
    };

    fn pool() -> PoolPlan {
        PoolPlan { node_count: Attr::Known(3), ..PoolPlan::default() }
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
    fn the_kubelets_identity_needs_one_of_the_control_plane_unless_azure_has_made_it() {
        let kubelet = |group: &str, node_group: Attr<String>| {
            let id = format!(
                "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/{group}/providers/\
                 Microsoft.ManagedIdentity/userAssignedIdentities/a"
            );
            complaints(|config| {
                config.node_resource_group = node_group;
                config.kubelet_identity = Attr::Known(KubeletIdentityPlan {
                    resource_id: Attr::Known(id),
                    ..KubeletIdentityPlan::default()
                });
            })
        };
        let known = |name: &str| Attr::Known(name.to_owned());
        let complaint = ["kubelet_identity.resource_id needs identity.type = \"UserAssigned\""];
        assert_eq!(kubelet("rg", Attr::Null), complaint);
        assert_eq!(kubelet("MC_a_b_c", known("nodes")), complaint);
        assert_eq!(kubelet("mc_a_b_c", Attr::Null), [""; 0]);
        assert_eq!(kubelet("Nodes", known("nodes")), [""; 0]);
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
}
