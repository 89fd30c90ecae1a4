//! Whether there is room for every node.

use crate::rules::Rule;

mod blocks;
mod cluster_node_limit;
mod free_tier_size;
mod implied_max_pods;
mod ipv6_pod_cidr_capacity;
mod pod_cidr_capacity;
mod pod_cidr_smaller_than_node_block;
mod pod_cidr_upgrade_capacity;
mod pool_node_limit;
mod too_few_pods;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[
    &pool_node_limit::RULE,
    &cluster_node_limit::RULE,
    &pod_cidr_smaller_than_node_block::RULE,
    &pod_cidr_capacity::RULE,
    &pod_cidr_upgrade_capacity::RULE,
    &ipv6_pod_cidr_capacity::RULE,
    &too_few_pods::RULE,
    &free_tier_size::RULE,
    &implied_max_pods::RULE,
];
