//! `MoveResourceState`: a `moved` block brings a resource that another type stored, of this or another provider.

use super::{convert, managed::Managed, state::State, stored};
use crate::{
    diag::{Diagnostic, Diagnostics},
    plan::{check, keep_spelling},
    private::Private,
    proto::tfplugin6::move_resource_state::{Request, Response},
    provider::Provider,
    resource::{MoveSource, Operation, name_of},
    value::Value,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let managed = Managed::of(state, &request.target_type_name)?;
    let type_name = &request.source_type_name;
    let identity = request.source_identity.as_ref().filter(|identity| !identity.json.is_empty());
    let source = MoveSource {
        provider_address: &request.source_provider_address,
        type_name,
        schema_version: request.source_schema_version,
        state: stored::json(request.source_state.as_ref(), "state", type_name)?,
        identity: identity.map(|identity| stored::json(Some(identity), "identity", type_name)).transpose()?,
        private: Private::decode(&request.source_private),
    };
    let same_type = source.is(name_of(P::ADDRESS), &request.target_type_name);
    let limit = managed.limit(Operation::Read, &Value::Null);
    let ctx = state.surroundings(&limit, Private::default(), None, None)?;
    let moved = limit.run(managed.resource.move_state(&ctx, &source)).await;
    let mut diagnostics = ctx.take_reported();
    let moved = match moved {
        Ok(Some(moved)) => moved,
        // OpenTofu before 1.12.5 sometimes asks for a move where it means an upgrade.
        Ok(None) if same_type => {
            stored::upgraded(&source.state, source.schema_version, managed.resource.shape(), || {
                managed.resource.upgrade(source.schema_version, &source.state)
            })?
        }
        Ok(None) => return Err(not_from_there(&source, &request.target_type_name).into()),
        Err(errors) => {
            diagnostics.extend(errors);
            return Err(diagnostics);
        }
    };
    let moved = keep_spelling(managed.schema(), &Value::Null, moved);
    stored::hold(check::moved(managed.schema(), &moved))?;
    let target_identity = match managed.identified() {
        None => None,
        Some(identified) => {
            let identity = identified.moved(&source, &moved)?;
            stored::hold(check::identity(&identified.shape().schema, &identity))?;
            managed.encode_identity(&identity)?
        }
    };
    Ok(Response {
        target_state: Some(managed.encode(&moved, "the state")?),
        diagnostics: convert::diagnostics(diagnostics),
        target_private: ctx.with_private(|private| private.encode()),
        target_identity,
    })
}

fn not_from_there(source: &MoveSource<'_>, target: &str) -> Diagnostic {
    Diagnostic::error(
        "Unable to Move Resource State",
        format!(
            "{target} cannot be made of {} of {} (schema version {}). Remove the moved block; to keep the remote \
             object, take it out of the state with a removed block and import it as {target}.",
            source.type_name, source.provider_address, source.schema_version
        ),
    )
}
