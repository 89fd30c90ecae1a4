//! How traffic leaves a cluster.

use crate::rules::Rule;

mod outbound_none_needs_cache;
mod outbound_type;
mod outbound_type_migration;
mod outbound_type_network;
mod udr_without_ipv6_route;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[
    &outbound_type_migration::RULE,
    &outbound_type::RULE,
    &outbound_type_network::RULE,
    &outbound_none_needs_cache::RULE,
    &udr_without_ipv6_route::RULE,
];
