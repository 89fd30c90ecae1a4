//! The conformance run interrupts at each await, and finds what that breaks.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use tokio::task::yield_now;

use crate::{
    Action, Configured, Context, Diagnostic, Diagnostics, EphemeralResource, Model, Opened, PlanOf, Provider,
    Registry, Resource, Saved, config,
    testing::{Driver, Findings},
};

/// What the provider does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// Records a ship only once it has been launched.
    RecordsLate,
    /// The same, and each launch makes another ship.
    RecordsLateAndLaunchesAnother,
    /// Cannot paint a ship that is half painted.
    PaintsOnce,
    /// Leaves a wreck behind when sinking is interrupted.
    LeavesAWreck,
    /// Takes an interrupt for a bug.
    PanicsWhenInterrupted,
}

/// The ships by name, with their colours, and what became of those that are gone.
#[derive(Clone, Default)]
struct Sea {
    ships: Arc<Mutex<BTreeMap<String, String>>>,
    fault: Option<Fault>,
}

impl Sea {
    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn exists(&self) -> Vec<String> {
        self.ships.lock().unwrap().keys().cloned().collect()
    }

    /// A name that nobody has.
    fn free_name(&self, name: &str) -> String {
        let ships = self.ships.lock().unwrap();
        (2..).map(|number| format!("{name}-{number}")).find(|name| !ships.contains_key(name)).unwrap()
    }

    fn is_there(&self, name: &str) -> bool {
        self.ships.lock().unwrap().contains_key(name)
    }

    fn colour(&self, name: &str) -> Option<String> {
        self.ships.lock().unwrap().get(name).cloned()
    }

    fn paint(&self, name: &str, colour: &str) {
        self.ships.lock().unwrap().insert(name.to_owned(), colour.to_owned());
    }

    fn remove(&self, name: &str) {
        self.ships.lock().unwrap().remove(name);
    }
}

struct Harbour(Sea);

/// The provider block.
#[derive(Clone, Debug, Model)]
struct Settings {}

impl Provider for Harbour {
    type Config = Settings;
    type Client = Sea;
    const ADDRESS: &'static str = "registry.terraform.io/example/harbour";
    const VERSION: &'static str = "0.0.1";

    fn register(&self, registry: &mut Registry<Self>) {
        registry.resource(Ships).ephemeral_resource(Berth).action(Salute);
    }

    async fn configure(&self, _: &Context, _: PlanOf<Settings>) -> Result<Configured<Sea>, Diagnostics> {
        Ok(Configured::Ready(self.0.clone()))
    }
}

struct Ships;

/// A ship.
#[derive(Clone, Debug, Model)]
struct Ship {
    /// What it is called.
    #[model(requires_replace)]
    name: String,
    /// Its colour.
    colour: String,
}

/// Some of a work that takes its time.
async fn work(ctx: &Context, sea: &Sea) -> Result<(), Diagnostics> {
    if let Err(interrupted) = ctx.wait_for(yield_now()).await {
        assert!(!sea.has(Fault::PanicsWhenInterrupted), "this cannot happen");
        return Err(Diagnostic::from_error("Interrupted", &interrupted).into());
    }
    Ok(())
}

impl Resource for Ships {
    type Client = Sea;
    type Model = Ship;
    const NAME: &'static str = "harbour_ship";

    async fn create(
        &self,
        ctx: &Context,
        sea: &Sea,
        mut plan: Ship,
        saved: &Saved<Ship>,
    ) -> Result<Ship, Diagnostics> {
        work(ctx, sea).await?;
        if sea.is_there(&plan.name) {
            if !sea.has(Fault::RecordsLateAndLaunchesAnother) {
                return Err(Diagnostic::error("There is such a ship", plan.name).into());
            }
            sea.paint(&sea.free_name(&plan.name), &plan.colour);
        }
        sea.paint(&plan.name, &plan.colour);
        let late = sea.has(Fault::RecordsLate) || sea.has(Fault::RecordsLateAndLaunchesAnother);
        if !late {
            saved.record(&plan);
        }
        work(ctx, sea).await?;
        work(ctx, sea).await?;
        plan.colour = sea.colour(&plan.name).unwrap_or_default();
        Ok(plan)
    }

