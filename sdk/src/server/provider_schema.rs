//! `GetProviderSchema`: everything that Terraform has to know before it reads a configuration. A process may never be
//! asked: Terraform reuses the answer of another process of the same provider.

use super::{convert, functions, state::State};
use crate::{
    diag::{Diagnostic, Diagnostics},
    model::Model,
    proto::tfplugin6::{self as tf, get_provider_schema::Response},
    provider::Provider,
    schema::{Schema, SchemaViolation},
};

pub(super) fn answer<P: Provider>(state: &State<P>) -> Response {
    let registry = &state.registry;
    let mut diagnostics = Diagnostics::new();
    let provider = Schema { version: 0, block: P::Config::block() };
    diagnostics.extend(broken("the provider block", provider.check_provider()));
    let mut checked = |name: &str, schema: &Schema| {
        diagnostics.extend(broken(name, schema.check()));
        (name.to_owned(), convert::schema(schema))
    };
    let resources = registry.resources.iter();
    let resource_schemas =
        resources.map(|(name, resource)| checked(name, &resource.shape().schema)).collect();
    let data_sources = registry.data_sources.iter();
    let data_source_schemas =
        data_sources.map(|(name, source)| checked(name, &source.shape().schema)).collect();
    let ephemeral_resources = registry.ephemeral_resources.iter();
    let ephemeral_resource_schemas =
        ephemeral_resources.map(|(name, ephemeral)| checked(name, &ephemeral.shape().schema)).collect();
    let list_resources = registry.list_resources.iter();
    let list_resource_schemas =
        list_resources.map(|(name, list)| checked(name, &list.shape().schema)).collect();
    let state_stores = registry.state_stores.iter();
    let state_store_schemas =
        state_stores.map(|(name, store)| checked(name, &store.shape().schema)).collect();
    let actions = registry.actions.iter().map(|(name, action)| {
        let (name, schema) = checked(name, &action.shape().schema);
        (name, tf::ActionSchema { schema: Some(schema) })
    });
    let action_schemas = actions.collect();
    let provider_meta =
        registry.provider_meta.as_ref().map(|shape| checked("provider_meta", &shape.schema).1);
    diagnostics.extend(listed_without_identity(state));
    Response {
        provider_meta,
        provider: Some(convert::schema(&provider)),
        resource_schemas,
        data_source_schemas,
        functions: functions::all(state),
        ephemeral_resource_schemas,
        list_resource_schemas,
        state_store_schemas,
        action_schemas,
        diagnostics: convert::diagnostics(diagnostics),
        server_capabilities: Some(capabilities::<P>()),
    }
}

/// Terraform refuses to list what it cannot identify.
fn listed_without_identity<P: Provider>(state: &State<P>) -> impl Iterator<Item = Diagnostic> {
    let registry = &state.registry;
    let identified =
        |name: &str| registry.resources.get(name).is_some_and(|found| found.identified().is_some());
    registry.list_resources.keys().filter(move |name| !identified(name)).map(|name| {
        Diagnostic::error(
            format!("Provider bug: {name} is listed without an identity"),
            "A list resource needs a managed resource of the same name that is registered with its identity. This is \
             a bug in the provider; please report it to its authors.",
        )
    })
}

/// A schema that Terraform would refuse, in words that help the provider's author.
pub(super) fn broken(
    name: &str,
    checked: Result<(), Vec<SchemaViolation>>,
) -> impl Iterator<Item = Diagnostic> {
    let violations = checked.err().unwrap_or_default();
    violations.into_iter().map(move |violation| {
        Diagnostic::error(
            format!("Provider bug: invalid schema of {name}"),
            format!("{violation}. This is a bug in the provider; please report it to its authors."),
        )
    })
}

/// What the provider can do, most of which the framework does for it.
pub(super) fn capabilities<P: Provider>() -> tf::ServerCapabilities {
    tf::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: P::GENERATES_CONFIG,
    }
}
