//! The settings of the cluster autoscaler, which are one for all pools that scale by themselves.

use arm_client::models::{AutoScalerProfile, ManagedClusterProperties};
use tfplugin_framework::{Model, validators::range};

use super::profile::Profile;
use crate::{
    checks::word as one_of,
    formats::{minutes, seconds, share, time},
    members::{set, set_word},
    spelling, words,
};

/// The cluster autoscaler, for pools with `auto_scaling`. Azure's defaults for what is not given.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct AutoScaler {
    /// Whether pools with the same machines are kept at the same size.
    #[model(optional, computed, stable)]
    pub(crate) balance_similar_node_groups: Option<bool>,

    /// Whether pods of daemon sets are evicted from empty nodes before these are removed.
    #[model(optional, computed, stable)]
    pub(crate) daemonset_eviction_for_empty_nodes: Option<bool>,

    /// Whether pods of daemon sets are evicted from nodes with other pods before these are removed.
    #[model(optional, computed, stable)]
    pub(crate) daemonset_eviction_for_occupied_nodes: Option<bool>,

    /// How a pool is chosen to grow: `random`, `least-waste`, `most-pods` or `priority`.
    #[model(optional, computed, stable, validate = one_of(words::EXPANDERS), equivalent = spelling::ignoring_case)]
    pub(crate) expander: Option<String>,

    /// Whether daemon sets do not count as use of a node.
    #[model(optional, computed, stable)]
    pub(crate) ignore_daemonsets_utilization: Option<bool>,

    /// The most empty nodes that are removed at once.
    #[model(optional, computed, stable, validate = range(0..))]
    pub(crate) max_empty_bulk_delete: Option<i64>,

    /// Seconds that pods get to end when their node is removed.
    #[model(optional, computed, stable, validate = range(0..))]
    pub(crate) max_graceful_termination_sec: Option<i64>,

    /// How long a node may take to come, such as `15m`.
    #[model(optional, computed, stable, validate = minutes())]
    pub(crate) max_node_provision_time: Option<String>,

    /// The share of unready nodes, in percent, above which nothing is done any more.
    #[model(optional, computed, stable, validate = range(0..=100))]
    pub(crate) max_total_unready_percentage: Option<i64>,

    /// The age at which a pod that finds no place counts, such as `0s`.
    #[model(optional, computed, stable, validate = time())]
    pub(crate) new_pod_scale_up_delay: Option<String>,

    /// How many nodes may be unready, whatever the percentage.
    #[model(optional, computed, stable, validate = range(0..))]
    pub(crate) ok_total_unready_count: Option<i64>,

    /// How long after a node was added none is removed, such as `10m`.
    #[model(optional, computed, stable, validate = minutes())]
    pub(crate) scale_down_delay_after_add: Option<String>,

    /// How long after a node was removed none is, such as `10s`.
    #[model(optional, computed, stable, validate = time())]
    pub(crate) scale_down_delay_after_delete: Option<String>,

    /// How long after a removal failed none is tried, such as `3m`.
    #[model(optional, computed, stable, validate = minutes())]
    pub(crate) scale_down_delay_after_failure: Option<String>,

    /// How long a node must be unneeded before it is removed, such as `10m`.
    #[model(optional, computed, stable, validate = minutes())]
    pub(crate) scale_down_unneeded_time: Option<String>,

    /// How long an unready node must be unneeded before it is removed, such as `20m`.
    #[model(optional, computed, stable, validate = minutes())]
    pub(crate) scale_down_unready_time: Option<String>,

    /// The share of a node that must be in use for it to stay, from 0 to 1, such as `0.5`.
    #[model(optional, computed, stable, validate = share())]
    pub(crate) scale_down_utilization_threshold: Option<String>,

    /// How often the autoscaler looks, such as `10s`.
    #[model(optional, computed, stable, validate = seconds())]
    pub(crate) scan_interval: Option<String>,

    /// Whether nodes with pods that keep data on them stay.
    #[model(optional, computed, stable)]
    pub(crate) skip_nodes_with_local_storage: Option<bool>,

    /// Whether nodes with pods of kube-system stay.
    #[model(optional, computed, stable)]
    pub(crate) skip_nodes_with_system_pods: Option<bool>,
}

/// Writing and reading of attributes that have the same name here and in the client: those that are the same on the
/// wire, and those that are texts there.
macro_rules! settings {
    (same: $($same:ident),+; texts: $($text:ident),+) => {
        fn write(plan: &AutoScaler, azure: &mut AutoScalerProfile) {
            $(set(&mut azure.$same, plan.$same.clone());)+
            $(set(&mut azure.$text, plan.$text.map(|value| value.to_string()));)+
            set_word(&mut azure.expander, words::EXPANDERS, plan.expander.as_ref());
        }

        fn read(azure: &AutoScalerProfile) -> AutoScaler {
            AutoScaler {
                $($same: azure.$same.clone(),)+
                $($text: azure.$text.as_ref().and_then(|text| text.parse().ok()),)+
                expander: azure.expander.clone().map(String::from),
            }
        }
    };
}

settings! {
    same: daemonset_eviction_for_empty_nodes, daemonset_eviction_for_occupied_nodes, ignore_daemonsets_utilization,
        max_node_provision_time, new_pod_scale_up_delay, scale_down_delay_after_add, scale_down_delay_after_delete,
        scale_down_delay_after_failure, scale_down_unneeded_time, scale_down_unready_time,
        scale_down_utilization_threshold, scan_interval;
    texts: balance_similar_node_groups, max_empty_bulk_delete, max_graceful_termination_sec,
        max_total_unready_percentage, ok_total_unready_count, skip_nodes_with_local_storage, skip_nodes_with_system_pods
}

impl Profile for AutoScaler {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        if let Some(plan) = plan.filter(|plan| **plan != Self::default()) {
            write(plan, azure.auto_scaler_profile.get_or_insert_default());
        }
    }

    fn read(azure: &ManagedClusterProperties, kept: Option<&Self>) -> Option<Self> {
        // Azure shows the settings once a pool scales by itself.
        azure
            .auto_scaler_profile
            .as_ref()
            .map(read)
            .or_else(|| kept.filter(|kept| **kept == Self::default()).cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_truths_are_texts_on_the_wire_and_read_back() {
        let plan = AutoScaler {
            max_empty_bulk_delete: Some(20),
            skip_nodes_with_system_pods: Some(false),
            scan_interval: Some("30s".into()),
            ..AutoScaler::default()
        };
        let mut azure = ManagedClusterProperties::default();
        AutoScaler::write(Some(&plan), &mut azure);
        let json = serde_json::to_value(&azure).unwrap();
        assert_eq!(
            json["autoScalerProfile"],
            serde_json::json!({ "max-empty-bulk-delete": "20", "skip-nodes-with-system-pods": "false", "scan-interval": "30s" })
        );
        assert_eq!(AutoScaler::read(&azure, None), Some(plan));
    }
}
