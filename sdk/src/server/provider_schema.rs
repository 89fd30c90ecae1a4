//! `GetProviderSchema`: everything that Terraform has to know before it reads a configuration. A process may never be
//! asked: Terraform reuses the answer of another process of the same provider.

use super::{convert, functions, state::State};
use crate::{
    model::Model,
    proto::tfplugin6::{self as tf, get_provider_schema::Response},
    provider::Provider,
    schema::Schema,
};

pub(super) fn answer<P: Provider>(state: &State<P>) -> Response {
    let registry = &state.registry;
    let resources = registry.resources.iter();
    let data_sources = registry.data_sources.iter();
    Response {
        provider: Some(convert::schema(&Schema { version: 0, block: P::Config::block() })),
        resource_schemas: resources
            .map(|(&name, resource)| (name.to_owned(), convert::schema(&resource.shape().schema)))
            .collect(),
        data_source_schemas: data_sources
            .map(|(&name, data_source)| (name.to_owned(), convert::schema(&data_source.shape().schema)))
            .collect(),
        functions: functions::all(state),
        server_capabilities: Some(capabilities()),
        ..Response::default()
    }
}

/// What every provider on this framework can do.
pub(super) fn capabilities() -> tf::ServerCapabilities {
    tf::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: false,
        generate_resource_config: false,
    }
}
