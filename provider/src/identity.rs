//! What names an object of Azure for good.

use tfplugin_framework::Model;

/// The identity of every resource of this provider.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct ArmIdentity {
    /// The ARM resource ID.
    pub(crate) id: String,
}

impl ArmIdentity {
    /// Of a resource whose state has this ID.
    pub(crate) fn of(id: Option<&String>) -> Self {
        Self { id: id.cloned().unwrap_or_default() }
    }
}
