//! A framework for writing Terraform and OpenTofu providers in Rust.
//!
//! The crate is laid out along the way that data takes:
//!
//! terraform → [`serve`](mod@serve) (process, TLS, gRPC) → `server` (one file per RPC) → `wire` (bytes ⇄ [`value`])
//! → [`model`] (typed structs) → your [`Resource`] → [`plan`] (what Terraform enforces) → back the same way.
//!
//! A provider is a [`Provider`], its resources are [`Resource`]s over a [`Model`], which is a struct with
//! `#[derive(Model)]`.

// Derived code names this crate by its name, also inside it.
extern crate self as tfplugin_framework;

pub mod context;
pub mod data_source;
pub mod diag;
pub mod docs;
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
mod stop;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod validators;
pub mod value;
pub mod wire;

pub use context::{Context, Interrupted};
pub use data_source::DataSource;
pub use diag::{Diagnostic, Diagnostics, Severity};
pub use function::{Function, FunctionError};
pub use model::{Attr, Field, Model, PlanOf};
pub use private::Private;
pub use provider::{Configured, Provider};
pub use registry::Registry;
pub use resource::{Change, Import, Resource, Saved};
pub use schema::Schema;
pub use serve::serve;
pub use value::{Number, Path, Refinement, Step, Type, Value};
