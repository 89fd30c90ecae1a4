//! `ConfigureProvider`: from the provider block to a client. Never called for `terraform validate`, once for a plan or
//! apply, and again and again under a debugger.

use std::sync::Arc;

use super::{
    convert, secrets,
    state::{Client, State},
};
use crate::{
    diag::Diagnostics,
    model::{Model, PlanModel},
    private::Private,
    proto::tfplugin6::configure_provider::{Request, Response},
    provider::{Configured, Provider},
    value::Path,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let block = P::Config::block();
    let config = convert::decode(request.config.as_ref(), &block.ty(), "the provider block")?;
    secrets::redact(&block, &config);
    let config = PlanModel::from_value(&config, &Path::root())?;
    state.set_caller(&request.terraform_version);
    let capabilities = convert::capabilities(request.client_capabilities.as_ref());
    let ctx = state.context(Private::default()).with_capabilities(capabilities);
    let configured = state.provider.configure(&ctx, config).await;
    let mut diagnostics = ctx.take_reported();
    match configured {
        Ok(Configured::Ready(client)) => state.set_client(Client::Ready(Arc::new(client))),
        Ok(Configured::Unknown) => {
            tracing::info!("part of the provider block is known only at apply");
            state.set_client(Client::Unknown);
        }
        Err(errors) => diagnostics.extend(errors),
    }
    Ok(Response { diagnostics: convert::diagnostics(diagnostics) })
}
