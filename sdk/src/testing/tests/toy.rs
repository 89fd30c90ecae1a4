//! A provider of networks that live in memory, and that misbehaves on request.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
};

use crate::{
    Arguments, Attr, Change, Configured, Context, DataSource, Diagnostic, Diagnostics, Function,
    FunctionError, Import, Model, PlanOf, Provider, Registry, Resource, Saved, Value,
    model::{Sensitive, Set},
};

/// What the provider does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Answers a create with another name than planned.
    RenamesOnCreate,
    /// Plans a configured value otherwise.
    PlansAnotherName,
    /// Plans something else at each call.
    PlansByChance,
    /// Makes the network, then fails.
    FailsHalfWay,
    /// Fails before it makes anything.
    FailsAtOnce,
    /// Reads another etag each time.
    DriftsByItself,
    /// Waits for an interrupt once the network is made.
    HangsUntilStopped,
    /// Puts the secret into an error.
    TellsTheSecret,
    /// Puts the secret into the state.
    StoresTheSecret,
    /// Refuses an unknown location.
    WantsToKnow,
}

/// What exists outside, shared by the provider and the test.
#[derive(Clone, Default)]
pub(super) struct World(Arc<Mutex<Things>>);

#[derive(Default)]
pub(super) struct Things {
    pub(super) networks: BTreeMap<String, Network>,
    pub(super) fault: Option<Fault>,
    /// How often a plan was asked for.
    pub(super) plans: u32,
    /// How many networks were ever made.
    pub(super) made: u32,
    /// What the provider was configured with.
    pub(super) prefixes: Vec<String>,
}

impl World {
    pub(super) fn lock(&self) -> MutexGuard<'_, Things> {
        self.0.lock().unwrap()
    }

    pub(super) fn misbehave(&self, fault: Fault) {
        self.lock().fault = Some(fault);
    }

    fn has(&self, fault: Fault) -> bool {
        self.lock().fault == Some(fault)
    }
}

pub(super) struct Toy(pub(super) World);

/// The provider block.
#[derive(Clone, Debug, Model)]
pub(super) struct Settings {
    /// What names of networks begin with.
    prefix: Option<String>,
}

impl Provider for Toy {
    type Config = Settings;
    type Client = World;

    const ADDRESS: &'static str = "registry.terraform.io/example/toy";
    const VERSION: &'static str = "0.0.1";

    fn register(&self, registry: &mut Registry<Self>) {
        registry.resource(Networks).data_source(Lookup).function(Double).function(Dice(Mutex::new(0)));
    }

    async fn configure(
        &self,
        _ctx: &Context,
        config: PlanOf<Settings>,
    ) -> Result<Configured<World>, Diagnostics> {
        match config.prefix {
            Attr::Unknown(_) => return Ok(Configured::Unknown),
            Attr::Known(prefix) if prefix == "bad" => {
                return Err(Diagnostic::error("Bad prefix", "").at(crate::Path::of("prefix")).into());
            }
            Attr::Known(prefix) => self.0.lock().prefixes.push(prefix),
            Attr::Null => {}
        }
        Ok(Configured::Ready(self.0.clone()))
    }
}

/// A network.
#[derive(Clone, Debug, PartialEq, Model)]
pub(super) struct Network {
    /// Its name.
    #[model(requires_replace)]
    pub(super) name: String,
    /// Where it is; upper and lower case do not matter.
    #[model(optional, equivalent = same_text)]
    pub(super) location: Option<String>,
    /// Its ranges.
    pub(super) cidrs: Option<Vec<String>>,
    /// How its traffic is ruled.
    #[model(optional, computed, default = "azure")]
    pub(super) policy: Option<String>,
    /// Its door to the world.
    #[model(optional, computed)]
    pub(super) gateway: Option<Gateway>,
    /// What it lets through.
    pub(super) rules: Option<Set<Rule>>,
    /// Known to nobody.
    #[model(write_only)]
    pub(super) secret: Option<Sensitive<String>>,
    /// Its ID.
    #[model(computed, stable)]
    pub(super) id: Option<String>,
    /// Changes with every change.
    #[model(computed)]
    pub(super) etag: Option<String>,
}

/// A gateway.
#[derive(Clone, Debug, PartialEq, Model)]
pub(super) struct Gateway {
    /// Its size.
    #[model(optional, computed)]
    pub(super) size: Option<u32>,
    /// Its address.
    #[model(computed, stable)]
    pub(super) ip: Option<String>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Model)]
pub(super) struct Rule {
    /// The port.
    pub(super) port: u16,
    /// Its number.
    #[model(computed, stable)]
    pub(super) number: Option<String>,
}

fn same_text(left: &Value, right: &Value) -> bool {
    matches!((left.as_str(), right.as_str()), (Some(left), Some(right)) if left.eq_ignore_ascii_case(right))
}

/// The network as the remote side completes it and spells it.
fn completed(mut network: Network, etag: u32) -> Network {
    network.id.get_or_insert_with(|| format!("/networks/{}", network.name));
    network.etag = Some(etag.to_string());
    network.location = network.location.map(|location| location.to_lowercase());
    network.secret = None;
    let gateway = network.gateway.get_or_insert(Gateway { size: None, ip: None });
    gateway.size.get_or_insert(1);
    gateway.ip.get_or_insert_with(|| "192.0.2.1".to_owned());
    let numbered = |rule: &Rule| Rule { port: rule.port, number: Some(format!("rule-{}", rule.port)) };
    network.rules = network.rules.map(|rules| rules.iter().map(numbered).collect());
    network
}

