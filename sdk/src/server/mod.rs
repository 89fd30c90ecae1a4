//! The provider's side of the protocol: one file per call, working on values and schemas.

use std::sync::Arc;

use crate::{proto::tfplugin6, provider::Provider, registry::Registry, stop::Stop};

/// A provider as a gRPC service.
pub(crate) struct Service<P: Provider> {
    inner: Arc<Inner<P>>,
}

struct Inner<P: Provider> {
    provider: P,
    registry: Registry<P>,
    stop: Stop,
}

impl<P: Provider> Service<P> {
    /// A service that is not configured yet.
    pub(crate) fn new(provider: P) -> Self {
        Self::with_stop(provider, Stop::default())
    }

    /// The same, stopped together with others.
    pub(crate) fn with_stop(provider: P, stop: Stop) -> Self {
        let registry = Registry::of(&provider);
        Self { inner: Arc::new(Inner { provider, registry, stop }) }
    }
}

#[tonic::async_trait]
impl<P: Provider> tfplugin6::provider_server::Provider for Service<P> {}
