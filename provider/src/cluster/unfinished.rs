//! Operations that were not seen to their end.
//!
//! The private state notes them, because Terraform's state cannot: an interrupted create must neither be forgotten nor
//! count as failed. The next plan reads the note and plans an update that only waits, or repairs.

use arm_client::{Ended, ended, models::ManagedCluster};
use serde::{Deserialize, Serialize};
use tfplugin_framework::{Context, Diagnostics};

/// The entry of the private state.
const KEY: &str = "unfinished";

/// What was not seen to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unfinished {
    /// Azure was creating the cluster.
    Creation,
    /// Azure was changing the cluster.
    Update,
    /// The last operation failed or was cancelled.
    Failure,
    /// Azure is deleting the cluster, for whomever.
    Deletion,
}

impl Unfinished {
    /// What the private state says.
    pub(crate) fn noted(ctx: &Context) -> Result<Option<Self>, Diagnostics> {
        ctx.with_private(|private| private.entry(KEY))
    }

    /// Remembers it.
    pub(crate) fn note(self, ctx: &Context) -> Result<(), Diagnostics> {
        ctx.with_private(|private| private.set(KEY, &self))
    }

    /// Forgets it.
    pub(crate) fn clear(ctx: &Context) {
        ctx.with_private(|private| private.remove(KEY));
    }

    /// Brings the note up to date with what Azure says. An operation that runs and is not ours is not noted: Azure works
    /// on clusters by itself.
    pub(crate) fn observe(ctx: &Context, azure: &ManagedCluster) -> Result<(), Diagnostics> {
        if is_being_deleted(azure) {
            Self::Deletion.note(ctx)?;
        } else if is_broken(azure) {
            Self::Failure.note(ctx)?;
        } else if !is_under_way(azure) {
            Self::clear(ctx);
        }
        Ok(())
    }
}

/// Whether an operation runs. Azure's set of states is open, its set of final states is not.
pub(crate) fn is_under_way(azure: &ManagedCluster) -> bool {
    let state = provisioning_state(azure);
    !state.is_empty() && ended(&state).is_none()
}

/// Whether the last operation ended without success.
pub(crate) fn is_broken(azure: &ManagedCluster) -> bool {
    matches!(ended(&provisioning_state(azure)), Some(Ended::Failed | Ended::Cancelled))
}

/// Whether the cluster is on its way out.
pub(crate) fn is_being_deleted(azure: &ManagedCluster) -> bool {
    provisioning_state(azure) == "deleting"
}

/// The state in lower case; empty if Azure gives none.
pub(crate) fn provisioning_state(azure: &ManagedCluster) -> String {
    let state = azure.properties.as_ref().and_then(|properties| properties.provisioning_state.as_ref());
    state.map(|state| state.as_str().to_ascii_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> Context {
        Context::new(Default::default(), None, Default::default())
    }

    fn in_state(state: &str) -> ManagedCluster {
        serde_json::from_value(serde_json::json!({ "properties": { "provisioningState": state } })).unwrap()
    }

    #[test]
    fn a_note_is_kept_while_the_operation_runs_and_dropped_when_it_succeeded() {
        let ctx = context();
        Unfinished::Creation.note(&ctx).unwrap();
        Unfinished::observe(&ctx, &in_state("CreatingAgentPools: 0/1 nodes completed")).unwrap();
        assert_eq!(Unfinished::noted(&ctx).unwrap(), Some(Unfinished::Creation));
        Unfinished::observe(&ctx, &in_state("Succeeded")).unwrap();
        assert_eq!(Unfinished::noted(&ctx).unwrap(), None);
    }

    #[test]
    fn an_operation_that_is_not_ours_is_not_noted() {
        let ctx = context();
        Unfinished::observe(&ctx, &in_state("Updating")).unwrap();
        assert_eq!(Unfinished::noted(&ctx).unwrap(), None);
    }

    #[test]
    fn a_failed_cluster_is_noted_whoever_broke_it() {
        let ctx = context();
        Unfinished::observe(&ctx, &in_state("Canceled")).unwrap();
        assert_eq!(Unfinished::noted(&ctx).unwrap(), Some(Unfinished::Failure));
    }
}
