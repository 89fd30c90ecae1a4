//! What a provider offers: typed resources, data sources and functions, behind objects that work on values.

mod data_source;
mod resource;

use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc};

pub(crate) use data_source::AnyDataSource;
pub(crate) use resource::AnyResource;

use crate::{
    data_source::DataSource,
    function::{Function, FunctionError, Signature},
    provider::Provider,
    resource::Resource,
    schema::{Block, Schema},
    value::{Type, Value},
};

/// A future that may travel between threads.
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a provider offers. [`Provider::register`] fills it.
pub struct Registry<P: Provider> {
    pub(crate) resources: BTreeMap<&'static str, Arc<dyn AnyResource<P::Client>>>,
    pub(crate) data_sources: BTreeMap<&'static str, Arc<dyn AnyDataSource<P::Client>>>,
    pub(crate) functions: BTreeMap<&'static str, Arc<dyn Callable>>,
}

/// A schema and the type of its values.
pub(crate) struct Shape {
    pub(crate) schema: Schema,
    pub(crate) ty: Type,
}

impl Shape {
    fn new(version: i64, block: Block) -> Self {
        Self { ty: block.ty(), schema: Schema { version, block } }
    }
}

/// A function without its type.
pub(crate) trait Callable: Send + Sync {
    /// Parameters, result and documentation.
    fn signature(&self) -> Signature;

    /// Computes the result.
    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError>;
}

impl<F: Function> Callable for F {
    fn signature(&self) -> Signature {
        Function::signature(self)
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        Function::call(self, arguments)
    }
}

impl<P: Provider> Registry<P> {
    /// Asks the provider what it offers.
    pub(crate) fn of(provider: &P) -> Self {
        let mut registry =
            Self { resources: BTreeMap::new(), data_sources: BTreeMap::new(), functions: BTreeMap::new() };
        provider.register(&mut registry);
        registry
    }

    /// Offers a managed resource. A second one of the same name takes the place of the first.
    pub fn resource<R: Resource<Client = P::Client>>(&mut self, resource: R) -> &mut Self {
        self.resources.insert(R::NAME, Arc::new(resource::Typed::new(resource)));
        self
    }

    /// Offers a data source. A second one of the same name takes the place of the first.
    pub fn data_source<D: DataSource<Client = P::Client>>(&mut self, data_source: D) -> &mut Self {
        self.data_sources.insert(D::NAME, Arc::new(data_source::Typed::new(data_source)));
        self
    }

    /// Offers a function. A second one of the same name takes the place of the first.
    pub fn function<F: Function>(&mut self, function: F) -> &mut Self {
        self.functions.insert(F::NAME, Arc::new(function));
        self
    }
}
