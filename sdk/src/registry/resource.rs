//! A managed resource, working on values.

use std::sync::OnceLock;

use super::{AnyIdentified, BoxFuture, Shape, validated};
use crate::{
    context::Context,
    diag::Diagnostics,
    model::{Model, PlanModel},
    resource::{Change, Identified, Import, MoveSource, Resource, Saved, Slot, StoredState, Timeouts},
    value::{Path, Value},
};

/// A managed resource without its types.
pub(crate) trait AnyResource<C>: Send + Sync {
    /// Attributes and version, made once.
    fn shape(&self) -> &Shape;

    /// [`Resource::timeouts`].
    fn timeouts(&self) -> Timeouts;

    /// [`Resource::validate`].
    fn validate(&self, config: &Value) -> Diagnostics;

    /// [`Resource::plan`].
    fn plan<'a>(
        &'a self,
        ctx: &'a Context,
        client: Option<&'a C>,
        prior: &'a Value,
        config: &'a Value,
        planned: &'a Value,
    ) -> BoxFuture<'a, Result<Hooked, Diagnostics>>;

    /// [`Resource::plan_destroy`].
    fn plan_destroy<'a>(
        &'a self,
        ctx: &'a Context,
        client: Option<&'a C>,
        state: &'a Value,
    ) -> BoxFuture<'a, Result<(), Diagnostics>>;

    /// [`Resource::create`].
    fn create<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a C,
        plan: &'a Value,
        saved: Slot,
    ) -> BoxFuture<'a, Result<Value, Diagnostics>>;

    /// [`Resource::read`]; null when the object is gone.
    fn read<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a C,
        state: &'a Value,
    ) -> BoxFuture<'a, Result<Value, Diagnostics>>;

    /// [`Resource::update`].
    fn update<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a C,
        prior: &'a Value,
        plan: &'a Value,
        saved: Slot,
    ) -> BoxFuture<'a, Result<Value, Diagnostics>>;

    /// [`Resource::delete`].
    fn delete<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a C,
        state: &'a Value,
    ) -> BoxFuture<'a, Result<(), Diagnostics>>;

    /// [`Resource::import`]; `None` when the resource cannot be imported.
    fn import<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a C,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<Value>, Diagnostics>>;

    /// [`Resource::move_state`]; `None` when the source is of no known type.
    fn move_state<'a>(
        &'a self,
        ctx: &'a Context,
        source: &'a MoveSource<'a>,
    ) -> BoxFuture<'a, Result<Option<Value>, Diagnostics>>;

    /// [`Resource::upgrade`].
    fn upgrade(&self, version: i64, stored: &StoredState) -> Result<Value, Diagnostics>;

    /// [`Resource::generate_config`].
    fn generate_config(&self, config: &Value) -> Result<Value, Diagnostics>;

    /// [`Resource::PLANS_WITHOUT_PROVIDER`].
    fn plans_without_provider(&self) -> bool;

    /// What belongs to its identity, if it has one.
    fn identified(&self) -> Option<&dyn AnyIdentified<C>>;
}

/// What the resource's own plan hook made of a plan.
pub(crate) struct Hooked {
    pub(crate) planned: Value,
    pub(crate) replace: Vec<Path>,
}

pub(super) struct Typed<R: Resource> {
    pub(super) resource: R,
    shape: OnceLock<Shape>,
    pub(super) identity_shape: OnceLock<Shape>,
    identified: Option<Identity<R>>,
}

/// The way to what belongs to a resource's identity.
type Identity<R> = fn(&Typed<R>) -> &dyn AnyIdentified<<R as Resource>::Client>;

impl<R: Resource> Typed<R> {
    pub(super) fn new(resource: R) -> Self {
        Self { resource, shape: OnceLock::new(), identity_shape: OnceLock::new(), identified: None }
    }
}

impl<R: Identified> Typed<R> {
    pub(super) fn with_identity(resource: R) -> Self {
        Self { identified: Some(|typed| typed), ..Self::new(resource) }
    }
}

pub(super) fn decode<M: Model>(value: &Value) -> Result<M, Diagnostics> {
    M::from_value(value, &Path::root())
}

fn decode_plan<M: Model>(value: &Value) -> Result<M::Plan, Diagnostics> {
    M::Plan::from_value(value, &Path::root())
}

