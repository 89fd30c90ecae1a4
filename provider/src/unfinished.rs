//! Operations that were not seen to their end.
//!
//! The private state notes them, because Terraform's state cannot: an interrupted create must neither be forgotten nor
//! count as failed. The next plan reads the note and plans an update that only waits, or repairs.

use std::collections::BTreeMap;

use arm_client::{
    Ended, Keyword, Resource, ended,
    models::{AgentPool, ManagedCluster},
};
use serde::{Deserialize, Serialize};
use tfplugin_framework::{
    Context, Diagnostics, Model, Path, Value,
    model::PlanModel,
    schema::{Attribute, AttributeKind, Mode, Nesting},
};

/// The entry of the private state.
const KEY: &str = "unfinished";

/// What was not seen to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unfinished {
    /// Azure was creating it.
    Creation,
    /// Azure was changing it.
    Update,
    /// The last operation failed or was cancelled.
    Failure,
    /// Azure is deleting it, for whomever.
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
    /// on clusters and pools by itself.
    pub(crate) fn observe(ctx: &Context, azure: &impl Provisioned) -> Result<(), Diagnostics> {
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
pub(crate) fn is_under_way(azure: &impl Provisioned) -> bool {
    let state = provisioning_state(azure);
    !state.is_empty() && ended(&state).is_none()
}

/// Whether the last operation ended without success.
pub(crate) fn is_broken(azure: &impl Provisioned) -> bool {
    matches!(ended(&provisioning_state(azure)), Some(Ended::Failed | Ended::Cancelled))
}

/// Whether it is on its way out.
pub(crate) fn is_being_deleted(azure: &impl Provisioned) -> bool {
    provisioning_state(azure) == "deleting"
}

/// The state in lower case; empty if Azure gives none.
pub(crate) fn provisioning_state(azure: &impl Provisioned) -> String {
    azure.provisioning_state().map(|state| state.as_str().to_ascii_lowercase()).unwrap_or_default()
}

/// What Azure works on, and says so.
pub(crate) trait Provisioned {
    /// The state as Azure gives it.
    fn provisioning_state(&self) -> Option<&Keyword>;
}

impl Provisioned for ManagedCluster {
    fn provisioning_state(&self) -> Option<&Keyword> {
        self.properties.as_ref()?.provisioning_state.as_ref()
    }
}

impl<T: Provisioned> Provisioned for Resource<T> {
    fn provisioning_state(&self) -> Option<&Keyword> {
        T::provisioning_state(self)
    }
}

impl Provisioned for AgentPool {
    fn provisioning_state(&self) -> Option<&Keyword> {
        self.properties.as_ref()?.provisioning_state.as_ref()
    }
}

/// Plans an update that sees an earlier operation to its end. What the state has no value for yet, and Azure will give,
/// becomes known after apply; of what is being deleted, everything that Azure gives.
///
/// # Errors
/// When the plan is not one of the model.
pub(crate) fn reopened<M: Model>(
    config: &M::Plan,
    planned: &M::Plan,
    unfinished: Unfinished,
) -> Result<M::Plan, Diagnostics> {
    let opened = |value: &Value| value.is_null() || unfinished == Unfinished::Deletion;
    let reopened = reopen_object(&M::block().attributes, &config.to_value(), planned.to_value(), &opened);
    M::Plan::from_value(&reopened, &Path::root())
}

fn reopen_object(
    attributes: &[Attribute],
    config: &Value,
    planned: Value,
    opened: &dyn Fn(&Value) -> bool,
) -> Value {
    let Value::Object(mut planned) = planned else { return planned };
    let nothing = BTreeMap::new();
    let config = if let Value::Object(config) = config { config } else { &nothing };
    for attribute in attributes {
        let Some(value) = planned.remove(&attribute.name) else { continue };
        let asked = config.get(&attribute.name).unwrap_or(&Value::Null);
        let computed = matches!(attribute.mode, Mode::Computed | Mode::OptionalComputed);
        let left_to_azure = computed && asked.is_null() && attribute.behavior.default.is_none();
        let value = match &attribute.kind {
            _ if left_to_azure && opened(&value) => Value::unknown(),
            AttributeKind::Nested(Nesting::Single, inner) => reopen_object(inner, asked, value, opened),
            _ => value,
        };
        planned.insert(attribute.name.clone(), value);
    }
    Value::Object(planned)
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
