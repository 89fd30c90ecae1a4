//! What a network has room for, in numbers: the nodes of the pod CIDR, the addresses of each subnet, and the ranges that
//! get in each other's way.
//!
//! The rules say what is wrong; this says how much is left before something is.

mod blocks;
mod overlaps;
mod subnets;

pub use self::{
    blocks::{Blocks, Expansion},
    overlaps::Overlap,
    subnets::SubnetRoom,
};

use super::View;
use crate::network::Cidr;

/// The numbers of a view.
#[derive(Clone, Debug, Default)]
pub struct Forecast {
    /// The pod CIDR; none where pods have no range of their own, or while it is not known.
    pub pods: Option<Blocks>,
    /// The subnets of the pools, as far as they were looked up.
    pub subnets: Vec<SubnetRoom>,
    /// Ranges that overlap.
    pub overlaps: Vec<Overlap>,
    /// A pod CIDR with room for every pool at its largest and its surge, clear of everything that is known.
    pub next_free_cidr: Option<Cidr>,
}

impl Forecast {
    /// Counts.
    pub fn of(view: &View) -> Self {
        let pods = Blocks::of(view);
        Self {
            subnets: subnets::of(view),
            overlaps: overlaps::of(view),
            next_free_cidr: view.next_free_pod_cidr(),
            pods,
        }
    }
}
