//! The provider's side of the protocol: one file per call, working on values and schemas.
//!
//! [`service`] is the gRPC face; it hands each call to the function `answer` of the file that has its name. Such a
//! function returns the answer or diagnostics; that a failure, a panic included, always becomes diagnostics and never a
//! gRPC status is settled in [`call`].

mod apply_resource_change;
mod call;
mod call_function;
mod close_ephemeral_resource;
mod configure_provider;
mod convert;
mod functions;
mod identity;
mod import_resource_state;
mod invoke_action;
mod managed;
mod metadata;
mod move_resource_state;
mod open_ephemeral_resource;
mod operation;
mod plan_action;
mod plan_resource_change;
mod provider_schema;
mod read_data_source;
mod read_resource;
mod renew_ephemeral_resource;
mod resource_identity_schemas;
mod secrets;
mod service;
mod state;
mod stored;
#[cfg(test)]
mod tests;
mod upgrade_resource_identity;
mod upgrade_resource_state;
mod validate_action_config;
mod validate_data_resource_config;
mod validate_ephemeral_resource_config;
mod validate_provider_config;
mod validate_resource_config;
mod write_only;

pub(crate) use service::Service;
