//! The conformance run interrupts at each await, and finds what that breaks.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use tokio::task::yield_now;

use crate::{
    Configured, Context, Diagnostic, Diagnostics, Model, PlanOf, Provider, Registry, Resource, Saved, config,
    testing::Driver,
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
        registry.resource(Ships);
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

/// The first line of each finding.
async fn findings(fault: Option<Fault>) -> Vec<String> {
    let sea = Sea { fault, ..Sea::default() };
    let driver = Driver::new(Harbour(sea.clone()));
    driver.configure(config! {}).await.expect_ok();
    let ships =
        [config! { name = "Beagle", colour = "black" }, config! { name = "Beagle", colour = "white" }];
    let run = driver.conformance("harbour_ship").remote_side(|| std::future::ready(sea.exists()));
    let found = run.run(ships).await;
    found.iter().map(|finding| finding.lines().next().unwrap().to_owned()).collect()
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
