//! Moving: a state that another resource type left.

use super::StoredState;
use crate::private::Private;

/// What a `moved` block brings: the resource as its former type stored it.
#[derive(Clone, Debug)]
pub struct MoveSource<'a> {
    /// The provider of the former type: `registry.terraform.io/hashicorp/random`.
    pub provider_address: &'a str,
    /// The former type: `random_string`.
    pub type_name: &'a str,
    /// The version of the former type's schema.
    pub schema_version: i64,
    /// The state.
    pub state: StoredState,
    /// The identity, where the former type has one and the client knows of it (Terraform 1.12 and later).
    pub identity: Option<StoredState>,
    /// The private state. It is not taken over by itself: its keys mean what the former type says.
    pub private: Private,
}

impl MoveSource<'_> {
    /// Whether the former type is this one of this provider, on whatever registry: `is("hashicorp/random",
    /// "random_string")`.
    pub fn is(&self, provider: &str, type_name: &str) -> bool {
        self.type_name == type_name && name_of(self.provider_address) == provider
    }
}

/// A provider's address without the registry's host, which OpenTofu has of its own.
pub(crate) fn name_of(address: &str) -> &str {
    match address.split_once('/') {
        Some((host, name)) if host.contains('.') || host.contains(':') => name,
        _ => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_known_on_each_registry() {
        for registry in ["registry.terraform.io", "registry.opentofu.org", "localhost:8080"] {
            let address = format!("{registry}/hashicorp/random");
            let source = MoveSource {
                provider_address: &address,
                type_name: "random_string",
                schema_version: 0,
                state: StoredState::new("{}"),
                identity: None,
                private: Private::default(),
            };
            assert!(source.is("hashicorp/random", "random_string"), "{registry}");
            assert!(!source.is("hashicorp/random", "random_id"));
            assert!(!source.is("other/random", "random_string"));
        }
    }
}