    async fn read(&self, _: &Context, sea: &Sea, state: Ship) -> Result<Option<Ship>, Diagnostics> {
        Ok(sea.colour(&state.name).map(|colour| Ship { colour, ..state }))
    }

    async fn update(
        &self,
        ctx: &Context,
        sea: &Sea,
        prior: Ship,
        plan: Ship,
        _: &Saved<Ship>,
    ) -> Result<Ship, Diagnostics> {
        if sea.has(Fault::PaintsOnce) && prior.colour.starts_with("half") {
            return Err(Diagnostic::error("The paint is wet", "It cannot be painted over.").into());
        }
        sea.paint(&plan.name, &format!("half {}", plan.colour));
        work(ctx, sea).await?;
        sea.paint(&plan.name, &plan.colour);
        Ok(plan)
    }

    async fn delete(&self, ctx: &Context, sea: &Sea, state: Ship) -> Result<(), Diagnostics> {
        let wreck = sea.has(Fault::LeavesAWreck).then(|| format!("wreck of the {}", state.name));
        if let Some(wreck) = &wreck {
            sea.remove(&state.name);
            sea.paint(wreck, "rust");
        }
        work(ctx, sea).await?;
        sea.remove(&state.name);
        wreck.iter().for_each(|wreck| sea.remove(wreck));
        Ok(())
    }
}

struct Berth;

/// A place at the quay.
#[derive(Clone, Debug, Model)]
struct BerthModel {
    /// For which ship.
    ship: String,
}

impl EphemeralResource for Berth {
    type Client = Sea;
    type Model = BerthModel;
    const NAME: &'static str = "harbour_berth";

    async fn open(
        &self,
        ctx: &Context,
        sea: &Sea,
        config: BerthModel,
    ) -> Result<Opened<BerthModel>, Diagnostics> {
        work(ctx, sea).await?;
        work(ctx, sea).await?;
        sea.paint(&format!("berth of {}", config.ship), "");
        ctx.with_private(|private| private.set("ship", &config.ship))?;
        Ok(Opened::new(config))
    }

    async fn close(&self, ctx: &Context, sea: &Sea) -> Result<(), Diagnostics> {
        let ship: Option<String> = ctx.with_private(|private| private.entry("ship"))?;
        let berth = format!("berth of {}", ship.unwrap_or_default());
        if sea.has(Fault::LeavesAWreck) {
            return Err(Diagnostic::error("The berth is blocked", berth).into());
        }
        sea.remove(&berth);
        Ok(())
    }
}

struct Salute;

/// A salute.
#[derive(Clone, Debug, Model)]
struct SaluteConfig {
    /// How many shots.
    shots: u32,
}

impl Action for Salute {
    type Client = Sea;
    type Config = SaluteConfig;
    const NAME: &'static str = "harbour_salute";

    async fn plan(
        &self,
        _: &Context,
        sea: Option<&Sea>,
        config: &PlanOf<SaluteConfig>,
    ) -> Result<(), Diagnostics> {
        if config.shots.is_unknown() && sea.is_some_and(|sea| sea.has(Fault::PaintsOnce)) {
            return Err(Diagnostic::error("How many shots?", "Count them.").into());
        }
        Ok(())
    }

    async fn invoke(&self, ctx: &Context, sea: &Sea, config: SaluteConfig) -> Result<(), Diagnostics> {
        for _ in 0..config.shots {
            work(ctx, sea).await?;
            ctx.progress("boom");
        }
        Ok(())
    }
}

