//! `ValidateResourceConfig`: a resource's configuration, alone and perhaps with unknown values.

use super::{convert, state::State, write_only};
use crate::{
    diag::{Diagnostic, Diagnostics},
    plan,
    proto::tfplugin6::validate_resource_config::{Request, Response},
    provider::Provider,
    resource::check_timeouts,
    value::Path,
};

pub(super) fn answer<P: Provider>(state: &State<P>, request: &Request) -> Result<Response, Diagnostics> {
    let resource = state.resource(&request.type_name)?;
    let shape = resource.shape();
    let config = convert::decode(request.config.as_ref(), &shape.ty, "the configuration")?;
    let caller = convert::capabilities(request.client_capabilities.as_ref());
    let write_only_allowed = caller.write_only_attributes_allowed;
    let mut diagnostics = plan::validate_resource(&shape.schema, &config, write_only_allowed);
    if !write_only_allowed {
        diagnostics.extend(write_only::paths(&shape.schema, &config).into_iter().map(too_old));
    }
    diagnostics.extend(check_timeouts(&config));
    diagnostics.extend(resource.validate(&config));
    Ok(Response { diagnostics: convert::diagnostics(diagnostics) })
}

/// An older Terraform would store the value and then complain that it is gone.
fn too_old(path: Path) -> Diagnostic {
    Diagnostic::error(
        "WriteOnly Attribute Not Allowed",
        format!(
            "{path} is write-only: its value must not be stored. That needs Terraform 1.11 or later, or OpenTofu 1.11 \
             or later. Use one of these, or leave the attribute out."
        ),
    )
    .at(path)
}