/// The state that an import found; `None` when the resource cannot be imported.
pub(super) fn imported<M: Model>(import: Import<M>) -> Option<Value> {
    match import {
        Import::Unsupported => None,
        Import::State(state) => Some(state.to_value()),
    }
}

impl<R: Resource> AnyResource<R::Client> for Typed<R> {
    fn shape(&self) -> &Shape {
        self.shape.get_or_init(|| Shape::new(R::VERSION, R::Model::block()))
    }

    fn timeouts(&self) -> Timeouts {
        self.resource.timeouts()
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        validated(config, |config, diagnostics| self.resource.validate(config, diagnostics))
    }

    fn plan<'a>(
        &'a self,
        ctx: &'a Context,
        client: Option<&'a R::Client>,
        prior: &'a Value,
        config: &'a Value,
        planned: &'a Value,
    ) -> BoxFuture<'a, Result<Hooked, Diagnostics>> {
        Box::pin(async move {
            let prior: Option<R::Model> = match prior {
                Value::Null => None,
                prior => Some(decode(prior)?),
            };
            let config = decode_plan::<R::Model>(config)?;
            let mut change = Change {
                prior: prior.as_ref(),
                config: &config,
                planned: decode_plan::<R::Model>(planned)?,
                replace: Vec::new(),
            };
            self.resource.plan(ctx, client, &mut change).await?;
            Ok(Hooked { planned: change.planned.to_value(), replace: change.replace })
        })
    }

    fn plan_destroy<'a>(
        &'a self,
        ctx: &'a Context,
        client: Option<&'a R::Client>,
        state: &'a Value,
    ) -> BoxFuture<'a, Result<(), Diagnostics>> {
        Box::pin(async move { self.resource.plan_destroy(ctx, client, &decode(state)?).await })
    }

    fn create<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a R::Client,
        plan: &'a Value,
        saved: Slot,
    ) -> BoxFuture<'a, Result<Value, Diagnostics>> {
        Box::pin(async move {
            let saved = Saved::into_slot(saved);
            Ok(self.resource.create(ctx, client, decode(plan)?, &saved).await?.to_value())
        })
    }

    fn read<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a R::Client,
        state: &'a Value,
    ) -> BoxFuture<'a, Result<Value, Diagnostics>> {
        Box::pin(async move {
            let state = self.resource.read(ctx, client, decode(state)?).await?;
            Ok(state.map_or(Value::Null, |state| state.to_value()))
        })
    }

    fn update<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a R::Client,
        prior: &'a Value,
        plan: &'a Value,
        saved: Slot,
    ) -> BoxFuture<'a, Result<Value, Diagnostics>> {
        Box::pin(async move {
            let saved = Saved::into_slot(saved);
            Ok(self.resource.update(ctx, client, decode(prior)?, decode(plan)?, &saved).await?.to_value())
        })
    }

    fn delete<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a R::Client,
        state: &'a Value,
    ) -> BoxFuture<'a, Result<(), Diagnostics>> {
        Box::pin(async move { self.resource.delete(ctx, client, decode(state)?).await })
    }

    fn import<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a R::Client,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<Value>, Diagnostics>> {
        Box::pin(async move { Ok(imported(self.resource.import(ctx, client, id).await?)) })
    }

    fn move_state<'a>(
        &'a self,
        ctx: &'a Context,
        source: &'a MoveSource<'a>,
    ) -> BoxFuture<'a, Result<Option<Value>, Diagnostics>> {
        Box::pin(async move {
            let moved = self.resource.move_state(ctx, source).await?;
            Ok(moved.map(|state| state.to_value()))
        })
    }

    fn upgrade(&self, version: i64, stored: &StoredState) -> Result<Value, Diagnostics> {
        Ok(self.resource.upgrade(version, stored)?.to_value())
    }

    fn generate_config(&self, config: &Value) -> Result<Value, Diagnostics> {
        let mut config = decode_plan::<R::Model>(config)?;
        self.resource.generate_config(&mut config);
        Ok(config.to_value())
    }

    fn plans_without_provider(&self) -> bool {
        R::PLANS_WITHOUT_PROVIDER
    }

    fn identified(&self) -> Option<&dyn AnyIdentified<R::Client>> {
        self.identified.map(|identified| identified(self))
    }
}
