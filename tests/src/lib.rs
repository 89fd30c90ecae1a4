//! What the acceptance tests, the tour (`cargo demo`) and the start-up benchmark stand on: the real `terraform`
//! program, in a scratch world, against this repository's provider and emulator.
//!
//! - [`Terraform`]: found on the machine, or fetched; by version where that matters.
//! - [`Binaries`]: provider and emulator, built by this harness.
//! - [`World`]: a scratch directory in which Terraform finds the provider, with an emulated Azure of its own.
//! - [`Run`]: one command; it says what it ran and what that printed whenever an expectation fails.
//! - [`Plan`], [`State`]: what Terraform says as JSON.
//! - [`Emulator`]: the standalone server; [`Request`]: a line of its journal.
//! - [`Failure`]: everything that can go wrong on the way.

mod binaries;
mod emulator;
mod expect;
mod failure;
mod process;
mod run;
mod terraform;
mod world;

pub use binaries::{Binaries, repository};
pub use emulator::{Emulator, Request};
pub use expect::{Change, Plan, State};
pub use failure::{Failure, Outcome};
pub use process::{descendants, kill, peak_memory};
pub use run::{Finished, Run, Running};
pub use terraform::{Release, Source, Terraform};
pub use world::{ADDRESS, Install, World, copy_files};
