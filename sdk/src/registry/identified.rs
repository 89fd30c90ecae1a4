//! The identity of a managed resource, working on values.

use super::{
    BoxFuture, Shape,
    resource::{Typed, decode, imported},
};
use crate::{
    context::Context,
    diag::Diagnostics,
    model::Model,
    resource::{Identified, MoveSource, StoredState},
    value::Value,
};

/// What belongs to a resource's identity, without its types.
pub(crate) trait AnyIdentified<C>: Send + Sync {
    /// Attributes and version, made once.
    fn shape(&self) -> &Shape;

    /// [`Identified::IDENTITY_MAY_CHANGE`].
    fn may_change(&self) -> bool;

    /// [`Identified::identity`]; a `stored` that is null stands for none.
    fn identity(&self, state: &Value, stored: &Value) -> Result<Value, Diagnostics>;

    /// [`Identified::import_by_identity`]; `None` when the resource cannot be imported in this way.
    fn import<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a C,
        identity: &'a Value,
    ) -> BoxFuture<'a, Result<Option<Value>, Diagnostics>>;

    /// [`Identified::upgrade_identity`].
    fn upgrade(&self, version: i64, stored: &StoredState) -> Result<Value, Diagnostics>;

    /// [`Identified::moved_identity`].
    fn moved(&self, source: &MoveSource<'_>, state: &Value) -> Result<Value, Diagnostics>;
}

impl<R: Identified> AnyIdentified<R::Client> for Typed<R> {
    fn shape(&self) -> &Shape {
        self.identity_shape.get_or_init(|| Shape::new(R::IDENTITY_VERSION, R::Identity::block()))
    }

    fn may_change(&self) -> bool {
        R::IDENTITY_MAY_CHANGE
    }

    fn identity(&self, state: &Value, stored: &Value) -> Result<Value, Diagnostics> {
        let stored: Option<R::Identity> = match stored {
            Value::Null => None,
            stored => Some(decode(stored)?),
        };
        Ok(self.resource.identity(&decode(state)?, stored.as_ref()).to_value())
    }

    fn import<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a R::Client,
        identity: &'a Value,
    ) -> BoxFuture<'a, Result<Option<Value>, Diagnostics>> {
        Box::pin(async move {
            Ok(imported(self.resource.import_by_identity(ctx, client, decode(identity)?).await?))
        })
    }

    fn upgrade(&self, version: i64, stored: &StoredState) -> Result<Value, Diagnostics> {
        Ok(self.resource.upgrade_identity(version, stored)?.to_value())
    }

    fn moved(&self, source: &MoveSource<'_>, state: &Value) -> Result<Value, Diagnostics> {
        Ok(self.resource.moved_identity(source, &decode(state)?)?.to_value())
    }
}
