//! `ReadDataSource`. Terraform calls it once the configuration is wholly known.

use super::{convert, operation::Limit, state::State};
use crate::{
    context::Context,
    diag::{Diagnostic, Diagnostics},
    plan::check,
    private::Private,
    proto::tfplugin6::{
        self as tf,
        deferred::Reason,
        read_data_source::{Request, Response},
    },
    provider::Provider,
    resource::{Operation, Timeouts},
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let data_source = state.data_source(&request.type_name)?;
    let shape = data_source.shape();
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    let client = state.client();
    let may_defer = request.client_capabilities.is_some_and(|capabilities| capabilities.deferral_allowed);
    if client.is_unknown() && may_defer {
        let deferred = Some(tf::Deferred { reason: Reason::ProviderConfigUnknown.into() });
        return Ok(Response { state: request.config.clone(), deferred, ..Response::default() });
    }
    let client = client.required("reading a data source")?;

    let limit = Limit::new(Operation::Read, Timeouts::default().of(Operation::Read, &config));
    let ctx = Context::new(state.stop.operation(), Some(limit.deadline), Private::default());
    let read = limit.run(data_source.read(&ctx, &client, &config)).await;
    let mut diagnostics = ctx.take_reported();
    let read = match read {
        Ok(read) => read,
        Err(errors) => {
            diagnostics.extend(errors);
            return Err(diagnostics);
        }
    };
    diagnostics.extend(check::data_source(&shape.schema, &read).into_iter().map(Diagnostic::from));
    Ok(Response {
        state: Some(convert::encode(&read, &shape.ty, "the result")?),
        diagnostics: convert::diagnostics(diagnostics),
        deferred: None,
    })
}
