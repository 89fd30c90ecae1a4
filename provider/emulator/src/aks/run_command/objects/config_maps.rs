//! ConfigMaps: those that every cluster has, and those that somebody put there.
//!
//! A ConfigMap that was put there is kept as a row of the world below its cluster, at
//! `CLUSTER/namespaces/NAMESPACE/configMaps/NAME` with its data in `properties.data`: a seed file can bring it,
//! `arm-emulator patch` can change it, and no client of Azure sees it.

use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::{Kind, Store};
use crate::aks::CLUSTER;
use crate::aks::draft::Draft;
use crate::json;
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;

pub(super) fn list(store: &Store<'_>) -> Vec<Value> {
    let mut all = built_in(store);
    for there in &store.config_maps {
        let namespace = there.id.parent().map(|p| p.name().to_owned()).unwrap_or_default();
        let name = there.id.name();
        all.retain(|o| o["metadata"]["namespace"] != namespace || o["metadata"]["name"] != name);
        let mut object = store.object(Kind::ConfigMap, Some(&namespace), name, store.born());
        if let Some(data) = json::at(&there.body, "properties.data") {
            object["data"] = data.clone();
        }
        all.push(object);
    }
    all
}

pub(super) fn stored(world: &World<'_>, draft: &Draft) -> rusqlite::Result<Vec<Resource>> {
    world.tx.list(&format!("{CLUSTER}/namespaces/configmaps"), &draft.id.key(), None, usize::MAX)
}

/// Puts a ConfigMap there; `false` where there is one of that name.
pub(in super::super) fn create(
    world: &World<'_>,
    draft: &Draft,
    namespace: &str,
    name: &str,
    data: &BTreeMap<String, String>,
) -> rusqlite::Result<bool> {
    let Some(id) = id_of(draft, namespace, name) else { return Ok(false) };
    let store = Store::new(world, draft, "")?;
    if list(&store).iter().any(|o| o["metadata"]["namespace"] == namespace && o["metadata"]["name"] == name) {
        return Ok(false);
    }
    world.tx.put(&Resource::new(id, json!({"properties": {"data": data}})))?;
    Ok(true)
}

/// Takes a ConfigMap away that somebody put there; `false` where there is none.
pub(in super::super) fn delete(
    world: &World<'_>,
    draft: &Draft,
    namespace: &str,
    name: &str,
) -> rusqlite::Result<bool> {
    match id_of(draft, namespace, name) {
        Some(id) => Ok(world.tx.remove_tree(&id)? > 0),
        None => Ok(false),
    }
}

fn id_of(draft: &Draft, namespace: &str, name: &str) -> Option<ResourceId> {
    ResourceId::parse(&format!("{}/namespaces/{namespace}/configMaps/{name}", draft.id)).ok()
}

/// The reconciled configuration of the masquerading agent names the ranges whose traffic keeps its address.
fn built_in(store: &Store<'_>) -> Vec<Value> {
    let draft = store.draft;
    let ranges: Vec<&str> = ["podCidrs", "serviceCidrs"]
        .into_iter()
        .flat_map(|list| draft.texts(&format!("networkProfile.{list}")))
        .collect();
    let ranges: String = ranges.iter().map(|range| format!("\n  - {range}")).collect();
    let config_map = |name: &str, data: Value| {
        let mut object = store.object(Kind::ConfigMap, Some("kube-system"), name, store.born());
        object["data"] = data;
        object
    };
    let mut all = vec![
        config_map(
            "coredns",
            json!({"Corefile": ".:53 {\n    errors\n    ready\n    health {\n      lameduck 5s\n    }\n    kubernetes cluster.local in-addr.arpa ip6.arpa {\n      pods insecure\n      fallthrough in-addr.arpa ip6.arpa\n      ttl 30\n    }\n    prometheus :9153\n    forward . /etc/resolv.conf\n    cache 30\n    loop\n    reload\n    loadbalance\n    import custom/*.override\n    template ANY ANY internal.cloudapp.net {\n      match \"^(?:[^.]+\\.){4,}internal\\.cloudapp\\.net\\.$\"\n      rcode NXDOMAIN\n      fallthrough\n    }\n    template ANY ANY reddog.microsoft.com {\n      rcode NXDOMAIN\n    }\n}\nimport custom/*.server\n"}),
        ),
        config_map(
            "coredns-autoscaler",
            json!({"linear": "{\"coresPerReplica\":256,\"min\":2,\"nodesPerReplica\":16,\"preventSinglePointFailure\":true}"}),
        ),
    ];
    // The agent runs where Azure's own network does; Cilium and other people's networks have their own.
    let azure = draft.text("networkProfile.networkPlugin").eq_ignore_ascii_case("azure");
    let cilium = draft.text("networkProfile.networkDataplane").eq_ignore_ascii_case("cilium");
    if (azure && !cilium) || draft.text("networkProfile.networkPlugin").eq_ignore_ascii_case("kubenet") {
        let agent = format!("nonMasqueradeCIDRs:{ranges}\nmasqLinkLocal: true\n");
        all.push(config_map(
            "azure-ip-masq-agent-config-reconciled",
            json!({"ip-masq-agent-reconciled": agent}),
        ));
    }
    all
}
