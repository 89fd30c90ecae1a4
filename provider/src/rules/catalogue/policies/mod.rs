//! Which network policies are enforced, and by what.

use crate::rules::Rule;

mod azure_network_policy;
mod network_policy_engine;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[&network_policy_engine::RULE, &azure_network_policy::RULE];
