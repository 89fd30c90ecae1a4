//! The data plane and network policies.

use crate::rules::Rule;

mod cilium_dataplane_and_policy;
mod cilium_dataplane_change;
mod egress_gateway_and_node_provisioning;
mod network_policy_change_kubernetes_version;
mod node_provisioning_network;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[
    &cilium_dataplane_change::RULE,
    &cilium_dataplane_and_policy::RULE,
    &network_policy_change_kubernetes_version::RULE,
    &egress_gateway_and_node_provisioning::RULE,
    &node_provisioning_network::RULE,
];
