//! Pods of the system, as the profile of a cluster brings them with it: what runs on every node, and what runs twice.

use serde_json::{Value, json};

use super::{Kind, Store, seconds};
use crate::aks::nodes::Node;
use crate::{cidr, ids, json};

/// Name, containers, and namespace.
type Workload = (&'static str, usize, &'static str);

const SYSTEM: &str = "kube-system";
/// On every Linux node.
const EVERYWHERE: &[Workload] = &[
    ("cloud-node-manager", 1, SYSTEM),
    ("csi-azuredisk-node", 3, SYSTEM),
    ("csi-azurefile-node", 3, SYSTEM),
];
/// On every Windows node.
const WINDOWS: &[Workload] = &[
    ("cloud-node-manager-windows", 1, SYSTEM),
    ("csi-azuredisk-node-win", 3, SYSTEM),
    ("csi-azurefile-node-win", 3, SYSTEM),
];
/// Name, containers, namespace and how many of them.
const DEPLOYED: &[(&str, usize, &str, usize)] = &[
    ("coredns", 1, SYSTEM, 2),
    ("coredns-autoscaler", 1, SYSTEM, 1),
    ("konnectivity-agent", 1, SYSTEM, 2),
    ("konnectivity-agent-autoscaler", 1, SYSTEM, 1),
    ("metrics-server", 2, SYSTEM, 2),
];

pub(super) fn list(store: &Store<'_>) -> Vec<Value> {
    let mut all = Vec::new();
    for node in &store.nodes {
        let windows = node.os_type.eq_ignore_ascii_case("Windows");
        let daemons: Vec<Workload> = if windows {
            WINDOWS.to_vec()
        } else {
            EVERYWHERE.iter().copied().chain(of_network(store)).chain(of_addons(store)).collect()
        };
        for (name, containers, namespace) in daemons {
            let suffix = letters(&format!("{}/{name}/{}", store.draft.id.key(), node.name), 5);
            all.push(pod(store, node, namespace, &format!("{name}-{suffix}"), containers));
        }
    }
    let hosts: Vec<&Node> = store.nodes.iter().filter(|n| n.mode.eq_ignore_ascii_case("System")).collect();
    if hosts.is_empty() {
        return all;
    }
    let set = |name: &str| letters(&format!("{}/{name}", store.draft.id.key()), 10);
    for (name, containers, namespace, count) in DEPLOYED.iter().copied().chain(of_features(store)) {
        for number in 0..count {
            let suffix = letters(&format!("{}/{name}/{number}", store.draft.id.key()), 5);
            let name = format!("{name}-{}-{suffix}", set(name));
            let host = hosts[number % hosts.len()];
            let mut pod = pod(store, host, namespace, &name, containers);
            if let Some(address) = own_address(host, &name) {
                pod["status"]["podIP"] = address.into();
            }
            all.push(pod);
        }
    }
    if !store.command.is_empty() {
        let mut own = pod(store, hosts[0], "aks-command", &format!("command-{}", store.command), 1);
        own["metadata"]["creationTimestamp"] = seconds(store.world.now - 4000).into();
        all.push(own);
    }
    all
}

/// What the network puts on every node.
fn of_network(store: &Store<'_>) -> Vec<Workload> {
    let text = |member: &str| store.draft.text(&format!("networkProfile.{member}")).to_ascii_lowercase();
    let (plugin, plane, policy) = (text("networkPlugin"), text("networkDataplane"), text("networkPolicy"));
    let mut found: Vec<Workload> = Vec::new();
    if plane == "cilium" {
        found.push(("cilium", 1, SYSTEM));
    } else {
        found.push(("kube-proxy", 1, SYSTEM));
        if plugin != "none" {
            found.push(("azure-ip-masq-agent", 1, SYSTEM));
        }
    }
    if plugin == "azure" && (store.draft.is_overlay() || plane == "cilium") {
        found.push(("azure-cns", 1, SYSTEM));
    }
    match policy.as_str() {
        "azure" => found.push(("azure-npm", 1, SYSTEM)),
        "calico" => found.push(("calico-node", 1, "calico-system")),
        _ => {}
    }
    found
}

