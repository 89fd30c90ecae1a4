//! An ephemeral resource, working on values.

use std::{
    sync::OnceLock,
    time::{Duration, SystemTime},
};

use super::{BoxFuture, Shape, validated};
use crate::{
    context::Context,
    diag::Diagnostics,
    ephemeral_resource::{EphemeralResource, Opened},
    model::Model,
    value::{Path, Value},
};

/// An ephemeral resource without its types.
pub(crate) trait AnyEphemeralResource<C>: Send + Sync {
    /// Arguments and results, made once.
    fn shape(&self) -> &Shape;

    /// [`EphemeralResource::timeout`].
    fn timeout(&self) -> Duration;

    /// [`EphemeralResource::validate`].
    fn validate(&self, config: &Value) -> Diagnostics;

    /// [`EphemeralResource::open`].
    fn open<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a C,
        config: &'a Value,
    ) -> BoxFuture<'a, Result<(Value, Option<SystemTime>), Diagnostics>>;

    /// [`EphemeralResource::renew`].
    fn renew<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a C,
    ) -> BoxFuture<'a, Result<Option<SystemTime>, Diagnostics>>;

    /// [`EphemeralResource::close`].
    fn close<'a>(&'a self, ctx: &'a Context, client: &'a C) -> BoxFuture<'a, Result<(), Diagnostics>>;
}

pub(super) struct Typed<E> {
    ephemeral: E,
    shape: OnceLock<Shape>,
}

impl<E> Typed<E> {
    pub(super) fn new(ephemeral: E) -> Self {
        Self { ephemeral, shape: OnceLock::new() }
    }
}

impl<E: EphemeralResource> AnyEphemeralResource<E::Client> for Typed<E> {
    fn shape(&self) -> &Shape {
        self.shape.get_or_init(|| Shape::new(0, E::Model::block()))
    }

    fn timeout(&self) -> Duration {
        self.ephemeral.timeout()
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        validated(config, |config, diagnostics| self.ephemeral.validate(config, diagnostics))
    }

    fn open<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a E::Client,
        config: &'a Value,
    ) -> BoxFuture<'a, Result<(Value, Option<SystemTime>), Diagnostics>> {
        Box::pin(async move {
            let config = E::Model::from_value(config, &Path::root())?;
            let Opened { result, renew_at } = self.ephemeral.open(ctx, client, config).await?;
            Ok((result.to_value(), renew_at))
        })
    }

    fn renew<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a E::Client,
    ) -> BoxFuture<'a, Result<Option<SystemTime>, Diagnostics>> {
        Box::pin(self.ephemeral.renew(ctx, client))
    }

    fn close<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a E::Client,
    ) -> BoxFuture<'a, Result<(), Diagnostics>> {
        Box::pin(self.ephemeral.close(ctx, client))
    }
}
