//! Azure Resource Manager as seen from outside, for AKS clusters on Azure CNI Overlay.
//!
//! JSON in, JSON out: this crate shares no model with any client, so that it can disagree with one.

mod emulator;
mod options;

pub use emulator::{Emulator, OpenError};
pub use options::{Habits, Options};
