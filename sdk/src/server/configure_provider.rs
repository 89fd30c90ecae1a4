//! `ConfigureProvider`: from the provider block to a client. Never called for `terraform validate`, once for a plan or
//! apply, and again and again under a debugger.

use std::sync::Arc;

use super::{
    convert,
    state::{Client, State},
};
use crate::{
    diag::Diagnostics,
    log,
    model::{Model, PlanModel},
    private::Private,
    proto::tfplugin6::configure_provider::{Request, Response},
    provider::{Configured, Provider},
    schema::{Attribute, AttributeKind, Block},
    value::{Path, Value},
};

pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<Response, Diagnostics> {
    let block = P::Config::block();
    let config = convert::decode(request.config.as_ref(), &block.ty(), "the provider block")?;
    redact_secrets(&block, &config);
    let config = PlanModel::from_value(&config, &Path::root())?;
    let ctx = state.context(Private::default());
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

/// Keeps the sensitive values of the provider block out of logs and messages.
fn redact_secrets(block: &Block, config: &Value) {
    redact_attributes(&block.attributes, config);
    for nested in &block.blocks {
        for inner in objects(config.entry(&nested.name)) {
            redact_secrets(&nested.block, inner);
        }
    }
}

fn redact_attributes(attributes: &[Attribute], object: &Value) {
    for attribute in attributes {
        let Some(value) = object.entry(&attribute.name) else { continue };
        if attribute.sensitive {
            value.walk(&mut |_, value| {
                value.as_str().into_iter().for_each(log::redact);
                true
            });
        }
        if let AttributeKind::Nested(_, inner) = &attribute.kind {
            for object in objects(Some(value)) {
                redact_attributes(inner, object);
            }
        }
    }
}

/// The objects in a nested attribute or block of whatever nesting.
fn objects(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::List(elements) | Value::Set(elements) | Value::Tuple(elements)) => {
            elements.iter().collect()
        }
        Some(Value::Map(elements)) => elements.values().collect(),
        Some(object @ Value::Object(_)) => vec![object],
        _ => Vec::new(),
    }
}