/// What add-ons put on every node.
fn of_addons(store: &Store<'_>) -> Vec<Workload> {
    let mut found: Vec<Workload> = Vec::new();
    if addon(store, "omsagent") {
        found.push(("ama-logs", 3, SYSTEM));
    }
    if addon(store, "azureKeyvaultSecretsProvider") {
        found.push(("aks-secrets-store-csi-driver", 3, SYSTEM));
        found.push(("aks-secrets-store-provider-azure", 1, SYSTEM));
    }
    found
}

/// What runs once or twice in a cluster because of a feature.
fn of_features(store: &Store<'_>) -> Vec<(&'static str, usize, &'static str, usize)> {
    let is_on = |path: &str| store.draft.property(path).and_then(Value::as_bool) == Some(true);
    let mut found = Vec::new();
    if store.draft.text("networkProfile.networkDataplane").eq_ignore_ascii_case("cilium") {
        found.push(("cilium-operator", 1, SYSTEM, 2));
    }
    if store.draft.text("networkProfile.networkPolicy").eq_ignore_ascii_case("calico") {
        found.push(("calico-typha", 1, "calico-system", 1));
        found.push(("tigera-operator", 1, "tigera-operator", 1));
    }
    if addon(store, "azurepolicy") {
        found.push(("azure-policy", 1, SYSTEM, 1));
        found.push(("gatekeeper-controller", 1, "gatekeeper-system", 2));
    }
    if is_on("securityProfile.workloadIdentity.enabled") {
        found.push(("azure-wi-webhook-controller-manager", 1, SYSTEM, 2));
    }
    if is_on("workloadAutoScalerProfile.keda.enabled") {
        found.push(("keda-operator", 1, SYSTEM, 2));
    }
    if is_on("workloadAutoScalerProfile.verticalPodAutoscaler.enabled") {
        found.push(("vpa-recommender", 1, SYSTEM, 1));
    }
    if is_on("ingressProfile.webAppRouting.enabled") {
        found.push(("nginx", 1, "app-routing-system", 2));
    }
    found
}

/// Whether an add-on is enabled, its name in any case.
fn addon(store: &Store<'_>, name: &str) -> bool {
    let addons = store.draft.property("addonProfiles").and_then(Value::as_object);
    addons.into_iter().flatten().any(|(key, value)| {
        key.eq_ignore_ascii_case(name) && json::at(value, "enabled").and_then(Value::as_bool) == Some(true)
    })
}

/// An address of the node's block for a pod that has one of its own; the node's where there is no block.
fn own_address(node: &Node, name: &str) -> Option<String> {
    let block = node.pod_cidrs.first().and_then(|block| cidr::parse(block));
    let place = u32::try_from(4 + ids::spread(name) % 240).unwrap_or(4);
    block.and_then(|block| cidr::nth(&block, place)).map(|ip| ip.to_string())
}

/// A pod in the network of its node.
fn pod(store: &Store<'_>, node: &Node, namespace: &str, name: &str, containers: usize) -> Value {
    let mut object = store.object(Kind::Pod, Some(namespace), name, node.created);
    let statuses: Vec<Value> =
        (0..containers).map(|n| json!({"name": format!("c{n}"), "ready": true, "restartCount": 0})).collect();
    object["spec"] = json!({"nodeName": node.name});
    object["status"] = json!({
        "phase": "Running",
        "podIP": node.internal_ips.first(),
        "hostIP": node.internal_ips.first(),
        "startTime": seconds(node.created),
        "containerStatuses": statuses,
    });
    object
}

/// Letters and digits as Kubernetes puts them behind names: no vowels, so that they spell nothing.
fn letters(seed: &str, length: usize) -> String {
    const SAFE: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let bytes = ids::expand(seed, length);
    bytes.iter().map(|b| char::from(SAFE[usize::from(*b) % SAFE.len()])).collect()
}
