//! `GetResourceIdentitySchemas`: what names the objects of each resource that has identities. Terraform 1.12 and later
//! ask for it together with the schemas.

use super::{convert, provider_schema::broken, state::State};
use crate::{
    diag::Diagnostics, proto::tfplugin6::get_resource_identity_schemas::Response, provider::Provider,
};

pub(super) fn answer<P: Provider>(state: &State<P>) -> Response {
    let mut diagnostics = Diagnostics::new();
    let identified = state.registry.resources.iter().filter_map(|(name, resource)| {
        let schema = &resource.identified()?.shape().schema;
        diagnostics.extend(broken(&format!("the identity of {name}"), schema.check_identity()));
        Some(((*name).to_owned(), convert::identity_schema(schema)))
    });
    let identity_schemas = identified.collect();
    Response { identity_schemas, diagnostics: convert::diagnostics(diagnostics) }
}
