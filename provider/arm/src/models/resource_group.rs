//! `Microsoft.Resources/resourceGroups`.

use super::{Tags, model};
use crate::Keyword;

model! {
    /// A resource group.
    pub struct ResourceGroup {
        /// Resource ID.
        "id" id: String,
        /// The group's name.
        "name" name: String,
        /// Resource type.
        "type" resource_type: String,
        /// Where the group's own data lies.
        "location" location: String,
        /// Tags.
        "tags" tags: Tags,
        /// Resource ID of the resource that owns the group, as with AKS node groups.
        "managedBy" managed_by: String,
        /// State.
        "properties" properties: ResourceGroupProperties,
    }
}

model! {
    /// State of a resource group.
    pub struct ResourceGroupProperties {
        /// `Succeeded`, `Deleting`.
        "provisioningState" provisioning_state: Keyword,
    }
}
