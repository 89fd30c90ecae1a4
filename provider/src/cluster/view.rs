//! What the rules get to see of a cluster.

use arm_client::models::AgentPoolProfile;
use tfplugin_framework::{Attr, Diagnostics, Path, PlanOf, Value, model::PlanModel};

use super::model::{AutoScalingPlan, Cluster, ClusterPlan, NetworkPlan, SystemPoolPlan};
use crate::{
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
        pools: vec![pool(&asked.system_pool)],
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
        pools: vec![pool(&prior.system_pool)],
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

fn pool(asked: &Attr<SystemPoolPlan>) -> rules::Pool {
    let asked = asked.attributes();
    let upgrade = asked.upgrade.attributes();
    rules::Pool {
        path: Some(Path::of("system_pool")),
        name: asked.name,
        kind: asked.r#type,
        mode: asked.mode,
        vm_size: asked.vm_size,
        os_type: asked.os_type,
        os_sku: asked.os_sku,
        node_count: asked.node_count,
        auto_scaling: match asked.auto_scaling {
            Attr::Null => Attr::Null,
            Attr::Unknown(refinement) => Attr::Unknown(refinement),
            Attr::Known(AutoScalingPlan { min, max }) => Attr::Known(rules::AutoScaling { min, max }),
        },
        max_pods: asked.max_pods,
        subnet_id: asked.subnet_id,
        pod_subnet_id: asked.pod_subnet_id,
        network_plugin_mode: in_lower_case(asked.network_plugin_mode),
        zones: asked.zones,
        os_disk_type: asked.os_disk_type,
        priority: asked.priority,
        kubernetes_version: asked.kubernetes_version,
        node_image_version: Attr::Null,
        upgrade: rules::Upgrade {
            max_surge: upgrade.max_surge,
            max_unavailable: upgrade.max_unavailable,
            drain_timeout_minutes: upgrade.drain_timeout_minutes,
            node_soak_minutes: upgrade.node_soak_minutes,
        },
    }
}

/// A pool as Azure has it.
pub(crate) fn azures_pool(azure: &AgentPoolProfile) -> rules::Pool {
    fn attr<T>(value: Option<T>) -> Attr<T> {
        value.map_or(Attr::Null, Attr::Known)
    }
    let scales_itself = azure.enable_auto_scaling == Some(true);
    let bounds = azure.min_count.zip(azure.max_count).filter(|_| scales_itself);
    let upgrade = azure.upgrade_settings.clone().unwrap_or_default();
    rules::Pool {
        path: None,
        name: attr(azure.name.clone()),
        kind: attr(azure.pool_type.clone().map(String::from)),
        mode: attr(azure.mode.clone().map(String::from)),
        vm_size: attr(azure.vm_size.clone()),
        os_type: attr(azure.os_type.clone().map(String::from)),
        os_sku: attr(azure.os_sku.clone().map(String::from)),
        node_count: attr(azure.count),
        auto_scaling: attr(
            bounds.map(|(min, max)| rules::AutoScaling { min: Attr::Known(min), max: Attr::Known(max) }),
        ),
        max_pods: attr(azure.max_pods),
        subnet_id: attr(azure.vnet_subnet_id.clone()),
        pod_subnet_id: attr(azure.pod_subnet_id.clone()),
        network_plugin_mode: Attr::Null,
        os_disk_type: attr(azure.os_disk_type.clone().map(String::from)),
        zones: attr(azure.availability_zones.clone())
            .map(|zones| zones.into_iter().map(Attr::Known).collect()),
        priority: attr(azure.scale_set_priority.clone().map(String::from)),
        kubernetes_version: attr(
            azure.current_orchestrator_version.clone().or(azure.orchestrator_version.clone()),
        ),
        node_image_version: attr(azure.node_image_version.clone()),
        upgrade: rules::Upgrade {
            max_surge: attr(upgrade.max_surge),
            max_unavailable: attr(upgrade.max_unavailable),
            drain_timeout_minutes: attr(upgrade.drain_timeout_in_minutes),
            node_soak_minutes: attr(upgrade.node_soak_duration_in_minutes),
        },
    }
}

/// The rules know Azure's words in lower case; users may write them in any.
fn in_lower_case(word: Attr<String>) -> Attr<String> {
    word.map(|word| word.to_ascii_lowercase())
}
