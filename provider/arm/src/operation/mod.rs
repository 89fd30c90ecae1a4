//! Long-running operations.
//!
//! Azure accepts a write and does it later. How far it is can be asked in three places, and the best one that the answer
//! offers is used: the URL in `Azure-AsyncOperation`, else the one in `Location`, else the resource itself with its
//! `provisioningState`. [`Operation`] does the waiting; `machine` decides what each answer means:
//!
//! ```text
//! begin ──> polling ──> fetching (a write) ──────> done
//!              │    └─> disappearing (a deletion) ─> done
//!              └─> failed | cancelled
//! ```
//!
//! What real traffic teaches, and what Microsoft's own poller for Rust gets wrong:
//! - A status is free text. Only `Succeeded`, `Failed` and `Canceled` (`Cancelled`) are ends; all else is progress.
//! - One in ten operations that succeed carries an `error` object. It means nothing, unless the operation fails.
//! - Operation URLs are signed and are sent back byte for byte. They are secrets: they are never logged and never stored.
//! - A success is not yet rest: a cluster may start to update itself right after.

mod begin;
mod ended;
mod kind;
mod machine;
mod monitor;
mod run;

pub(crate) use begin::{Answers, Target};
pub use ended::{Ended, ended};
pub use kind::OperationKind;
pub use monitor::Monitor;
pub use run::{Operation, Outcome};
