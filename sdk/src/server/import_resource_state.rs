//! `ImportResourceState`: from an ID or identity to a state. Terraform reads the resource next.

use super::{convert, managed::Managed, state::State, stored};
use crate::{
    context::Deferral,
    diag::{Diagnostic, Diagnostics},
    plan::{check, keep_spelling},
    private::{Mark, Private},
    proto::tfplugin6::import_resource_state::{ImportedResource, Request, Response},
    provider::Provider,
    resource::Operation,
    value::Value,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let managed = Managed::of(state, &request.type_name)?;
    let client = state.client();
    let caller = request.client_capabilities.as_ref();
    if client.is_unknown() && convert::capabilities(caller).deferral_allowed {
        let unknown = ImportedResource {
            type_name: request.type_name.clone(),
            state: Some(managed.encode(&Value::unknown(), "the imported state")?),
            private: Vec::new(),
            identity: request.identity.clone(),
        };
        let deferred = Some(convert::deferred(Deferral::ProviderConfigUnknown));
        return Ok(Response { imported_resources: vec![unknown], deferred, ..Response::default() });
    }
    let client = client.required("an import")?;

    let limit = managed.limit(Operation::Read, &Value::Null);
    let ctx = state.surroundings(&limit, Private::default(), caller, None)?;
    let identity = managed.decode_identity(request.identity.as_ref())?;
    let by_identity = request.identity.is_some() && request.id.is_empty();
    let imported = limit
        .run(async {
            if !by_identity {
                return managed.resource.import(&ctx, &client, &request.id).await;
            }
            match managed.identified() {
                Some(identified) => identified.import(&ctx, &client, &identity).await,
                None => Err(stored::without_identity(&request.type_name).into()),
            }
        })
        .await;
    let mut diagnostics = ctx.take_reported();
    let imported = match imported {
        Ok(Some(imported)) => keep_spelling(managed.schema(), &Value::Null, imported),
        Ok(None) => return Err(unsupported(&request.type_name, by_identity).into()),
        Err(errors) => {
            diagnostics.extend(errors);
            return Err(diagnostics);
        }
    };
    diagnostics.extend(check::import(managed.schema(), &imported).into_iter().map(Diagnostic::from));
    if managed.identified().is_some() {
        ctx.with_private(|private| private.mark(Mark::Imported));
    }
    let imported = ImportedResource {
        type_name: request.type_name.clone(),
        state: Some(managed.encode(&imported, "the imported state")?),
        private: ctx.with_private(|private| private.encode()),
        // After an import by ID, the read finds it.
        identity: managed.encode_identity(&identity)?,
    };
    Ok(Response {
        imported_resources: vec![imported],
        diagnostics: convert::diagnostics(diagnostics),
        deferred: ctx.deferral().map(convert::deferred),
    })
}

fn unsupported(type_name: &str, by_identity: bool) -> Diagnostic {
    if by_identity {
        return Diagnostic::error(
            "Import by identity is not supported",
            format!("{type_name} is imported by its ID: write `id = \"…\"` in the import block."),
        );
    }
    Diagnostic::error(
        "Resource Import Not Implemented",
        format!("{type_name} cannot be imported. Write it in the configuration and let Terraform create it."),
    )
}
