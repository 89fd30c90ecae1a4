//! `properties.autoScalerProfile` of a cluster.

use super::model;
use crate::Keyword;

model! {
    /// The cluster autoscaler's settings. Most numbers and truths are texts on the wire.
    pub struct AutoScalerProfile {
        /// `true` or `false`.
        "balance-similar-node-groups" balance_similar_node_groups: String,
        /// Whether the pods of daemon sets are evicted from empty nodes.
        "daemonset-eviction-for-empty-nodes" daemonset_eviction_for_empty_nodes: bool,
        /// Whether the pods of daemon sets are evicted from other nodes.
        "daemonset-eviction-for-occupied-nodes" daemonset_eviction_for_occupied_nodes: bool,
        /// `least-waste`, `most-pods`, `priority` or `random`.
        "expander" expander: Keyword,
        /// Whether daemon sets count as use of a node.
        "ignore-daemonsets-utilization" ignore_daemonsets_utilization: bool,
        /// A number of nodes.
        "max-empty-bulk-delete" max_empty_bulk_delete: String,
        /// Seconds.
        "max-graceful-termination-sec" max_graceful_termination_sec: String,
        /// A time such as `15m`.
        "max-node-provision-time" max_node_provision_time: String,
        /// 0 to 100.
        "max-total-unready-percentage" max_total_unready_percentage: String,
        /// A time such as `0s`.
        "new-pod-scale-up-delay" new_pod_scale_up_delay: String,
        /// A number of nodes.
        "ok-total-unready-count" ok_total_unready_count: String,
        /// A time such as `10m`.
        "scale-down-delay-after-add" scale_down_delay_after_add: String,
        /// A time such as `10s`.
        "scale-down-delay-after-delete" scale_down_delay_after_delete: String,
        /// A time such as `3m`.
        "scale-down-delay-after-failure" scale_down_delay_after_failure: String,
        /// A time such as `10m`.
        "scale-down-unneeded-time" scale_down_unneeded_time: String,
        /// A time such as `20m`.
        "scale-down-unready-time" scale_down_unready_time: String,
        /// A share such as `0.5`.
        "scale-down-utilization-threshold" scale_down_utilization_threshold: String,
        /// A time in seconds, such as `10s`.
        "scan-interval" scan_interval: String,
        /// `true` or `false`.
        "skip-nodes-with-local-storage" skip_nodes_with_local_storage: String,
        /// `true` or `false`.
        "skip-nodes-with-system-pods" skip_nodes_with_system_pods: String,
    }
}
