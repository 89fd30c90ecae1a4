//! The framework's most complete example, the twin of HashiCorp's corner provider, under the real Terraform. Each test
//! goes the way of HashiCorp's suite: apply, plan again with and without a refresh, change, import, destroy.

mod action;
mod custom_types;
mod deferral;
mod dynamic;
mod ephemeral;
mod functions;
mod identity;
mod numbers;
mod reflection;
mod schema;
mod session;
mod sets;
mod unknown;
mod user;
mod write_only;

use acceptance::Release::{V1_11, V1_15};
use session::Session;
