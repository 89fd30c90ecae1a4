//! What the rules get to see of a node pool.

use arm_client::models::AgentPoolProfile;
use tfplugin_framework::Attr;

use super::{Place, PoolPlan, model::AutoScalingPlan};
use crate::rules;

/// The pool that is asked for.
pub(crate) fn asked(asked: PoolPlan, place: Place) -> rules::Pool {
    let upgrade = asked.upgrade.attributes();
    rules::Pool {
        path: Some(place.path()),
        name: asked.name,
        kind: asked.r#type,
        mode: if asked.mode.is_null() { Attr::Known(place.default_mode().to_owned()) } else { asked.mode },
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
        node_image_version: asked.node_image_version,
        upgrade: rules::Upgrade {
            max_surge: upgrade.max_surge,
            max_unavailable: upgrade.max_unavailable,
            drain_timeout_minutes: upgrade.drain_timeout_minutes,
            node_soak_minutes: upgrade.node_soak_minutes,
        },
    }
}

/// A pool as Azure has it.
pub(crate) fn azures(azure: &AgentPoolProfile) -> rules::Pool {
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
pub(crate) fn in_lower_case(word: Attr<String>) -> Attr<String> {
    word.map(|word| word.to_ascii_lowercase())
}
