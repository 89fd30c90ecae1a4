//! What may become of an existing cluster: upgrades to overlay, expansions, and what cannot be undone.

use crate::rules::Rule;

mod kubenet_upgrade_feature;
mod kubenet_upgrade_identity;
mod kubenet_upgrade_plugin_and_mode;
mod kubenet_upgrade_pod_cidr;
mod kubenet_upgrade_route_table;
mod masquerade;
mod overlay_and_dataplane_at_once;
mod overlay_and_ipv6_at_once;
mod overlay_is_one_way;
mod overlay_is_whole_cluster;
mod overlay_needs_azure_plugin;
mod overlay_upgrade_docker_windows;
mod overlay_upgrade_kubernetes_version;
mod overlay_upgrade_leftover_masquerade_settings;
mod overlay_upgrade_masquerade_settings;
mod overlay_upgrade_needs_pod_cidr;
mod overlay_upgrade_network_policy;
mod overlay_upgrade_pod_cidr_overlaps_service_cidr;
mod overlay_upgrade_windows_image;
mod pod_cidr_expansion;
mod pod_cidr_expansion_limits;
mod pod_cidr_expansion_preview;
mod pod_cidrs_need_overlay;
mod upgrade_from_pod_subnet;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[
    &overlay_is_one_way::RULE,
    &kubenet_upgrade_plugin_and_mode::RULE,
    &pod_cidr_expansion::RULE,
    &pod_cidr_expansion_limits::RULE,
    &pod_cidr_expansion_preview::RULE,
    &upgrade_from_pod_subnet::RULE,
    &overlay_and_dataplane_at_once::RULE,
    &overlay_and_ipv6_at_once::RULE,
    &overlay_upgrade_kubernetes_version::RULE,
    &overlay_upgrade_network_policy::RULE,
    &kubenet_upgrade_feature::RULE,
    &kubenet_upgrade_identity::RULE,
    &overlay_upgrade_masquerade_settings::RULE,
    &overlay_upgrade_leftover_masquerade_settings::RULE,
    &overlay_upgrade_docker_windows::RULE,
    &overlay_upgrade_windows_image::RULE,
    &overlay_upgrade_needs_pod_cidr::RULE,
    &overlay_upgrade_pod_cidr_overlaps_service_cidr::RULE,
    &kubenet_upgrade_pod_cidr::RULE,
    &kubenet_upgrade_route_table::RULE,
    &overlay_is_whole_cluster::RULE,
    &overlay_needs_azure_plugin::RULE,
    &pod_cidrs_need_overlay::RULE,
];
