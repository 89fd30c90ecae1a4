//! Microsoft.Resources: subscriptions, resource groups, resource providers, the list of everything, and tags.

pub(crate) mod groups;
pub(crate) mod inventory;
pub(crate) mod providers;
pub(crate) mod subscriptions;
pub(crate) mod tags;
