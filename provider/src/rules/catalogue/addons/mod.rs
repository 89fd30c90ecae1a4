//! Add-ons that do not go with every network.

use crate::rules::Rule;

mod application_gateway_ingress;
mod virtual_nodes;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[&application_gateway_ingress::RULE, &virtual_nodes::RULE];
