//! The resource group as it is written in HCL.

use std::collections::BTreeMap;

use tfplugin_framework::{Model, resource::TimeoutSettings};

use crate::{
    checks::{location, resource_group_name},
    spelling,
};

/// A resource group, for clusters and what belongs to them.
///
/// A destroy deletes everything in the group, as Azure does; it is refused while the group holds AKS clusters.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct ResourceGroup {
    /// The ARM resource ID.
    #[model(computed, stable)]
    pub(crate) id: Option<String>,

    /// The name. It cannot be changed.
    #[model(required, plan = super::keep, validate = resource_group_name(), equivalent = spelling::ignoring_case)]
    pub(crate) name: String,

    /// The Azure region. It cannot be changed.
    #[model(required, plan = super::keep, validate = location(), equivalent = spelling::location)]
    pub(crate) location: String,

    /// Tags of the group.
    #[model(optional)]
    pub(crate) tags: Option<BTreeMap<String, String>>,

    /// How long each operation may take, such as `30m`.
    #[model(optional)]
    pub(crate) timeouts: Option<TimeoutSettings>,
}