struct Networks;

impl Resource for Networks {
    type Client = World;
    type Model = Network;

    const NAME: &'static str = "toy_network";

    async fn plan(
        &self,
        _ctx: &Context,
        client: Option<&World>,
        change: &mut Change<'_, Network>,
    ) -> Result<(), Diagnostics> {
        let Some(world) = client else { return Ok(()) };
        world.lock().plans += 1;
        if world.has(Fault::PlansAnotherName) {
            change.planned.name = Attr::Known("another".to_owned());
        }
        if world.has(Fault::PlansByChance) {
            change.planned.etag = Attr::Known(world.lock().plans.to_string());
        }
        if world.has(Fault::TellsTheSecret)
            && let Attr::Known(secret) = &change.config.secret
        {
            return Err(
                Diagnostic::error("Refused", format!("The secret {} is weak", secret.expose())).into()
            );
        }
        if world.has(Fault::StoresTheSecret)
            && let Attr::Known(secret) = &change.config.secret
        {
            change.planned.etag = Attr::Known(secret.expose().clone());
        }
        if world.has(Fault::WantsToKnow) && change.config.location.is_unknown() {
            return Err(Diagnostic::error("The location must be known", "").into());
        }
        Ok(())
    }

    async fn create(
        &self,
        ctx: &Context,
        world: &World,
        plan: Network,
        saved: &Saved<Network>,
    ) -> Result<Network, Diagnostics> {
        if world.has(Fault::FailsAtOnce) {
            return Err(Diagnostic::error("No quota", "Ask for more.").into());
        }
        let etag = {
            let mut things = world.lock();
            things.made += 1;
            things.made
        };
        let mut made = completed(plan, etag);
        world.lock().networks.insert(made.name.clone(), made.clone());
        saved.record(&made);
        if world.has(Fault::FailsHalfWay) {
            return Err(Diagnostic::error("The gateway does not start", "").into());
        }
        if world.has(Fault::HangsUntilStopped) {
            ctx.cancellation().cancelled().await;
            ctx.report(Diagnostic::warning("Stopped", "The network is still being made."));
        }
        if world.has(Fault::RenamesOnCreate) {
            made.name = "another".to_owned();
        }
        Ok(made)
    }

    async fn read(
        &self,
        _ctx: &Context,
        world: &World,
        state: Network,
    ) -> Result<Option<Network>, Diagnostics> {
        let mut found = world.lock().networks.get(&state.name).cloned();
        if world.has(Fault::DriftsByItself) {
            let mut things = world.lock();
            things.made += 1;
            if let Some(network) = &mut found {
                network.policy = Some(things.made.to_string());
            }
        }
        Ok(found)
    }

    async fn update(
        &self,
        _ctx: &Context,
        world: &World,
        prior: Network,
        plan: Network,
        _saved: &Saved<Network>,
    ) -> Result<Network, Diagnostics> {
        let etag: u32 = prior.etag.as_deref().unwrap_or_default().parse().unwrap_or_default();
        let updated = completed(plan, etag + 1);
        world.lock().networks.insert(updated.name.clone(), updated.clone());
        Ok(updated)
    }

    async fn delete(&self, _ctx: &Context, world: &World, state: Network) -> Result<(), Diagnostics> {
        world.lock().networks.remove(&state.name);
        Ok(())
    }

    async fn import(&self, _ctx: &Context, world: &World, id: &str) -> Result<Import<Network>, Diagnostics> {
        let found = world.lock().networks.values().find(|network| network.id.as_deref() == Some(id)).cloned();
        let gone = || Network {
            name: id.to_owned(),
            location: None,
            cidrs: None,
            policy: None,
            gateway: None,
            rules: None,
            secret: None,
            id: Some(id.to_owned()),
            etag: None,
        };
        Ok(Import::State(found.unwrap_or_else(gone)))
    }
}

/// A network that exists.
#[derive(Clone, Debug, Model)]
pub(super) struct Found {
    /// Its name.
    name: String,
    /// Its ID.
    #[model(computed)]
    id: Option<String>,
}

struct Lookup;

impl DataSource for Lookup {
    type Client = World;
    type Model = Found;

    const NAME: &'static str = "toy_network";

    async fn read(&self, _ctx: &Context, world: &World, config: Found) -> Result<Found, Diagnostics> {
        let things = world.lock();
        let network = things
            .networks
            .get(&config.name)
            .ok_or_else(|| Diagnostic::error("No such network", "").at(crate::Path::of("name")))?;
        Ok(Found { id: network.id.clone(), ..config })
    }
}

/// Doubles.
#[derive(Arguments)]
struct DoubleArguments {
    /// what to double
    number: i64,
}

struct Double;

impl Function for Double {
    type Arguments = DoubleArguments;
    type Output = i64;

    const NAME: &'static str = "double";

    fn call(&self, arguments: DoubleArguments) -> Result<i64, FunctionError> {
        Ok(arguments.number * 2)
    }
}

/// Throws dice.
#[derive(Arguments)]
struct DiceArguments {}

/// A function that is none.
struct Dice(Mutex<i64>);

impl Function for Dice {
    type Arguments = DiceArguments;
    type Output = i64;

    const NAME: &'static str = "dice";

    fn call(&self, _arguments: DiceArguments) -> Result<i64, FunctionError> {
        let mut thrown = self.0.lock().unwrap();
        *thrown += 1;
        Ok(*thrown)
    }
}
