//! The Terraform provider `aksoverlay`: AKS clusters on Azure CNI Overlay.
//!
//! The way of data, from a line of HCL to Azure and back:
//!
//! 1. Terraform sends a configuration; [`tfplugin_framework`] gives it to a resource as a typed struct
//!    (`cluster::model`).
//! 2. The resource shows it to the [`rules`], which know what Azure would refuse: alone at validate, with prior state
//!    and what Azure says of the `surroundings` at plan, and once more before the first write. They count with addresses in [`network`].
//! 3. What passes becomes a plan (`cluster::plan`): in place where Azure works in place, refused where it does not
//!    (`cluster::diff`).
//! 4. At apply the plan becomes a request in Azure's words (`cluster::request`).
//! 5. [`arm_client`] carries it to Azure, or to the Azure inside this process (`emulated`), and waits.
//! 6. The answer becomes the state (`cluster::state`), in the user's spelling (`spelling`), or an error with the next
//!    step (`azure`).
//!
//! `provider` and `settings` make the `session` that all of this talks through. [`summary`] stands apart: it tells what a
//! plan found, to those who run one on a schedule.

mod adoption;
#[cfg(test)]
#[path = "../tests/in_process/attribute_table.rs"]
mod attribute_table;
mod azure;
mod checks;
mod cluster;
mod cluster_address;
mod cluster_data;
mod compare;
mod declared_networks;
mod dual_stack;
mod emulated;
mod feature_registration;
mod findings;
mod formats;
pub mod functions;
mod hcl;
mod identity;
mod kubeconfig;
mod kubernetes_versions;
mod members;
pub mod network;
mod network_plan;
mod node_pool;
mod outcome;
mod planned;
mod pool;
mod provider;
mod provider_registration;
mod read_only;
mod resource_group;
pub mod rules;
mod session;
mod settings;
mod spelling;
pub mod summary;
mod surroundings;
mod timed;
mod unfinished;
mod upgrade_readiness;
mod version;
mod words;

#[cfg(test)]
#[path = "../tests/in_process/world.rs"]
#[expect(dead_code, reason = "a part of what the tests outside share")]
mod world;

#[cfg(test)]
extern crate self as aksoverlay;

pub use provider::AksOverlay;

/// The day by which the rules are applied where the provider block names none.
fn today() -> time::Date {
    time::OffsetDateTime::now_utc().date()
}
