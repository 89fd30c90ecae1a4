//! The cluster autoscaler.

use serde_json::{Value, json};

use super::is_on;
use crate::json;

/// Settings of an autoscaler that nobody has tuned (documentation page "Cluster autoscaler profile settings"); most
/// numbers and truths are texts on the wire.
fn defaults() -> Value {
    json!({
        "balance-similar-node-groups": "false",
        "daemonset-eviction-for-empty-nodes": false,
        "daemonset-eviction-for-occupied-nodes": true,
        "expander": "random",
        "ignore-daemonsets-utilization": false,
        "max-empty-bulk-delete": "10",
        "max-graceful-termination-sec": "600",
        "max-node-provision-time": "15m",
        "max-total-unready-percentage": "45",
        "new-pod-scale-up-delay": "0s",
        "ok-total-unready-count": "3",
        "scale-down-delay-after-add": "10m",
        "scale-down-delay-after-delete": "10s",
        "scale-down-delay-after-failure": "3m",
        "scale-down-unneeded-time": "10m",
        "scale-down-unready-time": "20m",
        "scale-down-utilization-threshold": "0.5",
        "scan-interval": "10s",
        "skip-nodes-with-local-storage": "false",
        "skip-nodes-with-system-pods": "true",
    })
}

/// A cluster with a scaling pool shows every setting.
pub(super) fn show(body: &mut Value, pools: &[Value]) {
    let path = "properties.autoScalerProfile";
    let given = json::at(body, path).filter(|p| !json::is_empty(p)).cloned();
    if given.is_none() && !pools.iter().any(|pool| is_on(pool, "enableAutoScaling")) {
        json::remove(body, path);
        return;
    }
    let mut all = defaults();
    if let Some(given) = given {
        json::overlay(&mut all, &given, &[]);
    }
    json::set(body, path, all);
}
