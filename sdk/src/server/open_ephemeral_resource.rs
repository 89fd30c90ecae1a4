//! `OpenEphemeralResource`. Terraform calls it once the configuration is wholly known, in the plan and again in the
//! apply.
//!
//! Terraform closes only what was opened without an error. What opens for nobody, because the answer has an error or
//! because Terraform hung up, is closed here.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{
    convert,
    operation::{Limit, detached},
    secrets,
    state::State,
};
use crate::{
    context::Context,
    diag::{Diagnostic, Diagnostics},
    plan::{check, keep_spelling},
    private::Private,
    proto::tfplugin6::{
        self as tf,
        deferred::Reason,
        open_ephemeral_resource::{Request, Response},
    },
    provider::Provider,
    registry::AnyEphemeralResource,
    stop::Stop,
    value::Value,
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let ephemeral = state.ephemeral_resource(&request.type_name)?;
    let shape = ephemeral.shape();
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    secrets::redact(&shape.schema.block, &config);
    let client = state.client();
    let may_defer = request.client_capabilities.is_some_and(|capabilities| capabilities.deferral_allowed);
    if client.is_unknown() && may_defer {
        return Ok(Response {
            result: Some(convert::encode(&Value::unknown(), &shape.ty, "the result")?),
            deferred: Some(tf::Deferred { reason: Reason::ProviderConfigUnknown.into() }),
            ..Response::default()
        });
    }
    let client = client.required("opening an ephemeral resource")?;

    let limit = Limit::for_work("Opening", ephemeral.timeout());
    let ctx = limit.context(state.stop.operation(), Private::default());
    let cancel = ctx.cancellation().clone();
    let hung_up = CancellationToken::new();
    let _hangs_up = hung_up.clone().drop_guard();
    let opening = Opening { ephemeral, client, config, ctx, stop: state.stop.clone(), hung_up };
    detached(&state.stop, &cancel, opening.open(limit)).await
}

/// An ephemeral resource that is being opened.
struct Opening<C> {
    ephemeral: Arc<dyn AnyEphemeralResource<C>>,
    client: Arc<C>,
    config: Value,
    ctx: Context,
    stop: Stop,
    hung_up: CancellationToken,
}

impl<C: Send + Sync + 'static> Opening<C> {
    async fn open(self, limit: Limit) -> Result<Response, Diagnostics> {
        let opening = self.ephemeral.open(&self.ctx, &self.client, &self.config);
        let opened = limit.run(self.stop.watched(opening)).await;
        let mut diagnostics = self.ctx.take_reported();
        let (result, renew_at) = match opened {
            Ok(opened) => opened,
            Err(errors) => {
                diagnostics.extend(errors);
                return Err(diagnostics);
            }
        };
        let shape = self.ephemeral.shape();
        secrets::redact(&shape.schema.block, &result);
        let result = keep_spelling(&shape.schema, &self.config, result);
        let violations = check::ephemeral(&shape.schema, &self.config, &result);
        diagnostics.extend(violations.into_iter().map(Diagnostic::from));
        let result = diagnostics.take(convert::encode(&result, &shape.ty, "the result"));
        if diagnostics.has_errors() || self.hung_up.is_cancelled() {
            diagnostics.extend(self.close().await);
        }
        Ok(Response {
            result,
            renew_at: renew_at.map(Into::into),
            private: Some(self.ctx.with_private(|private| private.encode())),
            diagnostics: convert::diagnostics(diagnostics),
            deferred: None,
        })
    }

    /// Closes what was opened, in surroundings that are not cancelled.
    async fn close(&self) -> Diagnostics {
        tracing::info!("closing an ephemeral resource that opened for nobody");
        let limit = Limit::for_work("Closing", self.ephemeral.timeout());
        let private = self.ctx.with_private(|private| private.clone());
        let ctx = limit.context(self.stop.operation(), private);
        let closed = limit.run(self.ephemeral.close(&ctx, &self.client)).await;
        let mut diagnostics = ctx.take_reported();
        diagnostics.take(closed);
        diagnostics
    }
}
