//! The node resource group: what AKS makes for a cluster next to it.
//!
//! A network with one subnet where the cluster brings none, a security group, the route table of kubenet, the public
//! addresses behind `effectiveOutboundIPs` with their load balancer or NAT gateway, one scale set a pool, and the
//! identity of the kubelets. They are resources like any other: listed, readable, and gone with the cluster. What is
//! there is worked out anew from the cluster whenever an operation ends, and what is no longer part of it is removed.

mod addresses;
mod machines;
mod names;
mod network;
mod parts;
mod routes;

pub(super) use machines::{machine, scale_set};
pub(super) use names::subnet_of;
pub(super) use parts::clear;
pub(super) use routes::withdraw;

use super::draft::Draft;
use super::nodes;
use crate::world::World;
use names::Names;
use parts::Parts;

/// Brings the node resource group and the nodes in line with the cluster.
pub(super) fn reconcile(world: &World<'_>, draft: &mut Draft) -> rusqlite::Result<()> {
    let names = Names::of(draft);
    let mut parts = Parts::of(world, draft, &names);
    network::add(&mut parts, draft, &names)?;
    nodes::reconcile(world, draft)?;
    addresses::add(&mut parts, draft, &names)?;
    machines::add(&mut parts, draft, &names)?;
    routes::add(&mut parts, draft, &names)?;
    parts.remove_others()
}
