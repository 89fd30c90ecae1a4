//! The catalogue: one file per rule.
//!
//! A rule belongs here, in a file with the name of its code, and in [`RULES`]; a test names whatever else is missing: its
//! prose, its page in `docs/rules/`, its fixtures in `tests/fixtures/`.

use super::Rule;

mod availability_set_pool;
mod cidrs_match_ip_families;
mod cilium_dataplane_and_policy;
mod dcsv2_pool;
mod dns_service_ip_outside_service_cidr;
mod dns_service_ip_reserved;
mod dual_stack_azure_policy;
mod dual_stack_calico_policy;
mod dual_stack_kubernetes_version;
mod dual_stack_needs_overlay;
mod dual_stack_policy;
mod implied_default_ranges;
mod ip_families_order;
mod ipv6_service_cidr_too_large;
mod malformed_cidr;
mod max_pods_fixed;
mod max_pods_range;
mod overlay_is_one_way;
mod overlay_is_whole_cluster;
mod overlay_needs_azure_plugin;
mod pod_cidr_capacity;
mod pod_cidr_expansion;
mod pod_cidr_overlaps_service_cidr;
mod pod_cidr_overlaps_subnet;
mod pod_cidr_smaller_than_node_block;
mod pod_cidrs_match_ip_families;
mod reserved_range;
mod service_cidr_overlaps_subnet;
mod service_cidr_too_large;
mod service_cidrs_match_ip_families;
mod upgrade_from_pod_subnet;

/// Every rule, in the order in which findings of one severity are shown: what is written, what may not change, what does
/// not go together, then ranges and sizes.
pub static RULES: &[&Rule] = &[
    &malformed_cidr::RULE,
    &overlay_is_one_way::RULE,
    &pod_cidr_expansion::RULE,
    &max_pods_fixed::RULE,
    &upgrade_from_pod_subnet::RULE,
    &overlay_is_whole_cluster::RULE,
    &overlay_needs_azure_plugin::RULE,
    &ip_families_order::RULE,
    &dual_stack_needs_overlay::RULE,
    &dual_stack_azure_policy::RULE,
    &dual_stack_calico_policy::RULE,
    &cilium_dataplane_and_policy::RULE,
    &dual_stack_kubernetes_version::RULE,
    &pod_cidrs_match_ip_families::RULE,
    &service_cidrs_match_ip_families::RULE,
    &reserved_range::RULE,
    &pod_cidr_overlaps_service_cidr::RULE,
    &pod_cidr_overlaps_subnet::RULE,
    &service_cidr_overlaps_subnet::RULE,
    &pod_cidr_smaller_than_node_block::RULE,
    &pod_cidr_capacity::RULE,
    &service_cidr_too_large::RULE,
    &ipv6_service_cidr_too_large::RULE,
    &dns_service_ip_outside_service_cidr::RULE,
    &dns_service_ip_reserved::RULE,
    &max_pods_range::RULE,
    &availability_set_pool::RULE,
    &dcsv2_pool::RULE,
    &implied_default_ranges::RULE,
];
