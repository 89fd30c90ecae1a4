//! Microsoft.Compute as far as clusters look at it: which sizes of machines there are, and where.

mod families;
mod regions;
mod skus;

use http::Method;

use crate::gateway::{Address, Answer, Fault, Request};
use crate::plain;
use crate::world::World;

pub(crate) use families::{Known, Size, find as size};
pub(crate) use regions::zones;
pub(crate) use skus::{Restriction, restrictions};

/// Requests below `providers/Microsoft.Compute`.
pub(crate) fn route(world: &World<'_>, request: &Request, address: &Address<'_>) -> Result<Answer, Fault> {
    match (address.words().as_slice(), address.group, &request.method) {
        (["skus"], None, &Method::GET) => skus::list(world, request, address.subscription),
        (["locations", location, "vmsizes"], None, &Method::GET) => skus::sizes(location),
        _ => plain::route(world, request, address),
    }
}
