//! A provider that has one of everything.

#![allow(missing_docs, reason = "models for a test; their comments are the documentation that is tested")]

use std::collections::BTreeMap;

use tfplugin_framework::{
    Action, Arguments, Configured, Context, DataSource, Diagnostics, EphemeralResource, Function,
    FunctionError, ListResource, Model, PlanOf, Provider, Registry, Resource, Saved, StateStore,
    ephemeral_resource::Opened,
    list_resource::Found,
    model::Object,
    resource::{Identified, TimeoutSettings, Timeouts},
    state_store::{Lock, LockError, UnlockError},
    validators::one_of,
};

/// Talks to the harbour.
///
/// It needs no credential.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Config {
    /// Where the harbour is.
    endpoint: Option<String>,
}

/// A boat.
#[derive(Clone, Debug, PartialEq, Model)]
#[model(exactly_one_of(code, key), prefer_write_only(code, key))]
pub(crate) struct Boat {
    /// Its name. A boat cannot be
    /// renamed.
    #[model(requires_replace)]
    name: String,
    /// Where it lies.
    ///
    /// Berths are let for a year:
    ///
    /// - `home`, at the pier;
    /// - `sea`, at a buoy.
    #[model(optional, computed, default = "home", validate = one_of(["home", "sea"]))]
    berth: Option<String>,
    /// Its sails by name.
    sails: Option<BTreeMap<String, Sail>>,
    /// Where it was seen last.
    #[model(computed)]
    seen: Option<Object<Place>>,
    /// Its number in the register.
    #[model(computed)]
    number: Option<i64>,
    #[model(sensitive)]
    /// What opens the hatch.
    code: Option<String>,
    /// What opens the cabin.
    #[model(write_only)]
    key: Option<String>,
    /// The colour of its hull.
    #[model(deprecated = "Use `sails`.", conflicts_with(sails))]
    colour: Option<String>,
    /// Who sails it.
    #[model(block, min_items = 1, max_items = 8)]
    sailor: Vec<Sailor>,
    /// Where it was.
    #[model(block, computed)]
    voyage: Vec<Voyage>,
    timeouts: Option<TimeoutSettings>,
}

/// A sail.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Sail {
    /// Its colours.
    colours: Vec<String>,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Place {
    latitude: f64,
    longitude: f64,
}

/// A voyage.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Voyage {
    /// The harbour it went to.
    #[model(computed)]
    harbour: Option<String>,
}

/// Somebody on board.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Sailor {
    /// Who it is.
    name: String,
    /// What was learned and when.
    #[model(block)]
    licence: Vec<Licence>,
}

/// A licence.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Licence {
    /// For what waters.
    waters: String,
}

/// What names a boat.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct BoatIdentity {
    /// The number in the register.
    number: i64,
    /// The register, that of the harbour if not given.
    register: Option<String>,
}

pub(crate) struct Harbour;
pub(crate) struct Boats;
pub(crate) struct Fleet;
pub(crate) struct Pass;
pub(crate) struct Horn;
pub(crate) struct Logbook;
pub(crate) struct Tide;

impl Provider for Harbour {
    type Config = Config;
    type Client = ();
    const ADDRESS: &'static str = "registry.terraform.io/example/harbour";
    const VERSION: &'static str = "1.0.0";

    fn register(&self, registry: &mut Registry<Self>) {
        registry.resource_with_identity(Boats).data_source(Boats).function(Tide);
        registry.list_resource(Fleet).ephemeral_resource(Pass).action(Horn).state_store(Logbook);
    }

    async fn configure(&self, _: &Context, _: PlanOf<Config>) -> Result<Configured<()>, Diagnostics> {
        Ok(Configured::Ready(()))
    }
}

impl Resource for Boats {
    type Client = ();
    type Model = Boat;
    const NAME: &'static str = "harbour_boat";

    fn timeouts(&self) -> Timeouts {
        Timeouts { create: std::time::Duration::from_secs(5400), ..Timeouts::default() }
    }

    async fn create(&self, _: &Context, (): &(), plan: Boat, _: &Saved<Boat>) -> Result<Boat, Diagnostics> {
        Ok(plan)
    }

