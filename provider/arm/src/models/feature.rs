//! Preview features of a resource provider, registered per subscription.

use super::model;
use crate::Keyword;

model! {
    /// A feature as one subscription sees it.
    pub struct Feature {
        /// Resource ID.
        "id" id: String,
        /// `Microsoft.ContainerService/NAME`.
        "name" name: String,
        /// `Microsoft.Features/providers/features`.
        "type" resource_type: String,
        /// State.
        "properties" properties: FeatureProperties,
    }
}

model! {
    /// State of a feature.
    pub struct FeatureProperties {
        /// `NotRegistered`, `Pending` (an approval is needed), `Registering`, `Registered`, `Unregistering` or `Unregistered`.
        "state" state: Keyword,
    }
}
