//! Which Kubernetes a cluster and its pools run.

use crate::rules::Rule;

mod kubernetes_end_of_life;
mod kubernetes_version_not_offered;
mod pool_version_skew;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] =
    &[&pool_version_skew::RULE, &kubernetes_version_not_offered::RULE, &kubernetes_end_of_life::RULE];
