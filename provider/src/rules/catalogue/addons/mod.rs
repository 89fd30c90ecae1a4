//! What a cluster has besides its network and pools, and does not have everywhere.

use crate::rules::Rule;

mod application_gateway_ingress;
mod static_egress_and_node_provisioning;
mod virtual_nodes;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] =
    &[&static_egress_and_node_provisioning::RULE, &application_gateway_ingress::RULE, &virtual_nodes::RULE];
