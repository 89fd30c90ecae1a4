//! `ImportResourceState`: from an ID to a state. Terraform reads the resource next.

use super::{convert, operation::Limit, state::State};
use crate::{
    context::Context,
    diag::{Diagnostic, Diagnostics},
    plan::check,
    private::Private,
    proto::tfplugin6::{
        self as tf,
        deferred::Reason,
        import_resource_state::{ImportedResource, Request, Response},
    },
    provider::Provider,
    resource::Operation,
    value::Value,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let resource = state.resource(&request.type_name)?;
    let shape = resource.shape();
    let client = state.client();
    let may_defer = request.client_capabilities.is_some_and(|capabilities| capabilities.deferral_allowed);
    if client.is_unknown() && may_defer {
        let deferred = Some(tf::Deferred { reason: Reason::ProviderConfigUnknown.into() });
        return Ok(Response { deferred, ..Response::default() });
    }
    let client = client.required("an import")?;

    let limit = Limit::new(Operation::Read, resource.timeouts().of(Operation::Read, &Value::Null));
    let ctx = Context::new(state.stop.operation(), Some(limit.deadline), Private::default());
    let imported = limit.run(resource.import(&ctx, &client, &request.id)).await;
    let mut diagnostics = ctx.take_reported();
    let imported = match imported {
        Ok(Some(imported)) => imported,
        Ok(None) => return Err(unsupported(&request.type_name).into()),
        Err(errors) => {
            diagnostics.extend(errors);
            return Err(diagnostics);
        }
    };
    diagnostics.extend(check::import(&shape.schema, &imported).into_iter().map(Diagnostic::from));
    let imported = ImportedResource {
        type_name: request.type_name.clone(),
        state: Some(convert::encode(&imported, &shape.ty, "the imported state")?),
        private: ctx.with_private(|private| private.encode()),
        identity: None,
    };
    Ok(Response {
        imported_resources: vec![imported],
        diagnostics: convert::diagnostics(diagnostics),
        deferred: None,
    })
}

fn unsupported(type_name: &str) -> Diagnostic {
    Diagnostic::error(
        "Import is not supported",
        format!("{type_name} cannot be imported. Write it in the configuration and let Terraform create it."),
    )
}
