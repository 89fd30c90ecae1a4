//! What may become of an existing cluster: upgrades to overlay, expansions, and what cannot be undone.

use crate::rules::Rule;

mod overlay_is_one_way;
mod overlay_is_whole_cluster;
mod overlay_needs_azure_plugin;
mod pod_cidr_expansion;
mod upgrade_from_pod_subnet;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[
    &overlay_is_one_way::RULE,
    &pod_cidr_expansion::RULE,
    &upgrade_from_pod_subnet::RULE,
    &overlay_is_whole_cluster::RULE,
    &overlay_needs_azure_plugin::RULE,
];
