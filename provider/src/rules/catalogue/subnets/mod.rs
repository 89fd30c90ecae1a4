//! The subnets of the nodes, and the network around them.

use tfplugin_framework::Path;

use crate::rules::{Rule, Subnet, View};

mod delegated_subnet;
mod gateway_for_containers_subnet;
mod network_names_too_long;
mod pool_subnet_fixed;
mod pools_in_one_vnet;
mod security_group_blocks_cluster;
mod subnet_access;
mod subnet_capacity;
mod subnet_upgrade_capacity;
mod vnet_grown;

/// The rules of this theme, the most telling first.
pub(super) const RULES: &[&Rule] = &[
    &network_names_too_long::RULE,
    &pools_in_one_vnet::RULE,
    &delegated_subnet::RULE,
    &subnet_access::RULE,
    &subnet_capacity::RULE,
    &subnet_upgrade_capacity::RULE,
    &security_group_blocks_cluster::RULE,
    &gateway_for_containers_subnet::RULE,
    &vnet_grown::RULE,
    &pool_subnet_fixed::RULE,
];

/// Where the first pool that is asked for names a subnet.
fn path(view: &View, subnet: &Subnet) -> Option<Path> {
    let of_subnet = |pool: &&crate::rules::Pool| {
        pool.subnet_id.known().is_some_and(|id| id.eq_ignore_ascii_case(&subnet.id))
    };
    view.pools.iter().find(of_subnet)?.attribute("subnet_id")
}
