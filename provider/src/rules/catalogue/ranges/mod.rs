//! The ranges of pods and services, and what they may not touch.

use crate::rules::Rule;

mod dns_service_ip_outside_service_cidr;
mod dns_service_ip_reserved;
mod implied_default_ranges;
mod ipv6_service_cidr_too_large;
mod pod_cidr_overlaps_service_cidr;
mod pod_cidr_overlaps_subnet;
mod reserved_range;
mod service_cidr_overlaps_subnet;
mod service_cidr_too_large;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[
    &reserved_range::RULE,
    &pod_cidr_overlaps_service_cidr::RULE,
    &pod_cidr_overlaps_subnet::RULE,
    &service_cidr_overlaps_subnet::RULE,
    &service_cidr_too_large::RULE,
    &ipv6_service_cidr_too_large::RULE,
    &dns_service_ip_outside_service_cidr::RULE,
    &dns_service_ip_reserved::RULE,
    &implied_default_ranges::RULE,
];
