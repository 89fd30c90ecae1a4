//! Testing resources in milliseconds, without the Terraform binary.
//!
//! A [`Driver`] stands where Terraform stands: it talks to the provider through the same calls, proposes new states,
//! plans, plans again, applies and reads as Terraform does, keeps the state between the steps as JSON, and holds every
//! answer against the [rules](crate::plan::check) that Terraform enforces. What it cannot tell is how the real
//! command line prints it all.
//!
//! ```
//! use tfplugin_framework::{
//!     Configured, Context, Diagnostics, Model, PlanOf, Provider, Registry, Resource, Saved, config, testing::Driver,
//! };
//!
//! /// The provider block, which has nothing to set.
//! #[derive(Clone, Debug, Model)]
//! struct Settings {}
//!
//! /// A note that is only in the state.
//! #[derive(Clone, Debug, Model)]
//! struct Note {
//!     /// What it says.
//!     text: String,
//!     /// How often it was rewritten.
//!     #[model(computed)]
//!     revision: Option<u32>,
//! }
//!
//! struct Notes;
//!
//! impl Resource for Notes {
//!     type Client = ();
//!     type Model = Note;
//!     const NAME: &'static str = "memo_note";
//!
//!     async fn create(&self, _: &Context, _: &(), plan: Note, _: &Saved<Note>) -> Result<Note, Diagnostics> {
//!         Ok(Note { revision: Some(0), ..plan })
//!     }
//!
//!     async fn read(&self, _: &Context, _: &(), state: Note) -> Result<Option<Note>, Diagnostics> {
//!         Ok(Some(state))
//!     }
//!
//!     async fn update(
//!         &self, _: &Context, _: &(), prior: Note, plan: Note, _: &Saved<Note>,
//!     ) -> Result<Note, Diagnostics> {
//!         Ok(Note { revision: prior.revision.map(|revision| revision + 1), ..plan })
//!     }
//!
//!     async fn delete(&self, _: &Context, _: &(), _: Note) -> Result<(), Diagnostics> {
//!         Ok(())
//!     }
//! }
//!
//! struct Memo;
//!
//! impl Provider for Memo {
//!     type Config = Settings;
//!     type Client = ();
//!     const ADDRESS: &'static str = "registry.terraform.io/example/memo";
//!     const VERSION: &'static str = "1.0.0";
//!
//!     fn register(&self, registry: &mut Registry<Self>) {
//!         registry.resource(Notes);
//!     }
//!
//!     async fn configure(&self, _: &Context, _: PlanOf<Settings>) -> Result<Configured<()>, Diagnostics> {
//!         Ok(Configured::Ready(()))
//!     }
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! let driver = Driver::new(Memo);
//! driver.configure(config! {}).await.expect_ok();
//! driver.apply("memo_note", config! { text = "buy milk" }).await.expect_create().expect_value("revision", 0);
//! driver.plan("memo_note", config! { text = "buy milk" }).await.expect_noop();
//! let planned = driver.plan("memo_note", config! { text = "buy bread" }).await;
//! planned.expect_update_in_place().expect_unknown("revision");
//! driver.plan("memo_note", config! { txt = "?" }).await.expect_error_at("not expected here", "txt");
//! driver.conformance("memo_note").run([config! { text = "once more" }]).await.expect_none();
//! # });
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Ephemeral resources are [opened](Driver::open), renewed and closed, actions [invoked](Driver::invoke), lists
//! [run](Driver::list), and [state stores](Driver::state_store) used, in the same way.
//!
//! [`Driver::conformance`] runs what every resource should stand: that an apply leaves nothing to do, that an
//! imported object needs no change, that any value may be unknown, that secrets stay secret.

mod action;
mod config;
mod conformance;
mod driver;
mod ephemeral_resource;
mod evaluate;
mod list_resource;
mod outcome;
mod propose;
mod rpc;
mod schemas;
mod state_store;
mod steps;
mod streaming;
#[cfg(test)]
mod tests;

pub use config::Config;
pub use conformance::{Conformance, Findings};
pub use driver::Driver;
pub use list_resource::{Listing, Object, Query};
pub use outcome::{Action, Outcome};
pub use state_store::Store;
pub(crate) use streaming::streaming;
