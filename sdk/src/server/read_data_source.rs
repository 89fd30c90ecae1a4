//! `ReadDataSource`. Terraform calls it once the configuration is wholly known.

use super::{convert, operation::Limit, state::State};
use crate::{
    context::Deferral,
    diag::{Diagnostic, Diagnostics},
    plan::{check, keep_spelling, plan_change},
    private::Private,
    proto::tfplugin6::read_data_source::{Request, Response},
    provider::Provider,
    resource::{Operation, Timeouts},
    value::Value,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let data_source = state.data_source(&request.type_name)?;
    let shape = data_source.shape();
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    let client = state.client();
    let caller = request.client_capabilities.as_ref();
    if client.is_unknown() && convert::capabilities(caller).deferral_allowed {
        // What is configured is known, the rest will be.
        let so_far = plan_change(&shape.schema, &Value::Null, &config).value;
        let deferred = Some(convert::deferred(Deferral::ProviderConfigUnknown));
        let state = Some(convert::encode(&so_far, &shape.ty, "the result")?);
        return Ok(Response { state, deferred, ..Response::default() });
    }
    let client = client.required("reading a data source")?;

    let limit = Limit::new(Timeouts::default().of(Operation::Read, &config, &shape.schema.block));
    let ctx = state.surroundings(&limit, Private::default(), caller, request.provider_meta.as_ref())?;
    let read = limit.run(data_source.read(&ctx, &client, &config)).await;
    let mut diagnostics = ctx.take_reported();
    let read = match read {
        Ok(read) => read,
        Err(errors) => {
            diagnostics.extend(errors);
            return Err(diagnostics);
        }
    };
    let read = keep_spelling(&shape.schema, &config, read);
    let deferred = ctx.deferral().map(convert::deferred);
    if deferred.is_none() {
        diagnostics.extend(check::data_source(&shape.schema, &read).into_iter().map(Diagnostic::from));
    }
    Ok(Response {
        state: Some(convert::encode(&read, &shape.ty, "the result")?),
        diagnostics: convert::diagnostics(diagnostics),
        deferred,
    })
}
