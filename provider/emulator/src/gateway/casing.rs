//! Answers in documented casing, for those who switched Azure's quirks off.
//!
//! AKS writes `resourcegroups` in identifiers, `ManagedClusters` in the type, `nodeIPConfiguration` for the kind of load
//! balancer pool. What is stored keeps the quirks; only what is shown is straightened.

use serde_json::Value;

/// Words that come back otherwise than documented.
const WORDS: [(&str, &str); 3] = [
    ("Microsoft.ContainerService/ManagedClusters", "Microsoft.ContainerService/managedClusters"),
    ("nodeIPConfiguration", "NodeIPConfiguration"),
    ("nodeIP", "NodeIP"),
];

/// Writes identifiers and words as they are documented, everywhere in a body.
pub(super) fn straighten(value: &mut Value) {
    match value {
        Value::String(text) => {
            if text.starts_with("/subscriptions/") {
                *text = text.replacen("/resourcegroups/", "/resourceGroups/", 1);
            } else if let Some((_, documented)) = WORDS.iter().find(|(quirk, _)| quirk == text) {
                (*documented).clone_into(text);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(straighten),
        Value::Object(map) => map.values_mut().for_each(straighten),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn quirks_are_straightened_at_any_depth() {
        let mut body = json!({
            "id": "/subscriptions/s/resourcegroups/g",
            "type": "Microsoft.ContainerService/ManagedClusters",
            "properties": {"pools": [{"backendPoolType": "nodeIPConfiguration", "text": "see /resourcegroups/"}]},
        });
        straighten(&mut body);
        assert_eq!(
            body,
            json!({
                "id": "/subscriptions/s/resourceGroups/g",
                "type": "Microsoft.ContainerService/managedClusters",
                "properties": {"pools": [{"backendPoolType": "NodeIPConfiguration", "text": "see /resourcegroups/"}]},
            })
        );
    }
}
