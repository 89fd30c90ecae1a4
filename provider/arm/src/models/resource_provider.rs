//! Resource providers (`Microsoft.ContainerService` and the like) and their registration in a subscription.

use super::model;
use crate::Keyword;

model! {
    /// A resource provider as one subscription sees it.
    pub struct ResourceProvider {
        /// Resource ID.
        "id" id: String,
        /// `Microsoft.ContainerService`.
        "namespace" namespace: String,
        /// `NotRegistered`, `Registering`, `Registered`, `Unregistering` or `Unregistered`.
        "registrationState" registration_state: Keyword,
        /// `RegistrationRequired` or `RegistrationFree`.
        "registrationPolicy" registration_policy: Keyword,
        /// What it offers.
        "resourceTypes" resource_types: Vec<ResourceType>,
    }
}

model! {
    /// A resource type of a provider.
    pub struct ResourceType {
        /// `managedClusters`.
        "resourceType" resource_type: String,
        /// Display names of regions: `East US`.
        "locations" locations: Vec<String>,
        /// API versions.
        "apiVersions" api_versions: Vec<String>,
    }
}
