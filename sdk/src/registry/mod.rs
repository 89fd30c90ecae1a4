//! What a provider offers: its resources, data sources, actions and so on with their types, behind objects that work on values.

mod action;
mod data_source;
mod ephemeral_resource;
mod identified;
mod list_resource;
mod resource;
mod state_store;

use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc};

pub(crate) use action::AnyAction;
pub(crate) use data_source::AnyDataSource;
pub(crate) use ephemeral_resource::AnyEphemeralResource;
pub(crate) use identified::AnyIdentified;
pub(crate) use list_resource::AnyListResource;
pub(crate) use resource::AnyResource;
pub(crate) use state_store::{AnyStateStore, AnyStates};

use crate::{
    action::Action,
    data_source::DataSource,
    diag::Diagnostics,
    ephemeral_resource::EphemeralResource,
    function::{Function, FunctionError, Signature},
    list_resource::ListResource,
    model::{
        Model, PlanModel,
        facts::{check_identity, check_names},
    },
    provider::Provider,
    resource::{Identified, Resource},
    schema::{Block, RESERVED_NAMES, RESERVED_PROVIDER_NAMES, Schema},
    state_store::StateStore,
    value::{Path, Type, Value},
};

/// A future that may travel between threads.
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a provider offers. [`Provider::register`] fills it.
pub struct Registry<P: Provider> {
    pub(crate) resources: BTreeMap<&'static str, Arc<dyn AnyResource<P::Client>>>,
    pub(crate) data_sources: BTreeMap<&'static str, Arc<dyn AnyDataSource<P::Client>>>,
    pub(crate) ephemeral_resources: BTreeMap<&'static str, Arc<dyn AnyEphemeralResource<P::Client>>>,
    pub(crate) list_resources: BTreeMap<&'static str, Arc<dyn AnyListResource<P::Client>>>,
    pub(crate) actions: BTreeMap<&'static str, Arc<dyn AnyAction<P::Client>>>,
    pub(crate) state_stores: BTreeMap<&'static str, Arc<dyn AnyStateStore<P::Client>>>,
    pub(crate) functions: BTreeMap<&'static str, Arc<dyn Callable>>,
    pub(crate) provider_meta: Option<Shape>,
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

/// What the author's check of a configuration says, or why there is nothing to check.
fn validated<P: PlanModel>(config: &Value, check: impl FnOnce(&P, &mut Diagnostics)) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    if let Some(config) = diagnostics.take(P::from_value(config, &Path::root())) {
        check(&config, &mut diagnostics);
    }
    diagnostics
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
        self.evaluate(arguments)
    }
}

impl<P: Provider> Registry<P> {
    /// Asks the provider what it offers.
    pub(crate) fn of(provider: &P) -> Self {
        const { check_names(<P::Config as Model>::NAMES, RESERVED_PROVIDER_NAMES) };
        let mut registry = Self {
            resources: BTreeMap::new(),
            data_sources: BTreeMap::new(),
            ephemeral_resources: BTreeMap::new(),
            list_resources: BTreeMap::new(),
            actions: BTreeMap::new(),
            state_stores: BTreeMap::new(),
            functions: BTreeMap::new(),
            provider_meta: None,
        };
        provider.register(&mut registry);
        registry
    }

    /// Offers a managed resource. A second one of the same name takes the place of the first.
    pub fn resource<R: Resource<Client = P::Client>>(&mut self, resource: R) -> &mut Self {
        const { check_names(<R::Model as Model>::NAMES, RESERVED_NAMES) };
        self.resources.insert(R::NAME, Arc::new(resource::Typed::new(resource)));
        self
    }

    /// Offers a managed resource whose objects have an identity. A second one of the same name takes the place of the
    /// first.
    pub fn resource_with_identity<R: Identified<Client = P::Client>>(&mut self, resource: R) -> &mut Self {
        const { check_names(<R::Model as Model>::NAMES, RESERVED_NAMES) };
        const { check_identity(<R::Identity as Model>::FACTS) };
        self.resources.insert(R::NAME, Arc::new(resource::Typed::with_identity(resource)));
        self
    }

    /// Declares what a module may tell the provider of itself, in the block `provider_meta` inside its `terraform`
    /// block. [`Context::provider_meta`](crate::Context::provider_meta) reads it.
    pub fn provider_meta<M: Model>(&mut self) -> &mut Self {
        self.provider_meta = Some(Shape::new(0, M::block()));
        self
    }

    /// Offers a data source. A second one of the same name takes the place of the first.
    pub fn data_source<D: DataSource<Client = P::Client>>(&mut self, data_source: D) -> &mut Self {
        const { check_names(<D::Model as Model>::NAMES, RESERVED_NAMES) };
        self.data_sources.insert(D::NAME, Arc::new(data_source::Typed::new(data_source)));
        self
    }

    /// Offers an ephemeral resource. A second one of the same name takes the place of the first.
    pub fn ephemeral_resource<E: EphemeralResource<Client = P::Client>>(
        &mut self,
        ephemeral: E,
    ) -> &mut Self {
        const { check_names(<E::Model as Model>::NAMES, RESERVED_NAMES) };
        self.ephemeral_resources.insert(E::NAME, Arc::new(ephemeral_resource::Typed::new(ephemeral)));
        self
    }

    /// Offers the list of a managed resource's objects. A second one of the same name takes the place of the first.
    pub fn list_resource<L>(&mut self, list: L) -> &mut Self
    where
        L: ListResource<Resource: Resource<Client = P::Client>>,
    {
        const { check_names(<L::Config as Model>::NAMES, RESERVED_NAMES) };
        self.list_resources.insert(L::Resource::NAME, Arc::new(list_resource::Typed::new(list)));
        self
    }

    /// Offers an action. A second one of the same name takes the place of the first.
    pub fn action<A: Action<Client = P::Client>>(&mut self, action: A) -> &mut Self {
        const { check_names(<A::Config as Model>::NAMES, RESERVED_NAMES) };
        self.actions.insert(A::NAME, Arc::new(action::Typed::new(action)));
        self
    }

    /// Offers a state store. A second one of the same name takes the place of the first.
    pub fn state_store<S: StateStore<Client = P::Client>>(&mut self, state_store: S) -> &mut Self {
        const { check_names(<S::Config as Model>::NAMES, RESERVED_NAMES) };
        self.state_stores.insert(S::NAME, Arc::new(state_store::Typed::new(state_store)));
        self
    }

    /// Offers a function. A second one of the same name takes the place of the first.
    pub fn function<F: Function>(&mut self, function: F) -> &mut Self {
        self.functions.insert(F::NAME, Arc::new(function));
        self
    }
}
