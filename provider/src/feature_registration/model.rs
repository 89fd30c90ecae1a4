//! The registration of a preview feature as it is written in HCL.

use tfplugin_framework::{Model, resource::TimeoutSettings};

use crate::{
    checks::{feature_name, namespace, word},
    spelling, words,
};

/// The namespace of AKS.
pub(super) const AKS: &str = "Microsoft.ContainerService";

/// The registration of a preview feature in the subscription.
///
/// The feature is registered, waited for until several reads in a row say so, and made known to its resource provider,
/// which would not see it otherwise. Registrations belong to the subscription and may be shared: one that exists is
/// adopted, and a destroy leaves it in place unless `on_destroy` says otherwise. One that somebody else ended is planned
/// as a change that registers it again.
///
/// A feature that nothing needs any more, because what it gave a preview of is generally available, is not registered: the
/// plan says since when, and the resource can be removed. A feature that Microsoft has to approve ends the apply with an
/// error that says so; once it is approved, the next apply adopts it.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct FeatureRegistration {
    /// The ARM resource ID.
    #[model(computed, stable)]
    pub(crate) id: Option<String>,

    /// The namespace of the resource provider.
    #[model(optional, computed, stable, requires_replace, default = "Microsoft.ContainerService", validate = namespace(), equivalent = spelling::ignoring_case)]
    pub(crate) provider_namespace: Option<String>,

    /// The name of the feature.
    #[model(required, requires_replace, validate = feature_name(), equivalent = spelling::ignoring_case)]
    pub(crate) name: String,

    /// What a destroy does: leave the registration, or take the feature from the whole subscription, and from all others
    /// who use it there.
    #[model(optional, computed, stable, default = "keep", validate = word(words::ON_DESTROY), equivalent = spelling::ignoring_case)]
    pub(crate) on_destroy: Option<String>,

    /// The state: `Registered` once it can be used; `Pending` while Microsoft has to approve it.
    #[model(computed, stable)]
    pub(crate) state: Option<String>,

    /// How long each operation may take, such as `2h`.
    #[model(optional)]
    pub(crate) timeouts: Option<TimeoutSettings>,
}

impl FeatureRegistration {
    /// The namespace; the default of the schema if there is none.
    pub(crate) fn namespace(&self) -> &str {
        self.provider_namespace.as_deref().unwrap_or(AKS)
    }
}