#[tokio::test]
async fn an_ephemeral_resource_stands_interrupts_or_is_found_out() {
    let found = async |fault| {
        let sea = Sea { fault, ..Sea::default() };
        let driver = Driver::new(Harbour(sea.clone()));
        driver.configure(config! {}).await.expect_ok();
        let found = driver.ephemeral_conformance("harbour_berth", [config! { ship = "Beagle" }]).await;
        (found.first_lines(), sea.exists())
    };
    assert_eq!(found(None).await, (vec![], vec![]));
    let (panics, _) = found(Some(Fault::PanicsWhenInterrupted)).await;
    let expected = [0, 1].map(|number| {
        format!("configuration 0: opening that is interrupted at await {number} panics or breaks a rule:")
    });
    assert_eq!(panics, expected);
    let (blocked, _) = found(Some(Fault::LeavesAWreck)).await;
    assert_eq!(blocked.first().map(String::as_str), Some("configuration 0: cannot be closed:"));
}

#[tokio::test]
async fn an_action_stands_interrupts_or_is_found_out() {
    let found = async |fault| {
        let driver = Driver::new(Harbour(Sea { fault, ..Sea::default() }));
        driver.configure(config! {}).await.expect_ok();
        driver.action_conformance("harbour_salute", [config! { shots = 2 }]).await.first_lines()
    };
    assert_eq!(found(None).await, [""; 0]);
    let expected = [0, 1].map(|number| {
        format!(
            "configuration 0: an invocation that is interrupted at await {number} panics or breaks a rule:"
        )
    });
    assert_eq!(found(Some(Fault::PanicsWhenInterrupted)).await, expected);
    assert_eq!(found(Some(Fault::PaintsOnce)).await, ["configuration 0: shots may not be unknown:"]);
}

impl Findings {
    /// What was found, without what happened.
    fn first_lines(&self) -> Vec<String> {
        self.iter().map(|finding| finding.lines().next().unwrap().to_owned()).collect()
    }
}

async fn findings(fault: Option<Fault>) -> Vec<String> {
    let sea = Sea { fault, ..Sea::default() };
    let driver = Driver::new(Harbour(sea.clone()));
    driver.configure(config! {}).await.expect_ok();
    let ships =
        [config! { name = "Beagle", colour = "black" }, config! { name = "Beagle", colour = "white" }];
    let run = driver.conformance("harbour_ship").remote_side(|| std::future::ready(sea.exists()));
    run.run(ships).await.first_lines()
}

#[tokio::test]
async fn a_resource_that_records_at_once_and_can_go_on_stands_every_interrupt() {
    assert_eq!(findings(None).await, [""; 0]);
}

#[tokio::test]
async fn an_object_that_is_recorded_too_late_stands_in_the_way_of_the_next_apply() {
    let found = findings(Some(Fault::RecordsLate)).await;
    let expected = "configuration 0: after a create was interrupted at await 1, it cannot be repeated:";
    assert_eq!(found.first().map(String::as_str), Some(expected), "{found:?}");
    let left =
        "configuration 0: after a create was interrupted at await 1, the remote side is not as it was:";
    assert_eq!(found.get(1).map(String::as_str), Some(left), "{found:?}");
}

#[tokio::test]
async fn an_object_that_no_state_knows_of_is_found_on_the_remote_side() {
    let found = findings(Some(Fault::RecordsLateAndLaunchesAnother)).await;
    let expected =
        "configuration 0: after a create was interrupted at await 1, the remote side is not as it was:";
    assert_eq!(found.first().map(String::as_str), Some(expected), "{found:?}");
}

#[tokio::test]
async fn an_update_that_cannot_be_repeated_is_found() {
    let found = findings(Some(Fault::PaintsOnce)).await;
    let expected = ["configuration 0: after an update was interrupted at await 0, it cannot be repeated:"];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_delete_that_leaves_something_is_found() {
    let found = findings(Some(Fault::LeavesAWreck)).await;
    let expected =
        "configuration 0: after a delete was interrupted at await 0, the remote side is not as it was:";
    assert_eq!(found.first().map(String::as_str), Some(expected), "{found:?}");
}

#[tokio::test]
async fn a_panic_at_an_interrupt_is_found() {
    let found = findings(Some(Fault::PanicsWhenInterrupted)).await;
    let expected = "configuration 0: a create that is interrupted at await 0 panics or breaks a rule:";
    assert_eq!(found.first().map(String::as_str), Some(expected), "{found:?}");
}
