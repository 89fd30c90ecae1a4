//! From the plan of a node pool to the body that Azure gets. What a plan says of an attribute is told in
//! [`cluster::request`](crate::cluster).

use arm_client::models::AgentPoolProfile;

use super::model::Pool;
use crate::{
    members::{set, set_or_clear, set_word},
    words,
};

/// Writes the plan into a pool as Azure has it, or into an empty one.
pub(crate) fn write(plan: &Pool, azure: &mut AgentPoolProfile) {
    set(&mut azure.vm_size, plan.vm_size.clone());
    if let Some(bounds) = &plan.auto_scaling {
        azure.enable_auto_scaling = Some(true);
        (azure.min_count, azure.max_count) = (Some(bounds.min), Some(bounds.max));
        // The autoscaler owns the count; Azure wants it inside the bounds.
        azure.count = Some(azure.count.unwrap_or(bounds.min).clamp(bounds.min, bounds.max.max(bounds.min)));
    } else {
        azure.enable_auto_scaling = Some(false);
        (azure.min_count, azure.max_count) = (None, None);
        set(&mut azure.count, plan.node_count);
    }
    set(&mut azure.vnet_subnet_id, plan.subnet_id.clone());
    set(&mut azure.pod_subnet_id, plan.pod_subnet_id.clone());
    set(&mut azure.max_pods, plan.max_pods);
    set_word(&mut azure.os_type, words::OS_TYPES, plan.os_type.as_ref());
    set_word(&mut azure.os_sku, words::OS_SKUS, plan.os_sku.as_ref());
    set(&mut azure.os_disk_size_gb, plan.os_disk_size_gb);
    set_word(&mut azure.os_disk_type, words::OS_DISK_TYPES, plan.os_disk_type.as_ref());
    set(&mut azure.availability_zones, plan.zones.as_ref().map(|zones| zones.iter().cloned().collect()));
    set_or_clear(&mut azure.node_labels, plan.labels.clone());
    set_or_clear(&mut azure.node_taints, plan.taints.as_ref().map(|taints| taints.iter().cloned().collect()));
    set(&mut azure.orchestrator_version, plan.kubernetes_version.clone());
    set_word(&mut azure.mode, words::POOL_MODES, plan.mode.as_ref());
    set_word(&mut azure.pool_type, words::POOL_TYPES, plan.r#type.as_ref());
    write_spot(plan, azure);
    if let Some(upgrade) = &plan.upgrade {
        let settings = azure.upgrade_settings.get_or_insert_default();
        set(&mut settings.max_surge, upgrade.max_surge.clone());
        set(&mut settings.max_unavailable, upgrade.max_unavailable.clone());
        set(&mut settings.drain_timeout_in_minutes, upgrade.drain_timeout_minutes);
        set(&mut settings.node_soak_duration_in_minutes, upgrade.node_soak_minutes);
    }
}

/// Azure leaves out what is about spot machines where there are none, and refuses some of it.
fn write_spot(plan: &Pool, azure: &mut AgentPoolProfile) {
    if plan.priority.as_ref().is_some_and(|priority| priority.eq_ignore_ascii_case("Spot")) {
        set_word(&mut azure.scale_set_priority, words::PRIORITIES, plan.priority.as_ref());
        let policy = plan.eviction_policy.as_ref();
        set_word(&mut azure.scale_set_eviction_policy, words::DELETE_OR_DEALLOCATE, policy);
        set(&mut azure.spot_max_price, plan.spot_max_price);
    }
}
