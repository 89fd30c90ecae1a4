//! `ValidateProviderConfig`: the provider block, alone and perhaps with unknown values.

use super::{convert, state::State};
use crate::{
    diag::Diagnostics,
    model::{Model, PlanModel},
    plan,
    proto::tfplugin6::validate_provider_config::{Request, Response},
    provider::Provider,
    schema::Schema,
    value::Path,
};

pub(super) fn answer<P: Provider>(state: &State<P>, request: &Request) -> Result<Response, Diagnostics> {
    let schema = Schema { version: 0, block: P::Config::block() };
    let config = convert::decode(request.config.as_ref(), &schema.block.ty(), "the provider block")?;
    let mut diagnostics = plan::validate(&schema, &config);
    match PlanModel::from_value(&config, &Path::root()) {
        Ok(config) => state.provider.validate(&config, &mut diagnostics),
        Err(errors) => diagnostics.extend(errors),
    }
    Ok(Response { diagnostics: convert::diagnostics(diagnostics) })
}
