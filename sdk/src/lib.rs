//! A framework for writing Terraform and OpenTofu providers in Rust.
//!
//! A provider is a type that implements [`Provider`]: a configuration block, the client that is made from it, and a
//! list of what there is. A [`Resource`] is four functions over a [`Model`](trait@Model), a plain struct whose
//! `#[derive(Model)]` gives schema, documentation, decoding and encoding. [`serve`](fn@serve) is all of `main`. This is
//! a whole one:
//!
//! ```no_run
//! use std::{fs, io, path::PathBuf, process::ExitCode};
//! use tfplugin_framework::*;
//!
//! struct Notebook;
//!
//! /// Keeps notes in files.
//! #[derive(Clone, Debug, Model)]
//! struct Settings {
//!     /// The folder that they lie in.
//!     folder: String,
//! }
//!
//! impl Provider for Notebook {
//!     type Config = Settings;
//!     type Client = PathBuf;
//!     const ADDRESS: &'static str = "registry.terraform.io/example/notebook";
//!     const VERSION: &'static str = "0.1.0";
//!
//!     fn register(&self, registry: &mut Registry<Self>) {
//!         registry.resource(Notes);
//!     }
//!
//!     async fn configure(&self, _: &Context, config: SettingsPlan) -> Result<Configured<PathBuf>, Diagnostics> {
//!         Ok(config.folder.known().map_or(Configured::Unknown, |folder| Configured::Ready(folder.into())))
//!     }
//! }
//!
//! struct Notes;
//!
//! /// A note.
//! #[derive(Clone, Debug, Model)]
//! struct Note {
//!     /// The name of its file. Another name makes another note.
//!     #[model(requires_replace)]
//!     name: String,
//!     /// What it says.
//!     text: String,
//!     /// Where it lies.
//!     #[model(computed, stable)]
//!     path: Option<String>,
//! }
//!
//! impl Resource for Notes {
//!     type Client = PathBuf;
//!     type Model = Note;
//!     const NAME: &'static str = "notebook_note";
//!
//!     async fn create(&self, _: &Context, folder: &PathBuf, mut note: Note, saved: &Saved<Note>)
//!     -> Result<Note, Diagnostics> {
//!         let path = folder.join(&note.name);
//!         fs::write(&path, &note.text).map_err(failed)?;
//!         note.path = Some(path.display().to_string());
//!         saved.record(&note); // from here on no error, panic or Ctrl-C makes Terraform forget it
//!         Ok(note)
//!     }
//!
//!     async fn read(&self, _: &Context, folder: &PathBuf, note: Note) -> Result<Option<Note>, Diagnostics> {
//!         match fs::read_to_string(folder.join(&note.name)) {
//!             Ok(text) => Ok(Some(Note { text, ..note })),
//!             Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None), // gone: Terraform makes a new one
//!             Err(error) => Err(failed(error)),
//!         }
//!     }
//!
//!     async fn update(&self, _: &Context, folder: &PathBuf, _: Note, note: Note, _: &Saved<Note>)
//!     -> Result<Note, Diagnostics> {
//!         fs::write(folder.join(&note.name), &note.text).map_err(failed)?;
//!         Ok(note)
//!     }
//!
//!     async fn delete(&self, _: &Context, folder: &PathBuf, note: Note) -> Result<(), Diagnostics> {
//!         fs::remove_file(folder.join(&note.name)).map_err(failed)
//!     }
//! }
//!
//! fn failed(error: io::Error) -> Diagnostics {
//!     Diagnostic::from_error("The note's file cannot be used", &error).into()
//! }
//!
//! fn main() -> ExitCode {
//!     serve(Notebook)
//! }
//! ```
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
//! | [`provider`], [`resource`], [`data_source`], [`ephemeral_resource`], [`function`], [`action`], [`list_resource`], [`state_store`] | what you implement, with a [`context`] for each call |
//!
//! Beside the way: [`poll`] waits for the remote side, [`docs`] writes the registry's pages from the same schemas, and
//! [`testing`] (a feature) drives a provider in process as Terraform does.

/// The README's code compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

// Derived code names this crate by its name, also inside it.
extern crate self as tfplugin_framework;

pub mod action;
pub mod context;
pub mod data_source;
pub mod diag;
pub mod docs;
mod duration;
pub mod ephemeral_resource;
pub mod function;
#[cfg(any(doc, doctest))]
pub mod guide;
pub mod list_resource;
pub mod log;
pub mod model;
mod panic;
pub mod plan;
pub mod poll;
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
/// What the targets in `fuzz/` reach beside the public interface. No part of it: anything here may change at any time.
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing {
    pub use crate::serve::fuzzing::environment;
}
// In the documentation also without the feature, because other pages lead there.
#[cfg(any(test, feature = "testing", all(doc, not(doctest))))]
pub mod testing;
pub mod validators;
pub mod value;
pub mod wire;

pub use action::Action;
pub use context::{Context, Deferral, Interrupted};
pub use data_source::DataSource;
pub use diag::{Diagnostic, Diagnostics, Severity};
pub use ephemeral_resource::{EphemeralResource, Opened};
pub use function::{Arguments, Function, FunctionError};
pub use list_resource::{Found, ListResource, Listed};
pub use model::{Attr, Model, PlanOf};
pub use poll::Poll;
pub use private::Private;
pub use provider::{Configured, Provider};
pub use registry::Registry;
pub use resource::{Change, Identified, Import, MoveSource, Resource, Saved};
pub use schema::Schema;
pub use serve::serve;
pub use state_store::{Lock, LockError, StateStore, UnlockError};
pub use value::{Number, Path, Refinement, Step, Type, Value};
