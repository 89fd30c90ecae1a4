//! What the user is told about features.

use arm_client::{ArmError, models::Feature};
use tfplugin_framework::{Diagnostic, Path};

use super::{retired::Retired, state_of};
use crate::azure;

/// Azure did not take a request.
pub(super) fn refused(verb: &str, name: &str, error: &ArmError) -> Diagnostic {
    let refused = azure::failed(&format!("{verb} feature \"{name}\""), error);
    if !error.is_forbidden() {
        return refused;
    }
    refused.hint(
        "Registrations belong to the subscription, so the role must be assigned there. It needs the actions \
         Microsoft.Features/providers/features/read, Microsoft.Features/providers/features/register/action and \
         NAMESPACE/register/action of the resource provider.",
    )
}

/// Azure knows no such feature.
pub(super) fn unknown(namespace: &str, name: &str) -> Diagnostic {
    Diagnostic::error(
        format!("There is no feature \"{name}\""),
        format!(
            "{namespace} has no feature of this name for this subscription. Features that have become generally available \
             are sometimes removed: then nothing has to be registered. \"az feature list --namespace {namespace}\" lists \
             them."
        ),
    )
    .at(Path::of("name"))
}

/// Whether there is such a feature could not be asked while planning.
pub(super) fn not_looked_up(name: &str, error: &ArmError) -> Diagnostic {
    let Diagnostic { summary, detail, .. } = refused("look up", name, error);
    Diagnostic::warning(summary, format!("{detail}\n\nWhether there is such a feature shows at apply."))
}

/// Only Microsoft can end it.
pub(super) fn needs_approval(namespace: &str, name: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Feature \"{name}\" waits for approval"),
        format!(
            "The registration of {namespace}/{name} is Pending: Microsoft has to approve it for this subscription. Ask for \
             it through Azure support or the form in the feature's documentation.\n\nThe request stays with Azure, and \
             nothing has to be undone: when \"az feature show --namespace {namespace} --name {name} --query \
             properties.state\" says Registered, apply again, and the registration is adopted."
        ),
    )
    .at(Path::of("name"))
}

/// What will come of it can be told while planning.
pub(super) fn will_need_approval(namespace: &str, name: &str) -> Diagnostic {
    let Diagnostic { summary, detail, .. } = needs_approval(namespace, name);
    Diagnostic::warning(summary, format!("{detail} Until then an apply ends with an error here."))
        .at(Path::of("name"))
}

/// Azure took a registration, and it came to nothing.
pub(super) fn not_registered(namespace: &str, name: &str, feature: &Feature) -> Diagnostic {
    let state = state_of(feature).unwrap_or_default();
    Diagnostic::error(
        format!("Feature \"{name}\" was not registered"),
        format!(
            "Azure took the registration of {namespace}/{name}, and its state is \"{state}\". Another configuration, or a \
             person, may have unregistered it at the same time: registrations are shared by all who use the subscription. \
             Apply again; if it stays so, ask Azure support."
        ),
    )
    .at(Path::of("name"))
}

/// Others unregistered it behind Terraform's back.
pub(super) fn lost(namespace: &str, name: &str, state: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("Feature \"{name}\" is not registered any more"),
        format!(
            "{namespace}/{name} is in the state \"{state}\", so somebody unregistered it, in this subscription and for all \
             who use it. This plan registers it again. If it is not needed any more, remove the resource."
        ),
    )
    .at(Path::of("name"))
}

/// Nothing needs it any more.
pub(super) fn not_needed(name: &str, Retired { since, gives, .. }: &Retired) -> Diagnostic {
    Diagnostic::warning(
        format!("Feature \"{name}\" is not needed since {since}"),
        format!(
            "{gives} is generally available since {since} and needs no registration, so none is made. Remove this resource; \
             a registration that exists stays as it is and does no harm."
        ),
    )
    .at(Path::of("name"))
}

/// The feature could be adopted and its resource provider not told.
pub(super) fn not_refreshed(namespace: &str, name: &str, error: &ArmError) -> Diagnostic {
    let Diagnostic { detail, .. } = refused("register", name, error);
    Diagnostic::warning(
        format!("Feature \"{name}\" was adopted, and {namespace} could not be refreshed"),
        format!(
            "The feature was registered already. A resource provider takes note of a feature when it is registered again, \
             which is not permitted here; if that has not been done since, run: az provider register --namespace \
             {namespace}\n\n{detail}"
        ),
    )
}

/// Others registered it again while it was unregistered here.
pub(super) fn still_registered(namespace: &str, name: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("Feature \"{name}\" is registered still"),
        format!(
            "Azure took the end of the registration of {namespace}/{name}, and it is registered: another configuration \
             or a person has registered it again meanwhile. It is left to them."
        ),
    )
}
