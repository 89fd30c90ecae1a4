//! Namespaces: those that every cluster has, those of features, and managed ones.

use serde_json::{Value, json};

use super::{Kind, Store};

pub(super) fn list(store: &Store<'_>) -> Vec<Value> {
    let mut names: Vec<String> = ["default", "kube-node-lease", "kube-public", "kube-system", "aks-command"]
        .into_iter()
        .map(str::to_owned)
        .collect();
    let draft = store.draft;
    let is_on = |path: &str| draft.property(path).and_then(Value::as_bool) == Some(true);
    if draft.text("networkProfile.networkPolicy").eq_ignore_ascii_case("calico") {
        names.extend(["calico-system".to_owned(), "tigera-operator".to_owned()]);
    }
    if is_on("addonProfiles.azurepolicy.enabled") {
        names.push("gatekeeper-system".to_owned());
    }
    if is_on("ingressProfile.webAppRouting.enabled") {
        names.push("app-routing-system".to_owned());
    }
    if draft.text("serviceMeshProfile.mode").eq_ignore_ascii_case("Istio") {
        names.extend(["aks-istio-system".to_owned(), "aks-istio-ingress".to_owned()]);
    }
    names.extend(store.namespaces.iter().map(|n| n.id.name().to_owned()));
    names.sort();
    names.dedup();
    names
        .iter()
        .map(|name| {
            let mut object = store.object(Kind::Namespace, None, name, store.born());
            object["metadata"]["labels"] = json!({"kubernetes.io/metadata.name": name});
            object["spec"] = json!({"finalizers": ["kubernetes"]});
            object["status"] = json!({"phase": "Active"});
            object
        })
        .collect()
}
