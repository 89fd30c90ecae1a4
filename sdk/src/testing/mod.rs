//! Testing resources in milliseconds, without the Terraform binary.
//!
//! A [`Driver`] stands where Terraform stands: it talks to the provider through the same calls, proposes new states,
//! plans, plans again, applies and reads as Terraform does, keeps the state between the steps as JSON, and holds every
//! answer against the [rules](crate::plan::check) that Terraform enforces. What it cannot tell is how the real
//! command line prints it all.
//!
//! ```ignore
//! let driver = Driver::new(MyProvider::default());
//! driver.configure(config! {}).await.expect_ok();
//! let network = config! { name = "n", cidrs = ["10.0.0.0/16"] };
//! driver.apply("my_network", network.clone()).await.expect_create();
//! driver.plan("my_network", network).await.expect_noop();
//! driver.plan("my_network", config! { name = "n", cidrs = [] }).await.expect_error_at("at least one", "cidrs");
//! ```
//!
//! [`Driver::conformance`] runs what every resource should stand: that an apply leaves nothing to do, that an
//! imported object needs no change, that any value may be unknown, that secrets stay secret.

mod config;
mod conformance;
mod driver;
mod evaluate;
mod outcome;
mod propose;
mod rpc;
mod schemas;
mod steps;
#[cfg(test)]
mod tests;

pub use config::Config;
pub use conformance::{Conformance, Findings};
pub use driver::Driver;
pub use outcome::{Action, Outcome};
