//! Azure Resource Manager as seen from outside, for AKS clusters on Azure CNI Overlay.
//!
//! JSON in, JSON out: this crate shares no model with any client, so that it can disagree with one. A request goes
//! [`Emulator::handle`] → `gateway` (front door: routing, API versions, registration, headers, journal) → the resource
//! provider (`aks`, `network`, `authorization`, `identity`, `compute`, `features`, `resources`; `plain` for what is only
//! kept) → `store` (one SQLite file), and
//! what takes time in Azure takes its time in `operations`. `login` answers what clients ask before they come.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let mut options = arm_emulator::Options::new("world");
//! options.speed = 100.0;
//! let azure = arm_emulator::Emulator::open(options)?;
//! let request = http::Request::get("https://emulated.azure.invalid/subscriptions?api-version=2022-12-01");
//! let answer = azure.handle(request.body(bytes::Bytes::new()).unwrap_or_default()).await?;
//! assert_eq!(answer.status(), 200);
//! # Ok(())
//! # }
//! ```

mod aks;
mod authorization;
mod cidr;
mod clock;
mod compute;
mod emulator;
mod faults;
mod features;
mod gateway;
mod identity;
mod ids;
mod json;
mod login;
mod network;
mod operations;
mod options;
mod outside;
mod plain;
mod resource_id;
mod resources;
mod seed;
pub mod server;
mod shape;
mod store;
mod throttling;
mod world;

pub use aks::RefusalsError;
pub use emulator::{Dropped, Emulator};
pub use faults::{FaultRule, FaultRuleError, FaultsFileError};
pub use options::{Habits, Options, UnknownHabit};
pub use outside::{ArmedFault, JournalFilter, Outside, OutsideError, Summary};
pub use seed::SeedError;
pub use store::{Entry, OpenError};
