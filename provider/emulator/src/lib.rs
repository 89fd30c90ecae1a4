//! Azure Resource Manager as seen from outside, for AKS clusters on Azure CNI Overlay.
//!
//! JSON in, JSON out: this crate shares no model with any client, so that it can disagree with one.
//!
//! # Map
//!
//! - A request comes in at [`Emulator::handle`], or over HTTPS through [`server`], and passes `gateway`, Azure's front
//!   door: routing, API versions, registration, headers, journal. On the way `throttling` may hold it off, and `faults`
//!   strike it as somebody asked.
//! - A resource provider answers it: `aks` (clusters and pools in files of their own, and in rooms their `children`,
//!   `profiles`, `nodes`, the `node_group` that AKS makes, `run_command`, and the `validation` of what is asked for),
//!   `network`, `authorization`, `managed_identity`, `compute`, `features`, `resources`, and `plain` for what is only
//!   kept. `login` answers what clients ask before they come.
//! - Everything is kept in `store`, one SQLite file, and what takes time in Azure takes its time in `operations`. A
//!   request sees both as its `world`: one transaction, one moment.
//! - From outside Azure, [`Outside`] looks at a world and changes it, and `seed` fills it before anybody asks.
//! - Beneath are tools without knowledge of any resource: `cidr`, `clock`, `ids` (which the platform makes up) and
//!   `resource_id` (which clients send), `json`, `list_file`, `shape` (of a request's body).
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
mod ids;
mod json;
mod list_file;
mod login;
mod managed_identity;
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
pub use list_file::ListFileError;
pub use options::{Habits, Options, UnknownHabit};
pub use outside::{ArmedFault, JournalFilter, Outside, OutsideError, Summary};
pub use seed::SeedError;
pub use store::{Entry, OpenError};
