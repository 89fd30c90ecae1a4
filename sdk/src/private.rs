//! Private state: data that Terraform stores with a resource and shows to nobody.

use std::collections::BTreeMap;

use serde::{Serialize, de::DeserializeOwned};

use crate::diag::{Diagnostic, Diagnostics};

/// Named entries of any type that serde can write and read, stored with the resource. Never put secrets here: it lies
/// in the state file as it is.
///
/// Terraform stores it together with the state: a change of private state alone, in an update that changes nothing else,
/// is not stored. What a plan puts here reaches the apply of that plan.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use tfplugin_framework::{Diagnostics, Private};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// struct Pending {
///     operation: String,
///     attempt: u32,
/// }
///
/// let mut private = Private::default();
/// private.set("pending", &Pending { operation: "op-1".into(), attempt: 2 })?;
/// let pending: Option<Pending> = private.entry("pending")?;
/// assert_eq!(pending, Some(Pending { operation: "op-1".into(), attempt: 2 }));
/// # Ok::<(), Diagnostics>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Private(BTreeMap<String, serde_json::Value>);

/// What the keys of the framework's own entries begin with.
const RESERVED: char = '.';

impl Private {
    /// The entry under `key`, if there is one.
    ///
    /// # Errors
    /// When what is stored does not fit the type.
    pub fn entry<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Diagnostics> {
        let stored = self.0.get(key).filter(|_| !key.starts_with(RESERVED));
        stored.map(T::deserialize).transpose().map_err(|error| unfit(key, &error).into())
    }

    /// Stores `value` under `key`.
    ///
    /// # Errors
    /// When it cannot be written as JSON, or the key begins with a dot: those belong to the framework.
    pub fn set<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Diagnostics> {
        if key.starts_with(RESERVED) {
            return Err(reserved(key).into());
        }
        let value = serde_json::to_value(value).map_err(|error| unwritable(key, &error))?;
        self.0.insert(key.to_owned(), value);
        Ok(())
    }

    /// Removes the entry under `key`; whether there was one.
    pub fn remove(&mut self, key: &str) -> bool {
        !key.starts_with(RESERVED) && self.0.remove(key).is_some()
    }

    /// Sets a mark of the framework.
    pub(crate) fn mark(&mut self, mark: Mark) {
        self.0.insert(mark.key().to_owned(), true.into());
    }

    /// Removes a mark of the framework; whether it was there.
    pub(crate) fn unmark(&mut self, mark: Mark) -> bool {
        self.0.remove(mark.key()).is_some()
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

/// An entry of the framework's own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mark {
    /// The resource was imported and not read since: its identity may still change.
    Imported,
}

impl Mark {
    fn key(self) -> &'static str {
        match self {
            Self::Imported => ".import_before_read",
        }
    }
}

fn unfit(key: &str, error: &serde_json::Error) -> Diagnostic {
    Diagnostic::error(
        "Private state cannot be read",
        format!(
            "What is stored with the resource under {key:?} does not have the shape that this version of the provider \
             expects: {error}. Use the provider version that wrote it, or remove the resource from state and import \
             it again; and report this to the provider's authors."
        ),
    )
}

fn unwritable(key: &str, error: &serde_json::Error) -> Diagnostic {
    Diagnostic::error(
        "Private state cannot be written",
        format!("The entry {key:?} is not expressible in JSON: {error}. This is a bug in the provider."),
    )
}

fn reserved(key: &str) -> Diagnostic {
    Diagnostic::error(
        "Private state cannot be written",
        format!(
            "The key {key:?} begins with a dot, as only those of tfplugin-framework-rs itself do. This is a bug in the \
             provider."
        ),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_stored_is_read_again() {
        let mut private = Private::default();
        private.set("pending", &json!({ "id": "x", "attempt": 2 })).unwrap();
        assert_eq!(Private::decode(&private.encode()), private);
    }

    #[test]
    fn an_entry_of_another_shape_is_an_error_that_names_it() {
        let private = Private::decode(br#"{"pending":{"id":"x"}}"#);
        let refused = private.entry::<u32>("pending").unwrap_err();
        assert!(refused.iter().next().unwrap().detail.contains("\"pending\""), "{refused:?}");
        assert_eq!(private.entry::<u32>("other"), Ok(None));
    }

    #[test]
    fn the_framework_s_own_entries_are_out_of_reach() {
        let mut private = Private::default();
        assert!(private.set(".import_before_read", &true).is_err());
        private.mark(Mark::Imported);
        assert_eq!(private.entry::<bool>(".import_before_read"), Ok(None));
        assert!(!private.remove(".import_before_read"));
        assert!(private.unmark(Mark::Imported));
        assert!(!private.unmark(Mark::Imported));
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
