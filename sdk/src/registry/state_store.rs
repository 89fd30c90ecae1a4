//! A state store, working on values.

use std::sync::{Arc, OnceLock};

use super::{BoxFuture, Shape, validated};
use crate::{
    context::Context,
    diag::Diagnostics,
    model::Model,
    state_store::{Lock, LockError, StateStore, UnlockError},
    value::{Path, Value},
};

/// A state store without its types.
pub(crate) trait AnyStateStore<C>: Send + Sync {
    /// The arguments, made once.
    fn shape(&self) -> &Shape;

    /// [`StateStore::validate`].
    fn validate(&self, config: &Value) -> Diagnostics;

    /// [`StateStore::configure`].
    fn configure<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a C,
        config: &'a Value,
    ) -> BoxFuture<'a, Result<Arc<dyn AnyStates>, Diagnostics>>;
}

/// A state store that is configured, without its types.
pub(crate) trait AnyStates: Send + Sync {
    /// [`StateStore::list`].
    fn list<'a>(&'a self, ctx: &'a Context) -> BoxFuture<'a, Result<Vec<String>, Diagnostics>>;

    /// [`StateStore::read`].
    fn read<'a>(
        &'a self,
        ctx: &'a Context,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<Vec<u8>>, Diagnostics>>;

    /// [`StateStore::write`].
    fn write<'a>(
        &'a self,
        ctx: &'a Context,
        id: &'a str,
        state: Vec<u8>,
    ) -> BoxFuture<'a, Result<(), Diagnostics>>;

    /// [`StateStore::delete`].
    fn delete<'a>(&'a self, ctx: &'a Context, id: &'a str) -> BoxFuture<'a, Result<(), Diagnostics>>;

    /// [`StateStore::lock`].
    fn lock<'a>(
        &'a self,
        ctx: &'a Context,
        id: &'a str,
        lock: &'a Lock,
    ) -> BoxFuture<'a, Result<(), LockError>>;

    /// [`StateStore::unlock`].
    fn unlock<'a>(
        &'a self,
        ctx: &'a Context,
        id: &'a str,
        lock_id: &'a str,
    ) -> BoxFuture<'a, Result<(), UnlockError>>;
}

pub(super) struct Typed<S> {
    kind: Arc<S>,
    shape: OnceLock<Shape>,
}

impl<S> Typed<S> {
    pub(super) fn new(kind: S) -> Self {
        Self { kind: Arc::new(kind), shape: OnceLock::new() }
    }
}

impl<S: StateStore> AnyStateStore<S::Client> for Typed<S> {
    fn shape(&self) -> &Shape {
        self.shape.get_or_init(|| Shape::new(0, S::Config::block()))
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        validated(config, |config, diagnostics| self.kind.validate(config, diagnostics))
    }

    fn configure<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a S::Client,
        config: &'a Value,
    ) -> BoxFuture<'a, Result<Arc<dyn AnyStates>, Diagnostics>> {
        Box::pin(async move {
            let config = S::Config::from_value(config, &Path::root())?;
            let store = self.kind.configure(ctx, client, config).await?;
            Ok(Arc::new(Configured { kind: Arc::clone(&self.kind), store }) as Arc<dyn AnyStates>)
        })
    }
}

struct Configured<S: StateStore> {
    kind: Arc<S>,
    store: S::Store,
}

impl<S: StateStore> AnyStates for Configured<S> {
    fn list<'a>(&'a self, ctx: &'a Context) -> BoxFuture<'a, Result<Vec<String>, Diagnostics>> {
        Box::pin(self.kind.list(ctx, &self.store))
    }

    fn read<'a>(
        &'a self,
        ctx: &'a Context,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<Vec<u8>>, Diagnostics>> {
        Box::pin(self.kind.read(ctx, &self.store, id))
    }

    fn write<'a>(
        &'a self,
        ctx: &'a Context,
        id: &'a str,
        state: Vec<u8>,
    ) -> BoxFuture<'a, Result<(), Diagnostics>> {
        Box::pin(self.kind.write(ctx, &self.store, id, state))
    }

    fn delete<'a>(&'a self, ctx: &'a Context, id: &'a str) -> BoxFuture<'a, Result<(), Diagnostics>> {
        Box::pin(self.kind.delete(ctx, &self.store, id))
    }

    fn lock<'a>(
        &'a self,
        ctx: &'a Context,
        id: &'a str,
        lock: &'a Lock,
    ) -> BoxFuture<'a, Result<(), LockError>> {
        Box::pin(self.kind.lock(ctx, &self.store, id, lock))
    }

    fn unlock<'a>(
        &'a self,
        ctx: &'a Context,
        id: &'a str,
        lock_id: &'a str,
    ) -> BoxFuture<'a, Result<(), UnlockError>> {
        Box::pin(self.kind.unlock(ctx, &self.store, id, lock_id))
    }
}
