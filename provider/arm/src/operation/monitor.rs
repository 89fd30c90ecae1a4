//! What is worth remembering of an operation.

use serde::{Deserialize, Serialize};

use super::OperationKind;
use crate::id::ResourceId;

/// What is worth remembering of an operation: enough to wait for its end in another process, and nothing secret.
///
/// The operation's URL is left out because it is signed; the resource's own `provisioningState` tells the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Monitor {
    /// The resource.
    pub resource_id: ResourceId,
    /// What is being done to it.
    pub kind: OperationKind,
}
