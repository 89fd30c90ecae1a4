//! IPv4 next to IPv6.

use crate::rules::Rule;

mod cidrs_match_ip_families;
mod dual_stack_azure_linux_services;
mod dual_stack_azure_policy;
mod dual_stack_calico_policy;
mod dual_stack_cilium_version;
mod dual_stack_feature;
mod dual_stack_in_place;
mod dual_stack_kubernetes_version;
mod dual_stack_nat_gateway;
mod dual_stack_needs_overlay;
mod dual_stack_policy;
mod dual_stack_service_families;
mod dual_stack_subnet_ipv6;
mod dual_stack_virtual_nodes;
mod dual_stack_windows;
mod ip_families_order;
mod pod_cidrs_match_ip_families;
mod service_cidrs_match_ip_families;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[
    &ip_families_order::RULE,
    &dual_stack_needs_overlay::RULE,
    &dual_stack_azure_policy::RULE,
    &dual_stack_calico_policy::RULE,
    &dual_stack_kubernetes_version::RULE,
    &dual_stack_cilium_version::RULE,
    &dual_stack_virtual_nodes::RULE,
    &dual_stack_windows::RULE,
    &dual_stack_nat_gateway::RULE,
    &dual_stack_subnet_ipv6::RULE,
    &dual_stack_feature::RULE,
    &pod_cidrs_match_ip_families::RULE,
    &service_cidrs_match_ip_families::RULE,
    &dual_stack_in_place::RULE,
    &dual_stack_service_families::RULE,
    &dual_stack_azure_linux_services::RULE,
];
