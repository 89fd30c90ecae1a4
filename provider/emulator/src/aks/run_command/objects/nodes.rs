//! Nodes, with the labels that AKS gives them.

use serde_json::{Map, Value, json};

use super::{Kind, Store, seconds};
use crate::aks::nodes::Node;
use crate::json;

pub(super) fn list(store: &Store<'_>) -> Vec<Value> {
    let draft = store.draft;
    let group = draft.text("nodeResourceGroup");
    let location = json::text(&draft.cluster, "location").unwrap_or_default();
    store
        .nodes
        .iter()
        .map(|node| {
            let pool = draft.pools.iter().find(|p| json::text(p, "name") == Some(&node.pool));
            let pods = pool.and_then(|p| json::number(p, "maxPods")).unwrap_or(250);
            let mut object = store.object(Kind::Node, None, &node.name, node.created);
            object["metadata"]["labels"] = labels(node, group, location).into();
            let set = node.name.get(..node.name.len().saturating_sub(6)).unwrap_or_default();
            let mut spec = json!({
                "providerID": format!(
                    "azure:///subscriptions/{}/resourceGroups/{}/providers/Microsoft.Compute/virtualMachineScaleSets/{set}/virtualMachines/{}",
                    draft.id.subscription(), group.to_lowercase(), node.index
                ),
            });
            if let Some(first) = node.pod_cidrs.first() {
                spec["podCIDR"] = first.as_str().into();
                spec["podCIDRs"] = node.pod_cidrs.clone().into();
            }
            let taints: Vec<Value> =
                pool.map(|p| json::texts(p, "nodeTaints")).unwrap_or_default().iter().filter_map(|t| taint(t)).collect();
            if !taints.is_empty() {
                spec["taints"] = taints.into();
            }
            let mut addresses: Vec<Value> =
                node.internal_ips.iter().map(|ip| json!({"type": "InternalIP", "address": ip})).collect();
            addresses.push(json!({"type": "Hostname", "address": node.name}));
            let heard = seconds(store.world.now);
            object["spec"] = spec;
            object["status"] = json!({
                "addresses": addresses,
                "capacity": {"pods": pods.to_string()},
                "allocatable": {"pods": pods.to_string()},
                "conditions": [{
                    "type": "Ready",
                    "status": "True",
                    "reason": "KubeletReady",
                    "message": "kubelet is posting ready status",
                    "lastHeartbeatTime": heard,
                    "lastTransitionTime": seconds(node.created),
                }],
                "nodeInfo": info(node),
            });
            object
        })
        .collect()
}

fn labels(node: &Node, group: &str, location: &str) -> Map<String, Value> {
    let architecture = "amd64";
    let system = node.os_type.to_lowercase();
    let mode = node.mode.to_lowercase();
    let fixed = [
        ("agentpool", node.pool.as_str()),
        ("beta.kubernetes.io/arch", architecture),
        ("beta.kubernetes.io/os", &system),
        ("kubernetes.azure.com/agentpool", &node.pool),
        ("kubernetes.azure.com/cluster", group),
        ("kubernetes.azure.com/mode", &mode),
        ("kubernetes.azure.com/node-image-version", &node.image),
        ("kubernetes.azure.com/os-sku", &node.os_sku),
        ("kubernetes.azure.com/role", "agent"),
        ("kubernetes.io/arch", architecture),
        ("kubernetes.io/hostname", &node.name),
        ("kubernetes.io/os", &system),
        ("node.kubernetes.io/instance-type", &node.vm_size),
        ("topology.kubernetes.io/region", location),
    ];
    let mut labels: Map<String, Value> =
        fixed.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    labels.extend(node.labels.as_object().cloned().unwrap_or_default());
    labels
}

/// `key=value:Effect` taken apart.
fn taint(text: &str) -> Option<Value> {
    let (key, effect) = text.rsplit_once(':')?;
    Some(match key.split_once('=') {
        Some((key, value)) => json!({"key": key, "value": value, "effect": effect}),
        None => json!({"key": key, "effect": effect}),
    })
}

fn info(node: &Node) -> Value {
    let (image, kernel) = match node.os_sku.to_ascii_lowercase().as_str() {
        "windows2019" => ("Windows Server 2019 Datacenter", "10.0.17763.8027"),
        "windows2022" => ("Windows Server 2022 Datacenter", "10.0.20348.4297"),
        "windows2025" => ("Windows Server 2025 Datacenter", "10.0.26100.6905"),
        "azurelinux" | "azurelinux3" | "cblmariner" => ("Microsoft Azure Linux 3.0", "6.6.96.1-1.azl3"),
        "ubuntu2204" => ("Ubuntu 22.04.5 LTS", "5.15.0-1102-azure"),
        _ => ("Ubuntu 24.04.3 LTS", "6.8.0-1044-azure"),
    };
    json!({
        "architecture": "amd64",
        "containerRuntimeVersion": "containerd://2.1.4-1",
        "kernelVersion": kernel,
        "kubeletVersion": format!("v{}", node.version),
        "operatingSystem": node.os_type.to_lowercase(),
        "osImage": image,
    })
}
