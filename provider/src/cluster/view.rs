//! What the rules get to see of a cluster.

use tfplugin_framework::{Attr, Diagnostics, Path, PlanOf, Value, model::PlanModel};

use super::model::{Cluster, ClusterPlan, NetworkPlan};
use crate::{
    compare, declared_networks,
    pool::{self, Place, view::in_lower_case},
    rules::{self, Existing, Lookups, Operation, View},
    spelling,
};

/// The view of what is asked for, by a configuration alone or completed with a plan.
pub(crate) fn view(asked: &ClusterPlan, operation: Operation, lookups: Lookups) -> View {
    View {
        operation,
        // Whether a replacement takes the place of a forbidden change is decided where the plan is judged.
        allow_replacement: false,
        control_plane: control_plane(asked),
        kubernetes_version: asked.kubernetes_version.clone(),
        network: network(&asked.network),
        pools: vec![pool::view::asked(asked.system_pool.attributes(), Place::Cluster)],
        declared_networks: declared_networks::read(
            &asked.declared_networks,
            Some(&Path::of("declared_networks")),
        ),
        lookups,
    }
}

/// The cluster as the state has it.
pub(crate) fn existing(prior: &Cluster) -> Existing {
    let prior = PlanOf::<Cluster>::from(prior.clone());
    Existing {
        control_plane: control_plane(&prior),
        kubernetes_version: prior.kubernetes_version.clone(),
        network: network(&prior.network),
        pools: vec![pool::view::asked(prior.system_pool.attributes(), Place::Cluster)],
        in_azure: None,
    }
}

/// What is asked for: what the configuration says, and where it is silent what is planned, as far as that is known.
///
/// # Errors
/// When the two are not objects of a cluster.
pub(crate) fn asked(config: &ClusterPlan, planned: &ClusterPlan) -> Result<ClusterPlan, Diagnostics> {
    ClusterPlan::from_value(&compare::completed(&config.to_value(), planned.to_value()), &Path::root())
}

fn control_plane(asked: &ClusterPlan) -> rules::ControlPlane {
    let identity = asked.identity.attributes();
    let addons = asked.addons.attributes();
    let api_server = asked.api_server_access.attributes();
    let auto_upgrade = asked.auto_upgrade.attributes();
    let kubelet = asked.kubelet_identity.attributes();
    rules::ControlPlane {
        name: asked.name.clone(),
        resource_group_name: asked.resource_group_name.clone(),
        location: asked.location.clone().map(|location| spelling::region(&location)),
        sku_tier: in_lower_case(asked.sku_tier.clone()),
        identity_type: in_lower_case(identity.r#type),
        identity_ids: identity.identity_ids,
        principal_id: identity.principal_id,
        node_resource_group: asked.node_resource_group.clone(),
        support_plan: in_lower_case(asked.support_plan.clone()),
        add_ons: rules::AddOns {
            virtual_nodes: addons.aci_connector_linux.attributes().enabled,
            application_gateway: addons.ingress_application_gateway.attributes().enabled,
        },
        node_provisioning_mode: in_lower_case(asked.node_provisioning.attributes().mode),
        bootstrap_artifact_source: in_lower_case(asked.bootstrap.attributes().artifact_source),
        private_cluster: api_server.private_cluster_enabled,
        private_dns_zone: in_lower_case(api_server.private_dns_zone),
        api_server_vnet_integration: api_server.vnet_integration_enabled,
        api_server_subnet_id: api_server.subnet_id,
        run_command_enabled: api_server.run_command_enabled,
        upgrade_channel: in_lower_case(auto_upgrade.upgrade_channel),
        node_os_upgrade_channel: in_lower_case(auto_upgrade.node_os_upgrade_channel),
        kubelet_identity_id: in_lower_case(kubelet.resource_id),
        http_proxy: as_it_is(asked, "http_proxy", &asked.http_proxy),
        custom_ca_trust_certificates: as_it_is(
            asked,
            "custom_ca_trust_certificates",
            &asked.custom_ca_trust_certificates,
        ),
        windows_admin: match &asked.windows {
            Attr::Unknown(_) => Attr::unknown(),
            Attr::Null => Attr::Null,
            Attr::Known(_) => Attr::Known(true),
        },
    }
}

/// The attribute `name` whole, which is `attribute`, for a rule that asks only whether it changes.
fn as_it_is<T>(asked: &ClusterPlan, name: &str, attribute: &Attr<T>) -> Attr<Value> {
    // Only where it is needed, for that makes a value of all that is asked.
    if attribute.is_null() {
        return Attr::Null;
    }
    match asked.to_value().at(&Path::of(name)) {
        None | Some(Value::Null) => Attr::Null,
        Some(value) if value.is_wholly_known() => Attr::Known(value.clone()),
        Some(_) => Attr::unknown(),
    }
}

fn network(asked: &Attr<NetworkPlan>) -> rules::Network {
    let asked = asked.attributes();
    let balancer = asked.load_balancer.attributes();
    let advanced = asked.advanced_networking.attributes();
    rules::Network {
        path: Path::of("network"),
        plugin: in_lower_case(asked.plugin),
        plugin_mode: in_lower_case(asked.plugin_mode),
        pod_cidrs: asked.pod_cidrs,
        service_cidrs: asked.service_cidrs,
        dns_service_ip: asked.dns_service_ip,
        ip_families: asked.ip_families,
        policy: in_lower_case(asked.policy),
        dataplane: in_lower_case(asked.dataplane),
        outbound_type: asked.outbound_type,
        load_balancer: rules::LoadBalancer {
            managed_outbound_ip_count: balancer.managed_outbound_ip_count,
            managed_outbound_ipv6_count: balancer.managed_outbound_ipv6_count,
        },
        load_balancer_sku: in_lower_case(asked.load_balancer_sku),
        nat_gateway: rules::NatGateway { sku: in_lower_case(asked.nat_gateway.attributes().sku) },
        advanced_networking: rules::AdvancedNetworking {
            enabled: advanced.enabled,
            security: advanced.security.attributes().enabled,
            acceleration_mode: in_lower_case(advanced.acceleration_mode),
        },
        static_egress_gateway: asked.static_egress_gateway_enabled,
    }
}
