//! The registration of a resource provider as it is written in HCL.

use tfplugin_framework::{Model, resource::TimeoutSettings};

use crate::{
    checks::{namespace, word},
    spelling, words,
};

/// The registration of the subscription for a resource provider, without which Azure refuses to create its resources.
///
/// It is waited for until several reads in a row say `Registered`. Registrations belong to the subscription and are
/// shared: one that exists is adopted, also one that Azure or another tool made, and a destroy leaves it in place unless
/// `on_destroy` says otherwise. One that somebody else ended is planned as a change that registers it again.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct ProviderRegistration {
    /// The ARM resource ID.
    #[model(computed, stable)]
    pub(crate) id: Option<String>,

    /// The namespace, such as `Microsoft.ContainerService`.
    #[model(required, requires_replace, validate = namespace(), equivalent = spelling::ignoring_case)]
    pub(crate) namespace: String,

    /// What a destroy does: leave the registration, or end it for the whole subscription. Azure refuses to end it while
    /// there are resources of the provider.
    #[model(optional, computed, stable, default = "keep", validate = word(words::ON_DESTROY), equivalent = spelling::ignoring_case)]
    pub(crate) on_destroy: Option<String>,

    /// The state: `Registered` once its resources can be made.
    #[model(computed, stable)]
    pub(crate) state: Option<String>,

    /// How long each operation may take, such as `30m`.
    #[model(optional)]
    pub(crate) timeouts: Option<TimeoutSettings>,
}
