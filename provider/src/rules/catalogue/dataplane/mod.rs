//! The data plane and network policies.

use crate::rules::Rule;

mod cilium_dataplane_and_policy;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[&cilium_dataplane_and_policy::RULE];
