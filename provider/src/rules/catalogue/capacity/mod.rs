//! Whether there is room for every node.

use crate::rules::Rule;

mod free_tier_size;
mod pod_cidr_capacity;
mod pod_cidr_smaller_than_node_block;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] =
    &[&pod_cidr_smaller_than_node_block::RULE, &pod_cidr_capacity::RULE, &free_tier_size::RULE];
