//! The provider's side of the protocol: one file per call, working on values and schemas.
//!
//! [`service`] is the gRPC face; it hands each call to the function `answer` of the file that has its name. Such a
//! function returns the answer or diagnostics; that a failure, a panic included, always becomes diagnostics and never a
//! gRPC status is settled in [`call`].

mod apply_resource_change;
mod call;
mod call_function;
mod chunks;
mod close_ephemeral_resource;
mod configure_provider;
mod configure_state_store;
mod convert;
mod delete_state;
mod functions;
mod generate_resource_config;
mod get_states;
mod identity;
mod import_resource_state;
mod invoke_action;
mod list_resource;
mod lock_state;
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
mod read_state_bytes;
mod renew_ephemeral_resource;
mod resource_identity_schemas;
mod secrets;
mod service;
mod state;
mod stored;
mod stores;
#[cfg(test)]
mod tests;
mod unlock_state;
mod upgrade_resource_identity;
mod upgrade_resource_state;
mod validate_action_config;
mod validate_data_resource_config;
mod validate_ephemeral_resource_config;
mod validate_list_resource_config;
mod validate_provider_config;
mod validate_resource_config;
mod validate_state_store_config;
mod write_only;
mod write_state_bytes;

pub(crate) use service::Service;
