//! The nodes of a cluster: what each is called and which addresses it holds.
//!
//! With overlay and with kubenet a node takes one block of the pod CIDR, a /24 whatever its number of pods, and one
//! address of its subnet; with pod addresses from the node subnet it takes one address for itself and one for each pod
//! that it may run. Who holds what is kept with the cluster ([`kept`]), and with the subnet for those who share it
//! ([`subnet`]); neither is a member of a resource, a reader sees it in `kubectl get nodes` and in the subnet's
//! `ipConfigurations`.

mod blocks;
mod kept;
mod node;
mod reconcile;
mod subnet;
mod surge;

pub(super) use node::{Node, of_draft};
pub(super) use reconcile::{reconcile, take_away};
pub(crate) use subnet::ip_configurations;
pub(super) use subnet::{addresses_per_node, free_addresses, held_addresses, pool_key, vacate};
pub(super) use surge::{pending_surge, surge};
