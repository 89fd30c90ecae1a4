//! `framework_move_state`: taking over a resource of another type.

use tfplugin_framework::{
    Context, Diagnostic, Diagnostics, Identified, Model, Resource, Saved,
    resource::{MoveSource, StoredState},
};

use crate::{Client, identity::UserIdentity, in_state::in_state};

/// Made from a `random_string` of another provider, or from a `framework_identity`.
pub struct MoveState;

#[derive(Clone, Debug, Model)]
pub struct MoveStateModel {
    #[model(computed)]
    moved_random_string: Option<String>,
}

#[derive(Clone, Debug, Model)]
pub struct MoveStateIdentity {
    id: String,
}

/// What counts of the state of a `random_string`.
#[derive(Clone, Debug, Model)]
struct RandomString {
    result: String,
}

impl MoveState {
    /// State and identity from either source.
    fn taken_over(source: &MoveSource<'_>) -> Result<(MoveStateModel, MoveStateIdentity), Diagnostics> {
        let (text, id) = if source.is("hashicorp/random", "random_string") {
            let RandomString { result } = read(Some(&source.state))?;
            (result.clone(), result)
        } else if source.is("hashicorp/framework", "framework_identity") {
            let UserIdentity { id, name } = read(source.identity.as_ref())?;
            (name.unwrap_or_default(), id)
        } else {
            let detail = format!(
                "This resource does not know how to take over what is moved here.\n\nSource provider address: \
                 {}\nSource type name: {}",
                source.provider_address, source.type_name
            );
            return Err(Diagnostic::error("Invalid Move State Request", detail).into());
        };
        Ok((MoveStateModel { moved_random_string: Some(text) }, MoveStateIdentity { id }))
    }
}

fn read<M: Model>(stored: Option<&StoredState>) -> Result<M, Diagnostics> {
    let failed = |why: String| Diagnostics::from(Diagnostic::error("Unexpected Move State Error", why));
    let stored = stored.ok_or_else(|| failed("The source has no identity.".to_owned()))?;
    stored.read().map_err(|errors| {
        failed(errors.iter().map(|error| error.detail.as_str()).collect::<Vec<_>>().join("\n"))
    })
}

impl Identified for MoveState {
    type Identity = MoveStateIdentity;

    fn identity(&self, state: &MoveStateModel, stored: Option<&MoveStateIdentity>) -> MoveStateIdentity {
        let id = || state.moved_random_string.clone().unwrap_or_default();
        stored.cloned().unwrap_or_else(|| MoveStateIdentity { id: id() })
    }

    fn moved_identity(
        &self,
        source: &MoveSource<'_>,
        _: &MoveStateModel,
    ) -> Result<MoveStateIdentity, Diagnostics> {
        Self::taken_over(source).map(|(_, identity)| identity)
    }
}

impl Resource for MoveState {
    type Client = Client;
    type Model = MoveStateModel;

    const NAME: &'static str = "framework_move_state";

    async fn create(
        &self,
        _: &Context,
        _: &Client,
        _: MoveStateModel,
        _: &Saved<MoveStateModel>,
    ) -> Result<MoveStateModel, Diagnostics> {
        let detail =
            "There is nothing to create: name another resource in a `moved` block to make it one of these.";
        Err(Diagnostic::error("Only moves make this resource", detail).into())
    }

    async fn move_state(
        &self,
        _: &Context,
        source: &MoveSource<'_>,
    ) -> Result<Option<MoveStateModel>, Diagnostics> {
        Self::taken_over(source).map(|(state, _)| Some(state))
    }

    in_state!(MoveStateModel: read, update, delete);
}
