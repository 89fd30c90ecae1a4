//! An action, working on values.

use std::{sync::OnceLock, time::Duration};

use super::{BoxFuture, Shape, validated};
use crate::{
    action::Action,
    context::Context,
    diag::Diagnostics,
    model::{Model, PlanModel},
    value::{Path, Value},
};

/// An action without its types.
pub(crate) trait AnyAction<C>: Send + Sync {
    /// The arguments, made once.
    fn shape(&self) -> &Shape;

    /// [`Action::timeout`].
    fn timeout(&self, config: &Value) -> Result<Duration, Diagnostics>;

    /// [`Action::validate`].
    fn validate(&self, config: &Value) -> Diagnostics;

    /// [`Action::plan`].
    fn plan<'a>(
        &'a self,
        ctx: &'a Context,
        client: Option<&'a C>,
        config: &'a Value,
    ) -> BoxFuture<'a, Result<(), Diagnostics>>;

    /// [`Action::invoke`].
    fn invoke<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a C,
        config: &'a Value,
    ) -> BoxFuture<'a, Result<(), Diagnostics>>;
}

pub(super) struct Typed<A> {
    action: A,
    shape: OnceLock<Shape>,
}

impl<A> Typed<A> {
    pub(super) fn new(action: A) -> Self {
        Self { action, shape: OnceLock::new() }
    }
}

impl<A: Action> AnyAction<A::Client> for Typed<A> {
    fn shape(&self) -> &Shape {
        self.shape.get_or_init(|| Shape::new(0, A::Config::block()))
    }

    fn timeout(&self, config: &Value) -> Result<Duration, Diagnostics> {
        Ok(self.action.timeout(&A::Config::from_value(config, &Path::root())?))
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        validated(config, |config, diagnostics| self.action.validate(config, diagnostics))
    }

    fn plan<'a>(
        &'a self,
        ctx: &'a Context,
        client: Option<&'a A::Client>,
        config: &'a Value,
    ) -> BoxFuture<'a, Result<(), Diagnostics>> {
        Box::pin(async move {
            let config = PlanModel::from_value(config, &Path::root())?;
            self.action.plan(ctx, client, &config).await
        })
    }

    fn invoke<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a A::Client,
        config: &'a Value,
    ) -> BoxFuture<'a, Result<(), Diagnostics>> {
        Box::pin(async move {
            let config = A::Config::from_value(config, &Path::root())?;
            self.action.invoke(ctx, client, config).await
        })
    }
}
