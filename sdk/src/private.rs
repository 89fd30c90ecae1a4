//! Private state: data that Terraform stores with a resource and shows to nobody.

use std::collections::BTreeMap;

/// Named JSON values, stored with the resource. Never put secrets here: it lies in the state file as it is.
///
/// Terraform stores it together with the state: a change of private state alone, in an update that changes nothing else,
/// is not stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Private(BTreeMap<String, serde_json::Value>);

impl Private {
    /// The entry under `key`.
    pub fn get(&self, key: &str) -> Option<&serde_json::Value> {
        self.0.get(key)
    }

    /// Stores `value` under `key`.
    pub fn set(&mut self, key: impl Into<String>, value: serde_json::Value) {
        self.0.insert(key.into(), value);
    }

    /// Removes the entry under `key`.
    pub fn remove(&mut self, key: &str) -> Option<serde_json::Value> {
        self.0.remove(key)
    }

    /// Reads what Terraform stored. Bytes that another provider wrote in a form of its own count as nothing.
    pub(crate) fn decode(bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            return Self::default();
        }
        serde_json::from_slice(bytes).map(Self).unwrap_or_else(|error| {
            tracing::warn!(%error, "ignored private state that is not a JSON object");
            Self::default()
        })
    }

    /// What Terraform is to store; nothing for nothing.
    pub(crate) fn encode(&self) -> Vec<u8> {
        if self.0.is_empty() {
            return Vec::new();
        }
        serde_json::json!(self.0).to_string().into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_stored_is_read_again() {
        let mut private = Private::default();
        private.set("pending", json!({ "id": "x", "attempt": 2 }));
        assert_eq!(Private::decode(&private.encode()), private);
    }

    #[test]
    fn nothing_is_stored_as_nothing() {
        assert!(Private::default().encode().is_empty());
        assert_eq!(Private::decode(b""), Private::default());
    }

    #[test]
    fn another_provider_s_bytes_are_ignored() {
        assert_eq!(Private::decode(b"\x00\x01"), Private::default());
        assert_eq!(Private::decode(b"[1]"), Private::default());
    }
}
