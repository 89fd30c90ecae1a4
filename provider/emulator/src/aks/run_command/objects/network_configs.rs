//! `NodeNetworkConfig`, the custom resource in which Azure CNI keeps the block of each node: with overlay one network
//! container of type `overlay`, whose address is the node's block and whose subnet is the pod CIDR.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Kind, Store};

pub(super) fn list(store: &Store<'_>) -> Vec<Value> {
    let draft = store.draft;
    if !draft.is_overlay() {
        return Vec::new();
    }
    let range = draft.text("networkProfile.podCidr");
    let domain = Uuid::new_v5(&Uuid::NAMESPACE_URL, draft.id.key().as_bytes());
    let cilium = draft.text("networkProfile.networkDataplane").eq_ignore_ascii_case("cilium");
    store
        .nodes
        .iter()
        .map(|node| {
            let mut object =
                store.object(Kind::NodeNetworkConfig, Some("kube-system"), &node.name, node.created);
            object["metadata"]["labels"] = json!({
                "kubernetes.azure.com/podnetwork-delegationguid": "",
                "managed": "true",
                "owner": node.name,
            });
            object["spec"] = json!({"requestedIPCount": 0});
            let seed = format!("{}/{}", draft.id.key(), node.name);
            let mut container = json!({
                "assignmentMode": "static",
                "id": Uuid::new_v5(&Uuid::NAMESPACE_OID, seed.as_bytes()).to_string(),
                "nodeIP": node.internal_ips.first(),
                "primaryIP": node.pod_cidrs.first(),
                "status": "Available",
                "subnetAddressSpace": range,
                "subnetName": format!("routingdomain_{domain}_overlaysubnet"),
                "type": "overlay",
                "version": 0,
            });
            if let Some(six) = node.pod_cidrs.get(1) {
                container["primaryIPV6"] = six.as_str().into();
            }
            object["status"] = json!({
                "assignedIPCount": if cilium { 0 } else { 256 },
                "networkContainers": [container],
            });
            object
        })
        .collect()
}
