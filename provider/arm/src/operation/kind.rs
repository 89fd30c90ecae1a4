//! What an operation does.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What an operation does to its resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OperationKind {
    /// Makes it.
    Create,
    /// Changes it.
    Update,
    /// Removes it.
    Delete,
    /// Does something with it: stops it, aborts what runs on it.
    Action,
}

impl fmt::Display for OperationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create => "creation",
            Self::Update => "update",
            Self::Delete => "deletion",
            Self::Action => "action",
        })
    }
}
