//! The provider that is measured: it keeps what it is given.

use std::process::ExitCode;

use tfplugin_framework::{
    Configured, Context, Diagnostics, Model, PlanOf, Provider, Registry, Resource, Saved, Type, Value,
    model::Set, serve,
};

pub(crate) fn run() -> ExitCode {
    serve(Bench)
}

/// Which collection holds the objects.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    List,
    Set,
}

impl Kind {
    /// The attribute.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Set => "set",
        }
    }
}

struct Bench;

/// No settings.
#[derive(Clone, Debug, Model)]
struct Settings {}

impl Provider for Bench {
    type Config = Settings;
    type Client = ();

    const ADDRESS: &'static str = "registry.terraform.io/example/bench";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    fn register(&self, registry: &mut Registry<Self>) {
        registry.resource(Things);
    }

    async fn configure(&self, _: &Context, _: PlanOf<Settings>) -> Result<Configured<()>, Diagnostics> {
        Ok(Configured::Ready(()))
    }
}

/// Objects.
#[derive(Clone, Debug, Model)]
struct ThingsModel {
    /// Made at create.
    #[model(computed, stable)]
    id: Option<String>,
    /// In order.
    list: Option<Vec<Pair>>,
    /// Without order.
    set: Option<Set<Pair>>,
}

/// Two strings.
#[derive(Clone, Debug, Model)]
struct Pair {
    /// One.
    key: String,
    /// The other.
    value: Option<String>,
}

/// The type of the resource's values.
pub(crate) fn ty() -> Type {
    ThingsModel::block().ty()
}

/// What a user configures: so many objects, of which the first has the value `first`.
pub(crate) fn config(kind: Kind, size: usize, first: &str) -> Value {
    let pair = |index: usize| {
        let value = if index == 0 { first.to_owned() } else { format!("value of the object number {index}") };
        Value::object([("key", Value::from(format!("key-{index}"))), ("value", value.into())])
    };
    let elements = || (0..size).map(pair).collect();
    let (list, set) = match kind {
        Kind::List => (Value::List(elements()), Value::Null),
        Kind::Set => (Value::Null, Value::Set(elements())),
    };
    Value::object([("id", Value::Null), ("list", list), ("set", set)])
}

struct Things;

impl Resource for Things {
    type Client = ();
    type Model = ThingsModel;

    const NAME: &'static str = "bench_things";

    async fn create(
        &self,
        _: &Context,
        _: &(),
        mut plan: ThingsModel,
        _: &Saved<ThingsModel>,
    ) -> Result<ThingsModel, Diagnostics> {
        plan.id = Some("made".to_owned());
        Ok(plan)
    }

    async fn read(
        &self,
        _: &Context,
        _: &(),
        state: ThingsModel,
    ) -> Result<Option<ThingsModel>, Diagnostics> {
        Ok(Some(state))
    }

    async fn update(
        &self,
        _: &Context,
        _: &(),
        _: ThingsModel,
        plan: ThingsModel,
        _: &Saved<ThingsModel>,
    ) -> Result<ThingsModel, Diagnostics> {
        Ok(plan)
    }

    async fn delete(&self, _: &Context, _: &(), _: ThingsModel) -> Result<(), Diagnostics> {
        Ok(())
    }
}
