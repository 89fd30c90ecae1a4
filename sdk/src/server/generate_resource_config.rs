//! `GenerateResourceConfig`: the configuration of an object that was imported (`terraform plan -generate-config-out`).

use super::{managed::Managed, state::State};
use crate::{
    diag::Diagnostics,
    plan::generated_config,
    proto::tfplugin6::generate_resource_config::{Request, Response},
    provider::Provider,
};

pub(super) fn answer<P: Provider>(state: &State<P>, request: &Request) -> Result<Response, Diagnostics> {
    let managed = Managed::of(state, &request.type_name)?;
    let imported = managed.decode(request.state.as_ref(), "the state")?;
    let config = generated_config(managed.schema(), &imported);
    let config = managed.resource.generate_config(&config)?;
    Ok(Response { config: Some(managed.encode(&config, "the configuration")?), diagnostics: Vec::new() })
}
