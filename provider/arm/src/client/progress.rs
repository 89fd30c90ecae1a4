//! What a caller can be told while it waits.

use std::{fmt, sync::Arc, time::Duration};

/// Called on every wait. Must not block.
pub type ProgressSink = Arc<dyn Fn(&Progress) + Send + Sync>;

/// A wait.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Path of the resource or request that is waited for.
    pub resource: String,
    /// Why.
    pub phase: Phase,
    /// Azure's words, such as `CreatingAgentPools: 0/1 nodes completed`, where there are any.
    pub status: Option<String>,
    /// Time since the wait began.
    pub elapsed: Duration,
}

/// Why a call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Another operation on the resource has to end first.
    Conflict,
    /// The operation runs.
    Running,
    /// The operation succeeded and the resource is read.
    Fetching,
    /// The operation succeeded and the resource is changing once more by itself.
    Settling,
    /// The resource is deleted and still shows.
    Disappearing,
    /// Azure asked to slow down, or an answer got lost; the request will be sent again.
    Retrying,
    /// The request is held back, because Azure would refuse it for now.
    Throttled,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Conflict => "waiting for another operation",
            Self::Running => "running",
            Self::Fetching => "reading the result",
            Self::Settling => "waiting for a follow-up update",
            Self::Disappearing => "waiting for the resource to disappear",
            Self::Retrying => "trying again",
            Self::Throttled => "keeping under Azure's limits",
        })
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.resource, self.phase)?;
        if let Some(status) = &self.status {
            write!(f, ", {status}")?;
        }
        write!(f, " ({}s)", self.elapsed.as_secs())
    }
}
