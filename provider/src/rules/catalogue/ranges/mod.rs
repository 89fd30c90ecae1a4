//! The ranges of pods and services, and what they may not touch.

use crate::rules::Rule;

mod connected;
mod dns_service_ip_outside_service_cidr;
mod dns_service_ip_reserved;
mod forbidden_service_cidr;
mod implied_default_ranges;
mod implied_ipv6_ranges;
mod ipv6_service_cidr_too_large;
mod pod_cidr_overlaps_connected_network;
mod pod_cidr_overlaps_service_cidr;
mod pod_cidr_overlaps_subnet;
mod pod_cidr_overlaps_vnet;
mod pod_cidr_shared_by_clusters;
mod pods_hidden_behind_nodes;
mod public_pod_cidr;
mod reserved_range;
mod service_cidr_overlaps_connected_network;
mod service_cidr_overlaps_subnet;
mod service_cidr_too_large;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[
    &reserved_range::RULE,
    &pod_cidr_overlaps_service_cidr::RULE,
    &pod_cidr_overlaps_subnet::RULE,
    &pod_cidr_overlaps_vnet::RULE,
    &pod_cidr_overlaps_connected_network::RULE,
    &service_cidr_overlaps_subnet::RULE,
    &service_cidr_overlaps_connected_network::RULE,
    &service_cidr_too_large::RULE,
    &forbidden_service_cidr::RULE,
    &public_pod_cidr::RULE,
    &ipv6_service_cidr_too_large::RULE,
    &dns_service_ip_outside_service_cidr::RULE,
    &dns_service_ip_reserved::RULE,
    &implied_default_ranges::RULE,
    &implied_ipv6_ranges::RULE,
    &pod_cidr_shared_by_clusters::RULE,
    &pods_hidden_behind_nodes::RULE,
];
