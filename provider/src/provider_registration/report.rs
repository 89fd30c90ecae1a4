//! What the user is told about resource providers.

use arm_client::{ArmError, models::ResourceProvider};
use tfplugin_framework::{Diagnostic, Path};

use super::state_of;
use crate::azure;

/// Azure did not take a request.
pub(super) fn refused(verb: &str, namespace: &str, error: &ArmError) -> Diagnostic {
    if is_unknown(error) {
        return unknown(namespace);
    }
    let refused = azure::failed(&format!("{verb} resource provider \"{namespace}\""), error);
    if !error.is_forbidden() {
        return refused;
    }
    refused.hint(format!(
        "Registrations belong to the subscription, so the role must be assigned there. It needs the action \
         {namespace}/register/action, or {namespace}/unregister/action to end one."
    ))
}

/// Whether Azure knows no such namespace.
pub(super) fn is_unknown(error: &ArmError) -> bool {
    error.is_not_found()
        || error.code().is_some_and(|code| code.eq_ignore_ascii_case("InvalidResourceNamespace"))
}

fn unknown(namespace: &str) -> Diagnostic {
    Diagnostic::error(
        format!("There is no resource provider \"{namespace}\""),
        "Azure knows no such namespace. \"az provider list --query [].namespace\" lists them.",
    )
    .at(Path::of("namespace"))
}

/// Azure took a registration, and it came to nothing.
pub(super) fn not_registered(namespace: &str, provider: &ResourceProvider) -> Diagnostic {
    Diagnostic::error(
        format!("Resource provider \"{namespace}\" was not registered"),
        format!(
            "Azure took the registration, and its state is \"{}\". Another configuration, or a person, may have ended it at \
             the same time: registrations are shared by all who use the subscription. Apply again; if it stays so, ask \
             Azure support.",
            state_of(provider)
        ),
    )
    .at(Path::of("namespace"))
}

/// Others ended it behind Terraform's back.
pub(super) fn lost(namespace: &str, state: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("Resource provider \"{namespace}\" is not registered"),
        format!(
            "Its state is \"{state}\", so Azure refuses to create its resources in this subscription. This plan registers \
             it. If it is not needed any more, remove the resource."
        ),
    )
    .at(Path::of("namespace"))
}

/// Others registered it again while it was ended here.
pub(super) fn still_registered(namespace: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("Resource provider \"{namespace}\" is registered still"),
        "Azure took the end of the registration, and it is registered: another configuration or a person has registered it \
         again meanwhile, as several tools do by themselves. It is left to them.",
    )
}

/// The import ID is none of a resource provider.
pub(super) fn not_an_id(given: &str) -> Diagnostic {
    Diagnostic::error(
        "Not the ID of a resource provider",
        format!(
            "\"{given}\" is not the ID of a resource provider; expected a namespace such as Microsoft.ContainerService, or \
             /subscriptions/SUBSCRIPTION/providers/Microsoft.ContainerService."
        ),
    )
}