    async fn read(&self, _: &Context, (): &(), state: Boat) -> Result<Option<Boat>, Diagnostics> {
        Ok(Some(state))
    }

    async fn update(
        &self,
        _: &Context,
        (): &(),
        _: Boat,
        plan: Boat,
        _: &Saved<Boat>,
    ) -> Result<Boat, Diagnostics> {
        Ok(plan)
    }

    async fn delete(&self, _: &Context, (): &(), _: Boat) -> Result<(), Diagnostics> {
        Ok(())
    }
}

impl DataSource for Boats {
    type Client = ();
    type Model = Config;
    const NAME: &'static str = "harbour_boats";

    async fn read(&self, _: &Context, (): &(), config: Config) -> Result<Config, Diagnostics> {
        Ok(config)
    }
}

impl Identified for Boats {
    type Identity = BoatIdentity;

    fn identity(&self, state: &Boat, _: Option<&BoatIdentity>) -> BoatIdentity {
        BoatIdentity { number: state.number.unwrap_or_default(), register: None }
    }
}

impl ListResource for Fleet {
    type Resource = Boats;
    type Config = FleetQuery;

    async fn list(
        &self,
        _: &Context,
        (): &(),
        _: FleetQuery,
        _: &mut Found<Boats>,
    ) -> Result<(), Diagnostics> {
        Ok(())
    }
}

/// Finds the boats that are in the harbour.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct FleetQuery {
    /// Only those of this owner.
    owner: Option<String>,
}

impl EphemeralResource for Pass {
    type Client = ();
    type Model = PassModel;
    const NAME: &'static str = "harbour_pass";

    async fn open(&self, _: &Context, (): &(), config: PassModel) -> Result<Opened<PassModel>, Diagnostics> {
        Ok(Opened::new(config))
    }
}

/// Opens the gate for a day.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct PassModel {
    /// What to show at the gate.
    #[model(computed, sensitive)]
    code: Option<String>,
}

impl Action for Horn {
    type Client = ();
    type Config = HornConfig;
    const NAME: &'static str = "harbour_horn";

    async fn invoke(&self, _: &Context, (): &(), _: HornConfig) -> Result<(), Diagnostics> {
        Ok(())
    }
}

/// Sounds the horn.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct HornConfig {
    /// How often.
    times: i64,
}

impl StateStore for Logbook {
    type Client = ();
    type Config = LogbookConfig;
    type Store = ();
    const NAME: &'static str = "harbour_logbook";

    async fn configure(&self, _: &Context, (): &(), _: LogbookConfig) -> Result<(), Diagnostics> {
        Ok(())
    }

    async fn list(&self, _: &Context, (): &()) -> Result<Vec<String>, Diagnostics> {
        Ok(Vec::new())
    }

    async fn read(&self, _: &Context, (): &(), _: &str) -> Result<Option<Vec<u8>>, Diagnostics> {
        Ok(None)
    }

    async fn write(&self, _: &Context, (): &(), _: &str, _: Vec<u8>) -> Result<(), Diagnostics> {
        Ok(())
    }

    async fn delete(&self, _: &Context, (): &(), _: &str) -> Result<(), Diagnostics> {
        Ok(())
    }

    async fn lock(&self, _: &Context, (): &(), _: &str, _: &Lock) -> Result<(), LockError> {
        Ok(())
    }

    async fn unlock(&self, _: &Context, (): &(), _: &str, _: &str) -> Result<(), UnlockError> {
        Ok(())
    }
}

/// Keeps states in the harbour's logbook.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct LogbookConfig {
    /// The page.
    page: i64,
}

/// The height of the tide
///
/// The height of the tide, in metres.
#[derive(Arguments)]
#[expect(dead_code, reason = "only the page of the function is looked at")]
pub(crate) struct TideArguments {
    /// Hours since midnight.
    hours: Vec<f64>,
    /// More of them.
    #[argument(variadic)]
    more: Vec<Vec<f64>>,
}

impl Function for Tide {
    type Arguments = TideArguments;
    type Output = f64;

    const NAME: &'static str = "tide";
    const DEPRECATED: Option<&'static str> = Some("Look out of the window.");

    fn call(&self, _: TideArguments) -> Result<f64, FunctionError> {
        Ok(0.0)
    }
}
