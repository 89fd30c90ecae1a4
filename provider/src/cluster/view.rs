//! What the rules get to see of a cluster.

use tfplugin_framework::{Attr, Diagnostics, Path, PlanOf, Value, model::PlanModel};

use super::model::{Cluster, ClusterPlan, NetworkPlan};
use crate::{
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
        declared_networks: Vec::new(),
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
    }
}

/// What is asked for: what the configuration says, and where it is silent what is planned, as far as that is known.
///
/// # Errors
/// When the two are not objects of a cluster.
pub(crate) fn asked(config: &ClusterPlan, planned: &ClusterPlan) -> Result<ClusterPlan, Diagnostics> {
    ClusterPlan::from_value(&completed(&config.to_value(), planned.to_value()), &Path::root())
}

fn completed(config: &Value, planned: Value) -> Value {
    match (config, planned) {
        (Value::Object(config), Value::Object(planned)) => {
            let attribute = |(name, planned): (String, Value)| {
                let config = config.get(&name).unwrap_or(&Value::Null);
                let value = completed(config, planned);
                (name, value)
            };
            Value::Object(planned.into_iter().map(attribute).collect())
        }
        (Value::Null, planned) => planned.unknown_to_null(),
        (config, _) => config.clone(),
    }
}

fn control_plane(asked: &ClusterPlan) -> rules::ControlPlane {
    let identity = asked.identity.attributes();
    rules::ControlPlane {
        name: asked.name.clone(),
        resource_group_name: asked.resource_group_name.clone(),
        location: asked.location.clone().map(|location| spelling::region(&location)),
        sku_tier: in_lower_case(asked.sku_tier.clone()),
        identity_type: in_lower_case(identity.r#type),
        identity_ids: identity.identity_ids,
        principal_id: identity.principal_id,
        node_resource_group: asked.node_resource_group.clone(),
        ..rules::ControlPlane::default()
    }
}

fn network(asked: &Attr<NetworkPlan>) -> rules::Network {
    let asked = asked.attributes();
    let balancer = asked.load_balancer.attributes();
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
        ..rules::Network::default()
    }
}
