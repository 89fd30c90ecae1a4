//! `GetMetadata`: what there is, by name. Multiplexing providers ask; Terraform does not.

use super::{provider_schema::capabilities, state::State};
use crate::{
    proto::tfplugin6::get_metadata::{DataSourceMetadata, FunctionMetadata, ResourceMetadata, Response},
    provider::Provider,
};

pub(super) fn answer<P: Provider>(state: &State<P>) -> Response {
    let registry = &state.registry;
    Response {
        server_capabilities: Some(capabilities()),
        data_sources: registry
            .data_sources
            .keys()
            .map(|&name| DataSourceMetadata { type_name: name.to_owned() })
            .collect(),
        resources: registry
            .resources
            .keys()
            .map(|&name| ResourceMetadata { type_name: name.to_owned() })
            .collect(),
        functions: registry
            .functions
            .keys()
            .map(|&name| FunctionMetadata { name: name.to_owned() })
            .collect(),
        ..Response::default()
    }
}
