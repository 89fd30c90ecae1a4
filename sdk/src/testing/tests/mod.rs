//! The driver, driving a provider that keeps its networks in memory.

mod broken;
mod broken_action;
mod broken_streams;
mod conformance;
mod driver;
mod identity;
mod interrupts;
mod kinds;
mod toy;

use super::{Action, Config, Driver};
use toy::{Fault, World};

/// A driver of a configured provider, and the world that the provider changes.
async fn driver() -> (Driver, World) {
    let world = World::default();
    let driver = Driver::new(toy::Toy(world.clone()));
    driver.configure(crate::config! {}).await.expect_ok();
    (driver, world)
}
