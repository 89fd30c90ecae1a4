//! A list resource, working on values.

use std::{sync::OnceLock, time::Duration};

use super::{BoxFuture, Shape, validated};
use crate::{
    context::Context,
    diag::Diagnostics,
    list_resource::{Found, ListResource, Sink},
    model::Model,
    resource::Resource,
    value::{Path, Value},
};

/// A list resource without its types.
pub(crate) trait AnyListResource<C>: Send + Sync {
    /// The arguments, made once.
    fn shape(&self) -> &Shape;

    /// [`ListResource::timeout`].
    fn timeout(&self, config: &Value) -> Result<Duration, Diagnostics>;

    /// [`ListResource::validate`].
    fn validate(&self, config: &Value) -> Diagnostics;

    /// [`ListResource::list`].
    fn list<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a C,
        config: &'a Value,
        sink: Sink,
    ) -> BoxFuture<'a, Result<(), Diagnostics>>;
}

pub(super) struct Typed<L> {
    list: L,
    shape: OnceLock<Shape>,
}

impl<L> Typed<L> {
    pub(super) fn new(list: L) -> Self {
        Self { list, shape: OnceLock::new() }
    }
}

impl<L: ListResource> AnyListResource<<L::Resource as Resource>::Client> for Typed<L> {
    fn shape(&self) -> &Shape {
        self.shape.get_or_init(|| Shape::new(0, L::Config::block()))
    }

    fn timeout(&self, config: &Value) -> Result<Duration, Diagnostics> {
        Ok(self.list.timeout(&L::Config::from_value(config, &Path::root())?))
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        validated(config, |config, diagnostics| self.list.validate(config, diagnostics))
    }

    fn list<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a <L::Resource as Resource>::Client,
        config: &'a Value,
        sink: Sink,
    ) -> BoxFuture<'a, Result<(), Diagnostics>> {
        Box::pin(async move {
            let config = L::Config::from_value(config, &Path::root())?;
            self.list.list(ctx, client, config, &mut Found::into_sink(sink)).await
        })
    }
}
