//! Microsoft.Resources: subscriptions, resource groups, resource providers.

pub(crate) mod groups;
pub(crate) mod providers;
pub(crate) mod subscriptions;
