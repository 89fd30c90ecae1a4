//! Special node pools: spot, gateway, separate virtual machines, local DNS.

use serde_json::{Value, json};

use crate::json;

/// The label and taint that keep ordinary pods off spot machines (documentation page "Add an Azure Spot node pool").
const SPOT_LABEL: &str = "kubernetes.azure.com/scalesetpriority";
const SPOT_TAINT: &str = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule";

/// Completes a pool after its general defaults.
pub(in super::super) fn complete(pool: &mut Value) {
    let is = |pool: &Value, member: &str, word: &str| {
        json::text(pool, member).is_some_and(|value| value.eq_ignore_ascii_case(word))
    };
    if !super::is_on(pool, "enableAutoScaling") {
        for bound in ["minCount", "maxCount"] {
            json::remove(pool, bound);
        }
    }
    if is(pool, "scaleSetPriority", "Spot") {
        spot(pool);
    }
    if is(pool, "mode", "Gateway") {
        json::set_default(pool, "gatewayProfile.publicIPPrefixSize", 31);
    }
    if is(pool, "type", "VirtualMachines") {
        virtual_machines(pool);
    }
    if json::text(pool, "localDNSProfile.mode").is_some() {
        let state = if is(pool, "localDNSProfile.mode", "Required") { "Enabled" } else { "Disabled" };
        json::set(pool, "localDNSProfile.state", state);
    }
}

fn spot(pool: &mut Value) {
    json::set_default(pool, "scaleSetEvictionPolicy", "Delete");
    json::set_default(pool, "spotMaxPrice", -1.0);
    let labels = json::object(pool).entry("nodeLabels").or_insert_with(|| json!({}));
    json::object(labels).entry(SPOT_LABEL).or_insert_with(|| "spot".into());
    let mut taints: Vec<String> = json::texts(pool, "nodeTaints").into_iter().map(str::to_owned).collect();
    if !taints.iter().any(|taint| taint == SPOT_TAINT) {
        taints.push(SPOT_TAINT.to_owned());
        json::set(pool, "nodeTaints", taints);
    }
}

/// Machines of several sizes count together.
fn virtual_machines(pool: &mut Value) {
    let scale = "virtualMachinesProfile.scale.manual";
    if json::at(pool, "virtualMachinesProfile").is_none() {
        let size = json::text(pool, "vmSize").unwrap_or_default();
        let one = json!([{"size": size, "count": json::number(pool, "count").unwrap_or(1)}]);
        json::set(pool, scale, one);
    }
    let sizes = json::at(pool, scale).and_then(Value::as_array).cloned().unwrap_or_default();
    if sizes.is_empty() {
        return;
    }
    let count: i64 = sizes.iter().filter_map(|s| json::number(s, "count")).sum();
    json::set(pool, "count", count);
    json::set(pool, "virtualMachineNodesStatus", sizes);
}
