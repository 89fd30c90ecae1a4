//! From Azure's answer about a node pool to the state.

use std::collections::BTreeSet;

use arm_client::models::{AgentPoolProfile, AgentPoolUpgradeSettings};

use super::model::{AutoScaling, Pool, Upgrade};
use crate::{
    members::{unless_empty, word},
    version,
};

/// The pool as Azure has it. `kept` is the prior state or the plan that was carried out, empty on import.
pub(crate) fn pool(azure: AgentPoolProfile, kept: &Pool) -> Pool {
    // The autoscaler owns the count, so it is neither state nor drift while the pool scales by itself.
    let scales_itself = azure.enable_auto_scaling == Some(true);
    let bounds = azure.min_count.zip(azure.max_count).filter(|_| scales_itself);
    Pool {
        name: azure.name.unwrap_or_default(),
        vm_size: azure.vm_size,
        node_count: azure.count.filter(|_| !scales_itself),
        auto_scaling: bounds.map(|(min, max)| AutoScaling { min, max }),
        subnet_id: azure.vnet_subnet_id,
        max_pods: azure.max_pods,
        os_type: word(azure.os_type.as_ref(), "Linux"),
        os_sku: azure.os_sku.map(String::from),
        os_disk_size_gb: azure.os_disk_size_gb,
        os_disk_type: word(azure.os_disk_type.as_ref(), "Managed"),
        zones: unless_empty(azure.availability_zones.map(BTreeSet::from_iter), kept.zones.as_ref()),
        labels: unless_empty(azure.node_labels, kept.labels.as_ref()),
        taints: unless_empty(azure.node_taints.map(BTreeSet::from_iter), kept.taints.as_ref()),
        kubernetes_version: version::kept(
            kept.kubernetes_version.as_ref(),
            azure.orchestrator_version,
            azure.current_orchestrator_version.as_ref(),
        ),
        mode: word(azure.mode.as_ref(), "System"),
        r#type: word(azure.pool_type.as_ref(), "VirtualMachineScaleSets"),
        priority: word(azure.scale_set_priority.as_ref(), "Regular"),
        eviction_policy: azure.scale_set_eviction_policy.map(String::from),
        spot_max_price: azure.spot_max_price,
        network_plugin_mode: kept.network_plugin_mode.clone(),
        pod_subnet_id: azure.pod_subnet_id,
        upgrade: Some(upgrade(&azure.upgrade_settings.unwrap_or_default())),
    }
}

fn upgrade(azure: &AgentPoolUpgradeSettings) -> Upgrade {
    Upgrade {
        max_surge: azure.max_surge.clone(),
        max_unavailable: Some(azure.max_unavailable.clone().unwrap_or_else(|| "0".into())),
        drain_timeout_minutes: Some(azure.drain_timeout_in_minutes.unwrap_or(30)),
        node_soak_minutes: Some(azure.node_soak_duration_in_minutes.unwrap_or(0)),
    }
}
