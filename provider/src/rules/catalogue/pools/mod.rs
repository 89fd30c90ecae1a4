//! What a node pool may be.

use crate::rules::Rule;

mod arm64_pool;
mod availability_set_pool;
mod dcsv2_pool;
mod max_pods_fixed;
mod max_pods_range;
mod node_os_retirement;
mod node_replacement;
mod vm_size_not_offered;
mod windows_kubernetes_version;
mod windows_server_version;
mod windows_versions;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[
    &max_pods_fixed::RULE,
    &max_pods_range::RULE,
    &node_replacement::RULE,
    &availability_set_pool::RULE,
    &dcsv2_pool::RULE,
    &windows_server_version::RULE,
    &windows_kubernetes_version::RULE,
    &node_os_retirement::RULE,
    &vm_size_not_offered::RULE,
    &arm64_pool::RULE,
];
