//! A framework for writing Terraform and OpenTofu providers in Rust.
//!
//! A provider is a type that implements [`Provider`]: a configuration block, the client that is made from it, and a
//! list of what there is. A [`Resource`] is four functions over a [`Model`], a plain struct whose `#[derive(Model)]`
//! gives schema, documentation, decoding and encoding. [`serve`](fn@serve) is all of `main`:
//!
//! ```no_run
//! use std::process::ExitCode;
//! use tfplugin_framework::*;
//!
//! /// Something with a name.
//! #[derive(Clone, Debug, Model)]
//! struct Rocket {
//!     /// What it is called; another name is another rocket.
//!     #[model(requires_replace)]
//!     name: String,
//!     /// Given by the launch site.
//!     #[model(computed, stable)]
//!     id: Option<String>,
//! }
//!
//! struct Rockets;
//!
//! impl Resource for Rockets {
//!     type Client = LaunchSite;
//!     type Model = Rocket;
//!     const NAME: &'static str = "acme_rocket";
//!
//!     async fn create(
//!         &self,
//!         ctx: &Context,
//!         site: &LaunchSite,
//!         mut plan: Rocket,
//!         saved: &Saved<Rocket>,
//!     ) -> Result<Rocket, Diagnostics> {
//!         plan.id = Some(site.order(&plan.name).await?);
//!         saved.record(&plan); // from here on, no error, panic or Ctrl-C makes Terraform forget it
//!         Ok(plan)
//!     }
//!
//!     async fn read(&self, _: &Context, site: &LaunchSite, state: Rocket) -> Result<Option<Rocket>, Diagnostics> {
//!         Ok(site.has(&state.id).await?.then_some(state))
//!     }
//!     # async fn update(
//!     #     &self, _: &Context, _: &LaunchSite, _: Rocket, plan: Rocket, _: &Saved<Rocket>,
//!     # ) -> Result<Rocket, Diagnostics> { Ok(plan) }
//!     # async fn delete(&self, _: &Context, _: &LaunchSite, _: Rocket) -> Result<(), Diagnostics> { Ok(()) }
//!     // ... update, delete
//! }
//! # struct LaunchSite;
//! # impl LaunchSite {
//! #     async fn order(&self, _: &str) -> Result<String, Diagnostics> { Ok(String::new()) }
//! #     async fn has(&self, _: &Option<String>) -> Result<bool, Diagnostics> { Ok(true) }
//! # }
//! # /// No settings.
//! # #[derive(Clone, Debug, Model)]
//! # struct Settings {}
//! # struct Acme;
//! # impl Provider for Acme {
//! #     type Config = Settings;
//! #     type Client = LaunchSite;
//! #     const ADDRESS: &'static str = "registry.terraform.io/acme/acme";
//! #     const VERSION: &'static str = "0.1.0";
//! #     fn register(&self, registry: &mut Registry<Self>) { registry.resource(Rockets); }
//! #     async fn configure(&self, _: &Context, _: PlanOf<Settings>) -> Result<Configured<LaunchSite>, Diagnostics> {
//! #         Ok(Configured::Ready(LaunchSite))
//! #     }
//! # }
//!
//! fn main() -> ExitCode {
//!     serve(Acme)
//! }
//! ```
//!
//! `examples/null.rs` is a whole provider.
//!
//! # Where things are
//!
//! The modules lie along the way that data takes, from Terraform to your code and back:
//!
//! | module | what happens there |
//! |---|---|
//! | [`serve`](mod@serve) | the process: handshake, mutual TLS, gRPC, signals, its end; [`log`] prints what Terraform reads |
//! | `server` | one file per call of the protocol; panics and timeouts end here |
//! | [`wire`] | bytes to [`value`]s, and back |
//! | [`plan`] | from configuration and state to a plan; [`plan::check`] holds the rules that Terraform enforces |
//! | [`model`] | values to your structs, and back; [`schema`] and [`validators`] are made there |
//! | [`provider`], [`resource`], [`data_source`], [`ephemeral_resource`], [`action`], [`state_store`], [`function`] | what you implement, with a [`context`] for each call |
//!
//! Beside the way: [`docs`] writes the registry's pages from the same schemas, and `testing` (a feature) drives a
//! provider in process as Terraform does.

// Derived code names this crate by its name, also inside it.
extern crate self as tfplugin_framework;

pub mod action;
pub mod context;
pub mod data_source;
pub mod diag;
pub mod docs;
pub mod ephemeral_resource;
pub mod function;
pub mod log;
pub mod model;
mod panic;
pub mod plan;
pub mod private;
mod proto;
pub mod provider;
pub mod registry;
pub mod resource;
pub mod schema;
pub mod serve;
mod server;
pub mod state_store;
mod stop;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod validators;
pub mod value;
pub mod wire;

pub use action::Action;
pub use context::{Context, Interrupted};
pub use data_source::DataSource;
pub use diag::{Diagnostic, Diagnostics, Severity};
pub use ephemeral_resource::{EphemeralResource, Opened};
pub use function::{Function, FunctionError};
pub use model::{Attr, Model, PlanOf};
pub use private::Private;
pub use provider::{Configured, Provider};
pub use registry::Registry;
pub use resource::{Change, Import, Resource, Saved};
pub use schema::Schema;
pub use serve::serve;
pub use state_store::{Lock, LockError, StateStore, UnlockError};
pub use value::{Number, Path, Refinement, Step, Type, Value};
