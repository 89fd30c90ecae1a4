//! A provider that stores what it is given: one attribute or block of each kind that the framework knows. The
//! acceptance tests hold it against the real Terraform, which compares what it sent with what comes back.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::ExitCode,
};

use tfplugin_framework::{
    Configured, Context, Diagnostics, Model, Number, PlanOf, Provider, Registry, Resource, Saved, Value,
    model::{Sensitive, Set},
    serve,
};

fn main() -> ExitCode {
    serve(Echo)
}

struct Echo;

/// No settings.
#[derive(Clone, Debug, Model)]
struct Settings {}

impl Provider for Echo {
    type Config = Settings;
    type Client = ();

    const ADDRESS: &'static str = "registry.terraform.io/example/echo";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    fn register(&self, registry: &mut Registry<Self>) {
        registry.resource(Values);
    }

    async fn configure(&self, _: &Context, _: PlanOf<Settings>) -> Result<Configured<()>, Diagnostics> {
        Ok(Configured::Ready(()))
    }
}

struct Values;

/// Values of every kind.
#[derive(Clone, Debug, Model)]
struct ValuesModel {
    /// Made at create.
    #[model(computed, stable, prefix = "/echo/")]
    id: Option<String>,
    /// Known after each apply.
    #[model(computed, never_null)]
    result: Option<String>,
    /// A decimal of any size.
    number: Option<Number>,
    /// Decimals.
    numbers: Option<Vec<Number>>,
    /// A whole number.
    integer: Option<i64>,
    /// A floating-point number.
    float: Option<f64>,
    /// Text.
    text: Option<String>,
    /// Texts without order.
    texts: Option<BTreeSet<String>>,
    /// Sets in a list.
    sets: Option<Vec<BTreeSet<String>>>,
    /// Texts by key.
    map: Option<BTreeMap<String, String>>,
    /// Anything.
    any: Option<Value>,
    /// Things of one type, whichever it is.
    anys: Option<Vec<Value>>,
    /// Not shown.
    secret: Option<Sensitive<String>>,
    /// An object.
    object: Option<Object>,
    /// Objects in order.
    list: Option<Vec<Object>>,
    /// Objects without order.
    set: Option<Set<Object>>,
    /// Objects by key.
    objects: Option<BTreeMap<String, Object>>,
    /// At most one block.
    #[model(block)]
    single_block: Option<Object>,
    /// Blocks in order.
    #[model(block)]
    list_block: Vec<Object>,
    /// Blocks without order.
    #[model(block)]
    set_block: Set<Object>,
    /// Blocks by label.
    #[model(block)]
    map_block: BTreeMap<String, Object>,
    /// Blocks that may differ in type.
    #[model(block)]
    any_block: Vec<Anything>,
}

/// An object.
#[derive(Clone, Debug, Model)]
struct Object {
    /// Its name.
    name: String,
    /// Its size.
    size: Option<u16>,
    /// Its labels.
    labels: Option<BTreeSet<String>>,
    /// What it is if nobody says so.
    #[model(optional, computed, default = "plain")]
    kind: Option<String>,
    /// Made from the name.
    #[model(computed)]
    greeting: Option<String>,
}

/// Anything in a block.
#[derive(Clone, Debug, Model)]
struct Anything {
    /// The thing.
    value: Option<Value>,
}

impl ValuesModel {
    /// The values with everything that is known only after apply.
    fn applied(mut self) -> Self {
        self.id = Some("/echo/1".to_owned());
        self.result = Some("result".to_owned());
        let greeted =
            |objects: Set<Object>| -> Set<Object> { objects.into_iter().map(Object::greeted).collect() };
        self.set = self.set.map(greeted);
        self.set_block = greeted(self.set_block);
        self.object = self.object.map(Object::greeted);
        self.single_block = self.single_block.map(Object::greeted);
        let lists = self.list.iter_mut().flatten().chain(&mut self.list_block);
        let maps = self.objects.iter_mut().flat_map(BTreeMap::values_mut).chain(self.map_block.values_mut());
        lists.chain(maps).for_each(|object| *object = object.clone().greeted());
        self
    }
}

impl Object {
    fn greeted(self) -> Self {
        Self { greeting: Some(format!("hello {}", self.name)), ..self }
    }
}

impl Resource for Values {
    type Client = ();
    type Model = ValuesModel;

    const NAME: &'static str = "echo_values";

    async fn create(
        &self,
        _: &Context,
        _: &(),
        plan: ValuesModel,
        _: &Saved<ValuesModel>,
    ) -> Result<ValuesModel, Diagnostics> {
        Ok(plan.applied())
    }

    async fn read(
        &self,
        _: &Context,
        _: &(),
        state: ValuesModel,
    ) -> Result<Option<ValuesModel>, Diagnostics> {
        Ok(Some(state))
    }

    async fn update(
        &self,
        _: &Context,
        _: &(),
        _: ValuesModel,
        plan: ValuesModel,
        _: &Saved<ValuesModel>,
    ) -> Result<ValuesModel, Diagnostics> {
        Ok(plan.applied())
    }

    async fn delete(&self, _: &Context, _: &(), _: ValuesModel) -> Result<(), Diagnostics> {
        Ok(())
    }
}
