//! A data source, working on values.

use std::sync::OnceLock;

use super::{BoxFuture, Shape, validated};
use crate::{
    context::Context,
    data_source::DataSource,
    diag::Diagnostics,
    model::Model,
    value::{Path, Value},
};

/// A data source without its types.
pub(crate) trait AnyDataSource<C>: Send + Sync {
    /// Arguments and results, made once.
    fn shape(&self) -> &Shape;

    /// [`DataSource::validate`].
    fn validate(&self, config: &Value) -> Diagnostics;

    /// [`DataSource::read`].
    fn read<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a C,
        config: &'a Value,
    ) -> BoxFuture<'a, Result<Value, Diagnostics>>;
}

pub(super) struct Typed<D> {
    data_source: D,
    shape: OnceLock<Shape>,
}

impl<D> Typed<D> {
    pub(super) fn new(data_source: D) -> Self {
        Self { data_source, shape: OnceLock::new() }
    }
}

impl<D: DataSource> AnyDataSource<D::Client> for Typed<D> {
    fn shape(&self) -> &Shape {
        self.shape.get_or_init(|| Shape::new(0, D::Model::block()))
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        validated(config, |config, diagnostics| self.data_source.validate(config, diagnostics))
    }

    fn read<'a>(
        &'a self,
        ctx: &'a Context,
        client: &'a D::Client,
        config: &'a Value,
    ) -> BoxFuture<'a, Result<Value, Diagnostics>> {
        Box::pin(async move {
            let config = D::Model::from_value(config, &Path::root())?;
            Ok(self.data_source.read(ctx, client, config).await?.to_value())
        })
    }
}
