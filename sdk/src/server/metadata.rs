//! `GetMetadata`: what there is, by name. Multiplexing providers ask; Terraform does not.

use std::collections::BTreeMap;

use super::{provider_schema::capabilities, state::State};
use crate::{
    proto::tfplugin6::get_metadata::{
        ActionMetadata, DataSourceMetadata, EphemeralMetadata, FunctionMetadata, ListResourceMetadata,
        ResourceMetadata, Response, StateStoreMetadata,
    },
    provider::Provider,
};

pub(super) fn answer<P: Provider>(state: &State<P>) -> Response {
    let registry = &state.registry;
    Response {
        server_capabilities: Some(capabilities::<P>()),
        diagnostics: Vec::new(),
        data_sources: each(&registry.data_sources, |type_name| DataSourceMetadata { type_name }),
        resources: each(&registry.resources, |type_name| ResourceMetadata { type_name }),
        functions: each(&registry.functions, |name| FunctionMetadata { name }),
        ephemeral_resources: each(&registry.ephemeral_resources, |type_name| EphemeralMetadata { type_name }),
        list_resources: each(&registry.list_resources, |type_name| ListResourceMetadata { type_name }),
        state_stores: each(&registry.state_stores, |type_name| StateStoreMetadata { type_name }),
        actions: each(&registry.actions, |type_name| ActionMetadata { type_name }),
    }
}

fn each<T, M>(offered: &BTreeMap<&'static str, T>, metadata: impl Fn(String) -> M) -> Vec<M> {
    offered.keys().map(|&name| metadata(name.to_owned())).collect()
}
