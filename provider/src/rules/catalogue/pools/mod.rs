//! What a node pool may be.

use crate::rules::Rule;

mod availability_set_pool;
mod dcsv2_pool;
mod max_pods_fixed;
mod max_pods_range;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] =
    &[&max_pods_fixed::RULE, &max_pods_range::RULE, &availability_set_pool::RULE, &dcsv2_pool::RULE];
